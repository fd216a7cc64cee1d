//! Rows: V1, V3, V9
//!
//! How a queue's page looks: its name, its colour, where its button stands, and a stylesheet of the organization's own.

use harness::{Api, TestServer};
use pronto_protocol::{
    error::ErrorCode,
    queue::{QueueLook, QueueSettings, WidgetPosition},
    visitor::{EntryListView, EntryView},
};
use serde_json::{Value, json};

fn look() -> QueueLook {
    QueueLook {
        title: Some("Atendimento da loja".to_owned()),
        color: Some("#ffd400".to_owned()),
        position: WidgetPosition::Left,
        stylesheet: Some(".bubble { border-radius: 2px; }".to_owned()),
    }
}

#[tokio::test]
async fn a_page_has_the_name_colour_and_stylesheet_of_its_queue() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let api = Api::new(&shop.base);
    let queue = shop.queue("sales", QueueSettings { look: look(), ..QueueSettings::default() }, &[]).await;
    assert_eq!(queue.settings.look, look());
    let entry: EntryView = api.get("/v1/entries/shop/sales").await.ok();
    assert_eq!((entry.title.as_str(), entry.color.as_deref()), ("Atendimento da loja", Some("#ffd400")));
    assert_eq!(entry.position, WidgetPosition::Left);

    let page = api.get("/chat/shop/sales").await.text();
    assert!(page.contains("href=\"/chat/shop/sales/look.css\""), "the page does not name its look: {page}");
    let style = api.get("/chat/shop/sales/look.css").await;
    assert_eq!(style.status, 200);
    assert_eq!(style.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(style.text(), ":root{--accent:#ffd400;--on-accent:#000000}\n.bubble { border-radius: 2px; }");

    // Changed by the admin, it is fetched anew.
    let path = format!("/v1/queues/{}", queue.id);
    shop.admin.api.patch(&path, &json!({"settings": QueueSettings::default()})).await.done();
    let plain = api.get("/chat/shop/sales/look.css").await;
    assert_ne!(plain.headers["etag"], style.headers["etag"]);
    assert_eq!(plain.text(), "");
    let entry: EntryView = api.get("/v1/entries/shop/sales").await.ok();
    assert_eq!((entry.title.as_str(), entry.color), ("shop", None));
}

#[tokio::test]
async fn a_look_that_is_none_or_loads_something_is_refused_by_field() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[]).await;
    let path = format!("/v1/queues/{}", queue.id);
    for (look, field) in [
        (json!({"color": "red"}), "settings.look.color"),
        (json!({"color": "#12345"}), "settings.look.color"),
        (json!({"color": "#12345g"}), "settings.look.color"),
        (json!({"stylesheet": "@import 'x.css';"}), "settings.look.stylesheet"),
        (json!({"stylesheet": "a{background:URL(//x.example/y)}"}), "settings.look.stylesheet"),
        (json!({"stylesheet": "a{background:u\\72l(x)}"}), "settings.look.stylesheet"),
        (json!({"stylesheet": "a".repeat(32_769)}), "settings.look.stylesheet"),
        (json!({"title": "a".repeat(81)}), "settings.look.title"),
    ] {
        let request = json!({"settings": {"look": look}});
        let problem = shop.admin.api.patch(&path, &request).await.refused(ErrorCode::InvalidFields);
        assert_eq!(problem.fields[0].field, field, "{look}");
    }
    let position = json!({"settings": {"look": {"position": "top"}}});
    shop.admin.api.patch(&path, &position).await.refused(ErrorCode::BadRequest);
    let kept: Value = shop.admin.api.get(&path).await.ok();
    assert_eq!(kept["settings"]["look"], json!(QueueLook::default()));
}

#[tokio::test]
async fn there_is_no_look_without_a_queue() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    server.organization("school").await;
    shop.queue("sales", QueueSettings { look: look(), ..QueueSettings::default() }, &[]).await;
    let api = Api::new(&shop.base);
    api.get("/chat/shop/help/look.css").await.refused(ErrorCode::NotFound);
    api.get("/chat/school/sales/look.css").await.refused(ErrorCode::NotFound);
    let agent = shop.agent("Ana").await;
    let queues: Vec<Value> = agent.api.all("/v1/queues").await;
    let path = format!("/v1/queues/{}", queues[0]["id"].as_str().expect("an id"));
    agent.api.patch(&path, &json!({"settings": {}})).await.refused(ErrorCode::Forbidden);
}

#[tokio::test]
async fn visitors_pick_among_listed_queues_only() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let api = Api::new(&shop.base);
    let empty: EntryListView = api.get("/v1/entries/shop").await.ok();
    assert!(empty.queues.is_empty());
    let listed = QueueSettings { listed: true, ..QueueSettings::default() };
    shop.queue("sales", listed.clone(), &[&ana]).await;
    shop.queue("help", QueueSettings { open: false, ..listed.clone() }, &[]).await;
    shop.queue("secret", QueueSettings::default(), &[&ana]).await;
    school.queue("lessons", listed, &[]).await;
    let mut socket = ana.socket().await;
    ana.ready().await;
    let list: EntryListView = api.get("/v1/entries/shop").await.ok();
    let seen: Vec<_> = list.queues.iter().map(|queue| (queue.slug.as_str(), queue.open, queue.attended)).collect();
    assert_eq!(seen, [("help", false, false), ("sales", true, true)]);
    assert_eq!(list.organization, "shop");
    api.get("/v1/entries/nobody").await.refused(ErrorCode::NotFound);
    // The page to pick on, and one that a frame of the widget shows: it fetches the interface when that is wanted.
    let page = api.get("/chat/shop").await.text();
    assert!(page.contains("interface.en.js") && !page.contains("look.css"), "{page}");
    let framed = api.get("/chat/shop/sales?embedded=1").await.text();
    assert!(!framed.contains("interface.") && framed.contains("main.js"), "{framed}");
    assert_eq!(api.get("/chat/nobody").await.status, 404);
    socket.drain().await;
}
