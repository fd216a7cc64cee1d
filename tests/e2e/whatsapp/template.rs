//! Templates: what the provider has approved, filled and sent when nothing else may be.

use std::time::Duration;

use pronto_protocol::{error::ErrorCode, message::MessageView, whatsapp::WhatsappTemplateView};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{RITA, World};

fn templates() -> Value {
    json!([
        {"name": "voltar", "language": "pt_BR", "status": "APPROVED", "category": "UTILITY", "id": "1", "components": [
            {"type": "BODY", "text": "Olá {{1}}, seu pedido {{2}} chegou."}, {"type": "FOOTER", "text": "Loja"}]},
        {"name": "foto", "language": "pt_BR", "status": "APPROVED", "components": [
            {"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Veja"}]},
    ])
}

#[tokio::test]
async fn a_template_reaches_a_customer_who_has_been_silent_for_a_day() {
    let mut world = World::start().await;
    world.graph.approve(templates());
    let chat = world.talk().await;
    world.arrived(1).await;
    world.again(Duration::from_secs(25 * 3_600)).await;
    let path = format!("/v1/chats/{}/whatsapp_templates", chat.id);
    let listed: Vec<WhatsappTemplateView> = world.ana.api.get(&path).await.ok();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((listed[0].name.as_str(), listed[0].value_count), ("voltar", 2));
    let request =
        json!({"client_id": Uuid::now_v7(), "name": "voltar", "language": "pt_BR", "values": ["Rita", "nº 7"]});
    let sent: MessageView = world.ana.api.post(&path, &request).await.ok();
    assert_eq!(sent.text, "Olá Rita, seu pedido nº 7 chegou.");
    let again: MessageView = world.ana.api.post(&path, &request).await.ok();
    assert_eq!(again.id, sent.id);
    let mut other = request.clone();
    other["values"] = json!(["Rita", "nº 8"]);
    world.ana.api.post(&path, &other).await.refused(ErrorCode::ClientIdReused);
    assert_eq!(world.arrived(2).await[1], "[template voltar]");
    let template = &world.graph.accepted()[1].payload["template"];
    assert_eq!(template["language"]["code"], "pt_BR");
    let parameters = json!([{"type": "text", "text": "Rita"}, {"type": "text", "text": "nº 7"}]);
    assert_eq!(template["components"], json!([{"type": "body", "parameters": parameters}]));
    // The customer's answer opens the window; nothing was sent twice, as a text.
    world.write("Que bom").await;
    world.ana.say(chat.id, "Abraço").await;
    assert_eq!(world.arrived(3).await[1..], ["[template voltar]", "Abraço"]);
    assert_eq!(world.graph.shown(RITA).len(), 3);
}

#[tokio::test]
async fn what_is_no_template_or_no_chat_of_whatsapp_is_refused() {
    let world = World::start().await;
    world.graph.approve(templates());
    let chat = world.talk().await;
    let path = format!("/v1/chats/{}/whatsapp_templates", chat.id);
    let request = |name: &str, values: &[&str]| json!({"client_id": Uuid::now_v7(), "name": name, "language": "pt_BR", "values": values});
    for (asked, field) in [
        (request("nunca", &[]), "name"),
        (request("foto", &[]), "name"),
        (request("voltar", &["Rita"]), "values"),
        (request("voltar", &["Rita", " "]), "values"),
    ] {
        let refused = world.ana.api.post(&path, &asked).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, field);
    }
    let bia = world.shop.agent("Bia").await;
    bia.api.post(&path, &request("voltar", &["a", "b"])).await.refused(ErrorCode::NotParticipant);
    let school = world.server.organization("school").await;
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.post(&path, &request("voltar", &["a", "b"])).await.refused(ErrorCode::NotFound);
    let started = world.shop.visitor().await.start("sales", "Hello").await;
    world.ana.accept_chat(started.id).await;
    let other = format!("/v1/chats/{}/whatsapp_templates", started.id);
    world.ana.api.get(&other).await.refused(ErrorCode::ChannelUnable);
    world.ana.api.post(&other, &request("voltar", &["a", "b"])).await.refused(ErrorCode::ChannelUnable);
}
