//! The origin a client used: scheme, host and port, and nothing else.

use std::fmt;

/// Longest origin taken, in bytes: a DNS name has at most 253, the rest is scheme and port.
pub const ORIGIN_BYTES_MAX: usize = 300;

/// Scheme and authority such as `https://books.example:8443`, without a trailing slash.
///
/// Host names arrive from the client's `Host` header and are echoed into headers and JSON (PROTOCOL.md 7.6:
/// discovery must echo the origin the client used), so only characters that are harmless there are let in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Makes an origin from `http` or `https` and the value of a `Host` header. `None` when either is not
    /// plainly a scheme, a host name or address, and an optional port.
    pub fn new(scheme: &str, host_and_port: &str) -> Option<Self> {
        let text = format!("{}://{}", scheme.to_ascii_lowercase(), host_and_port.to_ascii_lowercase());
        Self::parse(&text)
    }

    /// Reads `http(s)://host[:port]`; no path, query, user name or trailing slash. `None` when it is not.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > ORIGIN_BYTES_MAX {
            return None;
        }
        let authority = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        is_authority(authority).then(|| Self(text.to_owned()))
    }

    /// The text, for building addresses below it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when the host is this machine itself: `localhost`, `127.0.0.1` or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        let authority = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address,
            None => authority.split(':').next().unwrap_or_default(),
        };
        matches!(host, "localhost" | "127.0.0.1" | "::1")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_authority(authority: &str) -> bool {
    let (host_is_good, rest) = if let Some(inner) = authority.strip_prefix('[') {
        let Some((address, rest)) = inner.split_once(']') else { return false };
        (address.parse::<std::net::Ipv6Addr>().is_ok(), rest)
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        let host = &authority[..end];
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        (!host.is_empty() && host.bytes().all(plain), &authority[end..])
    };
    let port_is_good = rest.is_empty()
        || rest.strip_prefix(':').is_some_and(|port| {
            port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
        });
    host_is_good && port_is_good
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn only_scheme_host_and_port_are_taken() {
        for good in [
            "http://127.0.0.1",
            "http://localhost:8080",
            "https://books.example:8443",
            "https://[::1]:8443",
            "http://my_host",
        ] {
            assert_eq!(Origin::parse(good).map(|origin| origin.to_string()).as_deref(), Some(good));
        }
        for bad in [
            "",
            "ftp://host",
            "http://",
            "http://host/",
            "http://host/path",
            "http://user@host",
            "http://host:99999",
            "http://host:+80",
            "http://a\"b",
            "http://a\r\nb",
            "http://host?x",
            "http://[::1",
            "http://[zz]",
            "https://höst",
        ] {
            assert_eq!(Origin::parse(bad), None, "{bad:?}");
        }
        assert_eq!(Origin::new("HTTP", "LocalHost:80").unwrap().as_str(), "http://localhost:80");
        assert!(Origin::parse("http://[::1]:8080").unwrap().is_loopback());
        assert!(!Origin::parse("http://127.0.0.1.example").unwrap().is_loopback());
    }
}
