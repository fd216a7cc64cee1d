//! Rows: V5, C4, G3

use std::{io::Cursor, time::Duration};

use harness::{Answer, Api, TestServer};
use image::{ImageFormat, Rgb, RgbImage};
use pronto_protocol::{
    agent::Permission,
    attachment::{AttachmentLinksView, AttachmentView},
    chat::ChatView,
    error::ErrorCode,
    message::MessageView,
    visitor::VisitorMessageView,
};
use serde_json::{Value, json};
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

fn count_files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("the folder");
    let count = |path: std::path::PathBuf| if path.is_dir() { count_files(&path) } else { 1 };
    entries.map(|entry| count(entry.expect("an entry").path())).sum()
}
