//! Short-lived links to a file. Pure functions: the key comes from the vault, the time from the clock.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;
use uuid::Uuid;

/// How long a link is good at most, in milliseconds.
pub const LINK_MOST_MS: i64 = 5 * 60 * 1_000;
/// By how much the clocks of two nodes may differ, in milliseconds.
const CLOCKS_APART_MS: i64 = 5_000;

/// Which form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The file itself.
    Original,
    /// Its small picture.
    Thumbnail,
}

impl Variant {
    fn code(self) -> u8 {
        match self {
            Self::Original => 0,
            Self::Thumbnail => 1,
        }
    }
}

/// Why a link is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// Not made by this server for this file, or changed.
    #[error("the link is not valid")]
    Forged,
    /// Its time is over.
    #[error("the link is no longer valid")]
    Expired,
}

/// A token that opens one form of one file until the given time: its expiry and an HMAC-SHA256 over all of it.
///
/// `key` is `vault.derive("file links")`; the expiry is at most [`LINK_MOST_MS`] away, or the link is never good.
#[must_use]
pub fn sign(key: &[u8; 32], attachment_id: Uuid, variant: Variant, expires_at_ms: i64) -> String {
    let mac = mac(key, attachment_id, variant, expires_at_ms).finalize().into_bytes();
    let mut token = expires_at_ms.to_be_bytes().to_vec();
    token.extend_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(token)
}

/// Whether a token made by [`sign`] opens this form of this file now.
///
/// # Errors
/// [`LinkError::Forged`] or [`LinkError::Expired`].
pub fn verify(
    key: &[u8; 32],
    attachment_id: Uuid,
    variant: Variant,
    token: &str,
    now_ms: i64,
) -> Result<(), LinkError> {
    let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| LinkError::Forged)?;
    let (expires_at_ms, tag) = token.split_first_chunk::<8>().ok_or(LinkError::Forged)?;
    let expires_at_ms = i64::from_be_bytes(*expires_at_ms);
    // In constant time.
    mac(key, attachment_id, variant, expires_at_ms).verify_slice(tag).map_err(|_| LinkError::Forged)?;
    if now_ms >= expires_at_ms {
        return Err(LinkError::Expired);
    }
    if expires_at_ms.saturating_sub(now_ms) > LINK_MOST_MS + CLOCKS_APART_MS {
        return Err(LinkError::Forged);
    }
    Ok(())
}

fn mac(key: &[u8; 32], attachment_id: Uuid, variant: Variant, expires_at_ms: i64) -> Hmac<Sha256> {
    // Every part has a fixed length, so no two links have the same bytes.
    Hmac::<Sha256>::new_from_slice(key)
        .expect("HMAC takes keys of any length")
        .chain_update(attachment_id.as_bytes())
        .chain_update([variant.code()])
        .chain_update(expires_at_ms.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [3; 32];
    const FILE: Uuid = Uuid::from_u128(7);
    const NOW_MS: i64 = 1_800_000_000_000;

    #[test]
    fn a_link_opens_its_file_until_it_expires() {
        let token = sign(&KEY, FILE, Variant::Original, NOW_MS + 60_000);
        assert_eq!(verify(&KEY, FILE, Variant::Original, &token, NOW_MS), Ok(()));
        assert_eq!(verify(&KEY, FILE, Variant::Original, &token, NOW_MS + 59_999), Ok(()));
        assert_eq!(verify(&KEY, FILE, Variant::Original, &token, NOW_MS + 60_000), Err(LinkError::Expired));
    }

    #[test]
    fn a_link_opens_nothing_else() {
        let token = sign(&KEY, FILE, Variant::Thumbnail, NOW_MS + 60_000);
        let forged = Err(LinkError::Forged);
        assert_eq!(verify(&KEY, FILE, Variant::Original, &token, NOW_MS), forged);
        assert_eq!(verify(&KEY, Uuid::from_u128(8), Variant::Thumbnail, &token, NOW_MS), forged);
        assert_eq!(verify(&[4; 32], FILE, Variant::Thumbnail, &token, NOW_MS), forged);
        for wrong in [
            "",
            "x",
            "AAAA",
            token.trim_start_matches('A'),
            &token.replace('_', "-").to_lowercase(),
            &format!("{token}AAAA"),
        ] {
            assert_eq!(verify(&KEY, FILE, Variant::Thumbnail, wrong, NOW_MS), forged, "{wrong}");
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        bytes[6] ^= 1;
        assert_eq!(verify(&KEY, FILE, Variant::Thumbnail, &URL_SAFE_NO_PAD.encode(bytes), NOW_MS), forged);
    }

    #[test]
    fn a_link_that_would_live_too_long_is_never_good() {
        let token = sign(&KEY, FILE, Variant::Original, NOW_MS + LINK_MOST_MS + 60_000);
        assert_eq!(verify(&KEY, FILE, Variant::Original, &token, NOW_MS), Err(LinkError::Forged));
    }
}
