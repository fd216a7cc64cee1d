//! Rows: C9, H1, H3

use std::time::{Duration, Instant};

use harness::{AgentActor, TestServer};
use pronto_protocol::{
    contact::ContactNoteView,
    error::ErrorCode,
    journey::{ChatDetailsView, JourneyEntryView},
    ticket::TicketView,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    candidate::{asking, start_as},
    chat::agent_who_may,
    contact::contact,
    ticket::opening,
};

async fn journey(agent: &AgentActor, contact_id: Uuid) -> Vec<JourneyEntryView> {
    agent.api.all(&format!("/v1/contacts/{contact_id}/journey?limit=2")).await
}

fn words(journey: &[JourneyEntryView]) -> Vec<String> {
    let word = |entry: &JourneyEntryView| match entry {
        JourneyEntryView::Chat { chat, linked, .. } => format!("chat {} {linked}", chat.number),
        JourneyEntryView::Ticket { ticket, .. } => format!("ticket {}", ticket.number),
        JourneyEntryView::Note { note, .. } => format!("note {}", note.text),
    };
    journey.iter().map(word).collect()
}

/// So many seconds, and no more besides than has really passed since the test began: the server's clock goes on by itself.
fn lasts(span_ms: u64, seconds: u64, began: Instant) -> bool {
    let real_ms = u64::try_from(began.elapsed().as_millis()).expect("milliseconds");
    (seconds * 1_000..=seconds * 1_000 + real_ms).contains(&span_ms)
}

