//! Signatures by the rules of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, one for each secret that is live.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign as mac};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use uuid::Uuid;

/// The headers of a post; the receiver refuses a timestamp that is far from its own time.
pub(super) fn headers(id: Uuid, timestamp_s: i64, body: &str, secrets: &[Vec<u8>]) -> HeaderMap {
    let signed = format!("{id}.{timestamp_s}.{body}");
    let signatures: Vec<String> = secrets.iter().map(|secret| signature(secret, &signed)).collect();
    let mut headers = HeaderMap::new();
    let fields = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::USER_AGENT, "Pronto-Webhooks".to_owned()),
        (HeaderName::from_static("webhook-id"), id.to_string()),
        (HeaderName::from_static("webhook-timestamp"), timestamp_s.to_string()),
        (HeaderName::from_static("webhook-signature"), signatures.join(" ")),
    ];
    for (name, value) in fields {
        // Ids, numbers and base64 are all header text.
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    headers
}

fn signature(secret: &[u8], signed: &str) -> String {
    format!("v1,{}", STANDARD.encode(mac(&Key::new(HMAC_SHA256, secret), signed.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_is_signed_alike() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";
        assert_eq!(signature(&secret, signed), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
