//! Files behind signed links.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Response, header},
};
use pronto_protocol::error::ErrorCode;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    context::Context,
    error::{Error, Result},
    middleware::body::Segments,
    usecase::attachment::{self, FetchedFile},
};

/// The file itself.
#[derive(Clone, Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct FileBytes(pub Vec<u8>);

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(fetch_file))
}

/// Fetches a file by a signed link
///
/// The link is the permission and stops working within five minutes. Pictures may be shown in place, all else is a
/// download that no browser runs.
#[utoipa::path(
    get,
    path = "/v1/files/{attachment_id}/{variant}/{token}",
    tag = "messages",
    params(
        ("attachment_id" = Uuid, Path, description = "The attachment, or an agent's picture."),
        ("variant" = String, Path, description = "`original` or `thumbnail`."),
        ("token" = String, Path, description = "The link's signature.")
    ),
    responses(
        (status = 200, description = "The file, as what it is.", body = inline(FileBytes), content_type = "*/*"),
        (status = 410, description = "The link has expired."),
    ),
    security(())
)]
pub async fn fetch_file(
    State(context): State<Context>,
    Segments((attachment_id, variant, token)): Segments<(Uuid, String, String)>,
) -> Result<Response<Body>> {
    let file = attachment::fetch(&context, attachment_id, &variant, &token).await?;
    answer(file).map_err(|error| Error::new(ErrorCode::Internal).because(error))
}

fn answer(file: FetchedFile) -> Result<Response<Body>, http::Error> {
    let disposition = if file.shown_inline { "inline" } else { "attachment" };
    Response::builder()
        .header(header::CONTENT_TYPE, file.content_type)
        .header(header::CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{}", encode(&file.name)))
        .header(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
        .header(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"))
        .header("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"))
        .header(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300"))
        .header(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"))
        .body(Body::from(file.bytes))
}

/// As RFC 8187 wants it: letters and digits as they are, every other byte as `%XX`.
fn encode(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        assert_eq!(encode("Orçamento \"1\";\r\n.pdf"), "Or%C3%A7amento%20%221%22%3B%0D%0A.pdf");
    }

    #[test]
    fn only_drawn_pictures_are_shown_in_place() {
        for (shown_inline, start) in [(true, "inline; "), (false, "attachment; ")] {
            let file = FetchedFile {
                bytes: bytes::Bytes::from_static(b"x"),
                content_type: "image/png".to_owned(),
                name: "a.png".to_owned(),
                shown_inline,
            };
            let answered = answer(file).unwrap();
            let disposition = answered.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
            assert!(disposition.starts_with(start), "{disposition}");
            assert_eq!(answered.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }
}
