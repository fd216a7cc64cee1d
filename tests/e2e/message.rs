//! Rows: V5, V6, V14, C1, C2, C5, X4

use harness::{TestServer, message};
use pronto_protocol::{
    error::ErrorCode,
    message::{MessageView, SenderKind},
    visitor::VisitorMessageView,
};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn agent_and_visitor_read_each_other_in_server_order() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard_by_agent = agent.socket().await;
    let mut heard_by_visitor = visitor.socket().await;

    let asked = visitor.say(chat.id, "Do you have it in blue?").await;
    let answered = agent.say(chat.id, "We do.").await;

    let event =
        heard_by_agent.event_where("message.sent", |content| content["text"] == "Do you have it in blue?").await;
    assert_eq!(event["content"]["sender"]["kind"], "visitor");
    let event = heard_by_visitor.event_where("message.sent", |content| content["text"] == "We do.").await;
    assert_eq!(event["content"]["sender"]["name"], "Agent of sales");
    assert_eq!(answered.sender.role, Some(pronto_protocol::agent::Role::Agent));
    assert!(answered.number > asked.number);
    let numbers: Vec<u64> = visitor.messages(chat.id).await.iter().map(|message| message.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "the visitor's numbers have a gap");
}

#[tokio::test]
async fn the_same_send_again_gives_the_first_message_and_one_event() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut socket = agent.socket().await;
    let request = message("Once only");
    let path = format!("/v1/visitor/chats/{}/messages", chat.id);
    let first: VisitorMessageView = visitor.api.post(&path, &request).await.ok();
    let sends = (0..8).map(|_| visitor.api.post(&path, &request));
    for again in futures_util::future::join_all(sends).await {
        assert_eq!(again.ok::<VisitorMessageView>(), first);
    }
    let frames = {
        socket.event("message.sent").await;
        socket.drain().await
    };
    assert!(frames.iter().all(|frame| frame["type"] != "event"), "more than one event: {frames:?}");
    let same: Vec<_> = visitor.messages(chat.id).await.into_iter().filter(|m| m.text == "Once only").collect();
    assert_eq!(same.len(), 1);
}

#[tokio::test]
async fn another_text_under_the_same_client_id_is_refused_and_the_first_stays() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/chats/{}/messages", chat.id);
    let mut request = message("First");
    let first: MessageView = agent.api.post(&path, &request).await.ok();
    request.text = "Second".to_owned();
    agent.api.post(&path, &request).await.refused(ErrorCode::ClientIdReused);
    request.text = "First".to_owned();
    let again: MessageView = agent.api.post(&path, &request).await.ok();
    assert_eq!(again, first);
}

#[tokio::test]
async fn a_send_is_still_idempotent_after_a_restart() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let request = message("Before the restart");
    let first: MessageView = agent.api.post(&format!("/v1/chats/{}/messages", chat.id), &request).await.ok();
    server.restart().await;
    let api = harness::Api::new(&server.url("")).with_token(agent.api.token());
    let path = format!("/v1/chats/{}/messages", chat.id);
    let after = message("After");
    let (again, other) = tokio::join!(api.post(&path, &request), api.post(&path, &after));
    assert_eq!(again.ok::<MessageView>(), first);
    assert_eq!(other.ok::<MessageView>().position, first.position + 1);
    let mut reused = request.clone();
    reused.text = "Another".to_owned();
    api.post(&path, &reused).await.refused(ErrorCode::ClientIdReused);
}

#[tokio::test]
async fn sends_to_unknown_foreign_and_unjoined_chats_are_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (_agent, visitor, chat) = shop.active_chat("sales").await;
    let colleague = shop.agent("Bia").await;
    let stranger = school.agent("Caio").await;
    let other_visitor = shop.visitor().await;
    let path = format!("/v1/chats/{}/messages", chat.id);
    colleague.api.post(&path, &message("x")).await.refused(ErrorCode::NotParticipant);
    stranger.api.post(&path, &message("x")).await.refused(ErrorCode::NotFound);
    colleague
        .api
        .post(&format!("/v1/chats/{}/messages", Uuid::now_v7()), &message("x"))
        .await
        .refused(ErrorCode::NotFound);
    let own = format!("/v1/visitor/chats/{}/messages", chat.id);
    other_visitor.api.post(&own, &message("x")).await.refused(ErrorCode::NotFound);
    // A visitor's token is not an agent's, nor the other way round.
    visitor.api.post(&path, &message("x")).await.refused(ErrorCode::Unauthenticated);
    colleague.api.post(&own, &message("x")).await.refused(ErrorCode::Unauthenticated);
    let texts: Vec<String> = visitor.messages(chat.id).await.into_iter().map(|m| m.text).collect();
    assert!(!texts.contains(&"x".to_owned()));
}

#[tokio::test]
async fn empty_and_endless_texts_are_refused_by_field() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/chats/{}/messages", chat.id);
    let problem = agent.api.post(&path, &message(" \u{0} ")).await.refused(ErrorCode::InvalidFields);
    assert_eq!(problem.fields[0].field, "text");
    let problem = agent.api.post(&path, &message(&"a".repeat(8_001))).await.refused(ErrorCode::InvalidFields);
    assert_eq!(problem.fields[0].problem, "too_long");
    let sent: MessageView = agent.api.post(&path, &message(&"é".repeat(8_000))).await.ok();
    assert_eq!(sent.text.chars().count(), 8_000);
    assert_eq!(sent.sender.kind, SenderKind::Agent);
}

