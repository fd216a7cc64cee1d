//! The name of an upload, from its header.

use axum::http::HeaderMap;

use crate::error::{Error, Result};

/// The header that carries it. Headers hold ASCII, so the name is percent-encoded.
const HEADER: &str = "x-file-name";

/// The name as the sender gives it; empty when it is not given.
///
/// # Errors
/// `invalid_fields` when it cannot be decoded.
pub(super) fn declared_name(headers: &HeaderMap) -> Result<String> {
    let Some(value) = headers.get(HEADER) else { return Ok(String::new()) };
    decode(value.as_bytes())
        .ok_or_else(|| Error::field("X-File-Name", "malformed", "The name must be UTF-8, percent-encoded."))
}

fn decode(encoded: &[u8]) -> Option<String> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'%' => 16 * hex(*rest.next()?)? + hex(*rest.next()?)?,
            byte => *byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_decoded_and_nonsense_is_refused() {
        for (encoded, name) in [
            ("plain.pdf", Some("plain.pdf")),
            ("a+b%20c.pdf", Some("a+b c.pdf")),
            ("Or%C3%A7amento%20%E2%82%AC.pdf", Some("Orçamento €.pdf")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%C3", None),
        ] {
            assert_eq!(decode(encoded.as_bytes()).as_deref(), name, "{encoded}");
        }
    }
}
