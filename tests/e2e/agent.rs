//! Rows: G2, G5, N4, N6

use harness::{AgentActor, PASSWORD, TestServer};
use pronto_protocol::{
    agent::{AgentView, Availability, MeView, Permission, ProfileView, Reachability, Role},
    error::ErrorCode,
    page::Page,
    session::{SessionEnd, SessionView},
    socket::close,
};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn an_admin_registers_agents_who_can_sign_in() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let mut socket = shop.admin.socket().await;
    let request = json!({"name": " Ana ", "email": "Ana@Shop.example", "password": PASSWORD});
    let answer = shop.admin.api.post("/v1/agents", &request).await;
    assert_eq!(answer.status, 201);
    let ana: AgentView = answer.ok();
    assert_eq!((ana.name.as_str(), ana.email.as_deref()), ("Ana", Some("ana@shop.example")));
    assert_eq!((ana.role, ana.availability, ana.active), (Role::Agent, Availability::Offline, true));
    assert_eq!(ana.reachability, Reachability::None);
    let event = socket.event("agent.added").await;
    assert_eq!(event["content"]["id"], json!(ana.id));
    assert_eq!(event["content"]["email"], json!(null), "addresses are not for everybody");
    assert_eq!(event["seq"], json!(ana.seq));
    let signed_in = AgentActor::sign_in(&shop.base, "shop", "ana@shop.example", "Phone").await;
    assert_eq!(signed_in.id, ana.id);
    shop.admin.api.post("/v1/agents", &request).await.refused(ErrorCode::AlreadyExists);
}

#[tokio::test]
async fn the_same_address_may_be_an_agent_of_two_organizations() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let request = json!({"name": "Ana", "email": "ana@both.example", "password": PASSWORD});
    let one: AgentView = shop.admin.api.post("/v1/agents", &request).await.ok();
    let other: AgentView = school.admin.api.post("/v1/agents", &request).await.ok();
    assert_ne!(one.id, other.id);
    let signed_in = AgentActor::sign_in(&school.base, "school", "ana@both.example", "Phone").await;
    assert_eq!(signed_in.id, other.id);
}

#[tokio::test]
async fn agents_that_cannot_be_are_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let good = json!({"name": "Bia", "email": "bia@shop.example", "password": PASSWORD});
    ana.api.post("/v1/agents", &good).await.refused(ErrorCode::Forbidden);
    let with = |field: &str, value: serde_json::Value| {
        let mut request = good.clone();
        request[field] = value;
        request
    };
    shop.admin.api.post("/v1/agents", &with("password", json!("ninechars"))).await.refused(ErrorCode::WeakPassword);
    let foreign: ProfileView =
        school.admin.api.post("/v1/profiles", &json!({"name": "Foreign", "permissions": []})).await.ok();
    for (field, value) in [
        ("name", json!(" \u{202e} ")),
        ("name", json!("a".repeat(81))),
        ("email", json!("no address")),
        ("password", json!("x".repeat(257))),
        ("profile_id", json!(Uuid::now_v7())),
        ("profile_id", json!(foreign.id)),
    ] {
        let refused = shop.admin.api.post("/v1/agents", &with(field, value)).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, field);
    }
    let agents: Vec<AgentView> = shop.admin.api.all("/v1/agents").await;
    assert_eq!(agents.len(), 2);
}

