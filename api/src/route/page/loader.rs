//! The loader that host pages name: under an address for ever, under one of its version, and what to write into a page.

use std::{path::Path as FsPath, sync::LazyLock};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{
    asset::{SCRIPT, built},
    body::Body,
    hash::{holds, integrity_of, tag_of, word_of},
};
use crate::{
    context::Context,
    error::{Error, Result},
};

/// Today's.
const LOADER: Body = built!("loader.js");

/// In the data folder: loaders that were given out by hash.
const FOLDER: &str = "loaders";

static VERSION: LazyLock<String> = LazyLock::new(|| word_of([LOADER.plain]));
static TAG: LazyLock<String> = LazyLock::new(|| tag_of(LOADER.plain));

/// What to write into a page that has the loader checked.
#[derive(Serialize)]
pub(super) struct Pinned {
    /// Today's version.
    version: &'static str,
    /// The address that never changes what it holds.
    src: String,
    /// The value of `integrity`.
    integrity: String,
}

/// `GET /widget.js`. Its address is for ever, so browsers ask again after ten minutes.
pub(super) async fn fetch_loader(headers: HeaderMap) -> Response {
    let tag = TAG.as_str();
    let answer = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "public, max-age=600"),
        (header::CONTENT_TYPE, SCRIPT),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let held = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if held.is_some_and(|held| holds(held, tag)) {
        return (StatusCode::NOT_MODIFIED, answer, shared()).into_response();
    }
    (answer, shared(), LOADER.packed(&headers)).into_response()
}

/// `GET /widget/loader/{file}`: the loader of one version. One that this server has never given out is not there, since a page
/// that names its hash would refuse any other.
pub(super) async fn fetch_version(
    State(context): State<Context>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let version = file.strip_suffix(".js").ok_or_else(Error::not_found)?;
    let answer = [
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_TYPE, SCRIPT),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if version == *VERSION {
        return Ok((answer, shared(), LOADER.packed(&headers)).into_response());
    }
    let older = kept(&context.config.folder, version).await.ok_or_else(Error::not_found)?;
    Ok((answer, shared(), older).into_response())
}

/// Keeps today's loader in the data folder: pages that name its hash need it after the server has a later one, too.
async fn keep(folder: &FsPath) -> std::io::Result<()> {
    let folder = folder.join(FOLDER);
    let file = folder.join(format!("{}.js", *VERSION));
    if tokio::fs::try_exists(&file).await? {
        return Ok(());
    }
    tokio::fs::create_dir_all(&folder).await?;
    let fresh = folder.join(format!("{}.new", *VERSION));
    tokio::fs::write(&fresh, LOADER.plain).await?;
    tokio::fs::rename(fresh, file).await
}

/// The loader of an earlier version, if this server has given it out; what has changed on disk is not it.
async fn kept(folder: &FsPath, version: &str) -> Option<Vec<u8>> {
    let word = version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if !word || version.len() != VERSION.len() {
        return None;
    }
    let body = tokio::fs::read(folder.join(FOLDER).join(format!("{version}.js"))).await.ok()?;
    (word_of([body.as_slice()]) == version).then_some(body)
}

/// `GET /widget.json`: the address and hash of today's version, which is kept from now on.
pub(super) async fn show_version(State(context): State<Context>) -> Result<Response> {
    keep(&context.config.folder).await.map_err(Error::internal)?;
    let pinned = Pinned {
        version: &VERSION,
        src: format!("{}/widget/loader/{}.js", context.config.public_url(), *VERSION),
        integrity: integrity_of(LOADER.plain),
    };
    Ok(([(header::CACHE_CONTROL, "no-cache")], shared(), Json(pinned)).into_response())
}

/// Host pages may isolate themselves and then refuse scripts that do not say this.
fn shared() -> [(HeaderName, &'static str); 2] {
    [
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ]
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn it_is_small_and_reads_no_text_as_html_or_code() {
        assert!(LOADER.brotli.len() <= 3_000, "{} bytes by Brotli", LOADER.brotli.len());
        let body = std::str::from_utf8(LOADER.plain).expect("text");
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "srcdoc"] {
            assert!(!body.contains(word), "the loader holds {word}");
        }
    }

    #[tokio::test]
    async fn a_loader_that_is_held_already_is_not_sent_again() {
        let mut headers = HeaderMap::new();
        assert_eq!(fetch_loader(headers.clone()).await.status(), StatusCode::OK);
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(TAG.trim_start_matches("W/")).unwrap());
        assert_eq!(fetch_loader(headers).await.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn a_version_that_was_given_out_is_kept_and_one_that_was_changed_is_not_it() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(kept(folder.path(), &VERSION).await, None);
        keep(folder.path()).await.expect("written");
        keep(folder.path()).await.expect("again");
        assert_eq!(kept(folder.path(), &VERSION).await.as_deref(), Some(LOADER.plain));
        assert_eq!(kept(folder.path(), "../../etc/passwd").await, None);
        let file = folder.path().join(FOLDER).join(format!("{}.js", *VERSION));
        std::fs::write(file, "alert(1)").expect("written");
        assert_eq!(kept(folder.path(), &VERSION).await, None);
    }
}
