//! What is sent arrives once and in order, whatever becomes of the connection.

use std::{sync::Arc, time::Duration};

use harness::TestServer;
use pronto_mobile::client::{Account, ItemState, Options, SessionEvent};
use pronto_protocol::{chat::CloseChatRequest, error::ErrorCode};

use super::{Phone, WITHIN, kill, online, same_as_fresh, wire::Wire};

async fn texts(vera: &harness::VisitorActor, chat_id: uuid::Uuid) -> Vec<String> {
    let messages = vera.messages(chat_id).await;
    messages.into_iter().map(|message| message.text).filter(|text| text.starts_with("text ")).collect()
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("text {n:03}")).collect()
}

/// How often each item was handed to the network.
fn tries(events: &mut tokio::sync::broadcast::Receiver<SessionEvent>) -> usize {
    let mut count = 0;
    while let Ok(event) = events.try_recv() {
        if let SessionEvent::Outbox(item) = event {
            count += usize::from(item.state == ItemState::Sending);
        }
    }
    count
}

#[tokio::test]
async fn a_hundred_texts_go_through_the_socket_once_each_and_in_order() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let phone = Phone::new(&server.url(""), &ana);
    let account = phone.sign_in().await;
    online(&account).await;
    let mut events = account.subscribe();
    for text in numbered(100) {
        account.send_text(chat.id, &text).expect("kept");
    }
    account.outbox().until_empty(WITHIN).await.expect("emptied");
    assert_eq!(texts(&vera, chat.id).await, numbered(100));
    assert_eq!(tries(&mut events), 100, "something was sent twice");
    let here = |state: &pronto_mobile::client::State| {
        state.threads.get(&chat.id).is_some_and(|thread| thread.entries.len() >= 101).then_some(())
    };
    account.until(WITHIN, here).await.expect("seen");
    same_as_fresh(&account, "who has sent a hundred").await;
}

#[tokio::test]
async fn cut_in_the_middle_everything_arrives_once_and_hardly_anything_is_sent_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let wire = Wire::to(server.address).await;
    let phone = Phone::new(&wire.url, &ana);
    let account = phone.sign_in().await;
    online(&account).await;
    let mut events = account.subscribe();
    for (n, text) in numbered(120).iter().enumerate() {
        account.send_text(chat.id, text).expect("kept");
        if n % 15 == 7 {
            wire.cut_after(1_500);
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
    account.outbox().until_empty(WITHIN).await.expect("emptied");
    assert_eq!(texts(&vera, chat.id).await, numbered(120));
    let sent = tries(&mut events);
    assert!((120..=120 + 8 * 16).contains(&sent), "{sent} tries for 120 texts and 8 cuts");
}

#[tokio::test]
async fn a_refusal_parks_its_chat_alone_until_it_is_cancelled_or_tried_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let walter = shop.visitor().await;
    let other = walter.start("sales", "Hi").await;
    ana.accept_chat(other.id).await;
    let phone = Phone::new(&server.url(""), &ana);
    let account = phone.sign_in().await;
    online(&account).await;
    let long = account.send_text(chat.id, &"x".repeat(8_001)).expect("kept");
    let refused = account.outbox().until_sent(long, WITHIN).await.expect_err("too long");
    assert_eq!(refused.code(), Some(ErrorCode::InvalidFields));
    let waits = account.send_text(chat.id, "text 000").expect("kept");
    let goes = account.send_text(other.id, "text of the other chat").expect("kept");
    account.outbox().until_sent(goes, WITHIN).await.expect("the other chat goes on");
    let state = |id| account.outbox().items().iter().find(|item| item.client_id == id).map(|item| item.state.clone());
    assert_eq!(state(waits), Some(ItemState::Queued));
    assert!(account.outbox().retry(long), "it can be tried again");
    account.outbox().until_sent(long, WITHIN).await.expect_err("still too long");

    // The refusal is kept, too.
    kill(account);
    let account = phone.start(&ana).await;
    let state = |id| account.outbox().items().iter().find(|item| item.client_id == id).map(|item| item.state.clone());
    assert!(matches!(state(long), Some(ItemState::Failed { .. })));
    assert!(account.outbox().cancel(long) && !account.outbox().cancel(long));
    account.outbox().until_sent(waits, WITHIN).await.expect("nothing is in its way any more");
    assert_eq!(texts(&vera, chat.id).await, ["text 000"]);
}

