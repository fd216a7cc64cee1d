//! Seals secrets that must be read again (push keys, TOTP seeds) before they go into the database.

mod key_file;
#[cfg(test)]
mod tests;

use std::{fmt, io, path::PathBuf};

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use thiserror::Error;

use crate::{chance, config::Config};

const NONCE_BYTES: usize = 24;

/// Why something could not be sealed or opened.
#[derive(Debug, Error)]
pub enum VaultError {
    /// The key file could not be read or made.
    #[error("the master key file {}: {cause}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Others than its owner may read the key file.
    #[error("the master key file {} has mode {mode:03o}; only its owner may read it (chmod 600)", path.display())]
    KeyFileOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key is no base64 of 32 bytes.
    #[error("the master key ({0}) is not base64 of exactly 32 bytes")]
    KeyShape(String),
    /// Sealed under another master key.
    #[error("sealed under another master key")]
    OtherKey,
    /// Changed since it was sealed, cut, or sealed for another place.
    #[error("the sealed bytes are damaged or belong elsewhere")]
    Damaged,
}

/// Seals and opens with XChaCha20-Poly1305 under the master key.
///
/// What is sealed is `key id (1) | nonce (24) | ciphertext and tag`; the context is authenticated, not stored, so that a
/// sealed value copied to another row does not open there.
#[derive(Clone)]
pub struct Vault {
    key: [u8; 32],
    key_id: u8,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

impl Vault {
    /// Reads the configured key, else the key file of the data folder, which is made when it is not there.
    ///
    /// # Errors
    /// When the key cannot be read, is not a key, or lies open to others.
    pub fn load(config: &Config) -> Result<Self, VaultError> {
        match &config.master_key {
            Some(secret) => {
                let key = secret.key_bytes().ok_or_else(|| VaultError::KeyShape("master_key".to_owned()))?;
                Ok(Self::from_key(key))
            }
            None => key_file::read_or_make(&config.folder).map(Self::from_key),
        }
    }

    /// A vault with the given master key.
    #[must_use]
    pub fn from_key(key: [u8; 32]) -> Self {
        let [key_id, ..] = derive(&key, "key id");
        Self { key, key_id }
    }

    /// Seals for one place, as `push_app:{organization}:{id}`.
    #[must_use]
    pub fn seal(&self, context: &str, plaintext: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = chance::bytes();
        let payload = Payload { msg: plaintext, aad: context.as_bytes() };
        let ciphertext = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .expect("only texts of 256 GiB are too long for the cipher");
        let mut sealed = Vec::with_capacity(1 + NONCE_BYTES + ciphertext.len());
        sealed.push(self.key_id);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        sealed
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// When it was sealed under another key or for another place, or was changed since.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (key_id, rest) = sealed.split_first().ok_or(VaultError::Damaged)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Damaged)?;
        let payload = Payload { msg: ciphertext, aad: context.as_bytes() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| {
            // The id is a hint of eight bits, so it only chooses the sentence.
            if *key_id == self.key_id { VaultError::Damaged } else { VaultError::OtherKey }
        })
    }

    /// A key for one purpose, which tells nothing of the master key or of other purposes' keys.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        derive(&self.key, purpose)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.key.into())
    }
}

fn derive(key: &[u8; 32], purpose: &str) -> [u8; 32] {
    let mut derived = [0; 32];
    Salt::new(HKDF_SHA256, b"pronto vault")
        .extract(key)
        .expand(&[purpose.as_bytes()], HKDF_SHA256)
        .and_then(|output| output.fill(&mut derived))
        .expect("HKDF gives up to 8,160 bytes");
    derived
}
