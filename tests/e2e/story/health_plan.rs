//! A health plan: a profile's limits fill the mini-queue, the member's panels stand beside the chat, files go both ways.

use pronto_protocol::{chat::ChatState, push::PushKind};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, close, id};

#[tokio::test(flavor = "multi_thread")]
async fn health_plan() {
    let desk = Desk::open("plano").await;
    let admin = &desk.shop.admin.api;
    let (nina, otto) = (desk.in_pocket("Nina").await, desk.at_desk("Otto").await);
    let me: Value = nina.api.get("/v1/me").await.ok();
    let permissions = me["permissions"].clone();
    let profile = json!({"name": "Beneficiários", "permissions": permissions, "min_chats": 1, "max_chats": 1});
    let profile: Value = admin.post("/v1/profiles", &profile).await.ok();
    for agent in [&nina, &otto] {
        admin.patch(&format!("/v1/agents/{}", agent.id), &json!({"profile_id": profile["id"]})).await.done();
    }
    let panel = json!({"name": "Extrato", "url_template": "https://plano.example/extrato/{{context}}", "profile_ids": [profile["id"]]});
    admin.post("/v1/panels", &panel).await.done();
    let fields = json!([{"key": "carteira", "label": "Carteira", "kind": "external_id", "required": true}]);
    let settings = json!({"routing_mode": "offer", "pre_chat_fields": fields});
    let queue = desk.queue("beneficiarios", settings, &[&nina, &otto]).await;
    let subject: Value =
        admin.post(&format!("/v1/queues/{}/subjects", queue.id), &json!({"name": "Coparticipação"})).await.ok();

    // The member picks a subject; the offer shows it, and goes round until somebody takes it.
    otto.declare(pronto_protocol::agent::Availability::NotReady).await;
    let member = desk.shop.visitor().await;
    let start = json!({
        "client_id": Uuid::now_v7(), "queue": "beneficiarios", "fields": {"carteira": "0099-1"},
        "subject_id": subject["id"], "text": "Qual o valor?",
    });
    let chat: Value = member.api.post("/v1/visitor/chats", &start).await.ok();
    let chat = id(&chat["id"]);
    let offer = desk.rings("Nina", PushKind::Offer).await;
    desk.on_lock_screen(&offer, json!({"action": "accept"})).await;
    assert_eq!(nina.chat(chat).await.chat.subject.as_deref(), Some("Coparticipação"));

    // Her profile is full: the next member waits until a chat ends.
    let (_second, waiting) = desk.enters("beneficiarios", json!({"carteira": "0099-2"}), "Oi").await;
    assert_eq!(nina.chat(waiting).await.chat.state, ChatState::Waiting);

    // Statement beside the chat, a document into it.
    let panels: Vec<Value> = nina.api.all(&format!("/v1/chats/{chat}/panels")).await;
    assert!(panels[0]["url"].as_str().is_some_and(|url| url.starts_with("https://plano.example/extrato/")));
    let path = format!("/v1/chats/{chat}/attachments");
    let file: Value = nina.api.upload(&path, "boleto.txt", b"linha digitada".to_vec()).await.ok();
    let send = json!({"client_id": Uuid::now_v7(), "text": "Segue o boleto.", "attachment_ids": [file["id"]]});
    nina.api.post(&format!("/v1/chats/{chat}/messages"), &send).await.done();
    let received = member.messages(chat).await;
    assert!(received.iter().any(|message| message.attachments.len() == 1));
    desk.server.providers().fcm.forget();
    close(&nina, chat, json!({"solved": true})).await;
    let offer = desk.rings("Nina", PushKind::Offer).await;
    assert_eq!(offer.chat_id, Some(waiting), "the surplus comes as soon as there is room");
}
