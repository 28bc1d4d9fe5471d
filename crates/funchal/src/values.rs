//! Values on the command line that need more than a number or a text.

use std::net::{SocketAddr, ToSocketAddrs};

use auth::Permissions;
use auth::principal::{API_READ_WRITE_ALL, FINANCIALS_READ_WRITE_ALL, USER_IMPERSONATION};

/// A permission for an application, as in claim `roles`.
pub fn role(text: &str) -> Result<String, String> {
    known(text, Permissions::of_role(text), [FINANCIALS_READ_WRITE_ALL, API_READ_WRITE_ALL])
}

/// A permission for a user, as in claim `scp`.
pub fn scope(text: &str) -> Result<String, String> {
    known(text, Permissions::of_scope(text), [FINANCIALS_READ_WRITE_ALL, USER_IMPERSONATION])
}

fn known(text: &str, permissions: Permissions, all: [&str; 2]) -> Result<String, String> {
    if permissions.is_empty() {
        return Err(format!("expected {} or {}", all[0], all[1]));
    }
    Ok(text.to_owned())
}

/// `HOST:PORT`; port 0 takes a free one.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let expected = || "expected HOST:PORT, for example 127.0.0.1:8080 or 0.0.0.0:8080".to_owned();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    if !text.contains(':') || text.starts_with(':') {
        return Err(expected());
    }
    match text.to_socket_addrs() {
        Ok(mut addresses) => addresses.next().ok_or_else(expected),
        Err(_) => Err(expected()),
    }
}

/// A part of a whole, 0 to 1, as a number of millionths.
pub fn share(text: &str) -> Result<u32, String> {
    let expected = || "expected a share between 0 and 1, for example 0.5".to_owned();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.chars().all(|digit| digit.is_ascii_digit());
    if text.is_empty() || !is_digits(whole) || !is_digits(fraction) || fraction.len() > 6 {
        return Err(expected());
    }
    let whole: u32 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| expected())? };
    let millionths: u32 = format!("{fraction:0<6}").parse().map_err(|_| expected())?;
    match whole {
        0 => Ok(millionths),
        1 if millionths == 0 => Ok(1_000_000),
        _ => Err(expected()),
    }
}

/// The name of a company: 1 to 30 characters, not blank.
pub fn company_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err("a company needs a name".to_owned()),
        1..=30 => Ok(name.to_owned()),
        length => Err(format!("the name has {length} characters, but at most 30 are allowed")),
    }
}

#[cfg(test)]
mod tests {
    use super::{company_name, listen_address, role, scope, share};

    #[test]
    fn addresses() {
        assert_eq!(listen_address("127.0.0.1:8080").unwrap().port(), 8080);
        assert_eq!(listen_address("[::1]:0").unwrap().port(), 0);
        assert!(listen_address("localhost:80").unwrap().ip().is_loopback());
        for wrong in ["", "8080", ":8080", "127.0.0.1", "127.0.0.1:99999", "http://127.0.0.1:80"] {
            assert!(listen_address(wrong).unwrap_err().contains("HOST:PORT"), "{wrong}");
        }
    }

    #[test]
    fn shares() {
        for (text, millionths) in
            [("0", 0), ("1", 1_000_000), ("0.5", 500_000), (".25", 250_000), ("1.0", 1_000_000)]
        {
            assert_eq!(share(text), Ok(millionths), "{text}");
        }
        for wrong in ["", "-1", "2", "1.1", "half", "0.1234567", "1e0"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn permissions_and_names() {
        assert!(role("Financials.ReadWrite.All").is_ok() && role("API.ReadWrite.All").is_ok());
        assert!(role("user_impersonation").is_err() && role("financials.readwrite.all").is_err());
        assert!(scope("user_impersonation").is_ok() && scope("API.ReadWrite.All").is_err());
        assert_eq!(company_name(" Harbour ").as_deref(), Ok("Harbour"));
        assert!(company_name(" ").is_err() && company_name(&"x".repeat(31)).is_err());
    }
}
