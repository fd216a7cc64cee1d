//! `X-Hub-Signature-256`: HMAC-SHA256 over the raw body, in hexadecimal digits.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, verify};

/// How the header begins.
const PREFIX: &str = "sha256=";
/// Bytes of the code.
const BYTES: usize = 32;

/// Whether this very body was signed with the app's secret; compared in constant time.
#[must_use]
pub fn fits(app_secret: &[u8], header: &str, body: &[u8]) -> bool {
    let Some(code) = header.strip_prefix(PREFIX).and_then(bytes) else { return false };
    verify(&Key::new(HMAC_SHA256, app_secret), body, &code).is_ok()
}

fn bytes(digits: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    if digits.len() != BYTES * 2 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const CODE: &str = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const BODY: &[u8] = b"what do ya want for nothing?";

    #[test]
    fn the_body_is_signed_with_the_secret_and_nothing_else_is() {
        assert!(fits(b"Jefe", CODE, BODY));
        assert!(!fits(b"jefe", CODE, BODY));
        assert!(!fits(b"Jefe", CODE, b"what do ya want for nothing!"));
        for wrong in [
            "",
            "sha256=",
            "sha1=5bdc",
            CODE.trim_end_matches('3'),
            &CODE.replace('5', "+"),
            CODE.trim_start_matches("sha256="),
        ] {
            assert!(!fits(b"Jefe", wrong, BODY), "{wrong}");
        }
    }
}
