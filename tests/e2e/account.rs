//! Rows: G4, N2, N10

use std::time::Instant;

use harness::{AgentActor, Api, Organization, PASSWORD, TestServer};
use image::{DynamicImage, ImageFormat, RgbImage};
use pronto_protocol::{
    agent::{AgentView, AvatarView, AvatarsView, MeView},
    audit::AuditEntryView,
    error::ErrorCode,
    organization::Locale,
    session::{SessionEnd, SessionView, TokensView},
    socket::close,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::session::slowed;

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]));
    let mut file = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut file, format).expect("encoded");
    file.into_inner()
}

async fn sign_in(shop: &Organization, email: &str, password: &str) -> harness::Answer {
    let request = json!({
        "organization": shop.slug, "email": email, "password": password,
        "device": {"platform": "android", "name": "A phone"},
    });
    Api::new(&shop.base).post("/v1/sessions", &request).await
}

#[tokio::test]
async fn an_agent_changes_its_own_profile_and_colleagues_hear_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let (mut own, mut colleague) = (ana.socket().await, bia.socket().await);
    let request = json!({"name": "Ana Lima", "status_text": " No almoço até 13 h ", "locale": "en"});
    let changed: AgentView = ana.api.patch("/v1/me", &request).await.ok();
    assert_eq!((changed.name.as_str(), changed.locale), ("Ana Lima", Some(Locale::En)));
    assert_eq!(changed.status_text.as_deref(), Some("No almoço até 13 h"));
    let event = colleague.event("agent.profile_updated").await;
    let told: AgentView = serde_json::from_value(event["content"].clone()).expect("an agent");
    assert_eq!((told.name.as_str(), told.email), ("Ana Lima", None));
    // No rights have changed: the agent's own socket hears it, too, and stays open.
    own.event("agent.profile_updated").await;
    own.drain().await;

    let again: AgentView = ana.api.patch("/v1/me", &request).await.ok();
    assert_eq!(again.seq, changed.seq, "nothing changed, so nothing is told");
    let cleared: AgentView = ana.api.patch("/v1/me", &json!({"status_text": null, "locale": null})).await.ok();
    assert_eq!((cleared.name.as_str(), cleared.status_text, cleared.locale), ("Ana Lima", None, None));
    let me: MeView = ana.api.get("/v1/me").await.ok();
    assert_eq!(me.agent.name, "Ana Lima");
    let seen: AgentView = bia.api.get(&format!("/v1/agents/{}", ana.id)).await.ok();
    assert_eq!(seen.name, "Ana Lima");

    for (request, field) in [(json!({"name": " "}), "name"), (json!({"status_text": "x".repeat(141)}), "status_text")] {
        assert_eq!(ana.api.patch("/v1/me", &request).await.refused(ErrorCode::InvalidFields).fields[0].field, field);
    }
    ana.api.patch("/v1/me", &json!({"role": "admin"})).await.refused(ErrorCode::BadRequest);
    ana.api.patch("/v1/me", &json!({"locale": "xx"})).await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_message_is_signed_with_the_new_name() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    ana.say(chat.id, "Hello").await;
    ana.api.patch("/v1/me", &json!({"name": "Ana Lima"})).await.done();
    ana.say(chat.id, "Here I am").await;
    let messages = visitor.messages(chat.id).await;
    assert_eq!(messages.last().expect("a message").sender.name, "Ana Lima");
}

