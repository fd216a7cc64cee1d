//! The door: who may post, and what is posted again.

use harness::{
    Api, TestServer,
    provider::graph::{APP_SECRET, VERIFY_TOKEN, posted, posted_for, signature},
};
use pronto_protocol::{error::ErrorCode, queue::QueueSettings};
use serde_json::json;
use uuid::Uuid;

use super::{RITA, World, rita};

#[tokio::test]
async fn the_callback_url_is_proved_by_the_verify_token_alone() {
    let world = World::start().await;
    let nobody = Api::new(&world.shop.base);
    let ask = async |id: Uuid, mode: &str, token: &str| {
        let query = format!("hub.mode={mode}&hub.verify_token={token}&hub.challenge=1158201444");
        nobody.get(&format!("/v1/whatsapp/{id}?{query}")).await
    };
    let answered = ask(world.account.id, "subscribe", VERIFY_TOKEN).await;
    assert_eq!((answered.status, answered.text().as_str()), (200, "1158201444"));
    ask(world.account.id, "subscribe", "canary-verify-tokem").await.refused(ErrorCode::Forbidden);
    ask(world.account.id, "subscribe", "").await.refused(ErrorCode::Forbidden);
    ask(world.account.id, "unsubscribe", VERIFY_TOKEN).await.refused(ErrorCode::Forbidden);
    ask(Uuid::now_v7(), "subscribe", VERIFY_TOKEN).await.refused(ErrorCode::NotFound);
    nobody.get(&format!("/v1/whatsapp/{}", world.account.id)).await.refused(ErrorCode::Forbidden);
}

#[tokio::test]
async fn what_is_not_signed_by_the_numbers_app_is_not_read() {
    let world = World::start().await;
    let (door, graph) = (world.door(), &world.graph);
    let body = posted(rita(), json!([world.message(RITA, "text", json!({"body": "Oi"}))]), json!([])).to_string();
    let right = signature(APP_SECRET, body.as_bytes());
    let other = signature("another-secret", body.as_bytes());
    for wrong in [None, Some(""), Some("sha256="), Some(other.as_str()), Some(right.trim_start_matches("sha256="))] {
        assert_eq!(graph.post_signed(&door, body.clone(), wrong).await, 403, "{wrong:?}");
    }
    let changed = body.replace("Oi", "Ai");
    assert_eq!(graph.post_signed(&door, changed, Some(&right)).await, 403);
    // Not even that it is no JSON is told to who cannot sign.
    assert_eq!(graph.post_signed(&door, "{".to_owned(), None).await, 403);
    assert!(world.open().await.is_empty());
    let broken = "{".to_owned();
    let signed = signature(APP_SECRET, broken.as_bytes());
    assert_eq!(graph.post_signed(&door, broken, Some(&signed)).await, 400);
    let unknown = world.server.url(&format!("/v1/whatsapp/{}", Uuid::now_v7()));
    assert_eq!(graph.post_signed(&unknown, body.clone(), Some(&right)).await, 404);
    assert_eq!(graph.post_signed(&door, body, Some(&right)).await, 200);
    assert_eq!(world.open().await.len(), 1);
}

#[tokio::test]
async fn what_is_posted_again_changes_nothing() {
    let world = World::start().await;
    let one = world.message(RITA, "text", json!({"body": "One"}));
    let two = world.message(RITA, "text", json!({"body": "Two"}));
    let body = posted(rita(), json!([one, two]), json!([]));
    for _ in 0..3 {
        assert_eq!(world.graph.post(&world.door(), &body).await, 200);
    }
    // Some of it was kept before, and some was not.
    let three = world.message(RITA, "text", json!({"body": "Three"}));
    world.hear(&[two, three, one]).await;
    let chat = world.chat().await;
    assert_eq!(world.texts(chat.id).await, ["One", "Two", "Three"]);
}

