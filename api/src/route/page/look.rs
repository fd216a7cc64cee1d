//! A queue's look as a stylesheet of its own, put after the page's.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use pronto_protocol::queue::QueueLook;

use super::{
    asset::STYLE,
    hash::{holds, tag_of},
};
use crate::{context::Context, error::Result, usecase};

/// `GET /chat/{organization}/{queue}/look.css`.
pub(super) async fn fetch_look(
    State(context): State<Context>,
    Path((organization, queue)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let body = stylesheet(&usecase::visitor::show_look(&context, &organization, &queue).await?);
    let tag = tag_of(body.as_bytes());
    let answer = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::CONTENT_TYPE, STYLE.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    let held = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if held.is_some_and(|held| holds(held, &tag)) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    Ok((answer, body).into_response())
}

fn stylesheet(look: &QueueLook) -> String {
    let colors =
        look.color.as_deref().map(|color| format!(":root{{--accent:{color};--on-accent:{}}}\n", readable_on(color)));
    format!("{}{}", colors.unwrap_or_default(), look.stylesheet.as_deref().unwrap_or_default())
}

/// Black or white, whichever reads better on a colour (WCAG contrast).
fn readable_on(color: &str) -> &'static str {
    let part = |at: usize| {
        let byte = color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or_default();
        let part = f64::from(byte) / 255.0;
        if part <= 0.039_28 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 { "#ffffff" } else { "#000000" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_on_a_colour_can_be_read() {
        for (color, text) in
            [("#ffffff", "#000000"), ("#000000", "#ffffff"), ("#0b5cad", "#ffffff"), ("#ffd400", "#000000")]
        {
            assert_eq!(readable_on(color), text, "{color}");
        }
    }

    #[test]
    fn a_look_without_anything_changes_nothing() {
        assert_eq!(stylesheet(&QueueLook::default()), "");
        let look = QueueLook {
            color: Some("#ffd400".to_owned()),
            stylesheet: Some("h1{font-weight:300}".to_owned()),
            ..QueueLook::default()
        };
        assert_eq!(stylesheet(&look), ":root{--accent:#ffd400;--on-accent:#000000}\nh1{font-weight:300}");
    }
}
