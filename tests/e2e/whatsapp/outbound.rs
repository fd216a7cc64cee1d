//! What agents say: in order, once, with every failure told, and what became of it.

use harness::provider::{Answer, FakeGraph};
use pronto_protocol::{
    agent::MeView,
    error::ErrorCode,
    message::{MessageView, SenderKind},
};
use serde_json::json;
use uuid::Uuid;

use super::{RITA, World, became};

#[tokio::test]
async fn what_agents_say_goes_out_in_order_and_whispers_and_notes_do_not() {
    let world = World::start().await;
    let chat = world.talk().await;
    let first = world.ana.say(chat.id, "Um").await;
    world.ana.whisper(chat.id, "secret-canary").await;
    let note = json!({"client_id": Uuid::now_v7(), "text": "note-canary"});
    world.ana.api.post(&format!("/v1/chats/{}/notes", chat.id), &note).await.done();
    let quoting = json!({"client_id": Uuid::now_v7(), "text": "Dois", "quoted_id": first.id});
    let _: MessageView = world.ana.api.post(&format!("/v1/chats/{}/messages", chat.id), &quoting).await.ok();
    for text in ["Três", "Quatro", "Cinco"] {
        world.ana.say(chat.id, text).await;
    }
    let shown = world.arrived(6).await;
    assert_eq!(shown, ["Ana entrou na conversa.", "Um", "Dois", "Três", "Quatro", "Cinco"]);
    let (um, dois) = (world.sent("Um").await, world.sent("Dois").await);
    assert_eq!(dois["context"]["message_id"], um["wamid"]);
    assert_eq!((um["to"].as_str(), um.get("context")), (Some(RITA), None));
    // A quote of what the customer said names WhatsApp's id of it.
    let oi = world.messages(chat.id).await.into_iter().find(|message| message.text == "Oi").expect("said").id;
    let quoting = json!({"client_id": Uuid::now_v7(), "text": "Olá!", "quoted_id": oi});
    world.ana.api.post(&format!("/v1/chats/{}/messages", chat.id), &quoting).await.done();
    let sent = world.sent("Olá!").await;
    assert!(sent["context"]["message_id"].as_str().is_some_and(|id| id.starts_with("wamid.IN")), "{sent}");
    // The end is told as well.
    world.ana.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    assert_eq!(world.arrived(8).await[7], "Ana encerrou a conversa.");
    let everything = format!("{:?}", world.graph.received());
    assert!(!everything.contains("canary"), "something that is for agents has left the house");
}

#[tokio::test]
async fn statuses_move_the_visitors_marks_in_whatever_order_they_come() {
    let world = World::start().await;
    let chat = world.talk().await;
    let mut socket = world.ana.socket().await;
    let first = world.ana.say(chat.id, "Um").await;
    let second = world.ana.say(chat.id, "Dois").await;
    let (um, dois) = (world.sent("Um").await, world.sent("Dois").await);
    world.status(&dois, "read").await;
    let moved = socket.event("visitor_read.moved").await;
    assert_eq!(moved["content"]["number"], second.number);
    // Later ones that are less change nothing, nor does what is told again.
    for status in ["sent", "delivered", "read"] {
        world.status(&dois, status).await;
    }
    world.status(&um, "delivered").await;
    let now = world.chat().await;
    assert_eq!((now.visitor_read_number, now.visitor_received_number), (second.number, second.number));
    assert!(first.number < second.number);
    let third = world.ana.say(chat.id, "Três").await;
    let tres = world.sent("Três").await;
    world.status(&tres, "sent").await;
    assert_eq!(world.chat().await.visitor_received_number, second.number);
    world.status(&tres, "delivered").await;
    let now = world.chat().await;
    assert_eq!((now.visitor_read_number, now.visitor_received_number), (second.number, third.number));
    // Of what nobody knows, nothing is known.
    world.status(&json!({"wamid": "wamid.NEVER"}), "read").await;
    world.status(&tres, "warmed_up").await;
}

#[tokio::test]
async fn a_failure_that_comes_later_is_told_in_the_providers_words_once() {
    let world = World::start().await;
    let chat = world.talk().await;
    let said = world.ana.say(chat.id, "Posso ligar?").await;
    let sent = world.sent("Posso ligar?").await;
    let mut failed = became(&sent, "failed");
    failed["errors"] = json!([{
        "code": 131026, "title": "Message undeliverable", "message": "Message undeliverable",
        "error_data": {"details": "Message Undeliverable."}, "href": "https://example.com",
    }]);
    world.statuses(&[failed.clone(), failed]).await;
    let lines = world.lines(chat.id, 1).await;
    let told = format!(
        "⚠ A mensagem nº {} “Posso ligar?” não chegou ao WhatsApp do cliente: Message undeliverable – Message \
         Undeliverable. (código 131026)",
        said.number
    );
    assert_eq!(lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), [told.as_str()]);
    assert_eq!(lines[0].sender.kind, SenderKind::System);
    // The customer does not read it.
    world.ana.say(chat.id, "Alô?").await;
    assert_eq!(world.arrived(3).await, ["Ana entrou na conversa.", "Posso ligar?", "Alô?"]);
}

