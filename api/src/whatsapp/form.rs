//! The form by which a file is uploaded (RFC 7578): written by hand, since it has three fixed fields and one request needs it.

use bytes::{Bytes, BytesMut};
use http::HeaderValue;

use crate::chance;

/// A form with a file, and the `Content-Type` that goes with it.
pub(super) fn file(bytes: &[u8], content_type: &str, name: &str) -> (HeaderValue, Bytes) {
    // 256 bits of chance stand in no file by accident.
    let boundary = chance::secret();
    let name: String = name.chars().map(|c| if c.is_control() || matches!(c, '"' | '\\') { '_' } else { c }).collect();
    let mut form = BytesMut::with_capacity(bytes.len() + 600);
    for (field, value) in [("messaging_product", "whatsapp"), ("type", content_type)] {
        let part = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        form.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: \
         {content_type}\r\n\r\n"
    );
    form.extend_from_slice(head.as_bytes());
    form.extend_from_slice(bytes);
    form.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let content_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
    (content_type.expect("base64url is header text"), form.freeze())
}
