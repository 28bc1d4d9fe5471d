//! A long answer on its way out while it is still being made: one side hands on pieces, the other takes them.
//!
//! The side that makes them runs on a thread of its own and waits while its client is slow, but not for long: it holds
//! a connection to the database, which others may need. When its patience is used up the rest is kept in memory.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use store::{StoreError, StoreErrorKind};

use crate::answer::Answer;
use crate::errors::ApiError;

/// Size from which a piece is handed on, in bytes.
pub const PIECE_BYTES: usize = 64 * 1_024;
/// Pieces that wait to be taken before the side that makes them waits too.
pub const PIECES_WAITING_MAX: usize = 4;
/// How long one answer may wait, all in all, for its client to take pieces while it holds its connection.
pub const PATIENCE: Duration = Duration::from_secs(2);

struct State {
    waiting: VecDeque<Vec<u8>>,
    /// What came of the read; the body of a good end is the last piece.
    end: Option<Result<Answer, ApiError>>,
    /// A piece has been handed on, so the head of the answer is out.
    begun: bool,
    /// The taking side has gone.
    gone: bool,
    /// Wakes the taking side.
    taker: Option<Waker>,
    /// Wakes the making side when the other one goes.
    maker: Option<Waker>,
}

struct Shared {
    state: Mutex<State>,
    /// A piece was taken, or the taking side has gone.
    taken: Condvar,
}

impl Shared {
    fn wake_taker(&self, state: &mut State) {
        if let Some(waker) = state.taker.take() {
            waker.wake();
        }
    }
}

/// Where pieces are handed on.
pub struct PieceSender {
    shared: Arc<Shared>,
    patience: Duration,
}

/// Where pieces are taken.
pub struct Pieces {
    shared: Arc<Shared>,
}

/// Knows whether the taking side has gone.
pub struct Gone {
    shared: Arc<Shared>,
}

impl Gone {
    /// Ready when it has.
    pub fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.shared.state.lock();
        if state.gone {
            return Poll::Ready(());
        }
        state.maker = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// What a long answer begins with.
pub enum Beginning {
    /// It was short: all of it is here.
    Whole(Result<Answer, ApiError>),
    /// The head may go out; pieces follow.
    Pieces(Pieces),
}

/// The answer failed after its head had gone out: the connection must be cut, so that nobody takes it for whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer failed after its first bytes had been sent")]
pub struct Broken;

/// Both sides of an answer.
pub fn channel() -> (PieceSender, Pieces) {
    let state =
        State { waiting: VecDeque::new(), end: None, begun: false, gone: false, taker: None, maker: None };
    let shared = Arc::new(Shared { state: Mutex::new(state), taken: Condvar::new() });
    (PieceSender { shared: shared.clone(), patience: PATIENCE }, Pieces { shared })
}

impl PieceSender {
    /// Hands on a piece, waiting while others wait. Errors: `Unavailable` when nobody takes them any more.
    pub fn send(&mut self, piece: Vec<u8>) -> Result<(), StoreError> {
        let mut state = self.shared.state.lock();
        while state.waiting.len() >= PIECES_WAITING_MAX && !state.gone && !self.patience.is_zero() {
            let since = Instant::now();
            self.shared.taken.wait_for(&mut state, self.patience);
            self.patience = self.patience.saturating_sub(since.elapsed());
        }
        if state.gone {
            return Err(StoreError::new(StoreErrorKind::Unavailable, "the client has gone"));
        }
        state.waiting.push_back(piece);
        state.begun = true;
        self.shared.wake_taker(&mut state);
        Ok(())
    }

    /// Tells when nobody takes pieces any more.
    pub fn gone(&self) -> Gone {
        Gone { shared: self.shared.clone() }
    }

    /// Says what came of the read.
    pub fn finish(self, end: Result<Answer, ApiError>) {
        self.end(end);
    }

