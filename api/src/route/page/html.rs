//! HTML answers and the policy they are shown under.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use pronto_protocol::organization::Locale;

use super::asset;

/// A page of one heading, one sentence and at most one link; the texts are the server's own, never a visitor's.
pub(super) struct Plain {
    pub(super) status: StatusCode,
    pub(super) locale: Locale,
    pub(super) title: &'static str,
    pub(super) sentence: &'static str,
    /// Where it leads and what that is called.
    pub(super) link: Option<(&'static str, &'static str)>,
}

impl IntoResponse for Plain {
    fn into_response(self) -> Response {
        let link = self.link.map(|(to, name)| format!("<p><a href=\"{to}\">{name}</a></p>")).unwrap_or_default();
        let page = include_str!("../../../widget/page/plain.html")
            .replace("{lang}", self.locale.as_str())
            .replace("{version}", &asset::VERSION)
            .replace("{title}", self.title)
            .replace("{sentence}", self.sentence)
            .replace("{link}", &link);
        let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";
        (self.status, headers(HeaderValue::from_static(policy)), Html(page)).into_response()
    }
}

/// Headers of every page.
pub(super) fn headers(policy: HeaderValue) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
    headers
}
