//! Rows: N3, N4, N9, N10

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use harness::{AgentActor, Api, Organization, PASSWORD, TestServer};
use pronto_entity::device;
use pronto_protocol::{
    agent::{AgentView, Reachability},
    device::{DeviceView, PushState},
    error::ErrorCode,
    push::{PushAppView, PushPrivacy},
    session::TokensView,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

async fn browser_of(shop: &Organization, agent: &AgentActor, device_id: Option<Uuid>) -> AgentActor {
    let request = json!({
        "organization": shop.slug, "email": agent.email, "password": PASSWORD,
        "device": {"id": device_id, "platform": "web", "name": "A browser", "app_version": "2.0", "locale": "en"},
    });
    let api = Api::new(&shop.base);
    let tokens: TokensView = api.post("/v1/sessions", &request).await.ok();
    AgentActor { api: api.with_token(&tokens.access_token), id: agent.id, tokens, email: agent.email.clone() }
}

async fn browser_app(shop: &Organization, name: &str) -> PushAppView {
    let request = json!({"name": name, "credentials": {"provider": "web_push", "subject": "mailto:it@shop.example"}});
    shop.admin.api.post("/v1/push_apps", &request).await.ok()
}

fn subscription(app_id: Uuid, path: &str) -> Value {
    json!({
        "push_app_id": app_id,
        "token": format!("https://updates.push.services.mozilla.com/wpush/v2/{path}"),
        "public_key": URL_SAFE_NO_PAD.encode([&[4][..], &[7; 64]].concat()),
        "auth_secret": URL_SAFE_NO_PAD.encode([1; 16]),
    })
}

async fn own_device(agent: &AgentActor) -> DeviceView {
    let devices: Vec<DeviceView> = agent.api.all("/v1/devices").await;
    devices.into_iter().find(|device| device.id == agent.tokens.device_id).expect("the own device is listed")
}

const PUSH: &str = "/v1/devices/current/push";

#[tokio::test]
async fn an_installation_stays_one_device_and_never_becomes_another_agents() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (ana, bia, caio) = (shop.agent("Ana").await, shop.agent("Bia").await, school.agent("Caio").await);
    let first = browser_of(&shop, &ana, None).await;
    let device_id = first.tokens.device_id;
    let again = browser_of(&shop, &ana, Some(device_id)).await;
    assert_eq!(again.tokens.device_id, device_id);
    assert_ne!(again.tokens.session_id, first.tokens.session_id);
    assert_eq!(own_device(&again).await.live_sessions, 2);
    assert_ne!(browser_of(&shop, &bia, Some(device_id)).await.tokens.device_id, device_id);
    assert_ne!(browser_of(&school, &caio, Some(device_id)).await.tokens.device_id, device_id);
    assert_ne!(browser_of(&shop, &ana, Some(Uuid::now_v7())).await.tokens.device_id, device_id);
}

#[tokio::test]
async fn each_agent_sees_own_devices_and_admins_all_of_the_organization() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let browser = browser_of(&shop, &ana, None).await;
    let own: Vec<DeviceView> = ana.api.all("/v1/devices?limit=1").await;
    assert_eq!(
        own.iter().map(|device| device.id).collect::<Vec<_>>(),
        [browser.tokens.device_id, ana.tokens.device_id]
    );
    assert_eq!((own[0].name.as_str(), own[0].app_version.as_deref()), ("A browser", Some("2.0")));
    assert_eq!((own[0].ip.as_str(), own[0].live_sessions, own[0].push_state), ("127.0.0.1", 1, PushState::None));
    bia.api.get("/v1/admin/devices").await.refused(ErrorCode::Forbidden);
    let all: Vec<DeviceView> = shop.admin.api.all("/v1/admin/devices?limit=2").await;
    assert_eq!(all.len(), 4);
    let of_ana: Vec<DeviceView> = shop.admin.api.all(&format!("/v1/admin/devices?agent_id={}", ana.id)).await;
    assert_eq!(of_ana.len(), 2);
    let foreign: Vec<DeviceView> = school.admin.api.all(&format!("/v1/admin/devices?agent_id={}", ana.id)).await;
    assert!(foreign.is_empty());
    Api::new(&shop.base).get("/v1/devices").await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_registered_device_makes_its_agent_reachable_with_the_app_closed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let browser = browser_of(&shop, &ana, None).await;
    let app = browser_app(&shop, "Console").await;
    let reached = async || {
        let view: AgentView = shop.admin.api.get(&format!("/v1/agents/{}", ana.id)).await.ok();
        view.reachability
    };
    assert_eq!(reached().await, Reachability::None);
    let registered: DeviceView = browser.api.put(PUSH, &subscription(app.id, "one")).await.ok();
    assert_eq!((registered.push_state, registered.push_app_id), (PushState::Active, Some(app.id)));
    assert!(registered.push_token_at.is_some());
    assert_eq!(reached().await, Reachability::Push);
    let again: DeviceView = browser.api.put(PUSH, &subscription(app.id, "one")).await.ok();
    assert_eq!(again.id, registered.id);
    let socket = ana.socket().await;
    assert_eq!(reached().await, Reachability::Socket);
    drop(socket);
    server.until("the socket is gone", async || reached().await == Reachability::Push).await;
    assert_eq!(browser.api.delete(PUSH).await.status, 204);
    assert_eq!(browser.api.delete(PUSH).await.status, 204, "again is no mistake");
    assert_eq!(own_device(&browser).await.push_state, PushState::None);
    assert_eq!(reached().await, Reachability::None);
}

