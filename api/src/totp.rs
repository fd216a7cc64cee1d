//! Codes of authenticator apps: RFC 6238 with what every app can do, SHA-1, six digits and steps of 30 seconds. Pure, but for the
//! making of secrets.

use aws_lc_rs::hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY};
use data_encoding::BASE32_NOPAD;

use crate::{chance, token};

/// Length of a secret: as long as the hash, as RFC 4226 wants it.
const SECRET_BYTES: usize = 20;
/// How long a code is shown.
const STEP_MS: i64 = 30_000;
/// Clocks of phones are off: one step before and one after are taken, too.
const DRIFT_STEPS: i64 = 1;
/// How many digits a code has.
const DIGITS: u32 = 6;

/// A new secret.
#[must_use]
pub fn make_secret() -> Vec<u8> {
    chance::bytes::<SECRET_BYTES>().to_vec()
}

/// A secret as people type it.
#[must_use]
pub fn secret_text(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The address that authenticator apps open.
#[must_use]
pub fn uri(secret: &[u8], issuer: &str, account: &str) -> String {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    // A colon separates the two.
    let issuer = encode(&issuer.replace(':', " "));
    let (account, secret) = (encode(account), secret_text(secret));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={}",
        STEP_MS / 1_000
    )
}

/// The code of a time.
#[must_use]
pub fn code_at(secret: &[u8], now_ms: i64) -> String {
    code(secret, now_ms.div_euclid(STEP_MS), DIGITS)
}

/// The step whose code this is: of those around now, none up to `last_step`, whose codes were taken already.
#[must_use]
pub fn step_of(secret: &[u8], given: &str, now_ms: i64, last_step: i64) -> Option<i64> {
    let now = now_ms.div_euclid(STEP_MS);
    let mut found = None;
    // All are looked at, so that the time taken tells nothing.
    for step in (now - DRIFT_STEPS)..=(now + DRIFT_STEPS) {
        let fits = token::equal(code(secret, step, DIGITS).as_bytes(), given.as_bytes());
        if fits && step > last_step {
            found = found.or(Some(step));
        }
    }
    found
}

/// RFC 4226: a HMAC of the counter, cut to so many digits.
fn code(secret: &[u8], step: i64, digits: u32) -> String {
    let key = hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag.last().copied().unwrap_or_default() & 0xf);
    let four = tag.get(at..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default();
    let number = u32::from_be_bytes(four) & 0x7fff_ffff;
    let width = digits as usize;
    format!("{:0width$}", number % 10_u32.pow(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the RFCs' appendices.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_vectors_of_rfc_6238_come_out() {
        for (seconds, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code(SECRET, seconds / 30, 8), expected, "at {seconds} s");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226_come_out() {
        let expected =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, expected) in (0..).zip(expected) {
            assert_eq!(code(SECRET, counter, 6), expected, "at counter {counter}");
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_and_late_and_never_again() {
        let now_ms = 1_800_000_015_000;
        let step = now_ms / STEP_MS;
        for (off, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let given = code_at(SECRET, now_ms + off * STEP_MS);
            let found = step_of(SECRET, &given, now_ms, 0);
            assert_eq!(found, taken.then_some(step + off), "{off} steps off");
        }
        let given = code_at(SECRET, now_ms);
        assert_eq!(step_of(SECRET, &given, now_ms, step - 1), Some(step));
        assert_eq!(step_of(SECRET, &given, now_ms, step), None, "taken before");
        assert_eq!(step_of(SECRET, &given, now_ms, step + 1), None, "a later one was taken");
        for wrong in ["", "000000x", "１２３４５６", &format!(" {given}")] {
            assert_eq!(step_of(SECRET, wrong, now_ms, 0), None, "{wrong}");
        }
    }

    #[test]
    fn an_address_holds_whatever_name_an_organization_has() {
        let uri = uri(SECRET, "Loja: São & Cia", "ana@shop.example");
        assert_eq!(
            uri,
            "otpauth://totp/Loja%20%20S%C3%A3o%20%26%20Cia:ana%40shop.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Loja%20%20S%C3%A3o%20%26%20Cia&algorithm=SHA1&digits=6&period=30"
        );
    }
}
