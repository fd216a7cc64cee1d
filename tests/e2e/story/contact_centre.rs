//! A contact centre: one agent at a time is offered the chat, transfers only to who is available, a reason at the end.

use pronto_protocol::{agent::Availability, error::ErrorCode, push::PushKind};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, close, id, timeline};

#[tokio::test(flavor = "multi_thread")]
async fn contact_centre() {
    let desk = Desk::open("central").await;
    let admin = &desk.shop.admin.api;
    admin.patch("/v1/organization", &json!({"disposition_required": true})).await.done();
    let reason: Value = admin.post("/v1/dispositions", &json!({"name": "Segunda via"})).await.ok();
    let (ana, bruno) = (desk.in_pocket("Ana").await, desk.in_pocket("Bruno").await);
    let carla = desk.at_desk("Carla").await;
    carla.declare(Availability::NotReady).await;
    desk.queue("atendimento", json!({"routing_mode": "offer"}), &[&ana, &bruno, &carla]).await;

    // The first analyst declines, so the next one who is ready is asked.
    let (visitor, chat) = desk.enters("atendimento", json!({}), "Preciso da segunda via do boleto").await;
    let (first, second) = tokio::select! {
        push = desk.rings("Ana", PushKind::Offer) => (push, "Bruno"),
        push = desk.rings("Bruno", PushKind::Offer) => (push, "Ana"),
    };
    desk.on_lock_screen(&first, json!({"action": "decline"})).await;
    let offer = desk.rings(second, PushKind::Offer).await;
    desk.on_lock_screen(&offer, json!({"action": "accept"})).await;
    let (agent, other) = if second == "Ana" { (&ana, &bruno) } else { (&bruno, &ana) };
    agent.say(chat, "Um momento, por favor.").await;

    // Who is red or grey cannot be given the chat; who is available can, with a word for them.
    let transfer = |to: Uuid| json!({"client_id": Uuid::now_v7(), "agent_id": to, "note": "É o contrato antigo."});
    let path = format!("/v1/chats/{chat}/transfer");
    agent.api.post(&path, &transfer(carla.id)).await.refused(ErrorCode::AgentUnavailable);
    agent.api.post(&path, &transfer(other.id)).await.done();
    let name = if second == "Ana" { "Bruno" } else { "Ana" };
    desk.rings(name, PushKind::Transfer).await;
    other.say(chat, "Aqui está o boleto.").await;
    let told: Vec<String> = visitor.messages(chat).await.into_iter().map(|message| message.text).collect();
    assert!(!told.iter().any(|text| text.contains("contrato antigo")), "{told:?}");
    // Every line says who wrote it.
    assert!(timeline(other, chat).await.len() >= 5);

    // Without the reason the chat does not close.
    let close_path = format!("/v1/chats/{chat}/close");
    other.api.post(&close_path, &json!({})).await.refused(ErrorCode::DispositionRequired);
    let closed = close(other, chat, json!({"disposition_id": id(&reason["id"]), "solved": true})).await;
    assert_eq!(serde_json::to_value(&closed).expect("JSON")["state"], "closed");
}