#[tokio::test]
async fn colleagues_are_listed_by_name_with_how_they_can_be_told() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (dora, bia, caio) = (shop.agent("Dora").await, shop.agent("Bia").await, shop.agent("Caio").await);
    let _socket = bia.socket().await;
    let listed: Vec<AgentView> = dora.api.all("/v1/agents?limit=1").await;
    let names: Vec<&str> = listed.iter().map(|agent| agent.name.as_str()).collect();
    assert_eq!(names, ["Admin of shop", "Bia", "Caio", "Dora"]);
    for agent in &listed {
        assert_eq!(agent.email.is_some(), agent.id == dora.id, "{agent:?}");
        let way = if agent.id == bia.id { Reachability::Socket } else { Reachability::None };
        assert_eq!(agent.reachability, way, "{agent:?}");
    }
    let by_admin: Vec<AgentView> = shop.admin.api.all("/v1/agents").await;
    assert!(by_admin.iter().all(|agent| agent.email.is_some()));
    let one: AgentView = dora.api.get(&format!("/v1/agents/{}", caio.id)).await.ok();
    assert_eq!(one, listed[2]);
    school.admin.api.get(&format!("/v1/agents/{}", caio.id)).await.refused(ErrorCode::NotFound);
    dora.api.get(&format!("/v1/agents/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    dora.api.get("/v1/agents/nonsense").await.refused(ErrorCode::NotFound);
    dora.api.get("/v1/agents?limit=101").await.refused(ErrorCode::InvalidFields);
    dora.api.get("/v1/agents?cursor=nonsense").await.refused(ErrorCode::InvalidCursor);
    let page: Page<AgentView> = dora.api.get("/v1/agents?limit=4").await.ok();
    assert_eq!(page.next_cursor, None);
}

#[tokio::test]
async fn a_change_is_told_and_nothing_is_told_without_one() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let path = format!("/v1/agents/{}", ana.id);
    let mut socket = shop.admin.socket().await;
    let changed: AgentView =
        shop.admin.api.patch(&path, &json!({"name": "Ana Maria", "role": "supervisor"})).await.ok();
    assert_eq!((changed.name.as_str(), changed.role), ("Ana Maria", Role::Supervisor));
    let event = socket.event("agent.updated").await;
    assert_eq!((&event["content"]["name"], &event["content"]["email"]), (&json!("Ana Maria"), &json!(null)));
    assert_eq!(event["seq"], json!(changed.seq));
    let again: AgentView = shop.admin.api.patch(&path, &json!({"name": "Ana Maria"})).await.ok();
    assert_eq!(again, changed);
    assert!(socket.drain().await.iter().all(|frame| frame["type"] != "event"));
    ana.api.get("/v1/me").await.done();
    ana.api.patch(&path, &json!({"role": "admin"})).await.refused(ErrorCode::Forbidden);
    school.admin.api.patch(&path, &json!({"name": "x"})).await.refused(ErrorCode::NotFound);
    shop.admin.api.patch(&format!("/v1/agents/{}", Uuid::now_v7()), &json!({})).await.refused(ErrorCode::NotFound);
    shop.admin.api.patch(&path, &json!({"password": "short"})).await.refused(ErrorCode::WeakPassword);
}

#[tokio::test]
async fn a_new_role_counts_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    ana.api.get("/v1/admin/sessions").await.refused(ErrorCode::Forbidden);
    let path = format!("/v1/agents/{}", ana.id);
    let mut socket = ana.socket().await;
    let _: AgentView = shop.admin.api.patch(&path, &json!({"role": "admin"})).await.ok();
    assert_eq!(socket.closed().await.0, close::RIGHTS_CHANGED);
    ana.api.get("/v1/admin/sessions").await.done();
    let _: AgentView = shop.admin.api.patch(&path, &json!({"role": "agent"})).await.ok();
    ana.api.get("/v1/admin/sessions").await.refused(ErrorCode::Forbidden);
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_the_old_one_is_wrong() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let mut socket = ana.socket().await;
    let request = json!({"password": "another horse battery"});
    let _: AgentView = shop.admin.api.patch(&format!("/v1/agents/{}", ana.id), &request).await.ok();
    assert_eq!(socket.closed().await, (close::SESSION_ENDED, "password_changed".to_owned()));
    ana.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    let sign_in = |password: &str| {
        let request = json!({
            "organization": "shop", "email": ana.email, "password": password,
            "device": {"platform": "ios", "name": "Phone"},
        });
        let api = harness::Api::new(&shop.base);
        async move { api.post("/v1/sessions", &request).await }
    };
    sign_in(PASSWORD).await.refused(ErrorCode::WrongCredentials);
    sign_in("another horse battery").await.done();
}