#[tokio::test]
async fn an_avatar_is_drawn_again_small_and_opened_by_a_short_lived_address() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let path = format!("/v1/agents/{}/avatar", ana.id);
    bia.api.get(&path).await.refused(ErrorCode::NotFound);
    let mut socket = bia.socket().await;

    let view: AgentView = ana.api.upload("/v1/me/avatar", "me.jpg", picture(1_200, 900, ImageFormat::Jpeg)).await.ok();
    let avatar_id = view.avatar_id.expect("a picture");
    let event = socket.event("agent.profile_updated").await;
    assert_eq!(event["content"]["avatar_id"], avatar_id.to_string());
    let link: AvatarView = bia.api.get(&path).await.ok();
    assert_eq!(link.avatar_id, avatar_id);
    let file = Api::new(&shop.base).get(&local(&link.url)).await;
    assert_eq!(file.status, 200, "{}", file.text());
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    let shown = image::load_from_memory(&file.body).expect("a picture");
    assert_eq!((shown.width(), shown.height()), (480, 360));
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);

    // Another picture, a small one with another type, takes its place.
    let view: AgentView = ana.api.upload("/v1/me/avatar", "me.png", picture(64, 64, ImageFormat::Png)).await.ok();
    assert_ne!(view.avatar_id, Some(avatar_id));
    Api::new(&shop.base).get(&local(&link.url)).await.refused(ErrorCode::NotFound);
    let link: AvatarView = bia.api.get(&path).await.ok();
    let file = Api::new(&shop.base).get(&local(&link.url)).await;
    assert_eq!((file.status, file.headers["content-type"].to_str().ok()), (200, Some("image/png")));
    server.clock.advance(std::time::Duration::from_secs(301));
    Api::new(&shop.base).get(&local(&link.url)).await.refused(ErrorCode::LinkExpired);

    ana.api.delete("/v1/me/avatar").await.done();
    ana.api.delete("/v1/me/avatar").await.done();
    bia.api.get(&path).await.refused(ErrorCode::NotFound);
    let left = walk(&server.folder().join("files"));
    assert_eq!(left, 0, "files of removed pictures are left");
}

#[tokio::test]
async fn what_is_no_picture_becomes_no_avatar() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    for (bytes, code) in [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), ErrorCode::UnsupportedMedia),
        (b"just text".to_vec(), ErrorCode::UnsupportedMedia),
        (picture(40, 40, ImageFormat::Png)[..60].to_vec(), ErrorCode::ImageRefused),
        (Vec::new(), ErrorCode::InvalidFields),
        (vec![0; 3 * 1024 * 1024], ErrorCode::PayloadTooLarge),
    ] {
        ana.api.upload("/v1/me/avatar", "me.png", bytes).await.refused(code);
    }
    let me: MeView = ana.api.get("/v1/me").await.ok();
    assert_eq!((me.agent.avatar_id, walk(&server.folder().join("files"))), (None, 0));
}

#[tokio::test]
async fn visitors_see_names_only_until_the_organization_shows_them_pictures() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    let other = shop.visitor().await;
    ana.api.upload("/v1/me/avatar", "me.png", picture(64, 64, ImageFormat::Png)).await.done();
    let path = format!("/v1/visitor/chats/{}/avatars", chat.id);
    let none: AvatarsView = visitor.api.get(&path).await.ok();
    assert!(none.avatars.is_empty(), "{none:?}");
    shop.admin.api.patch("/v1/organization", &json!({"visitors_see_avatars": true})).await.done();
    let shown: AvatarsView = visitor.api.get(&path).await.ok();
    assert_eq!(shown.avatars.len(), 1, "{shown:?}");
    assert_eq!(Api::new(&shop.base).get(&local(&shown.avatars[0].url)).await.status, 200);
    other.api.get(&path).await.refused(ErrorCode::NotFound);
    ana.api.act(&format!("/v1/chats/{}/leave", chat.id)).await.done();
    let gone: AvatarsView = visitor.api.get(&path).await.ok();
    assert!(gone.avatars.is_empty(), "{gone:?}");
}

