//! The device's key pair and secret: pushes with the `encrypted` privacy are sealed to them.

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    encoding::{AsBigEndian, EcPrivateKeyBin},
    rand,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::client::ClientError;

/// Length of a P-256 private key, in bytes.
const PRIVATE_BYTES: usize = 32;
/// Length of the authentication secret, in bytes.
const AUTH_BYTES: usize = 16;

/// A P-256 key pair and the secret that goes with it.
pub struct DeviceKeys {
    private: PrivateKey,
    public: Vec<u8>,
    auth: [u8; AUTH_BYTES],
}

impl DeviceKeys {
    /// Makes a new pair.
    ///
    /// # Errors
    /// [`ClientError::Internal`] when the device has no chance to draw from.
    pub fn generate() -> Result<Self, ClientError> {
        let mut auth = [0; AUTH_BYTES];
        rand::fill(&mut auth).map_err(ClientError::internal)?;
        Self::new(PrivateKey::generate(&ECDH_P256).map_err(ClientError::internal)?, auth)
    }

    /// Reads what [`DeviceKeys::export`] gave.
    ///
    /// # Errors
    /// [`ClientError::BadPayload`] when these are no keys.
    pub fn import(bytes: &[u8]) -> Result<Self, ClientError> {
        let parts =
            bytes.split_at_checked(PRIVATE_BYTES).and_then(|(private, auth)| Some((private, auth.try_into().ok()?)));
        let (private, auth) = parts.ok_or_else(|| ClientError::bad_payload("not a device's keys"))?;
        Self::new(PrivateKey::from_private_key(&ECDH_P256, private).map_err(ClientError::bad_payload)?, auth)
    }

    fn new(private: PrivateKey, auth: [u8; AUTH_BYTES]) -> Result<Self, ClientError> {
        let public = private.compute_public_key().map_err(ClientError::internal)?.as_ref().to_vec();
        Ok(Self { private, public, auth })
    }

    /// The private key and the secret, for secure storage alone.
    ///
    /// # Errors
    /// [`ClientError::Internal`] when the key cannot be written.
    pub fn export(&self) -> Result<Vec<u8>, ClientError> {
        let private: EcPrivateKeyBin<'_> = self.private.as_be_bytes().map_err(ClientError::internal)?;
        Ok([private.as_ref(), &self.auth].concat())
    }

    /// The public key as it is registered: 65 bytes, base64url.
    #[must_use]
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.public)
    }

    /// The secret as it is registered: 16 bytes, base64url.
    #[must_use]
    pub fn auth_secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.auth)
    }

    pub(super) fn private(&self) -> &PrivateKey {
        &self.private
    }

    pub(super) fn public_bytes(&self) -> &[u8] {
        &self.public
    }

    pub(super) fn auth(&self) -> &[u8] {
        &self.auth
    }
}

impl std::fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKeys") // never the key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exported_keys_come_back_as_the_same_pair() {
        let keys = DeviceKeys::generate().expect("keys");
        let bytes = keys.export().expect("bytes");
        assert_eq!(bytes.len(), PRIVATE_BYTES + AUTH_BYTES);
        let again = DeviceKeys::import(&bytes).expect("keys");
        assert_eq!((again.public_key(), again.auth_secret()), (keys.public_key(), keys.auth_secret()));
        assert!(DeviceKeys::import(&bytes[1..]).is_err());
        assert!(DeviceKeys::import(&[0; 48]).is_err());
    }
}
