//! The widget's files, carried inside the binary: built scripts, stylesheet and icon under an address that changes with them.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::{body::Body, hash::word_of};
use crate::error::{Error, Result};

pub(super) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// One file.
struct Asset {
    path: &'static str,
    content_type: &'static str,
    body: Body,
}

/// A built file with its packed forms. `api/widget/build` makes them from the sources beside it, and `tests/run` makes them
/// again and compares.
macro_rules! built {
    ($path:literal) => {
        $crate::route::page::body::Body {
            plain: include_bytes!(concat!("../../../widget/dist/", $path)),
            gzip: include_bytes!(concat!("../../../widget/dist/", $path, ".gz")),
            brotli: include_bytes!(concat!("../../../widget/dist/", $path, ".br")),
        }
    };
}
pub(super) use built;

macro_rules! assets {
    ($($path:literal $content_type:ident,)+) => {
        &[$(Asset { path: $path, content_type: $content_type, body: built!($path) },)+]
    };
}

/// Every file that is served.
const ASSETS: &[Asset] = assets! {
    "main.js" SCRIPT,
    "interface.en.js" SCRIPT,
    "interface.pt-BR.js" SCRIPT,
    "chat.css" STYLE,
    "icon.svg" PICTURE,
};

/// Changes whenever any file does: a page never mixes files of two versions, and browsers may keep them for ever.
pub(super) static VERSION: LazyLock<String> =
    LazyLock::new(|| word_of(ASSETS.iter().flat_map(|asset| [asset.path.as_bytes(), b"\0", asset.body.plain, b"\0"])));

/// `GET /widget/{version}/{path}`. Another version's address answers with today's file, for a page that was fetched just
/// before an upgrade, and lets nobody keep it.
pub(super) async fn fetch_asset(Path((version, path)): Path<(String, String)>, headers: HeaderMap) -> Result<Response> {
    let asset = ASSETS.iter().find(|asset| asset.path == path).ok_or_else(Error::not_found)?;
    let cache = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-store" };
    let answer = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // An icon opened by itself is a document: it may run nothing.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((answer, asset.body.packed(&headers)).into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn no_file_reads_text_as_html_or_code() {
        let forbidden =
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc"];
        for asset in ASSETS {
            let body = std::str::from_utf8(asset.body.plain).expect("text");
            for word in forbidden {
                assert!(!body.contains(word), "{} holds {word}", asset.path);
            }
        }
    }

    #[tokio::test]
    async fn an_old_address_answers_but_is_not_kept() {
        let path = || "chat.css".to_owned();
        let none = HeaderMap::new();
        let now = fetch_asset(Path((VERSION.clone(), path())), none.clone()).await.expect("the file exists");
        assert!(now.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let old = fetch_asset(Path(("old".to_owned(), path())), none.clone()).await.expect("the file exists");
        assert_eq!(old.headers()[header::CACHE_CONTROL], "no-store");
        assert!(fetch_asset(Path((VERSION.clone(), "../Cargo.toml".to_owned())), none).await.is_err());
    }

    #[tokio::test]
    async fn a_file_comes_packed_for_whoever_can_unpack_it() {
        let of = async |accepted: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            let answer =
                fetch_asset(Path((VERSION.clone(), "interface.en.js".to_owned())), headers).await.expect("it exists");
            answer.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(of("gzip, deflate, br, zstd").await.as_deref(), Some("br"));
        assert_eq!(of("gzip, deflate").await.as_deref(), Some("gzip"));
        assert_eq!(of("br;q=0, gzip;q=0").await, None);
        assert_eq!(of("identity").await, None);
    }
}
