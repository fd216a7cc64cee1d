//! Rows: N3, N9
//!
//! What providers and lock screens get to see.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use harness::provider::open::DeviceKeys;
use pronto_protocol::push::{PushContent, PushKind};
use serde_json::json;

use super::{Phone, World, content, is};

#[tokio::test]
async fn a_device_asks_for_less_and_the_provider_sees_less() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let token = world.server.providers().fcm.token("ana");
    let phone = Phone { actor: ana.clone(), token: token.clone() };
    let fcm = &world.server.providers().fcm;
    for (privacy, text) in [("sender", "first secret"), ("id_only", "second secret")] {
        let request = json!({"push_app_id": world.fcm.id, "token": token, "locale": "en", "privacy": privacy});
        ana.api.put("/v1/devices/current/push", &request).await.done();
        fcm.forget();
        visitor.say(chat.id, text).await;
        let pushed = fcm.expect(is(&phone, PushKind::Message)).await;
        assert!(!pushed.payload.to_string().contains("secret"), "{privacy}: {pushed:?}");
        let found = content(&pushed);
        assert_eq!(found.chat_id, Some(chat.id));
        match privacy {
            "sender" => assert_eq!(found.body.as_deref(), Some("New message")),
            _ => assert_eq!((found.title, found.body), (None, None)),
        }
        world.server.clock.advance(std::time::Duration::from_secs(3));
    }
}

#[tokio::test]
async fn an_encrypted_push_is_opened_by_the_device_alone() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let keys = DeviceKeys::generate();
    let token = world.server.providers().fcm.token("ana");
    let request = json!({
        "push_app_id": world.fcm.id, "token": token, "privacy": "encrypted",
        "public_key": URL_SAFE_NO_PAD.encode(&keys.p256dh), "auth_secret": URL_SAFE_NO_PAD.encode(&keys.auth),
    });
    ana.api.put("/v1/devices/current/push", &request).await.done();
    let text = "secret ".repeat(1_000);
    visitor.say(chat.id, &text).await;
    let is_message = |received: &harness::provider::Received| received.payload["data"]["kind"] == "message";
    let pushed = world.server.providers().fcm.expect(is_message).await;
    assert!(!pushed.payload.to_string().contains("secret"));
    assert!(pushed.payload["data"].get("pronto").is_none());
    let sealed = URL_SAFE_NO_PAD.decode(pushed.payload["data"]["enc"].as_str().expect("sealed")).expect("base64url");
    let opened: PushContent = serde_json::from_slice(&keys.open(&sealed).expect("opened")).expect("content");
    assert!(opened.body.is_some_and(|body| body.starts_with("secret secret")));
    assert!(opened.action_token.is_some());
}

#[tokio::test]
async fn a_browser_is_pushed_to_and_its_body_is_sealed_by_itself() {
    let world = World::start().await;
    let (ana, visitor, chat) = world.shop.active_chat("sales").await;
    let desk = world.sign_in(&ana, "web", "Desk").await;
    let subscription = world.server.providers().webpush.subscribe("desk");
    let request = json!({
        "push_app_id": world.web.id, "token": subscription.endpoint, "locale": "pt-BR",
        "public_key": URL_SAFE_NO_PAD.encode(&subscription.p256dh), "auth_secret": URL_SAFE_NO_PAD.encode(&subscription.auth),
    });
    desk.api.put("/v1/devices/current/push", &request).await.done();
    let browser = Phone { actor: desk, token: subscription.endpoint };
    visitor.say(chat.id, "Olá").await;
    let pushed = world.server.providers().webpush.expect(is(&browser, PushKind::Message)).await;
    assert_eq!(pushed.payload["body"], "Olá");
    assert_eq!(pushed.header("urgency"), Some("high"));
    assert_eq!(content(&pushed).chat_id, Some(chat.id));
}
