//! Rows: –
//!
//! The console as a browser fetches it: its page, its files, the policy it runs under.

use harness::{Api, TestServer};
use pronto_protocol::error::ErrorCode;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap};

async fn fetch(url: &str, encoding: &str) -> (u16, HeaderMap, Vec<u8>) {
    let client = reqwest::Client::new();
    let answer = client.get(url).header(ACCEPT_ENCODING, encoding).send().await.expect("an answer");
    (answer.status().as_u16(), answer.headers().clone(), answer.bytes().await.expect("a body").to_vec())
}

/// What the page names below `/console/`.
fn named(page: &str) -> Vec<String> {
    page.split('"').filter(|word| word.starts_with("/console/")).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_console_is_served_whole_by_the_binary_alone() {
    let server = TestServer::start().await;
    let (status, headers, body) = fetch(&server.url("/console/"), "identity").await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(headers["cache-control"], "no-cache");
    let files = named(std::str::from_utf8(&body).expect("text"));
    assert!(files.len() > 3, "{files:?}");
    for file in files {
        let (status, headers, whole) = fetch(&server.url(&file), "identity").await;
        assert_eq!(status, 200, "{file}");
        let forever = headers["cache-control"].to_str().unwrap().contains("immutable");
        assert_eq!(forever, file.starts_with("/console/assets/"), "{file}");
        let (_, headers, small) = fetch(&server.url(&file), "gzip, br").await;
        if headers.contains_key("content-encoding") {
            assert_eq!(headers["content-encoding"], "br", "{file}");
            assert!(small.len() < whole.len(), "{file}");
        }
    }
}

#[tokio::test]
async fn the_console_runs_its_own_scripts_only() {
    let server = TestServer::start().await;
    let (_, headers, _) = fetch(&server.url("/console/"), "identity").await;
    let policy = headers["content-security-policy"].to_str().expect("a policy");
    for part in ["default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
    assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn addresses_of_screens_lead_to_the_page_and_lost_files_do_not() {
    let server = TestServer::start().await;
    let api = Api::new(&server.url(""));
    let page = api.get("/console/").await.text();
    for screen in ["/console/chats/0192f0c1-0000-7000-8000-000000000000", "/console/profile"] {
        assert_eq!(api.get(screen).await.text(), page, "{screen}");
    }
    for gone in ["/console/assets/console-OLD.js", "/console/old.js", "/console/files.in"] {
        api.get(gone).await.refused(ErrorCode::NotFound);
    }
}
