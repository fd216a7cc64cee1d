//! Rows: N3

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use harness::{AgentActor, Api, Organization, PASSWORD, TestServer};
use pronto_api::push::credentials::Credentials;
use pronto_entity::push_app;
use pronto_protocol::{
    device::{DeviceView, PushState},
    error::ErrorCode,
    push::{PushAppView, PushProvider},
    session::TokensView,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

fn vapid(name: &str, subject: &str) -> Value {
    json!({"name": name, "credentials": {"provider": "web_push", "subject": subject}})
}

async fn registered_browser(shop: &Organization, agent: &AgentActor, app_id: Uuid) -> AgentActor {
    let request = json!({
        "organization": shop.slug, "email": agent.email, "password": PASSWORD,
        "device": {"platform": "web", "name": "A browser"},
    });
    let api = Api::new(&shop.base);
    let tokens: TokensView = api.post("/v1/sessions", &request).await.ok();
    let browser =
        AgentActor { api: api.with_token(&tokens.access_token), id: agent.id, tokens, email: agent.email.clone() };
    let request = json!({
        "push_app_id": app_id,
        "token": "https://updates.push.services.mozilla.com/wpush/v2/one",
        "public_key": URL_SAFE_NO_PAD.encode([&[4][..], &[7; 64]].concat()),
        "auth_secret": URL_SAFE_NO_PAD.encode([1; 16]),
    });
    browser.api.put("/v1/devices/current/push", &request).await.done();
    browser
}

async fn device_of(browser: &AgentActor) -> DeviceView {
    let devices: Vec<DeviceView> = browser.api.all("/v1/devices").await;
    devices.into_iter().find(|device| device.id == browser.tokens.device_id).expect("listed")
}

#[tokio::test]
async fn apps_of_all_three_providers_stand_side_by_side_and_their_keys_are_never_shown() {
    let server = TestServer::start_with_push().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let Credentials::Apns { team_id, key_id, private_key_pem, topic } = server.providers().apns.credentials() else {
        panic!("APNs")
    };
    let service_account = serde_json::to_string(&server.providers().fcm.service_account()).unwrap();
    let requests = [
        json!({"name": "iPhone", "credentials": {
            "provider": "apns", "team_id": team_id, "key_id": key_id, "private_key": private_key_pem, "bundle_id": topic,
        }}),
        json!({"name": "Android", "credentials": {
            "provider": "fcm", "service_account": service_account, "package": "app.pronto.agent",
        }}),
        vapid("Browser", "mailto:it@shop.example"),
    ];
    for request in &requests {
        ana.api.post("/v1/push_apps", request).await.refused(ErrorCode::Forbidden);
        let answer = shop.admin.api.post("/v1/push_apps", request).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert!(!answer.text().contains("PRIVATE KEY"));
        shop.admin.api.post("/v1/push_apps", request).await.refused(ErrorCode::AlreadyExists);
    }
    let apps: Vec<PushAppView> = ana.api.all("/v1/push_apps?limit=1").await;
    let told: Vec<_> = apps.iter().map(|app| (app.name.as_str(), app.provider)).collect();
    assert_eq!(
        told,
        [("iPhone", PushProvider::Apns), ("Android", PushProvider::Fcm), ("Browser", PushProvider::WebPush)]
    );
    assert_eq!((apps[0].topic.as_str(), apps[1].topic.as_str()), (topic.as_str(), "app.pronto.agent"));
    let point = URL_SAFE_NO_PAD.decode(&apps[2].topic).expect("base64url");
    assert_eq!((point.len(), point[0]), (65, 4), "browsers subscribe with the topic");
    assert!(apps.iter().all(|app| app.paused.is_none()));
    assert!(school.admin.api.all::<PushAppView>("/v1/push_apps").await.is_empty());
    for row in push_app::Entity::find().all(server.context.db()).await.unwrap() {
        let sealed = String::from_utf8_lossy(&row.credentials).into_owned();
        assert!(!sealed.contains("PRIVATE") && !sealed.contains("provider"), "kept unsealed: {}", row.name);
    }
}

#[tokio::test]
async fn credentials_that_cannot_work_are_refused_without_telling_the_key() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    for credentials in [
        json!({"provider": "apns", "team_id": "TEAM000001", "key_id": "KEY0000001", "private_key": "canary", "bundle_id": "a.b"}),
        json!({"provider": "fcm", "service_account": "canary", "package": "a.b"}),
        json!({"provider": "web_push", "private_key": "canary", "subject": "mailto:it@shop.example"}),
        json!({"provider": "web_push", "subject": "somebody"}),
    ] {
        let answer = shop.admin.api.post("/v1/push_apps", &json!({"name": "App", "credentials": credentials})).await;
        assert!(!answer.text().contains("canary"), "{}", answer.text());
        assert_eq!(answer.refused(ErrorCode::InvalidFields).fields[0].field, "credentials");
    }
    let nameless = shop.admin.api.post("/v1/push_apps", &vapid(" ", "mailto:it@shop.example")).await;
    assert_eq!(nameless.refused(ErrorCode::InvalidFields).fields[0].field, "name");
    shop.admin
        .api
        .post("/v1/push_apps", &json!({"name": "App", "credentials": {"provider": "x"}}))
        .await
        .refused(ErrorCode::BadRequest);
    assert!(shop.admin.api.all::<PushAppView>("/v1/push_apps").await.is_empty());
}