    fn end(&self, end: Result<Answer, ApiError>) {
        let mut state = self.shared.state.lock();
        state.end.get_or_insert(end);
        self.shared.wake_taker(&mut state);
    }
}

impl Drop for PieceSender {
    /// Without an end said before, the read has broken down.
    fn drop(&mut self) {
        self.end(Err(ApiError::fault()));
    }
}

impl Pieces {
    /// Waits until the answer is whole, or too long to be kept.
    pub async fn begin(self) -> Beginning {
        std::future::poll_fn(|cx| {
            let mut state = self.shared.state.lock();
            if state.begun || state.end.is_some() {
                return Poll::Ready(());
            }
            state.taker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
        let whole = {
            let mut state = self.shared.state.lock();
            if state.begun { None } else { state.end.take() }
        };
        match whole {
            Some(end) => Beginning::Whole(end),
            None => Beginning::Pieces(self),
        }
    }

    /// The next piece; `None` after the last one of a whole answer.
    pub fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<u8>, Broken>>> {
        let mut state = self.shared.state.lock();
        if let Some(piece) = state.waiting.pop_front() {
            self.shared.taken.notify_one();
            return Poll::Ready(Some(Ok(piece)));
        }
        match &mut state.end {
            Some(Ok(answer)) if answer.body.is_empty() => Poll::Ready(None),
            Some(Ok(answer)) => Poll::Ready(Some(Ok(std::mem::take(&mut answer.body)))),
            Some(Err(error)) => {
                tracing::warn!(error = %error.message, "an answer was cut after its first bytes");
                Poll::Ready(Some(Err(Broken)))
            }
            None => {
                state.taker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.gone = true;
        if let Some(waker) = state.maker.take() {
            waker.wake();
        }
        self.shared.taken.notify_one();
    }
}

/// Where the bytes of an answer go as they are made: kept together, or handed on when they become many.
pub struct Outlet<'a> {
    pub bytes: Vec<u8>,
    onward: Option<&'a mut PieceSender>,
}

impl<'a> Outlet<'a> {
    /// Sets memory aside; hands pieces on when there is somewhere to hand them, else keeps everything.
    pub fn new(bytes: usize, onward: Option<&'a mut PieceSender>) -> Outlet<'a> {
        Outlet { bytes: Vec::with_capacity(bytes), onward }
    }

    /// Hands on what has come together, if it is a piece; to be called between rows.
    pub fn hand_on(&mut self) -> Result<(), StoreError> {
        match &mut self.onward {
            Some(sender) if self.bytes.len() >= PIECE_BYTES => {
                let next = Vec::with_capacity(PIECE_BYTES + PIECE_BYTES / 8);
                sender.send(std::mem::replace(&mut self.bytes, next))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::{Beginning, Broken, PATIENCE, PIECES_WAITING_MAX, channel};
    use crate::answer::{Answer, ContentType};
    use crate::errors::ApiError;

    fn answer(body: &str) -> Answer {
        Answer::new(200, ContentType::PlainJson, body.as_bytes().to_vec())
    }

    async fn pieces_of(beginning: Beginning) -> (Vec<u8>, Option<Broken>) {
        let Beginning::Pieces(mut pieces) = beginning else { panic!("the answer came whole") };
        let mut bytes = Vec::new();
        loop {
            match poll_fn(|cx| pieces.poll_piece(cx)).await {
                Some(Ok(piece)) => bytes.extend_from_slice(&piece),
                Some(Err(broken)) => return (bytes, Some(broken)),
                None => return (bytes, None),
            }
        }
    }

    #[tokio::test]
    async fn a_short_answer_comes_whole() {
        let (sender, pieces) = channel();
        sender.finish(Ok(answer("short")));
        let Beginning::Whole(Ok(whole)) = pieces.begin().await else { panic!("not whole") };
        assert_eq!(whole.body, b"short");
    }

    #[tokio::test]
    async fn a_long_answer_comes_in_order_and_ends() {
        let (mut sender, pieces) = channel();
        let making = std::thread::spawn(move || {
            for number in 0..3 * PIECES_WAITING_MAX {
                sender.send(format!("{number} ").into_bytes()).unwrap();
            }
            sender.finish(Ok(answer("end")));
        });
        assert_eq!(pieces_of(pieces.begin().await).await, (b"0 1 2 3 4 5 6 7 8 9 10 11 end".to_vec(), None));
        making.join().unwrap();
    }

    #[tokio::test]
    async fn a_failure_after_the_first_piece_breaks_the_answer() {
        let (mut sender, pieces) = channel();
        sender.send(b"first".to_vec()).unwrap();
        sender.finish(Err(ApiError::bad_request("too late")));
        assert_eq!(pieces_of(pieces.begin().await).await, (b"first".to_vec(), Some(Broken)));
        // A read that breaks down without a word is a failure as well.
        let (mut sender, pieces) = channel();
        sender.send(b"first".to_vec()).unwrap();
        drop(sender);
        assert_eq!(pieces_of(pieces.begin().await).await.1, Some(Broken));
        let (sender, pieces) = channel();
        drop(sender);
        assert!(matches!(pieces.begin().await, Beginning::Whole(Err(_))));
    }

    #[test]
    fn a_client_that_has_gone_ends_the_read() {
        let (mut sender, pieces) = channel();
        for _ in 0..PIECES_WAITING_MAX {
            sender.send(vec![1]).unwrap();
        }
        let making = std::thread::spawn(move || sender.send(vec![1]));
        drop(pieces);
        assert!(making.join().unwrap().is_err());
    }

    #[test]
    fn patience_ends_and_the_rest_is_kept() {
        let (mut sender, _pieces) = channel();
        assert_eq!(sender.patience, PATIENCE);
        sender.patience = std::time::Duration::from_millis(20);
        for _ in 0..3 * PIECES_WAITING_MAX {
            sender.send(vec![1]).unwrap();
        }
        assert!(sender.patience.is_zero());
    }
}
