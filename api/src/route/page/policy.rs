//! What a page may load and speak to: parts of the policies that its headers carry.

use axum::http::HeaderValue;

/// Sockets to this very host, by name, because older Safari does not count them to `'self'`; nothing for a host that is not
/// plainly a host.
pub(super) fn sockets(host: Option<&HeaderValue>) -> String {
    let host = host.and_then(|host| host.to_str().ok()).filter(|host| {
        !host.is_empty()
            && host.len() <= 255
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
    });
    host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default()
}

/// The header; nothing at all may be done if it could not be written.
pub(super) fn header(policy: String) -> HeaderValue {
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}
