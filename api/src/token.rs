//! Opaque secrets (refresh tokens, API keys, recovery codes): only their hash is stored.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The hash to store and to look up by. SHA-256 without salt is enough: the secrets have 256 bits of chance, so there is
/// nothing to guess.
#[must_use]
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether the secret has the stored hash; takes the same time wherever they differ.
#[must_use]
pub fn matches(secret: &str, stored: &[u8]) -> bool {
    equal(&hash(secret), stored)
}

/// Whether two secrets are the same; takes the same time wherever they differ.
#[must_use]
pub fn equal(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_matches_its_own_hash_only() {
        let stored = hash("abc");
        assert!(matches("abc", &stored));
        assert!(!matches("abd", &stored));
        assert!(!matches("abc", &stored[..31]));
        assert_eq!(stored[..4], [0xba, 0x78, 0x16, 0xbf], "SHA-256 of abc begins so in FIPS 180");
    }
}
