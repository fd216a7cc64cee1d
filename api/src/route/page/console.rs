//! The console's page and files, carried inside the binary as `api/console/build.mjs` wrote them.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};

use super::policy;
use crate::error::{Error, Result};

/// One file, and the same compressed.
struct File {
    path: &'static str,
    content_type: &'static str,
    body: &'static [u8],
    brotli: Option<&'static [u8]>,
}

/// Written by the build; the names of what lies in `assets/` change with their content.
const FILES: &[File] = include!("../../../console/dist/files.in");

const PAGE: &str = "index.html";
const WORKER: &str = "sw.js";

/// `GET /console`: its addresses are relative to the folder.
pub(super) async fn lead_to_console() -> Redirect {
    Redirect::permanent("/console/")
}

/// `GET /console/`.
pub(super) async fn show_console(headers: HeaderMap) -> Result<Response> {
    answer(PAGE, &headers)
}

/// `GET /console/{path}`: a file, or the page, which finds out itself what to show at an address.
pub(super) async fn fetch_file(Path(path): Path<String>, headers: HeaderMap) -> Result<Response> {
    let known = path != PAGE && FILES.iter().any(|file| file.path == path);
    // A script that is no longer there must not come back as a page.
    let named = path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match (known, named) {
        (true, _) => answer(&path, &headers),
        (false, true) => Err(Error::not_found()),
        (false, false) => answer(PAGE, &headers),
    }
}

fn answer(path: &str, asked: &HeaderMap) -> Result<Response> {
    let file = FILES.iter().find(|file| file.path == path).ok_or_else(Error::not_found)?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let kept = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    let policy = match path {
        PAGE => of_page(asked.get(header::HOST)),
        // A worker has a policy of its own: it fetches the page and its files, and reports receipts.
        WORKER => HeaderValue::from_static("default-src 'none'; connect-src 'self'; script-src 'self'"),
        _ => HeaderValue::from_static("default-src 'none'; sandbox"),
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    if path == PAGE {
        headers.insert(
            "permissions-policy",
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        );
        headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    }
    Ok(match file.brotli.filter(|_| takes_brotli(asked)) {
        Some(body) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            (headers, body).into_response()
        }
        None => (headers, file.body).into_response(),
    })
}

/// Whether `Accept-Encoding` names brotli and does not refuse it.
fn takes_brotli(asked: &HeaderMap) -> bool {
    let taken = |word: &str| {
        let mut parts = word.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        named && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    };
    let header = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    header.is_some_and(|words| words.split(',').any(taken))
}

/// What the page may do. Frames are panels, which admins name, and the preview of the widget; the one policy that may make
/// an address of a script is the worker's registration.
fn of_page(host: Option<&HeaderValue>) -> HeaderValue {
    let sockets = policy::sockets(host);
    policy::header(format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; \
         connect-src 'self'{sockets}; manifest-src 'self'; worker-src 'self'; \
         frame-src 'self' blob: https: http://localhost:* http://127.0.0.1:*; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types pronto"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(encoding: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding))])
    }

    #[test]
    fn brotli_is_sent_to_who_takes_it() {
        assert!(takes_brotli(&asking("gzip, deflate, br")));
        assert!(takes_brotli(&asking("br;q=0.5")));
        assert!(!takes_brotli(&asking("gzip, br;q=0")));
        assert!(!takes_brotli(&asking("gzip")));
        assert!(!takes_brotli(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn addresses_of_screens_show_the_page_and_unknown_files_do_not() {
        let page = fetch_file(Path("chats/7".to_owned()), HeaderMap::new()).await.expect("a screen");
        assert!(page.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
        assert_eq!(page.headers()[header::CACHE_CONTROL], "no-cache");
        for path in ["assets/gone.js", "old.js", "../Cargo.toml", "files.in"] {
            assert!(fetch_file(Path(path.to_owned()), HeaderMap::new()).await.is_err(), "{path}");
        }
    }

    #[tokio::test]
    async fn what_the_page_names_is_there_and_may_be_kept() {
        let page = FILES.iter().find(|file| file.path == PAGE).expect("the page");
        let page = std::str::from_utf8(page.body).expect("text");
        let named: Vec<&str> = page.split('"').filter(|word| word.starts_with("/console/")).collect();
        assert!(named.len() > 3, "{named:?}");
        for address in named {
            let path = address.trim_start_matches("/console/").to_owned();
            let file = fetch_file(Path(path.clone()), HeaderMap::new()).await.expect(address);
            let cache = file.headers()[header::CACHE_CONTROL].to_str().unwrap();
            assert_eq!(cache.contains("immutable"), path.starts_with("assets/"), "{address}: {cache}");
        }
    }
}