#[tokio::test]
async fn a_token_lives_on_one_device() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (ana, bia, caio) = (shop.agent("Ana").await, shop.agent("Bia").await, school.agent("Caio").await);
    let (app, other_app) = (browser_app(&shop, "Console").await, browser_app(&school, "Console").await);
    let of_ana = browser_of(&shop, &ana, None).await;
    let of_bia = browser_of(&shop, &bia, None).await;
    let of_caio = browser_of(&school, &caio, None).await;
    let _: DeviceView = of_ana.api.put(PUSH, &subscription(app.id, "shared")).await.ok();
    // An account of another organization on the same phone is another matter.
    let _: DeviceView = of_caio.api.put(PUSH, &subscription(other_app.id, "shared")).await.ok();
    assert_eq!(own_device(&of_ana).await.push_state, PushState::Active);
    let _: DeviceView = of_bia.api.put(PUSH, &subscription(app.id, "shared")).await.ok();
    let lost = own_device(&of_ana).await;
    assert_eq!((lost.push_state, lost.push_reason.as_deref()), (PushState::Dead, Some("token_moved")));
    assert_eq!(own_device(&of_bia).await.push_state, PushState::Active);
    assert_eq!(own_device(&of_caio).await.push_state, PushState::Active);
    let row = device::Entity::find_by_id(lost.id).one(server.context.db()).await.unwrap().unwrap();
    assert_eq!((row.push_token, row.push_token_hash, row.auth_secret), (None, None, None));
}

#[tokio::test]
async fn a_device_loses_its_token_with_its_last_session() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let app = browser_app(&shop, "Console").await;
    let first = browser_of(&shop, &ana, None).await;
    let second = browser_of(&shop, &ana, Some(first.tokens.device_id)).await;
    let _: DeviceView = first.api.put(PUSH, &subscription(app.id, "one")).await.ok();
    first.api.delete("/v1/sessions/current").await.done();
    assert_eq!(own_device(&second).await.push_state, PushState::Active, "another session lives on it");
    shop.admin.api.delete(&format!("/v1/admin/sessions/{}", second.tokens.session_id)).await.done();
    let of_ana: Vec<DeviceView> = ana.api.all("/v1/devices").await;
    let lost = of_ana.iter().find(|device| device.id == second.tokens.device_id).unwrap();
    assert_eq!((lost.push_state, lost.push_reason.as_deref()), (PushState::Dead, Some("ended_by_admin")));
    assert_eq!(lost.live_sessions, 0);
    let back = browser_of(&shop, &ana, Some(lost.id)).await;
    let registered: DeviceView = back.api.put(PUSH, &subscription(app.id, "one")).await.ok();
    assert_eq!((registered.push_state, registered.push_reason), (PushState::Active, None));
}

#[tokio::test]
async fn registrations_that_cannot_work_are_refused_by_field() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let browser = browser_of(&shop, &ana, None).await;
    let (app, foreign) = (browser_app(&shop, "Console").await, browser_app(&school, "Console").await);
    let good = subscription(app.id, "one");
    for (field, value) in [
        ("push_app_id", json!(foreign.id)),
        ("push_app_id", json!(Uuid::now_v7())),
        ("token", json!("")),
        ("token", json!("https://169.254.169.254/latest")),
        ("token", json!("https://attacker.example/push")),
        ("token", json!(format!("https://fcm.googleapis.com/{}", "x".repeat(4_096)))),
        ("public_key", json!(null)),
        ("public_key", json!("AAAA")),
        ("auth_secret", json!("AAAA")),
        ("environment", json!("sandbox")),
    ] {
        let mut request = good.clone();
        request[field] = value;
        let refused = browser.api.put(PUSH, &request).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, field, "{request}");
    }
    let refused = ana.api.put(PUSH, &good).await.refused(ErrorCode::InvalidFields);
    assert_eq!(refused.fields[0].field, "push_app_id", "an Android phone has no browser's app");
    assert_eq!(own_device(&browser).await.push_state, PushState::None);
    Api::new(&shop.base).put(PUSH, &good).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_device_may_ask_for_more_privacy_never_for_less() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let browser = browser_of(&shop, &ana, None).await;
    let app = browser_app(&shop, "Console").await;
    shop.admin.api.patch("/v1/organization", &json!({"push_privacy": "sender"})).await.done();
    for privacy in PushPrivacy::ALL {
        let mut request = subscription(app.id, "one");
        request["privacy"] = json!(privacy);
        let answer = browser.api.put(PUSH, &request).await;
        if *privacy == PushPrivacy::Full {
            assert_eq!(answer.refused(ErrorCode::InvalidFields).fields[0].field, "privacy");
        } else {
            assert_eq!(answer.ok::<DeviceView>().push_privacy, Some(*privacy));
        }
    }
}