#[tokio::test]
async fn a_deactivated_agent_is_out_at_once_and_may_come_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    ana.ready().await;
    let (mut socket, mut watching) = (ana.socket().await, shop.admin.socket().await);
    let path = format!("/v1/agents/{}", ana.id);
    let out: AgentView = shop.admin.api.patch(&path, &json!({"active": false})).await.ok();
    assert_eq!((out.active, out.availability), (false, Availability::Offline));
    assert_eq!(socket.closed().await, (close::SESSION_ENDED, "agent_deactivated".to_owned()));
    watching.event_where("availability.changed", |content| content["availability"] == "offline").await;
    watching.event_where("agent.updated", |content| content["active"] == false).await;
    ana.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    let sessions: Vec<SessionView> = shop.admin.api.all(&format!("/v1/admin/sessions?agent_id={}", ana.id)).await;
    assert_eq!(sessions[0].end, Some(SessionEnd::AgentDeactivated));
    let _: AgentView = shop.admin.api.patch(&path, &json!({"active": true})).await.ok();
    ana.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    AgentActor::sign_in(&shop.base, "shop", &ana.email, "Phone").await;
}

#[tokio::test]
async fn an_organization_keeps_an_admin() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let path = format!("/v1/agents/{}", shop.admin.id);
    shop.admin.api.patch(&path, &json!({"active": false})).await.refused(ErrorCode::LastAdmin);
    shop.admin.api.patch(&path, &json!({"role": "supervisor"})).await.refused(ErrorCode::LastAdmin);
    let _: AgentView = shop.admin.api.patch(&path, &json!({"role": "admin", "name": "Chief"})).await.ok();
    // Of two who step back at once, one has to stay.
    let other = shop.agent_with_role("Ana", Role::Admin).await;
    let (own_path, request) = (format!("/v1/agents/{}", other.id), json!({"role": "agent"}));
    let (one, two) = tokio::join!(shop.admin.api.patch(&path, &request), other.api.patch(&own_path, &request));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn availability_is_told_once_and_stays_with_the_app_closed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let mut socket = shop.admin.socket().await;
    let ready: AgentView = ana.api.put("/v1/me/availability", &json!({"availability": "ready"})).await.ok();
    assert_eq!((ready.availability, ready.reachability), (Availability::Ready, Reachability::None));
    let event = socket.event("availability.changed").await;
    assert_eq!(event["content"], json!({"agent_id": ana.id, "availability": "ready", "by_missed_offers": false}));
    assert_eq!(event["seq"], json!(ready.seq));
    let again: AgentView = ana.api.put("/v1/me/availability", &json!({"availability": "ready"})).await.ok();
    assert_eq!(again, ready);
    assert!(socket.drain().await.iter().all(|frame| frame["type"] != "event"));
    drop(ana.socket().await);
    let view: AgentView = shop.admin.api.get(&format!("/v1/agents/{}", ana.id)).await.ok();
    assert_eq!(view.availability, Availability::Ready);
    ana.api.put("/v1/me/availability", &json!({"availability": "asleep"})).await.refused(ErrorCode::BadRequest);
    harness::Api::new(&shop.base)
        .put("/v1/me/availability", &json!({"availability": "ready"}))
        .await
        .refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn me_tells_who_one_is_what_one_may_do_and_what_waits() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let me = async || agent.api.get("/v1/me").await.ok::<MeView>();
    let first = me().await;
    assert_eq!((first.agent.id, first.session_id), (agent.id, agent.tokens.session_id));
    assert_eq!(first.agent.email.as_deref(), Some(agent.email.as_str()));
    assert_eq!((first.organization.slug.as_str(), first.queue_ids.as_slice()), ("shop", [chat.queue_id].as_slice()));
    assert!(!first.permissions.contains(&Permission::SeeDeliveries));
    visitor.say(chat.id, "One").await;
    let last = visitor.say(chat.id, "Two").await;
    agent.say(chat.id, "My own word is not unread").await;
    assert_eq!(me().await.badge, first.badge + 2);
    visitor.api.delete(&format!("/v1/visitor/chats/{}/messages/{}", chat.id, last.id)).await.done();
    assert_eq!(me().await.badge, first.badge + 1, "what was deleted asks nobody to read it");
    let position = agent.chat(chat.id).await.chat.last_position;
    agent.api.put(&format!("/v1/chats/{}/read", chat.id), &json!({"position": position})).await.done();
    assert_eq!(me().await.badge, 0);
    // Who cannot be told is offered nothing.
    let _socket = agent.socket().await;
    let waiting = shop.visitor().await;
    waiting.start("sales", "Is anybody there?").await;
    assert_eq!(me().await.badge, 1, "an open offer counts");
}