#[tokio::test]
async fn a_line_of_prontos_own_counts_on_no_badge_and_a_whisper_does() {
    let world = World::start().await;
    let chat = world.talk().await;
    let bia = world.shop.agent("Bia").await;
    let member = format!("/v1/queues/{}/members/{}", world.account.queue_id, bia.id);
    world.shop.admin.api.put(&member, &json!({})).await.done();
    bia.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    let badge = async || world.ana.api.get("/v1/me").await.ok::<MeView>().badge;
    let before = badge().await;
    world.ana.say(chat.id, "Posso ligar?").await;
    let mut failed = became(&world.sent("Posso ligar?").await, "failed");
    failed["errors"] = json!([{
        "code": 131026, "title": "Message undeliverable", "message": "Message undeliverable",
        "error_data": {"details": "Message Undeliverable."}, "href": "https://example.com",
    }]);
    world.statuses(&[failed]).await;
    assert_eq!(world.lines(chat.id, 1).await[0].sender.kind, SenderKind::System);
    assert_eq!(badge().await, before, "nobody has to read it");
    bia.whisper(chat.id, "Tenta de novo").await;
    assert_eq!(badge().await, before + 1);
    assert_eq!(world.ana.chat(chat.id).await.unread_count, before + 1, "the list counts the same");
}

#[tokio::test]
async fn what_the_provider_refuses_is_told_and_what_it_puts_off_is_tried_again_in_order() {
    let world = World::start().await;
    let chat = world.talk().await;
    world.arrived(1).await;
    let graph = &world.graph;
    let later = || FakeGraph::refusal(429, 130_429, "Rate limit hit", "Message failed to send.");
    graph.script(
        RITA,
        [
            FakeGraph::refusal(400, 131_047, "Re-engagement message", "More than 24 hours have passed."),
            later(),
            later().with_header("retry-after", "30"),
            Answer::status(503),
        ],
    );
    for text in ["Um", "Dois", "Três"] {
        world.ana.say(chat.id, text).await;
    }
    let lines = world.lines(chat.id, 1).await;
    assert!(
        lines[0].text.contains("“Um”")
            && lines[0]
                .text
                .ends_with("(#131047) Re-engagement message – More than 24 hours have passed. (código 131047)"),
        "{}",
        lines[0].text
    );
    for _ in 0..3 {
        world.pass().await;
    }
    // The third failure is told, since it takes long by now; what waited behind it kept its place.
    let lines = world.lines(chat.id, 2).await;
    assert!(lines[1].text.starts_with("⏳ A mensagem nº") && lines[1].text.contains("“Dois”"), "{}", lines[1].text);
    assert_eq!(world.arrived(3).await, ["Ana entrou na conversa.", "Dois", "Três"]);
    assert_eq!(world.lines(chat.id, 2).await.len(), 2);
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_told_at_once_and_sent_when_it_is_mended() {
    let world = World::start().await;
    let path = format!("/v1/whatsapp_accounts/{}", world.account.id);
    let mut request = world.graph.account(world.account.queue_id);
    request["access_token"] = "expired".into();
    world.shop.admin.api.put(&path, &request).await.done();
    let chat = world.talk().await;
    let lines = world.lines(chat.id, 1).await;
    assert!(
        lines[0].text.starts_with("⏳ A mensagem nº")
            && lines[0].text.contains("Error validating access token (código 190)"),
        "{}",
        lines[0].text
    );
    world.shop.admin.api.put(&path, &world.graph.account(world.account.queue_id)).await.done();
    world.pass().await;
    assert_eq!(world.arrived(1).await, ["Ana entrou na conversa."]);
}

#[tokio::test]
async fn what_was_sent_by_whatsapp_cannot_be_edited_or_taken_back() {
    let world = World::start().await;
    let chat = world.talk().await;
    let said = world.ana.say(chat.id, "Oito").await;
    let path = format!("/v1/chats/{}/messages/{}", chat.id, said.id);
    world.ana.api.patch(&path, &json!({"text": "Nove"})).await.refused(ErrorCode::ChannelUnable);
    world.ana.api.delete(&path).await.refused(ErrorCode::ChannelUnable);
    assert_eq!(world.arrived(2).await[1], "Oito");
}
