//! A file's bytes, as they are and packed, and which of them a browser is sent.

use axum::{
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};

/// The same content three times.
#[derive(Clone, Copy)]
pub(super) struct Body {
    /// As it is.
    pub(super) plain: &'static [u8],
    /// By gzip: browsers ask for Brotli over TLS only.
    pub(super) gzip: &'static [u8],
    /// By Brotli.
    pub(super) brotli: &'static [u8],
}

impl Body {
    /// The smallest form that the request's `Accept-Encoding` names.
    pub(super) fn packed(&self, request: &HeaderMap) -> Response {
        let vary = [(header::VARY, "accept-encoding")];
        let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let with =
            |encoding: &'static str| -> [(HeaderName, &'static str); 1] { [(header::CONTENT_ENCODING, encoding)] };
        if accepts(accepted, "br") {
            (vary, with("br"), self.brotli).into_response()
        } else if accepts(accepted, "gzip") {
            (vary, with("gzip"), self.gzip).into_response()
        } else {
            (vary, self.plain).into_response()
        }
    }
}

/// Whether a list of encodings names this one, and not with the weight of a refusal.
fn accepts(list: &str, encoding: &str) -> bool {
    list.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}