#[tokio::test]
async fn a_persons_journey_is_told_from_every_source_newest_first() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", asking(), &[&ana]).await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    let other = contact(&ana, "Bruno", "bruno@example.com").await;
    let step = || server.clock.advance(Duration::from_millis(50));

    // Entered with the contact's address, and given to nobody yet.
    step();
    let typed = shop.visitor().await;
    start_as(&typed, "sales", &json!({"mail": "RITA@example.com"})).await;
    step();
    let request = opening("Invoice", &json!({"kind": "existing", "contact_id": rita.id}));
    let _: TicketView = ana.api.post("/v1/tickets", &request).await.ok();
    step();
    let note = json!({"client_id": Uuid::now_v7(), "text": "Calls at ten"});
    let _: ContactNoteView = ana.api.post(&format!("/v1/contacts/{}/notes", rita.id), &note).await.ok();
    step();
    let nameless = shop.visitor().await;
    let linked = start_as(&nameless, "sales", &json!({})).await;
    ana.api.put(&format!("/v1/chats/{}/contact", linked.id), &json!({"contact_id": rita.id})).await.done();
    // Entered with the address, but an agent said that it is another's.
    step();
    let impostor = shop.visitor().await;
    let others = start_as(&impostor, "sales", &json!({"mail": "rita@example.com"})).await;
    ana.api.put(&format!("/v1/chats/{}/contact", others.id), &json!({"contact_id": other.id})).await.done();

    let told = journey(&ana, rita.id).await;
    assert_eq!(words(&told), ["chat 2 true", "note Calls at ten", "ticket 1", "chat 1 false"], "page by page");
    assert_eq!(words(&journey(&ana, other.id).await), ["chat 3 true"]);
    let path = format!("/v1/contacts/{}/journey", rita.id);
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    typed.api.get(&path).await.refused(ErrorCode::Unauthenticated);
    ana.api.get(&format!("{path}?limit=0")).await.refused(ErrorCode::InvalidFields);
    ana.api.get(&format!("{path}?cursor=x")).await.refused(ErrorCode::InvalidCursor);
    ana.api.get(&format!("/v1/contacts/{}/journey", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn history_whatever_the_queue_is_seen_by_who_may() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let everyday = shop.agent("Bia").await;
    let member = agent_who_may(&shop, "Caio", &[]).await;
    let outsider = agent_who_may(&shop, "Duda", &[]).await;
    shop.queue("sales", asking(), &[&ana, &member]).await;
    ana.ready().await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    let visitor = shop.visitor().await;
    let fields = json!({"mail": "rita@example.com"});
    let closed = start_as(&visitor, "sales", &fields).await;
    ana.accept_chat(closed.id).await;
    ana.api.post(&format!("/v1/chats/{}/close", closed.id), &json!({})).await.done();
    server.clock.advance(Duration::from_millis(10));
    let open = start_as(&visitor, "sales", &fields).await;
    let both = ["chat 2 false", "chat 1 false"];
    assert_eq!(words(&journey(&everyday, rita.id).await), both, "on by default, whatever the queue");
    assert_eq!(words(&journey(&ana, rita.id).await), both);
    assert_eq!(words(&journey(&member, rita.id).await), ["chat 2 false"], "a member sees what is open");
    assert!(journey(&outsider, rita.id).await.is_empty());
    everyday.api.get(&format!("/v1/chats/{}/timeline", closed.id)).await.done();
    outsider.api.get(&format!("/v1/chats/{}/details", open.id)).await.refused(ErrorCode::NotFound);
    member.api.get(&format!("/v1/chats/{}/details", closed.id)).await.refused(ErrorCode::NotFound);
    let seen: ChatDetailsView = member.api.get(&format!("/v1/chats/{}/details", open.id)).await.ok();
    assert_eq!((seen.earlier_chat_count, seen.visitor_ip), (0, None), "what may not be seen is not counted");
    let seen: ChatDetailsView = everyday.api.get(&format!("/v1/chats/{}/details", open.id)).await.ok();
    assert_eq!((seen.earlier_chat_count, seen.visitor_ip.as_deref()), (1, Some("127.0.0.1")));
}

#[tokio::test]
async fn the_details_of_a_chat_tell_who_handled_it_and_how_long() {
    let began = Instant::now();
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    shop.queue("sales", asking(), &[&ana, &bia]).await;
    ana.ready().await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    let visitor = shop.visitor().await;
    let chat = start_as(&visitor, "sales", &json!({"mail": "rita@example.com", "ra": "77"})).await;
    let path = format!("/v1/chats/{}/details", chat.id);
    server.clock.advance(Duration::from_secs(40));
    let waiting: ChatDetailsView = ana.api.get(&path).await.ok();
    assert!(lasts(waiting.waiting_ms, 40, began) && waiting.handling_ms == 0, "{waiting:?}");
    assert!(waiting.agents.is_empty() && waiting.contact.is_none());
    ana.accept_chat(chat.id).await;
    server.clock.advance(Duration::from_secs(20));
    bia.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    ana.api.put(&format!("/v1/chats/{}/contact", chat.id), &json!({"contact_id": rita.id})).await.done();
    ana.api.act(&format!("/v1/chats/{}/leave", chat.id)).await.done();
    server.clock.advance(Duration::from_secs(10));
    bia.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    server.clock.advance(Duration::from_secs(300));

    let told: ChatDetailsView = shop.admin.api.get(&path).await.ok();
    let is_right = lasts(told.waiting_ms, 40, began) && lasts(told.handling_ms, 30, began);
    assert!(is_right, "time stands still after the end: {told:?}");
    assert_eq!(told.queue_name, "sales");
    assert_eq!(told.chat.fields.get("ra").map(String::as_str), Some("77"));
    assert_eq!(told.contact.expect("whose it is").id, rita.id);
    let agents: Vec<(Uuid, bool, bool)> =
        told.agents.iter().map(|agent| (agent.agent_id, agent.responsible, agent.left_at.is_some())).collect();
    assert_eq!(agents, [(ana.id, true, true), (bia.id, false, false)], "who took it is remembered after leaving");
    let between_ms = told.agents[1].joined_at.unix_ms() - told.agents[0].joined_at.unix_ms();
    assert!(lasts(between_ms.unsigned_abs(), 20, began), "{between_ms}");
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    ana.api.get(&format!("/v1/chats/{}/details", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    visitor.api.get(&path).await.refused(ErrorCode::Unauthenticated);

    // Another browser of the same person: known by its contact once it is linked, by what was typed before.
    let again = shop.visitor().await;
    let second = start_as(&again, "sales", &json!({"ra": "77"})).await;
    let second_path = format!("/v1/chats/{}/details", second.id);
    assert_eq!(ana.api.get(&second_path).await.ok::<ChatDetailsView>().earlier_chat_count, 0, "the first is Rita's");
    ana.api.put(&format!("/v1/chats/{}/contact", second.id), &json!({"contact_id": rita.id})).await.done();
    assert_eq!(ana.api.get(&second_path).await.ok::<ChatDetailsView>().earlier_chat_count, 1);
}
