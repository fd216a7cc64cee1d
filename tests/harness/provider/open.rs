//! The receiving side of RFC 8291, as a browser or an app's extension does it; written apart from the sending side.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey},
    hmac,
};

/// Keys of one subscription, as the browser holds them.
pub struct DeviceKeys {
    private: PrivateKey,
    /// The public key, 65 bytes.
    pub p256dh: Vec<u8>,
    /// The authentication secret, 16 bytes.
    pub auth: Vec<u8>,
}

impl DeviceKeys {
    /// Makes new ones.
    pub fn generate() -> Self {
        let private = PrivateKey::generate(&ECDH_P256).expect("a key");
        let p256dh = private.compute_public_key().expect("a public key").as_ref().to_vec();
        Self { private, p256dh, auth: rand::random::<[u8; 16]>().to_vec() }
    }

    /// Opens what was sealed to these keys.
    ///
    /// # Errors
    /// Says which rule the body breaks.
    pub fn open(&self, body: &[u8]) -> Result<Vec<u8>, String> {
        let (salt, rest) = body.split_at_checked(16).ok_or("no salt")?;
        let (size, rest) = rest.split_at_checked(4).ok_or("no record size")?;
        let size = u32::from_be_bytes(size.try_into().expect("4 bytes")) as usize;
        let (length, rest) = rest.split_first().ok_or("no key length")?;
        if *length != 65 {
            return Err(format!("key of {length} bytes"));
        }
        let (sender, record) = rest.split_at_checked(65).ok_or("no key")?;
        if record.len() > size || record.len() < 17 {
            return Err(format!("record of {} bytes with a record size of {size}", record.len()));
        }
        let peer = UnparsedPublicKey::new(&ECDH_P256, sender);
        let shared =
            agreement::agree(&self.private, peer, String::from("bad sender key"), |shared| Ok(shared.to_vec()))?;
        let info = [b"WebPush: info\0".as_slice(), &self.p256dh, sender].concat();
        let input = expand(&extract(&self.auth, &shared), &info, 32);
        let secret = extract(salt, &input);
        let key = expand(&secret, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = expand(&secret, b"Content-Encoding: nonce\0", 12);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).map_err(|_| "bad content key")?);
        let nonce = Nonce::try_assume_unique_for_key(&nonce).map_err(|_| "bad nonce")?;
        let mut plain = record.to_vec();
        let opened = key.open_in_place(nonce, Aad::empty(), &mut plain).map_err(|_| "not sealed to this device")?;
        let end = opened.iter().rposition(|byte| *byte != 0).ok_or("no delimiter")?;
        if opened[end] != 2 {
            return Err("the last record must end with delimiter 2".into());
        }
        Ok(opened[..end].to_vec())
    }
}

fn extract(salt: &[u8], secret: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), secret).as_ref().to_vec()
}

/// HKDF's first block: nothing here is longer than a hash.
fn expand(secret: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    let block = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), &[info, &[1]].concat());
    block.as_ref()[..length].to_vec()
}