#[tokio::test]
async fn what_is_written_into_a_chat_that_was_closed_meanwhile_fails_with_the_reason() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _vera, chat) = shop.active_chat("sales").await;
    let phone = Phone::new(&server.url(""), &ana);
    let account = phone.sign_in().await;
    online(&account).await;
    account.stop().await;
    let closed: pronto_protocol::chat::ChatView =
        ana.api.post(&format!("/v1/chats/{}/close", chat.id), &CloseChatRequest::default()).await.ok();
    assert_eq!(closed.id, chat.id);
    let late = account.send_text(chat.id, "Too late").expect("kept");
    let refused = account.outbox().until_sent(late, WITHIN).await.expect_err("refused");
    assert_eq!(refused.code(), Some(ErrorCode::ChatClosed));
}

#[tokio::test]
async fn what_a_version_too_old_could_not_send_waits_for_the_next() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let phone = Phone::new(&server.url(""), &ana);
    kill(phone.sign_in().await);
    let old = Options { protocol: 0, ..phone.options() };
    let account = Account::restore(ana.id, Arc::clone(&phone.secrets), old).await.expect("read").expect("kept");
    let mut events = account.subscribe();
    let sent = account.send_text(chat.id, "text 000").expect("kept");
    let mut states = Vec::new();
    while states.len() < 3 {
        let event = tokio::time::timeout(WITHIN, events.recv()).await.expect("told in time").expect("told");
        if let SessionEvent::Outbox(item) = event {
            states.push(item.state);
        }
    }
    assert_eq!(states, [ItemState::Queued, ItemState::Sending, ItemState::Queued]);
    kill(account);

    let account = phone.start(&ana).await;
    account.outbox().until_sent(sent, WITHIN).await.expect("sent by the next version");
    assert_eq!(texts(&vera, chat.id).await, ["text 000"]);
}

#[tokio::test]
async fn a_file_waits_offline_tells_how_far_it_is_begins_again_when_cut_and_can_be_cancelled() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let wire = Wire::to(server.address).await;
    let phone = Phone::new(&wire.url, &ana);
    let account = phone.sign_in().await;
    online(&account).await;
    wire.cut();
    let bytes: Vec<u8> = (0..600_000_u32).map(|n| b'a' + (n % 23) as u8).collect();
    let sent = account.send_file(chat.id, "The contract", "contract.txt", "text/plain", &bytes).expect("kept");
    let unwanted = account.send_file(chat.id, "", "wrong.txt", "text/plain", b"wrong").expect("kept");
    assert!(account.outbox().cancel(unwanted));
    kill(account);

    let account = phone.start(&ana).await;
    let mut events = account.subscribe();
    wire.mend();
    wire.cut_after(200_000);
    online(&account).await;
    account.outbox().until_sent(sent, WITHIN).await.expect("sent");
    let mut progress = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let SessionEvent::Upload { client_id, sent_bytes, total_bytes } = event {
            assert_eq!((client_id, total_bytes), (sent, 600_000));
            progress.push(sent_bytes);
        }
    }
    assert_eq!(progress.last(), Some(&600_000), "{progress:?}");
    let messages = vera.messages(chat.id).await;
    let message = messages.iter().find(|message| message.text == "The contract").expect("arrived");
    assert_eq!((message.attachments.len(), message.attachments[0].name.as_str()), (1, "contract.txt"));
    assert!(messages.iter().all(|message| message.attachments.iter().all(|file| file.name != "wrong.txt")));
    assert!(std::fs::read_dir(phone.path().join(ana.id.to_string()).join("files")).expect("there").next().is_none());
}