#[tokio::test]
async fn an_edited_message_is_told_to_both_sides_and_keeps_its_place() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard = visitor.socket().await;
    let sent = agent.say(chat.id, "It costs 10").await;
    let path = format!("/v1/chats/{}/messages/{}", chat.id, sent.id);
    let edited: MessageView = agent.api.patch(&path, &json!({"text": "It costs 12"})).await.ok();
    assert_eq!((edited.text.as_str(), edited.position, edited.number), ("It costs 12", sent.position, sent.number));
    assert!(edited.edited_at.is_some());
    let event = heard.event("message.edited").await;
    assert_eq!(event["content"]["text"], "It costs 12");
    assert_eq!(event["seq"].as_u64(), Some(edited.seq));
    let same: MessageView = agent.api.patch(&path, &json!({"text": " It costs 12 "})).await.ok();
    assert_eq!(same, edited, "the same text again is no change");
    agent.api.patch(&path, &json!({"text": ""})).await.refused(ErrorCode::InvalidFields);

    let asked = visitor.say(chat.id, "Blu?").await;
    let own = format!("/v1/visitor/chats/{}/messages/{}", chat.id, asked.id);
    let edited: VisitorMessageView = visitor.api.patch(&own, &json!({"text": "Blue?"})).await.ok();
    assert_eq!(edited.text, "Blue?");
    assert!(visitor.messages(chat.id).await.contains(&edited));
}

#[tokio::test]
async fn a_deleted_message_leaves_its_place_and_nothing_else() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let slip = visitor.say(chat.id, "My password is platypus-1").await;
    let mut heard = agent.socket().await;
    let own = format!("/v1/visitor/chats/{}/messages/{}", chat.id, slip.id);
    visitor.api.delete(&own).await.done();
    let event = heard.event("message.deleted").await;
    assert_eq!(event["content"]["text"], "");
    visitor.api.delete(&own).await.done();
    let more = heard.drain().await;
    assert!(more.iter().all(|frame| frame["type"] != "event"), "deleting again tells nothing: {more:?}");
    visitor.api.patch(&own, &json!({"text": "x"})).await.refused(ErrorCode::Conflict);
    let messages = visitor.messages(chat.id).await;
    let kept = messages.iter().find(|message| message.id == slip.id).expect("its place");
    assert_eq!((kept.text.as_str(), kept.number), ("", slip.number));
    assert!(kept.deleted_at.is_some());
    let timeline = agent.api.get(&format!("/v1/chats/{}/timeline", chat.id)).await.text();
    assert!(!timeline.contains("platypus"));
}

#[tokio::test]
async fn a_message_is_changed_by_its_author_only_and_not_for_long() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let asked = visitor.say(chat.id, "Mine").await;
    let said = agent.say(chat.id, "Hers").await;
    let text = json!({"text": "x"});
    let by_agent = |id: Uuid| format!("/v1/chats/{}/messages/{id}", chat.id);
    let by_visitor = |id: Uuid| format!("/v1/visitor/chats/{}/messages/{id}", chat.id);
    agent.api.patch(&by_agent(asked.id), &text).await.refused(ErrorCode::Forbidden);
    agent.api.delete(&by_agent(asked.id)).await.refused(ErrorCode::Forbidden);
    visitor.api.patch(&by_visitor(said.id), &text).await.refused(ErrorCode::Forbidden);
    visitor.api.delete(&by_visitor(said.id)).await.refused(ErrorCode::Forbidden);
    agent.api.patch(&by_agent(Uuid::now_v7()), &text).await.refused(ErrorCode::NotFound);
    school.admin.api.patch(&by_agent(said.id), &text).await.refused(ErrorCode::NotFound);
    school.visitor().await.api.delete(&by_visitor(asked.id)).await.refused(ErrorCode::NotFound);
    shop.agent("Bia").await.api.patch(&by_agent(said.id), &text).await.refused(ErrorCode::NotParticipant);

    shop.admin.api.patch("/v1/organization", &json!({"edit_window_seconds": 60})).await.done();
    server.clock.advance(std::time::Duration::from_secs(61));
    agent.api.patch(&by_agent(said.id), &text).await.refused(ErrorCode::EditWindowPassed);
    agent.api.delete(&by_agent(said.id)).await.refused(ErrorCode::EditWindowPassed);
    visitor.api.delete(&by_visitor(asked.id)).await.refused(ErrorCode::EditWindowPassed);
    let late = agent.say(chat.id, "Just now").await;
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    agent.api.patch(&by_agent(late.id), &text).await.refused(ErrorCode::ChatClosed);
}

#[tokio::test]
async fn a_quote_names_a_message_of_the_same_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let (other, _, other_chat) = shop.active_chat("support").await;
    let asked = visitor.say(chat.id, "How much?").await;
    let foreign = other.say(other_chat.id, "Elsewhere").await;
    let path = format!("/v1/chats/{}/messages", chat.id);
    let mut request = message("Ten.");
    request.quoted_id = Some(asked.id);
    let first: MessageView = agent.api.post(&path, &request).await.ok();
    assert_eq!(first.quoted_id, Some(asked.id));
    assert_eq!(agent.api.post(&path, &request).await.ok::<MessageView>(), first);
    let mut request = message("x");
    request.quoted_id = Some(foreign.id);
    agent.api.post(&path, &request).await.refused(ErrorCode::InvalidFields);
}

#[tokio::test]
async fn a_send_repeated_after_its_message_was_deleted_does_not_bring_the_text_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/chats/{}/messages", chat.id);
    let request = message("Said too much");
    let sent: MessageView = agent.api.post(&path, &request).await.ok();
    agent.api.delete(&format!("{path}/{}", sent.id)).await.done();
    let again: MessageView = agent.api.post(&path, &request).await.ok();
    assert_eq!(again.id, sent.id);
    assert!(again.deleted_at.is_some());
    assert_eq!(again.text, "");
}
