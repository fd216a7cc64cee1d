//! A CRM's chat: rooms per agent are limited, states have the organization's own words, a chat opens a ticket in three ways.

use pronto_protocol::{chat::ChatState, push::PushKind};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, close, id};

#[tokio::test(flavor = "multi_thread")]
async fn crm() {
    let desk = Desk::open("crm").await;
    let admin = &desk.shop.admin.api;
    for (state, name) in [("waiting", "Em espera"), ("active", "Em atendimento"), ("closed", "Encerrado")] {
        let labels: Vec<Value> = admin.all("/v1/status_labels").await;
        let label = labels.iter().find(|label| label["state"] == state).expect("each state has a word");
        admin.patch(&format!("/v1/status_labels/{}", id(&label["id"])), &json!({"name": name})).await.done();
    }
    let eddy = desk.in_pocket("Eddy").await;
    let rita = desk.at_desk("Rita").await;
    let fields = json!([
        {"key": "nome", "label": "Nome", "kind": "name", "required": true},
        {"key": "email", "label": "E-mail", "kind": "email", "required": true},
    ]);
    let settings = json!({
        "routing_mode": "broadcast", "agent_chats_most": 1, "pre_chat_fields": fields,
        "entry_notice": "Bem-vindo ao atendimento.",
        "look": {"title": "Loja CRM", "color": "#225588", "stylesheet": ".bubble { border-radius: 0; }"},
    });
    desk.queue("classificacao-1", settings, &[&eddy, &rita]).await;

    // One room each: the third visitor waits, and is told nothing of the others.
    let answers = |name: &str, email: &str| json!({"nome": name, "email": email});
    let (_ivo, first) = desk.enters("classificacao-1", answers("Ivo", "ivo@cliente.example"), "Oi").await;
    let offer = desk.rings("Eddy", PushKind::Offer).await;
    desk.on_lock_screen(&offer, json!({"action": "accept"})).await;
    let (_ema, second) = desk.enters("classificacao-1", answers("Ema", "ema@cliente.example"), "Olá").await;
    rita.accept_chat(second).await;
    let (_lia, third) = desk.enters("classificacao-1", answers("Lia", "lia@cliente.example"), "Alguém?").await;
    assert_eq!(rita.chat(third).await.chat.state, ChatState::Waiting);
    eddy.api.act(&format!("/v1/chats/{third}/accept")).await.refused(pronto_protocol::error::ErrorCode::LimitReached);
    let label = serde_json::to_value(rita.chat(second).await.chat).expect("JSON")["label"].clone();
    assert!(label.to_string().contains("Em atendimento"), "{label}");

    // Nobody knows Ivo: his matter goes to a new customer. The next time he is recognised by his address.
    let open = |contact: Value, chat: Uuid| json!({"client_id": Uuid::now_v7(), "subject": "Boleto", "contact": contact, "chat_id": chat});
    let new = json!({"kind": "new", "name": "Ivo", "email": "ivo@cliente.example"});
    let ticket: Value = eddy.api.post("/v1/tickets", &open(new, first)).await.ok();
    close(&eddy, first, json!({"solved": true})).await;
    let (_again, again) = desk.enters("classificacao-1", answers("Ivo", "IVO@cliente.example"), "Voltei").await;
    let candidates: Value = eddy.api.get(&format!("/v1/chats/{again}/candidates")).await.ok();
    assert_eq!(candidates["contacts"][0]["id"], ticket["contact_id"]);
    // A question that only counts belongs to nobody, until it turns out to be somebody's.
    let counted: Value = rita.api.post("/v1/tickets", &open(json!({"kind": "anonymous"}), second)).await.ok();
    assert_eq!(counted["anonymous"], true);
    let known = json!({"contact": {"kind": "existing", "contact_id": ticket["contact_id"]}});
    let path = format!("/v1/tickets/{}/contact", id(&counted["id"]));
    let linked: Value = rita.api.put(&path, &known).await.ok();
    assert_eq!(linked["contact_id"], ticket["contact_id"]);
}
