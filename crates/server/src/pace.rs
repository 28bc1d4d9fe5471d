//! How fast a client is: notices connections on which nothing, or too little, happens.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Length of an HTTP/2 ping, in bytes: frames up to this keep a connection alive and are no progress.
const HTTP2_PING_BYTES: usize = 17;

/// Progress of one connection, in milliseconds since it was opened. One relaxed store per event: a timer for every
/// request would cost more than many of the requests.
pub struct Pace {
    opened: Instant,
    requests: AtomicUsize,
    /// When bytes last went out or a request began or ended.
    progress_at: AtomicU64,
    /// When the first byte of a head not yet complete came in; 0 while there is none.
    head_since: AtomicU64,
}

impl Pace {
    /// A connection counts as having begun its first head when it is opened.
    pub fn new() -> Arc<Pace> {
        Arc::new(Pace {
            opened: Instant::now(),
            requests: AtomicUsize::new(0),
            progress_at: AtomicU64::new(0),
            head_since: AtomicU64::new(1),
        })
    }

    fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }

    /// A head is complete; the guard is dropped when its answer is.
    pub fn request(self: &Arc<Pace>) -> PaceGuard {
        self.requests.fetch_add(1, Relaxed);
        self.head_since.store(0, Relaxed);
        PaceGuard(self.clone())
    }

    /// True when the connection should be closed: a head takes longer than `head_timeout`, or nothing has happened
    /// for `idle_timeout`. HTTP/2 also talks between requests, so its heads cannot be told apart and are not timed.
    pub fn is_stalled(&self, head_timeout: Duration, idle_timeout: Duration, is_http2: bool) -> bool {
        if self.requests.load(Relaxed) > 0 {
            return false;
        }
        let now = self.now();
        let (head_since, progress_at) = (self.head_since.load(Relaxed), self.progress_at.load(Relaxed));
        let passed = |since: u64, limit: Duration| u128::from(now.saturating_sub(since)) >= limit.as_millis();
        (!is_http2 && head_since > 0 && passed(head_since, head_timeout)) || passed(progress_at, idle_timeout)
    }

    fn read(&self) {
        if self.requests.load(Relaxed) == 0 && self.head_since.load(Relaxed) == 0 {
            self.head_since.store(self.now(), Relaxed);
        }
    }

    fn wrote(&self, outcome: &Poll<std::io::Result<usize>>) {
        if !matches!(outcome, Poll::Ready(Ok(bytes)) if *bytes > HTTP2_PING_BYTES) {
            return;
        }
        self.progress_at.store(self.now(), Relaxed);
    }
}

/// A request being answered.
pub struct PaceGuard(Arc<Pace>);

impl Drop for PaceGuard {
    fn drop(&mut self) {
        self.0.progress_at.store(self.0.now(), Relaxed);
        self.0.requests.fetch_sub(1, Relaxed);
    }
}

/// A stream whose progress is noted.
pub struct Paced<S> {
    pub stream: S,
    pub pace: Arc<Pace>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if outcome.is_ready() && buffer.filled().len() > before {
            self.pace.read();
        }
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.pace.wrote(&outcome);
        outcome
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.pace.wrote(&outcome);
        outcome
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering::Relaxed;
    use std::task::Poll;
    use std::time::Duration;

    use super::Pace;

    #[test]
    fn stalled_heads_and_idle_connections() {
        let (now, long) = (Duration::ZERO, Duration::from_secs(60));
        let pace = Pace::new();
        assert!(pace.is_stalled(now, long, false), "the first head is due from the opening on");
        let guard = pace.request();
        assert!(!pace.is_stalled(now, now, false), "a request takes the time it takes");
        drop(guard);
        assert!(!pace.is_stalled(now, long, false), "idle, with no head begun");
        assert!(pace.is_stalled(long, now, false), "idle too long");
        pace.read();
        assert!(pace.is_stalled(now, long, false), "a head has begun");
        assert!(!pace.is_stalled(now, long, true), "HTTP/2 also sends other frames");
        let before = pace.progress_at.swap(0, Relaxed);
        pace.wrote(&Poll::Ready(Ok(17)));
        assert_eq!(pace.progress_at.load(Relaxed), 0, "a ping is no progress");
        pace.wrote(&Poll::Ready(Ok(18)));
        assert!(pace.progress_at.load(Relaxed) >= before);
    }
}
