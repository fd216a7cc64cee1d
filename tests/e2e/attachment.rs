//! Rows: V5, C4, G3

use std::{io::Cursor, time::Duration};

use bytes::Bytes;
use harness::{Answer, Api, PATIENCE, TestServer};
use image::{ImageFormat, Rgb, RgbImage};
use pronto_protocol::{
    agent::Permission,
    attachment::{AttachmentLinksView, AttachmentView},
    chat::ChatView,
    error::{ErrorCode, Problem},
    message::MessageView,
    visitor::VisitorMessageView,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

use crate::chat::agent_who_may;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 90]));
    picture.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

fn with_file(text: &str, attachment_id: Uuid) -> Value {
    json!({"client_id": Uuid::now_v7(), "text": text, "attachment_ids": [attachment_id]})
}

/// Opens an address as a stranger's browser would.
async fn open(server: &TestServer, address: &str) -> Answer {
    let path = url::Url::parse(address).expect("an address").path().to_owned();
    Api::new(&server.url("")).get(&path).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn own(chat: &ChatView) -> String {
    format!("/v1/visitor/chats/{}", chat.id)
}

fn path(chat: &ChatView) -> String {
    format!("/v1/chats/{}", chat.id)
}

#[tokio::test]
async fn a_picture_goes_from_the_visitor_to_the_agent_with_a_thumbnail() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard = agent.socket().await;
    let uploads = format!("{}/attachments", own(&chat));
    let uploaded: AttachmentView = visitor.api.upload(&uploads, "Orçamento €.png", png(900, 600)).await.ok();
    assert_eq!((uploaded.name.as_str(), uploaded.content_type.as_str()), ("Orçamento €.png", "image/png"));
    assert_eq!((uploaded.width, uploaded.height, uploaded.has_thumbnail), (Some(900), Some(600), true));
    let link = format!("{}/attachments/{}", path(&chat), uploaded.id);
    agent.api.get(&link).await.refused(ErrorCode::NotFound);

    let sent: VisitorMessageView =
        visitor.api.post(&format!("{}/messages", own(&chat)), &with_file("", uploaded.id)).await.ok();
    assert_eq!(sent.attachments, [uploaded.clone()]);
    let event = heard.event("message.sent").await;
    assert_eq!(event["content"]["attachments"][0]["id"], json!(uploaded.id));
    let links: AttachmentLinksView = agent.api.get(&link).await.ok();
    let file = open(&server, &links.url).await;
    assert_eq!(file.status, 200);
    assert_eq!(header(&file, "content-type"), "image/png");
    assert_eq!(header(&file, "x-content-type-options"), "nosniff");
    assert_eq!(header(&file, "content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header(&file, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header(&file, "content-disposition"), "inline; filename*=UTF-8''Or%C3%A7amento%20%E2%82%AC.png");
    assert_eq!(file.body.len() as u64, uploaded.size_bytes);
    let picture = image::load_from_memory(&file.body).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (900, 600));
    let small = open(&server, &links.thumbnail_url.expect("a thumbnail")).await;
    let small = image::load_from_memory(&small.body).expect("a picture");
    assert_eq!(small.width(), 480);
    assert_eq!(visitor.messages(chat.id).await.last().map(|message| message.attachments.len()), Some(1));
}

#[tokio::test]
async fn a_file_that_a_browser_could_run_is_only_ever_a_download() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let html = b"<!doctype html><script>alert(1)</script>";
    for (name, bytes) in [("../../page.png\r\nX: y", html.as_slice()), ("picture.png", svg.as_slice())] {
        let uploads = format!("{}/attachments", path(&chat));
        let uploaded: AttachmentView = agent.api.upload(&uploads, name, bytes.to_vec()).await.ok();
        assert_eq!((uploaded.content_type.as_str(), uploaded.has_thumbnail), ("application/octet-stream", false));
        assert!(!uploaded.name.contains(['/', '\r', '\n']), "{}", uploaded.name);
        let sent: MessageView =
            agent.api.post(&format!("{}/messages", path(&chat)), &with_file("See", uploaded.id)).await.ok();
        assert_eq!(sent.attachments.len(), 1);
        let links: AttachmentLinksView =
            visitor.api.get(&format!("{}/attachments/{}", own(&chat), uploaded.id)).await.ok();
        assert_eq!(links.thumbnail_url, None);
        let file = open(&server, &links.url).await;
        assert_eq!(file.body, bytes);
        assert!(header(&file, "content-disposition").starts_with("attachment; "));
        assert_eq!(header(&file, "content-type"), "application/octet-stream");
    }
}