#[tokio::test]
async fn profiles_are_kept_by_admins_and_count_at_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let request = json!({"name": "Reader", "permissions": ["whisper", "see_history", "whisper"], "max_chats": 3});
    ana.api.post("/v1/profiles", &request).await.refused(ErrorCode::Forbidden);
    let profile: ProfileView = shop.admin.api.post("/v1/profiles", &request).await.ok();
    assert_eq!(profile.permissions, [Permission::SeeHistory, Permission::Whisper]);
    shop.admin.api.post("/v1/profiles", &request).await.refused(ErrorCode::AlreadyExists);
    let path = format!("/v1/profiles/{}", profile.id);
    let agent_path = format!("/v1/agents/{}", ana.id);
    let _: AgentView = shop.admin.api.patch(&agent_path, &json!({"profile_id": profile.id})).await.ok();
    let me: MeView = ana.api.get("/v1/me").await.ok();
    assert_eq!(me.permissions, profile.permissions);
    let request = json!({"name": "Reader", "permissions": ["attach"], "min_chats": 1, "max_chats": 2});
    let replaced: ProfileView = shop.admin.api.put(&path, &request).await.ok();
    assert_eq!((replaced.min_chats, replaced.max_chats), (1, Some(2)));
    let me: MeView = ana.api.get("/v1/me").await.ok();
    assert_eq!(me.permissions, [Permission::Attach], "remembered rights are not used on");
    let listed: Vec<ProfileView> = ana.api.all("/v1/profiles").await;
    assert_eq!(listed, [replaced]);
    assert!(school.admin.api.all::<ProfileView>("/v1/profiles").await.is_empty());
    for (method, answer) in [
        ("put", school.admin.api.put(&path, &request).await),
        ("delete", school.admin.api.delete(&path).await),
        ("unknown", shop.admin.api.put(&format!("/v1/profiles/{}", Uuid::now_v7()), &request).await),
    ] {
        assert_eq!(answer.refused(ErrorCode::NotFound).status, 404, "{method}");
    }
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    shop.admin.api.delete(&path).await.refused(ErrorCode::Conflict);
    let other: ProfileView =
        shop.admin.api.post("/v1/profiles", &json!({"name": "Other", "permissions": []})).await.ok();
    let _: AgentView = shop.admin.api.patch(&agent_path, &json!({"profile_id": other.id})).await.ok();
    assert_eq!(shop.admin.api.delete(&path).await.status, 204);
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    for (field, value) in [("max_chats", json!(0)), ("min_chats", json!(9)), ("name", json!(""))] {
        let mut request = json!({"name": "Bad", "permissions": [], "max_chats": 5});
        request[field] = value;
        let refused = shop.admin.api.post("/v1/profiles", &request).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, field);
    }
}