#[tokio::test]
async fn a_browser_app_keeps_its_key_and_its_devices_when_it_is_replaced_without_one() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let app: PushAppView = shop.admin.api.post("/v1/push_apps", &vapid("Console", "mailto:it@shop.example")).await.ok();
    let browser = registered_browser(&shop, &ana, app.id).await;
    let path = format!("/v1/push_apps/{}", app.id);
    let replaced: PushAppView = shop.admin.api.put(&path, &vapid("Desk", "mailto:boss@shop.example")).await.ok();
    assert_eq!((replaced.name.as_str(), &replaced.topic), ("Desk", &app.topic));
    assert_eq!(device_of(&browser).await.push_state, PushState::Active);
    let row = push_app::Entity::find_by_id(app.id).one(server.context.db()).await.unwrap().unwrap();
    assert_eq!(row.version, 2, "senders must notice the new credentials");
    let other = json!({"name": "Desk", "credentials": {
        "provider": "web_push", "subject": "mailto:it@shop.example",
        "private_key": pronto_api::push::credentials::make_vapid_pair().unwrap().private_key_pem,
    }});
    let rekeyed: PushAppView = shop.admin.api.put(&path, &other).await.ok();
    assert_ne!(rekeyed.topic, app.topic);
    let device = device_of(&browser).await;
    assert_eq!((device.push_state, device.push_reason.as_deref()), (PushState::Dead, Some("push_app_replaced")));
    ana.api.put(&path, &other).await.refused(ErrorCode::Forbidden);
    school.admin.api.put(&path, &other).await.refused(ErrorCode::NotFound);
    shop.admin.api.put(&format!("/v1/push_apps/{}", Uuid::now_v7()), &other).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn an_app_does_not_change_its_provider() {
    let server = TestServer::start_with_push().await;
    let shop = server.organization("shop").await;
    let app: PushAppView = shop.admin.api.post("/v1/push_apps", &vapid("Console", "mailto:it@shop.example")).await.ok();
    let service_account = serde_json::to_string(&server.providers().fcm.service_account()).unwrap();
    let request = json!({"name": "Console", "credentials": {
        "provider": "fcm", "service_account": service_account, "package": "app.pronto.agent",
    }});
    let refused = shop.admin.api.put(&format!("/v1/push_apps/{}", app.id), &request).await;
    assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "credentials.provider");
}

#[tokio::test]
async fn a_removed_app_leaves_its_devices_dead_with_the_reason() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let app: PushAppView = shop.admin.api.post("/v1/push_apps", &vapid("Console", "mailto:it@shop.example")).await.ok();
    let browser = registered_browser(&shop, &ana, app.id).await;
    let path = format!("/v1/push_apps/{}", app.id);
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    assert_eq!(device_of(&browser).await.push_state, PushState::Active);
    assert_eq!(shop.admin.api.delete(&path).await.status, 204);
    let device = device_of(&browser).await;
    assert_eq!((device.push_state, device.push_reason.as_deref()), (PushState::Dead, Some("push_app_removed")));
    assert_eq!(device.push_app_id, None);
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
}