#[tokio::test]
async fn one_post_brings_several_people_and_what_it_does_not_know_takes_nothing_else_with_it() {
    let world = World::start().await;
    let mut body = posted(rita(), json!([world.message(RITA, "text", json!({"body": "From Rita"}))]), json!([]));
    let otto = json!([{"profile": {"name": "Otto"}, "wa_id": "4915112345678"}]);
    let second = posted(otto, json!([world.message("4915112345678", "text", json!({"body": "From Otto"}))]), json!([]));
    let entries = body["entry"].as_array_mut().expect("entries");
    entries.insert(0, json!({"id": "1", "changes": [{"field": "account_update", "value": {"event": "VERIFIED"}}, 17]}));
    entries.push(json!("odd"));
    entries.push(second["entry"][0].clone());
    // Several numbers may share an app; one that is not registered is nobody's.
    let foreign = posted_for("999", rita(), json!([world.message(RITA, "text", json!({"body": "Lost"}))]), json!([]));
    entries.push(foreign["entry"][0].clone());
    assert_eq!(world.graph.post(&world.door(), &body).await, 200);
    let mut chats = world.open().await;
    chats.sort_by_key(|chat| chat.number);
    let told: Vec<_> = chats.iter().map(|chat| (chat.visitor_name.as_deref(), chat.visitor_phone.as_deref())).collect();
    assert_eq!(told, [(Some("Rita Lima"), Some("+5511987654321")), (Some("Otto"), Some("+4915112345678"))]);
}

#[tokio::test]
async fn a_number_that_is_switched_off_asks_whatsapp_to_come_again() {
    let world = World::start().await;
    let path = format!("/v1/whatsapp_accounts/{}", world.account.id);
    let mut request = world.graph.account(world.account.queue_id);
    request["enabled"] = false.into();
    world.shop.admin.api.put(&path, &request).await.done();
    let body = posted(rita(), json!([world.message(RITA, "text", json!({"body": "Oi"}))]), json!([]));
    assert_eq!(world.graph.post(&world.door(), &body).await, 503);
    request["enabled"] = true.into();
    world.shop.admin.api.put(&path, &request).await.done();
    assert_eq!(world.graph.post(&world.door(), &body).await, 200);
    assert_eq!(world.texts(world.chat().await.id).await, ["Oi"]);
}

#[tokio::test]
async fn another_organizations_number_brings_nothing_in_here() {
    let world = World::start().await;
    let school = world.server.organization("school").await;
    let queue = school.queue("sales", QueueSettings::default(), &[]).await;
    let mut request = world.graph.account(queue.id);
    request["app_secret"] = "schools-secret".into();
    school.admin.api.post("/v1/whatsapp_accounts", &request).await.done();
    // Signed by the school's app and posted at the shop's door.
    let body = posted(rita(), json!([world.message(RITA, "text", json!({"body": "Oi"}))]), json!([])).to_string();
    let signed = signature("schools-secret", body.as_bytes());
    assert_eq!(world.graph.post_signed(&world.door(), body, Some(&signed)).await, 403);
    // The same number id at both: each post stays in the organization whose door it came through.
    world.write("Oi").await;
    let waiting: Vec<serde_json::Value> = school.admin.api.all("/v1/chats?filter=waiting").await;
    assert!(waiting.is_empty() && world.open().await.len() == 1);
}

#[tokio::test]
async fn what_whatsapp_signs_is_not_counted_and_what_it_does_not_is() {
    let graph = harness::provider::FakeGraph::start().await;
    let server = TestServer::start_with(|config| {
        config.rate_limits.enabled = true;
        config.rate_limits.requests_per_minute = 30;
    })
    .await;
    let shop = server.organization("shop").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[]).await;
    let account: serde_json::Value = shop.admin.api.post("/v1/whatsapp_accounts", &graph.account(queue.id)).await.ok();
    let door = server.url(&format!("/v1/whatsapp/{}", account["id"].as_str().expect("an id")));
    let body = posted(json!([]), json!([]), json!([{"id": "wamid.X", "status": "sent"}]));
    for _ in 0..60 {
        assert_eq!(graph.post(&door, &body).await, 200);
    }
    let mut told = Vec::new();
    for _ in 0..60 {
        told.push(graph.post_signed(&door, body.to_string(), None).await);
    }
    assert!(told.iter().all(|status| [403, 429].contains(status)), "{told:?}");
    // One more is let in every two seconds, and it may be any of the last ones.
    assert!(told[50..].contains(&429), "{told:?}");
    assert_eq!(graph.post(&door, &body).await, 200);
}
