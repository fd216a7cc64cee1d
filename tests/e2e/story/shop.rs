//! A shop's live panel: who browses is seen and invited, chats are given in turn, canned answers and articles at hand.

use pronto_protocol::{push::PushKind, queue::NextAgentView};
use serde_json::{Value, json};

use super::{Desk, close, id};

#[tokio::test(flavor = "multi_thread")]
async fn shop() {
    let desk = Desk::open("loja").await;
    let admin = &desk.shop.admin.api;
    admin.patch("/v1/organization", &json!({"redirect_hosts": ["loja.example"]})).await.done();
    let (gil, hugo) = (desk.at_desk("Gil").await, desk.in_pocket("Hugo").await);
    let queue = desk.queue("vendas", json!({"routing_mode": "auto"}), &[&gil, &hugo]).await;
    let canned = json!({"owner": "organization", "shortcut": "/bomdia", "text": "Bom dia, {{visitor.name}}!"});
    admin.post("/v1/canned_responses", &canned).await.done();
    let article = json!({"title": "Prazo de entrega", "body": "Dois dias úteis.", "state": "published"});
    admin.post("/v1/articles", &article).await.done();

    // Somebody looks at a page; an agent sees it on the grid, and sends an offer that leads to another page.
    let browsing = desk.shop.visitor().await;
    let page = json!({"url": "https://loja.example/sapatos", "title": "Sapatos"});
    browsing.api.post("/v1/visitor/page_views", &page).await.done();
    let visits: Vec<Value> = gil.api.all("/v1/visits").await;
    assert_eq!(visits[0]["title"], "Sapatos");
    let redirect = json!({"url": "https://loja.example/promocao"});
    let sent: Value = gil.api.post(&format!("/v1/visits/{}/redirect", id(&visits[0]["id"])), &redirect).await.ok();
    let path = format!("/v1/visitor/approaches/{}/answer", id(&sent["id"]));
    browsing.api.post(&path, &json!({"answer": "accepted"})).await.done();

    // Who is next is shown, and is who gets it, twice in turn; the phone in the pocket rings.
    for _ in 0..2 {
        let counts: Value = gil.api.get(&format!("/v1/queues/{}/counts", queue.id)).await.ok();
        let next: NextAgentView = serde_json::from_value(counts["next_agent"].clone()).expect("somebody is next");
        let (_visitor, chat) = desk.enters("vendas", json!({}), "Qual o prazo?").await;
        let agent = if next.agent_id == gil.id { &gil } else { &hugo };
        desk.server
            .until("the one who was shown has it", async || {
                gil.chat(chat).await.chat.participants.iter().any(|there| there.agent_id == agent.id)
            })
            .await;
        if agent.id == hugo.id {
            desk.rings("Hugo", PushKind::Assigned).await;
        }
        let ready: Vec<Value> = agent.api.all(&format!("/v1/canned_responses?shortcut=bom&chat_id={chat}")).await;
        assert_eq!(ready.len(), 1, "{ready:?}");
        let found: Vec<Value> = agent.api.all("/v1/articles?search=entrega").await;
        assert_eq!(found[0]["title"], "Prazo de entrega");
        agent.say(chat, "Dois dias úteis.").await;
        close(agent, chat, json!({"solved": true})).await;
    }
}
