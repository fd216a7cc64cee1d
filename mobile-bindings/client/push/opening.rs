//! Opens a message sealed to the device's key: RFC 8291 with the content coding aes128gcm of RFC 8188.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{self, ECDH_P256, UnparsedPublicKey},
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Salt},
};

use super::DeviceKeys;
use crate::client::ClientError;

const SALT_BYTES: usize = 16;
const KEY_BYTES: usize = 65;
/// Salt, record size, key length, key.
const HEADER_BYTES: usize = SALT_BYTES + 4 + 1 + KEY_BYTES;
/// The byte that ends the only record.
const LAST_RECORD: u8 = 2;

/// Opens `sealed`.
///
/// # Errors
/// [`ClientError::BadPayload`] when it is damaged or was sealed to other keys.
pub fn open(sealed: &[u8], keys: &DeviceKeys) -> Result<Vec<u8>, ClientError> {
    let (header, record) =
        sealed.split_at_checked(HEADER_BYTES).ok_or_else(|| ClientError::bad_payload("too short"))?;
    let (salt, rest) = header.split_at(SALT_BYTES);
    let (&length, sender) =
        rest.get(4..).and_then(<[u8]>::split_first).ok_or_else(|| ClientError::bad_payload("too short"))?;
    if usize::from(length) != KEY_BYTES {
        return Err(ClientError::bad_payload("no key of the sender"));
    }
    open_record(salt, sender, record, keys).map_err(|_| ClientError::bad_payload("damaged, or sealed to other keys"))
}

fn open_record(salt: &[u8], sender: &[u8], record: &[u8], keys: &DeviceKeys) -> Result<Vec<u8>, Unspecified> {
    let peer = UnparsedPublicKey::new(&ECDH_P256, sender);
    let input: [u8; 32] = agreement::agree(keys.private(), peer, Unspecified, |shared| {
        derive(keys.auth(), shared, &[b"WebPush: info\0", keys.public_bytes(), sender])
    })?;
    let key: [u8; 16] = derive(salt, &input, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = derive(salt, &input, &[b"Content-Encoding: nonce\0"])?;

    let mut record = record.to_vec();
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    let length = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)?.len();
    record.truncate(length);
    // After the text come the delimiter and any number of zeros.
    while record.last() == Some(&0) {
        record.pop();
    }
    if record.pop() == Some(LAST_RECORD) { Ok(record) } else { Err(Unspecified) }
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

    fn device() -> DeviceKeys {
        let private = bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
        DeviceKeys::import(&[private, bytes("BTBZMqHH6r4Tts7J_aSIgg")].concat()).expect("keys")
    }

    fn sealed() -> Vec<u8> {
        bytes(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_\
             yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        )
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn example_of_the_rfc_is_opened() {
        assert_eq!(
            device().public_key(),
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        );
        assert_eq!(open(&sealed(), &device()), Ok(b"When I grow up, I want to be a watermelon".to_vec()));
    }

    #[test]
    fn damaged_short_and_foreign_messages_are_refused() {
        let whole = sealed();
        for index in [0, 20, 21, 30, 90, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[index] ^= 1;
            assert!(open(&damaged, &device()).is_err(), "byte {index}");
        }
        for length in [0, 16, 21, 86, 90, whole.len() - 1] {
            assert!(open(&whole[..length], &device()).is_err(), "length {length}");
        }
        assert!(open(&whole, &DeviceKeys::generate().expect("keys")).is_err());
    }
}