#[tokio::test]
async fn a_link_ends_within_five_minutes_and_cannot_be_made_up() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let uploads = format!("{}/attachments", path(&chat));
    let uploaded: AttachmentView = agent.api.upload(&uploads, "a.txt", b"hello".to_vec()).await.ok();
    let links: AttachmentLinksView = agent.api.get(&format!("{uploads}/{}", uploaded.id)).await.ok();
    assert_eq!(open(&server, &links.url).await.body, b"hello");
    open(&server, &links.url.replace("/original/", "/thumbnail/")).await.refused(ErrorCode::NotFound);
    open(&server, &links.url.replace("/original/", "/secret/")).await.refused(ErrorCode::NotFound);
    open(&server, &format!("{}x", links.url)).await.refused(ErrorCode::NotFound);
    let other = links.url.replace(&uploaded.id.to_string(), &Uuid::now_v7().to_string());
    open(&server, &other).await.refused(ErrorCode::NotFound);
    server.clock.advance(Duration::from_secs(300));
    open(&server, &links.url).await.refused(ErrorCode::LinkExpired);
}

#[tokio::test]
async fn uploads_are_refused_by_size_and_content() {
    let server = TestServer::start_with(|config| config.attachment_limit_bytes = 3_000_000).await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let uploads = format!("{}/attachments", path(&chat));
    let limit = 2 * 1024 * 1024;
    agent.api.upload(&uploads, "a.bin", vec![1; limit]).await.done();
    agent.api.upload(&uploads, "a.bin", vec![1; limit + 1]).await.refused(ErrorCode::PayloadTooLarge);
    shop.admin.api.patch("/v1/organization", &json!({"attachment_limit_bytes": 1_000})).await.done();
    agent.api.upload(&uploads, "a.bin", vec![1; 1_000]).await.done();
    agent.api.upload(&uploads, "a.bin", vec![1; 1_001]).await.refused(ErrorCode::PayloadTooLarge);
    agent.api.upload(&uploads, "a.bin", Vec::new()).await.refused(ErrorCode::InvalidFields);
    let mut broken = png(16, 16);
    broken.truncate(60);
    agent.api.upload(&uploads, "a.png", broken).await.refused(ErrorCode::ImageRefused);
}

#[tokio::test]
async fn only_who_writes_in_a_chat_uploads_to_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let uploads = format!("{}/attachments", path(&chat));
    let file = b"hello".to_vec();
    let bare = agent_who_may(&shop, "Bia", &[Permission::JoinChats, Permission::SeeHistory]).await;
    bare.api.act(&format!("{}/join", path(&chat))).await.done();
    bare.api.upload(&uploads, "a.txt", file.clone()).await.refused(ErrorCode::Forbidden);
    shop.agent("Caio").await.api.upload(&uploads, "a.txt", file.clone()).await.refused(ErrorCode::NotParticipant);
    school.admin.api.upload(&uploads, "a.txt", file.clone()).await.refused(ErrorCode::NotFound);
    visitor.api.upload(&uploads, "a.txt", file.clone()).await.refused(ErrorCode::Unauthenticated);
    let by_visitor = format!("{}/attachments", own(&chat));
    shop.visitor().await.api.upload(&by_visitor, "a.txt", file.clone()).await.refused(ErrorCode::NotFound);
    agent.api.post(&format!("{}/close", path(&chat)), &json!({})).await.done();
    agent.api.upload(&uploads, "a.txt", file.clone()).await.refused(ErrorCode::ChatClosed);
    visitor.api.upload(&by_visitor, "a.txt", file).await.refused(ErrorCode::ChatClosed);
}

#[tokio::test]
async fn an_upload_is_sent_once_by_its_uploader_in_its_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let (other_agent, _other_visitor, other_chat) = shop.active_chat("support").await;
    let uploads = format!("{}/attachments", path(&chat));
    let messages = format!("{}/messages", path(&chat));
    let uploaded: AttachmentView = agent.api.upload(&uploads, "a.txt", b"hello".to_vec()).await.ok();
    let request = with_file("Here", uploaded.id);
    visitor.api.post(&format!("{}/messages", own(&chat)), &request).await.refused(ErrorCode::InvalidFields);
    other_agent.api.post(&format!("{}/messages", path(&other_chat)), &request).await.refused(ErrorCode::InvalidFields);
    visitor.api.get(&format!("{}/attachments/{}", own(&chat), uploaded.id)).await.refused(ErrorCode::NotFound);
    let first: MessageView = agent.api.post(&messages, &request).await.ok();
    let again: MessageView = agent.api.post(&messages, &request).await.ok();
    assert_eq!(again, first);
    agent.api.post(&messages, &with_file("Twice", uploaded.id)).await.refused(ErrorCode::InvalidFields);
    let elsewhere = format!("{}/attachments/{}", path(&other_chat), uploaded.id);
    other_agent.api.get(&elsewhere).await.refused(ErrorCode::NotFound);
    visitor.api.get(&format!("{}/attachments/{}", own(&chat), uploaded.id)).await.done();
    shop.visitor()
        .await
        .api
        .get(&format!("{}/attachments/{}", own(&chat), uploaded.id))
        .await
        .refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn a_deleted_message_takes_its_files_along() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let uploads = format!("{}/attachments", own(&chat));
    let uploaded: AttachmentView = visitor.api.upload(&uploads, "wrong.png", png(600, 600)).await.ok();
    let sent: VisitorMessageView =
        visitor.api.post(&format!("{}/messages", own(&chat)), &with_file("", uploaded.id)).await.ok();
    let link = format!("{}/attachments/{}", path(&chat), uploaded.id);
    let links: AttachmentLinksView = agent.api.get(&link).await.ok();
    visitor.api.delete(&format!("{}/messages/{}", own(&chat), sent.id)).await.done();
    agent.api.get(&link).await.refused(ErrorCode::NotFound);
    open(&server, &links.url).await.refused(ErrorCode::NotFound);
    let files = server.folder().join("files");
    assert_eq!(count_files(&files), 0, "the bytes are gone too");
}