#[tokio::test]
async fn a_new_password_ends_the_agents_other_sessions_at_once_and_not_its_own() {
    let server = TestServer::start_with_push().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let other = AgentActor::sign_in(&shop.base, &shop.slug, &ana.email, "Tablet").await;
    let account = serde_json::to_string(&server.providers().fcm.service_account()).expect("JSON");
    let app = json!({"name": "App", "credentials": {"provider": "fcm", "service_account": account, "package": "a.b"}});
    let app: Value = shop.admin.api.post("/v1/push_apps", &app).await.ok();
    for (actor, name) in [(&ana, "own"), (&other, "other")] {
        let request = json!({"push_app_id": app["id"], "token": server.providers().fcm.token(name)});
        actor.api.put("/v1/devices/current/push", &request).await.done();
    }
    let (mut own_socket, mut other_socket) = (ana.socket().await, other.socket().await);
    let change = async |old: &str, new: &str| {
        ana.api.put("/v1/me/password", &json!({"old_password": old, "new_password": new})).await
    };
    change("wrong horse battery", "another horse battery").await.refused(ErrorCode::WrongCredentials);
    change(PASSWORD, "short").await.refused(ErrorCode::WeakPassword);
    other.api.get("/v1/me").await.done();
    change(PASSWORD, "another horse battery").await.done();

    assert_eq!(other_socket.closed().await, (close::SESSION_ENDED, "password_changed".to_owned()));
    other.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    let refresh = json!({"refresh_token": other.tokens.refresh_token});
    assert_eq!(Api::new(&shop.base).post("/v1/sessions/refresh", &refresh).await.status, 401);
    own_socket.drain().await;
    ana.api.get("/v1/me").await.done();
    let sessions: Vec<SessionView> = ana.api.all("/v1/sessions").await;
    let ends: Vec<(Uuid, Option<SessionEnd>)> = sessions.iter().map(|session| (session.id, session.end)).collect();
    assert!(ends.contains(&(other.tokens.session_id, Some(SessionEnd::PasswordChanged))), "{ends:?}");
    assert!(ends.contains(&(ana.tokens.session_id, None)), "{ends:?}");
    let devices: Vec<Value> = shop.admin.api.all(&format!("/v1/admin/devices?agent_id={}", ana.id)).await;
    let states: Vec<(&str, &str)> = devices
        .iter()
        .map(|device| (device["id"].as_str().expect("an id"), device["push_state"].as_str().expect("a state")))
        .collect();
    let (own, gone) = (ana.tokens.device_id.to_string(), other.tokens.device_id.to_string());
    assert!(states.contains(&(own.as_str(), "active")), "{devices:#?}");
    assert!(!states.contains(&(gone.as_str(), "active")), "{devices:#?}");
    sign_in(&shop, &ana.email, PASSWORD).await.refused(ErrorCode::WrongCredentials);
    let _: TokensView = sign_in(&shop, &ana.email, "another horse battery").await.ok();
    let rows: Vec<AuditEntryView> = shop.admin.api.all("/v1/audit?action=change_password").await;
    assert_eq!((rows.len(), rows[0].actor_id), (1, ana.id));

    // An admin's reset ends every session, the agent's own too.
    let path = format!("/v1/agents/{}", ana.id);
    shop.admin.api.patch(&path, &json!({"password": "a third horse battery"})).await.done();
    ana.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    sign_in(&shop, &ana.email, "a third horse battery").await.done();
}

#[tokio::test]
async fn wrong_old_passwords_are_counted_as_those_at_sign_in_are() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let (mut statuses, began) = (Vec::new(), Instant::now());
    for _ in 0..7 {
        let request = json!({"old_password": "wrong horse battery", "new_password": "another horse battery"});
        statuses.push(ana.api.put("/v1/me/password", &request).await.status);
    }
    slowed(&statuses, began.elapsed());
}

fn local(url: &str) -> String {
    url.find("/v1/").map(|at| url[at..].to_owned()).expect("an address of the server")
}

/// How many files there are below a folder.
fn walk(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.flatten().map(|entry| if entry.path().is_dir() { walk(&entry.path()) } else { 1 }).sum()
}
