//! Streams of chats that the agent is not in.

use harness::TestServer;
use pronto_mobile::client::{Account, State};
use pronto_protocol::{agent::Role, whisper::TimelineEntryView};
use uuid::Uuid;

use super::{WITHIN, kill, online, phone, same_as_fresh};

/// Whether a text stands in a chat's timeline.
fn reads(state: &State, chat_id: Uuid, text: &str) -> bool {
    let mut entries = state.threads.get(&chat_id).into_iter().flat_map(|thread| thread.entries.values());
    entries.any(|entry| matches!(entry, TimelineEntryView::Message(message) if message.text == text))
}

async fn until_read(account: &Account, chat_id: Uuid, text: &str) {
    let read = account.until(WITHIN, |state| reads(state, chat_id, text).then_some(())).await;
    read.unwrap_or_else(|error| panic!("{text:?} is not heard: {error}"));
}

#[tokio::test]
async fn a_stream_that_two_screens_opened_is_heard_until_both_have_left() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_ana, vera, chat) = shop.active_chat("sales").await;
    let sue = shop.agent_with_role("Sue", Role::Supervisor).await;
    let (_phone, account) = phone(&server, &sue).await;
    account.open_chat(chat.id);
    account.open_chat(chat.id);
    until_read(&account, chat.id, "Hello").await;
    account.leave_stream(chat.id);
    vera.say(chat.id, "Are you still there?").await;
    until_read(&account, chat.id, "Are you still there?").await;
    account.leave_stream(chat.id);
    let left = |state: &State| state.opened().is_empty() && !state.threads.contains_key(&chat.id);
    assert!(account.live().with(left), "it is heard by nobody");
    same_as_fresh(&account, "who has left a stream").await;
}

#[tokio::test]
async fn no_stream_outlives_the_process_that_opened_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_ana, vera, chat) = shop.active_chat("sales").await;
    let sue = shop.agent_with_role("Sue", Role::Supervisor).await;
    let (phone, account) = phone(&server, &sue).await;
    account.open_chat(chat.id);
    until_read(&account, chat.id, "Hello").await;
    kill(account);

    let account = phone.start(&sue).await;
    let closed = |state: &State| state.opened().is_empty() && !state.threads.contains_key(&chat.id);
    assert!(account.live().with(closed), "nobody holds it");
    online(&account).await;
    same_as_fresh(&account, "who was killed with a stream open").await;
    // It can be opened again.
    vera.say(chat.id, "While it was dead").await;
    account.open_chat(chat.id);
    until_read(&account, chat.id, "While it was dead").await;
    same_as_fresh(&account, "who opened it again").await;
}
