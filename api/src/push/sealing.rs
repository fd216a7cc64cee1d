//! Message encryption to a device's key (RFC 8291, content coding aes128gcm of RFC 8188): every Web Push body, and the
//! `encrypted` privacy of the other providers.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey},
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Salt},
};

use crate::chance;

/// The record size written in the header; a push is a single record.
const RECORD_SIZE: u32 = 4096;
/// salt, record size, key length, key.
const HEADER_BYTES: usize = 16 + 4 + 1 + KEY_BYTES;
const KEY_BYTES: usize = 65;
const AUTH_BYTES: usize = 16;
/// Authentication tag, and the byte that ends the only record.
const OVERHEAD_BYTES: usize = 16 + 1;

/// Most that can be sealed so that the whole stays within the 4,096 bytes every push service accepts.
pub const PLAINTEXT_LIMIT_BYTES: usize = 4096 - HEADER_BYTES - OVERHEAD_BYTES;

/// Why nothing was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The device's key is not a point of P-256, or its secret is not 16 bytes.
    #[error("the device's keys are not usable")]
    BadKeys,
    /// More than [`PLAINTEXT_LIMIT_BYTES`].
    #[error("the message is too large")]
    TooLarge,
    /// The cryptography library failed.
    #[error("sealing failed")]
    Crypto,
}

/// Seals a message so that only the device can read it; each call draws a new key and salt.
///
/// # Errors
/// When the keys are not usable or the message is too large.
pub fn seal(plaintext: &[u8], p256dh: &[u8], auth: &[u8]) -> Result<Vec<u8>, SealError> {
    let sender = PrivateKey::generate(&ECDH_P256).map_err(|_| SealError::Crypto)?;
    seal_with(plaintext, p256dh, auth, &sender, &chance::bytes())
}

/// The same with the sender's key and the salt given, so that it can be held against the RFC's example.
///
/// # Errors
/// As [`seal`].
pub fn seal_with(
    plaintext: &[u8],
    p256dh: &[u8],
    auth: &[u8],
    sender: &PrivateKey,
    salt: &[u8; 16],
) -> Result<Vec<u8>, SealError> {
    if plaintext.len() > PLAINTEXT_LIMIT_BYTES {
        return Err(SealError::TooLarge);
    }
    if p256dh.len() != KEY_BYTES || auth.len() != AUTH_BYTES {
        return Err(SealError::BadKeys);
    }
    let sender_public = sender.compute_public_key().map_err(|_| SealError::Crypto)?;
    let sender_public = sender_public.as_ref();
    let peer = UnparsedPublicKey::new(&ECDH_P256, p256dh);
    let input: [u8; 32] = agreement::agree(sender, peer, SealError::BadKeys, |shared| {
        derive(auth, shared, &[b"WebPush: info\0", p256dh, sender_public]).map_err(|_| SealError::Crypto)
    })?;
    let key: [u8; 16] = derive(salt, &input, &[b"Content-Encoding: aes128gcm\0"]).map_err(|_| SealError::Crypto)?;
    let nonce: [u8; 12] = derive(salt, &input, &[b"Content-Encoding: nonce\0"]).map_err(|_| SealError::Crypto)?;

    let mut record = Vec::with_capacity(plaintext.len() + OVERHEAD_BYTES);
    record.extend_from_slice(plaintext);
    record.push(2); // the last record's delimiter
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).map_err(|_| SealError::Crypto)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| SealError::Crypto)?;

    let mut sealed = Vec::with_capacity(HEADER_BYTES + record.len());
    sealed.extend_from_slice(salt);
    sealed.extend_from_slice(&RECORD_SIZE.to_be_bytes());
    sealed.push(u8::try_from(KEY_BYTES).map_err(|_| SealError::Crypto)?);
    sealed.extend_from_slice(sender_public);
    sealed.extend_from_slice(&record);
    Ok(sealed)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF with SHA-256.
fn derive<const N: usize>(salt: &[u8], secret: &[u8], context: &[&[u8]]) -> Result<[u8; N], Unspecified> {
    let mut key = [0; N];
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(context, Length(N))?.fill(&mut key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn example_of_the_rfc_is_reproduced_byte_for_byte() {
        let sender = PrivateKey::from_private_key(&ECDH_P256, &bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
            .expect("a key");
        let device = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
        let sealed = seal_with(
            b"When I grow up, I want to be a watermelon",
            &device,
            &bytes("BTBZMqHH6r4Tts7J_aSIgg"),
            &sender,
            &salt,
        );
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_\
                        yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed.expect("sealed")), expected);
    }

    #[test]
    fn unusable_keys_and_oversize_are_refused() {
        let device = PrivateKey::generate(&ECDH_P256).and_then(|key| key.compute_public_key()).expect("a key");
        let device = device.as_ref();
        assert_eq!(seal(b"a", device, &[0; 15]), Err(SealError::BadKeys));
        assert_eq!(seal(b"a", &[4; 65], &[0; 16]), Err(SealError::BadKeys));
        assert_eq!(seal(b"a", &[], &[0; 16]), Err(SealError::BadKeys));
        assert_eq!(seal(&[0; PLAINTEXT_LIMIT_BYTES + 1], device, &[0; 16]), Err(SealError::TooLarge));
        assert_eq!(seal(&[0; PLAINTEXT_LIMIT_BYTES], device, &[0; 16]).map(|sealed| sealed.len()), Ok(4096));
    }
}