#[tokio::test]
async fn what_is_never_sent_does_not_fill_the_disk() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_agent, visitor, chat) = shop.active_chat("sales").await;
    let uploads = format!("{}/attachments", own(&chat));
    let mut uploaded = Vec::new();
    for at in 0..23 {
        let file: AttachmentView =
            visitor.api.upload(&uploads, &format!("{at}.txt"), format!("file {at}").into_bytes()).await.ok();
        uploaded.push(file.id);
    }
    assert_eq!(count_files(&server.folder().join("files")), 20);
    visitor.api.get(&format!("{uploads}/{}", uploaded[22])).await.done();
}

/// Sends the head of a request by hand, so that the test says when each byte of its body goes.
async fn begin(base: &str, path: &str, token: &str, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.expect("the server listens");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: pronto\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
         content-type: application/octet-stream\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("the server reads");
    stream
}

/// The answer: its status and its body.
async fn answered(mut stream: TcpStream) -> (u16, String) {
    let mut text = String::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut text)).await;
    read.expect("an answer").expect("a whole one");
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    assert!(status < 400 || head.contains("application/problem+json"), "no problem: {head}");
    (status, body.to_owned())
}

fn gave_up((status, body): &(u16, String)) {
    let problem: Problem = serde_json::from_str(body).unwrap_or_else(|_| panic!("no problem but {body}"));
    assert_eq!((*status, problem.code), (ErrorCode::Timeout.status(), ErrorCode::Timeout), "{body}");
    assert!(problem.retryable && problem.request_id.is_some(), "{body}");
}

#[tokio::test]
async fn an_upload_takes_as_long_as_its_line_needs_and_ends_when_nothing_comes_any_more() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let hurried = |config: &mut pronto_api::config::Config| {
        config.request_timeout_ms = 300;
        config.upload_idle_timeout_ms = 3_000;
    };
    let base = server.second_node_with(hurried).await;
    let (uploads, by_visitor) = (format!("{}/attachments", path(&chat)), format!("{}/attachments", own(&chat)));
    for (uploads, token) in [(&uploads, agent.api.token()), (&by_visitor, visitor.api.token())] {
        let mut slow = begin(&base, uploads, token, 5).await;
        for byte in b"hello" {
            // That it takes long is what is tried here.
            tokio::time::sleep(Duration::from_millis(120)).await;
            slow.write_all(&[*byte]).await.expect("it is still read");
        }
        let (status, body) = answered(slow).await;
        assert_eq!(status, 201, "{body}");
        let uploaded: AttachmentView = serde_json::from_str(&body).expect("an attachment");
        assert_eq!(uploaded.size_bytes, 5);
    }
    for uploads in [uploads.as_str(), "/v1/me/avatar"] {
        let mut stalled = begin(&base, uploads, agent.api.token(), 5).await;
        stalled.write_all(b"he").await.expect("it is read");
        gave_up(&answered(stalled).await);
    }
    // Whatever is no upload has its deadline.
    let mut late = begin(&base, &format!("{}/messages", path(&chat)), agent.api.token(), 100).await;
    late.write_all(b"{").await.expect("it is read");
    gave_up(&answered(late).await);
}

#[tokio::test]
async fn bytes_that_no_row_names_go_after_a_day_and_no_others_do() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let uploads = format!("{}/attachments", own(&chat));
    let picture: AttachmentView = visitor.api.upload(&uploads, "a.png", png(600, 600)).await.ok();
    assert!(picture.has_thumbnail);
    agent.api.upload("/v1/me/avatar", "me.png", png(64, 64)).await.done();
    let (blobs, files) = (&server.context.blobs, server.folder().join("files"));
    let lost = blobs.put(Bytes::from_static(b"the sender went away")).await.expect("stored");
    pronto_api::usecase::attachment::discard_unnamed(&server.context).await.expect("looked for");
    assert_eq!(count_files(&files), 4, "what is young may be on the way to its row");
    server.clock.advance(Duration::from_secs(25 * 3_600));
    server.until("it is deleted", async || blobs.get(&lost).await.is_err()).await;
    assert_eq!(count_files(&files), 3);
}

fn count_files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("the folder");
    let count = |path: std::path::PathBuf| if path.is_dir() { count_files(&path) } else { 1 };
    entries.map(|entry| count(entry.expect("an entry").path())).sum()
}
