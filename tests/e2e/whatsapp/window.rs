//! The 24 hours after a customer's message: known in the chat, kept by the server, opened again by the customer.

use std::time::Duration;

use pronto_protocol::error::ErrorCode;
use serde_json::json;
use uuid::Uuid;

use super::{RITA, World};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn after_24_hours_of_silence_nothing_is_sent_freely_until_the_customer_writes() {
    let mut world = World::start().await;
    let chat = world.talk().await;
    let until = chat.reply_until.expect("a window").unix_ms();
    let now_ms = world.server.clock.now_ms();
    assert!((until - now_ms - 86_400_000).abs() < 60_000, "{until} is not 24 hours from {now_ms}");
    world.again(HOUR * 23).await;
    world.ana.say(chat.id, "Ainda aí?").await;
    assert_eq!(world.arrived(2).await[1], "Ainda aí?");
    world.again(HOUR * 2).await;
    let path = format!("/v1/chats/{}/messages", chat.id);
    let plain = json!({"client_id": Uuid::now_v7(), "text": "Alô?"});
    world.ana.api.post(&path, &plain).await.refused(ErrorCode::ReplyWindowClosed);
    let first = world.messages(chat.id).await[0].id;
    let quoting = json!({"client_id": Uuid::now_v7(), "text": "Alô?", "quoted_id": first});
    world.ana.api.post(&path, &quoting).await.refused(ErrorCode::ReplyWindowClosed);
    // Whispers are among agents; they go on.
    world.ana.whisper(chat.id, "Sumiu").await;
    world.write("Voltei").await;
    let opened = world.chat().await.reply_until.expect("a window").unix_ms();
    assert!(opened > until + 23 * 3_600_000);
    world.ana.api.post(&path, &plain).await.done();
    assert_eq!(world.arrived(3).await[2], "Alô?");
}

#[tokio::test]
async fn the_window_counts_from_when_whatsapp_got_the_message() {
    let world = World::start().await;
    let mut late = world.message(RITA, "text", json!({"body": "Oi"}));
    let sent_s = world.server.clock.now_ms() / 1_000 - 20 * 3_600;
    late["timestamp"] = sent_s.to_string().into();
    world.hear(&[late]).await;
    let until = world.chat().await.reply_until.expect("a window").unix_ms();
    assert_eq!(until, sent_s * 1_000 + 86_400_000);
}

#[tokio::test]
async fn a_notice_that_comes_too_late_is_told_to_the_agents() {
    let mut world = World::start().await;
    let chat = world.talk().await;
    world.arrived(1).await;
    world.again(HOUR * 25).await;
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    let lines = world.lines(chat.id, 1).await;
    assert!(
        lines[0].text.contains("“Ana encerrou a conversa.”") && lines[0].text.ends_with("(código 131047)"),
        "{}",
        lines[0].text
    );
    assert_eq!(world.arrived(1).await.len(), 1);
}
