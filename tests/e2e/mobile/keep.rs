//! What survives a kill, and what does not survive a sign-out.

use harness::TestServer;
use pronto_mobile::client::Content;

use super::{WITHIN, kill, online, phone, same_as_fresh};

#[tokio::test]
async fn a_start_after_a_kill_knows_everything_at_once_and_reads_on_from_its_cursor() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let (phone, account) = phone(&server, &ana).await;
    vera.say(chat.id, "Before the kill").await;
    ana.whisper(chat.id, "Mind the tone").await;
    let last = ana.chat(chat.id).await.chat.last_position;
    let here = |state: &pronto_mobile::client::State| {
        state.threads.get(&chat.id).is_some_and(|thread| thread.entries.contains_key(&last)).then_some(())
    };
    account.until(WITHIN, here).await.expect("heard");
    let before = account.snapshot();
    let cursor = account.live().with(|state| state.cursor_seq());
    kill(account);

    vera.say(chat.id, "While it was dead").await;
    let account = phone.start(&ana).await;
    assert_eq!(account.snapshot(), before, "without a call, it knows what it knew");
    assert!(account.live().with(|state| state.cursor_seq()) >= cursor);
    online(&account).await;
    let reached = ana.chat(chat.id).await.chat.last_position;
    let here = |state: &pronto_mobile::client::State| {
        state.threads.get(&chat.id).is_some_and(|thread| thread.entries.contains_key(&reached)).then_some(())
    };
    account.until(WITHIN, here).await.expect("caught up");
    same_as_fresh(&account, "who was dead meanwhile").await;
}

#[tokio::test]
async fn what_was_written_offline_survives_a_kill_and_a_sign_out_leaves_nothing() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let (phone, account) = phone(&server, &ana).await;
    account.pause().await.expect("paused");
    assert!(account.send_text(chat.id, "canary into a closed store").is_err());
    account.resume().await.expect("resumed");
    account.stop().await;
    account.set_draft(chat.id, "canary draft");
    kill(account);

    let mut account = phone.start(&ana).await;
    assert_eq!(account.draft(chat.id).as_deref(), Some("canary draft"));
    // Never started: the outbox goes by calls.
    let sent = account.send_text(chat.id, "canary text").expect("kept");
    account.outbox().until_sent(sent, WITHIN).await.expect("sent");
    assert_eq!(vera.messages(chat.id).await.last().expect("one").text, "canary text");
    for round in 0..3 {
        let content = Content::text(chat.id, format!("canary {round}"));
        account.outbox().put(content).expect("kept");
        kill(account);
        account = phone.start(&ana).await;
    }
    online(&account).await;
    account.outbox().until_empty(WITHIN).await.expect("emptied");
    let texts: Vec<String> = vera.messages(chat.id).await.into_iter().map(|message| message.text).collect();
    let canaries: Vec<&str> = texts.iter().map(String::as_str).filter(|text| text.starts_with("canary ")).collect();
    assert_eq!(canaries, ["canary text", "canary 0", "canary 1", "canary 2"]);

    account.sign_out().await.expect("signed out");
    let left: Vec<_> = std::fs::read_dir(phone.path()).expect("the folder").collect();
    assert!(left.is_empty(), "left on the device: {left:?}");
}
