//! Rows: N10, G5

mod revocation;

use std::time::{Duration, Instant};

use harness::{AgentActor, Answer, Api, Organization, PASSWORD, TestServer};
use pronto_api::{token, usecase};
use pronto_entity::{refresh_token, session};
use pronto_protocol::{
    agent::{AgentView, Availability},
    error::ErrorCode,
    session::{SessionEnd, SessionView, TokensView},
    socket::close,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

const DAY: Duration = Duration::from_secs(24 * 3600);
const WRONG: &str = "wrong horse battery";

async fn try_password(base: &str, organization: &str, email: &str, password: &str, device_id: Option<Uuid>) -> Answer {
    let request = json!({
        "organization": organization, "email": email, "password": password,
        "device": {"id": device_id, "platform": "android", "name": "A phone"},
    });
    Api::new(base).post("/v1/sessions", &request).await
}

/// The most guesses that may be answered within this time: five, and one more whenever a wait of two seconds, of four, of eight
/// and so on is over. A machine that takes longer for the same guesses allows more of them.
fn answered_most(span: Duration) -> usize {
    5 + [2, 6, 14, 30, 62].iter().filter(|seconds| span.as_secs() >= **seconds).count()
}

/// Wrong guesses one after another were answered as they may be within this time, and refused for a while otherwise; how many were
/// answered.
pub(crate) fn slowed(statuses: &[u16], span: Duration) -> usize {
    assert_eq!(statuses[..5], [401; 5], "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
    let answered = statuses.iter().filter(|status| **status == 401).count();
    assert!(answered <= answered_most(span), "{statuses:?}");
    answered
}

/// Guesses at an account, one after another; how many were answered.
async fn guess(shop: &Organization, email: &str, device_id: Option<Uuid>) -> usize {
    let began = Instant::now();
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(try_password(&shop.base, "shop", email, WRONG, device_id).await.status);
    }
    slowed(&statuses, began.elapsed())
}

/// Four more, each after the longest wait: the next wait is longer than the slowest machine needs to look at it.
async fn guess_on(server: &TestServer, shop: &Organization, email: &str) {
    for _ in 0..4 {
        server.clock.advance(Duration::from_secs(60));
        try_password(&shop.base, "shop", email, WRONG, None).await.refused(ErrorCode::WrongCredentials);
    }
}

async fn refresh(base: &str, refresh_token: &str) -> Answer {
    Api::new(base).post("/v1/sessions/refresh", &json!({"refresh_token": refresh_token})).await
}

async fn sessions_of(admin: &AgentActor, agent_id: Uuid) -> Vec<SessionView> {
    admin.api.all(&format!("/v1/admin/sessions?agent_id={agent_id}")).await
}

async fn end_of(admin: &AgentActor, agent_id: Uuid, session_id: Uuid) -> Option<SessionEnd> {
    sessions_of(admin, agent_id).await.into_iter().find(|session| session.id == session_id).and_then(|found| found.end)
}

async fn second_session(shop: &Organization, agent: &AgentActor) -> AgentActor {
    AgentActor::sign_in(&shop.base, &shop.slug, &agent.email, "Another phone").await
}

#[tokio::test]
async fn a_sign_in_gives_tokens_that_work_and_a_session_that_is_listed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let _socket = ana.socket().await;
    let again = second_session(&shop, &ana).await;
    assert_eq!(ana.tokens.refresh_token.len(), 43);
    assert_ne!(ana.tokens.session_id, again.tokens.session_id);
    let sessions: Vec<SessionView> = ana.api.all("/v1/sessions?limit=1").await;
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    assert_eq!(sessions[0].id, again.tokens.session_id, "newest first");
    assert_eq!((sessions[1].current, sessions[1].sockets), (true, 1));
    assert_eq!((sessions[0].current, sessions[0].sockets), (false, 0));
    assert_eq!(sessions[1].device_name, "Ana's phone");
    assert_eq!(sessions[1].ip, "127.0.0.1");
}

#[tokio::test]
async fn whatever_is_wrong_with_a_sign_in_has_one_answer() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let _: AgentView = shop.admin.api.patch(&format!("/v1/agents/{}", bia.id), &json!({"active": false})).await.ok();
    let mut bodies = Vec::new();
    for (organization, email, password) in [
        ("shop", ana.email.as_str(), WRONG),
        ("shop", "nobody@shop.example", PASSWORD),
        ("nowhere", ana.email.as_str(), PASSWORD),
        (school.slug.as_str(), ana.email.as_str(), PASSWORD),
        ("shop", bia.email.as_str(), PASSWORD),
        ("shop", ana.email.as_str(), &"x".repeat(2_000)),
        ("", "", ""),
    ] {
        let answer = try_password(&shop.base, organization, email, password, None).await;
        let mut body: Value = serde_json::from_slice(&answer.body).expect("JSON");
        body.as_object_mut().expect("a problem").remove("request_id");
        answer.refused(ErrorCode::WrongCredentials);
        bodies.push(body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
    // The address's case does not matter.
    try_password(&shop.base, "shop", &ana.email.to_uppercase(), PASSWORD, None).await.done();
}

#[tokio::test]
async fn wrong_passwords_slow_an_account_down_but_do_not_lock_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    guess(&shop, "nobody@shop.example", None).await;
    let answered = guess(&shop, &ana.email, None).await;
    guess_on(&server, &shop, &ana.email).await;
    let wait = async |failures: usize| {
        // The right password waits as well, or the wait would tell that it is right.
        let waiting = try_password(&shop.base, "shop", &ana.email, PASSWORD, None).await;
        let seconds: u64 = waiting.headers["retry-after"].to_str().unwrap().parse().unwrap();
        waiting.refused(ErrorCode::RateLimited);
        // Two seconds after five failures, and each further one doubles it, up to a minute.
        let whole = (2_u64 << (failures - 5)).min(60);
        assert!((whole / 2 + 1..=whole).contains(&seconds), "{seconds} s after {failures} failures");
        server.clock.advance(Duration::from_secs(seconds));
    };
    wait(answered + 4).await;
    try_password(&shop.base, "shop", &ana.email, WRONG, None).await.refused(ErrorCode::WrongCredentials);
    wait(answered + 5).await;
    try_password(&shop.base, "shop", &ana.email, PASSWORD, None).await.done();
    // Success has made them forgotten.
    try_password(&shop.base, "shop", &ana.email, WRONG, None).await.refused(ErrorCode::WrongCredentials);
    try_password(&shop.base, "shop", &ana.email, PASSWORD, None).await.done();
}

#[tokio::test]
async fn strangers_guesses_do_not_keep_the_owner_out_of_a_known_device() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    guess(&shop, &ana.email, None).await;
    guess_on(&server, &shop, &ana.email).await;
    try_password(&shop.base, "shop", &ana.email, PASSWORD, None).await.refused(ErrorCode::RateLimited);
    let own = Some(ana.tokens.device_id);
    try_password(&shop.base, "shop", &ana.email, PASSWORD, own).await.done();
    // Nor is the device a way to guess on.
    guess(&shop, &ana.email, own).await;
}

#[tokio::test]
async fn guesses_at_once_learn_no_more_than_guesses_one_by_one() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let guesses = (0..40).map(|_| try_password(&shop.base, "shop", &ana.email, WRONG, None));
    let began = Instant::now();
    let answers = futures_util::future::join_all(guesses).await;
    let told = answers.iter().filter(|answer| answer.status == 401).count();
    let most = answered_most(began.elapsed());
    assert!((5..=most).contains(&told), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    assert!(answers.iter().all(|answer| matches!(answer.status, 401 | 429)));
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_slowed_down() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let mut answers = Vec::new();
    for number in 0..26 {
        // Four after the twentieth wait for their turn: the next wait is longer than the slowest machine needs to look at it.
        if (20..24).contains(&number) {
            server.clock.advance(Duration::from_secs(20));
        }
        let email = format!("nobody{number}@shop.example");
        answers.push(try_password(&shop.base, "shop", &email, WRONG, None).await);
    }
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses[..24], [401; 24], "{statuses:?}");
    assert_eq!(statuses[24..], [429; 2], "{statuses:?}");
    // Two seconds after the twentieth, doubled four times.
    let seconds: u64 = answers[25].headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((17..=32).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_sign_in_without_a_usable_device_is_refused_by_field() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let request = json!({
        "organization": "shop", "email": shop.admin.email, "password": PASSWORD,
        "device": {"platform": "android", "name": " "},
    });
    let problem = Api::new(&shop.base).post("/v1/sessions", &request).await.refused(ErrorCode::InvalidFields);
    assert_eq!(problem.fields[0].field, "device.name");
}

#[tokio::test]
async fn a_lost_refresh_answer_is_asked_for_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let mut held = ana.tokens.refresh_token.clone();
    for _ in 0..20 {
        for _ in 0..2 {
            refresh(&shop.base, &held).await.done();
        }
        let tokens: TokensView = refresh(&shop.base, &held).await.ok();
        assert_eq!(tokens.session_id, ana.tokens.session_id);
        ana.api.with_token(&tokens.access_token).get("/v1/me").await.done();
        held = tokens.refresh_token;
    }
    assert_eq!(end_of(&shop.admin, ana.id, ana.tokens.session_id).await, None);
}

#[tokio::test]
async fn a_refresh_token_that_was_replaced_and_comes_back_ends_the_session() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    for by_access_token in [true, false] {
        let ana = shop.agent(if by_access_token { "Ana" } else { "Bia" }).await;
        let mut socket = ana.socket().await;
        let tokens: TokensView = refresh(&shop.base, &ana.tokens.refresh_token).await.ok();
        let newest = if by_access_token {
            ana.api.with_token(&tokens.access_token).get("/v1/me").await.done();
            tokens
        } else {
            refresh(&shop.base, &tokens.refresh_token).await.ok()
        };
        refresh(&shop.base, &ana.tokens.refresh_token).await.refused(ErrorCode::RefreshReplayed);
        let (code, reason) = socket.closed().await;
        assert_eq!((code, reason.as_str()), (close::SESSION_ENDED, "refresh_replayed"));
        ana.api.with_token(&newest.access_token).get("/v1/me").await.refused(ErrorCode::SessionRevoked);
        refresh(&shop.base, &newest.refresh_token).await.refused(ErrorCode::SessionRevoked);
        let end = end_of(&shop.admin, ana.id, ana.tokens.session_id).await;
        assert_eq!(end, Some(SessionEnd::RefreshReplayed));
    }
}

#[tokio::test]
async fn fifty_refreshes_at_once_leave_one_live_successor() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let given = futures_util::future::join_all((0..50).map(|_| refresh(&shop.base, &ana.tokens.refresh_token))).await;
    let given: Vec<TokensView> = given.into_iter().map(Answer::ok).collect();
    let rows = refresh_token::Entity::find()
        .filter(refresh_token::Column::SessionId.eq(ana.tokens.session_id))
        .filter(refresh_token::Column::RetiredAt.is_null())
        .all(server.context.db())
        .await
        .unwrap();
    let successors: Vec<_> = rows.iter().filter(|row| row.generation > 0).collect();
    assert_eq!(successors.len(), 1);
    let live = given.iter().find(|tokens| token::hash(&tokens.refresh_token).as_slice() == successors[0].hash);
    refresh(&shop.base, &live.expect("the live one was given to somebody").refresh_token).await.done();
}

#[tokio::test]
async fn an_unknown_refresh_token_is_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    for unknown in ["", "x", &"a".repeat(43), &shop.admin.tokens.access_token] {
        refresh(&shop.base, unknown).await.refused(ErrorCode::Unauthenticated);
    }
}

#[tokio::test]
async fn tokens_and_sessions_end_by_the_clock() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    server.clock.advance(Duration::from_secs(601));
    ana.api.get("/v1/me").await.refused(ErrorCode::TokenExpired);
    let mut tokens: TokensView = refresh(&shop.base, &ana.tokens.refresh_token).await.ok();
    // Used every 29 days, it lives 90 days and no longer.
    for _ in 0..3 {
        server.clock.advance(29 * DAY);
        tokens = refresh(&shop.base, &tokens.refresh_token).await.ok();
    }
    server.clock.advance(4 * DAY);
    refresh(&shop.base, &tokens.refresh_token).await.refused(ErrorCode::SessionRevoked);
    // Not used for 30 days, it ends as well.
    let idle = second_session(&shop, &ana).await;
    server.clock.advance(30 * DAY);
    refresh(&shop.base, &idle.tokens.refresh_token).await.refused(ErrorCode::SessionRevoked);
    let admin = AgentActor::sign_in(&shop.base, "shop", &shop.admin.email, "Desk").await;
    let ends: Vec<_> = sessions_of(&admin, ana.id).await.into_iter().map(|session| session.end).collect();
    assert_eq!(ends, [Some(SessionEnd::Expired), Some(SessionEnd::Expired)]);
}

#[tokio::test]
async fn sessions_nobody_comes_back_to_are_ended_by_the_server() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    ana.ready().await;
    server.clock.advance(31 * DAY);
    let admin = AgentActor::sign_in(&shop.base, "shop", &shop.admin.email, "Desk").await;
    usecase::session::expire(&server.context).await.unwrap();
    assert_eq!(end_of(&admin, ana.id, ana.tokens.session_id).await, Some(SessionEnd::Expired));
    assert_eq!(end_of(&admin, admin.id, admin.tokens.session_id).await, None);
    let view: AgentView = admin.api.get(&format!("/v1/agents/{}", ana.id)).await.ok();
    assert_eq!(view.availability, Availability::Offline);
    assert_eq!(usecase::session::expire(&server.context).await.unwrap(), 0);
}

#[tokio::test]
async fn use_is_noted_to_the_minute() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let seen = async || sessions_of(&shop.admin, ana.id).await[0].last_seen_at.unix_ms();
    let first = seen().await;
    server.clock.advance(Duration::from_secs(30));
    ana.api.get("/v1/me").await.done();
    assert_eq!(seen().await, first);
    server.clock.advance(Duration::from_secs(60));
    ana.api.get("/v1/me").await.done();
    assert!(seen().await - first >= 90_000);
}

#[tokio::test]
async fn a_sign_out_closes_its_sockets_within_a_second_and_takes_availability_with_the_last_session() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let other = second_session(&shop, &ana).await;
    ana.ready().await;
    let (mut own_socket, mut other_socket, mut watching) =
        (ana.socket().await, other.socket().await, shop.admin.socket().await);
    // The quickest of three is judged: a machine that does much else may hold up any one of them.
    let mut took = Vec::new();
    for _ in 0..3 {
        let short = second_session(&shop, &ana).await;
        let mut socket = short.socket().await;
        short.api.delete("/v1/sessions/current").await.done();
        let answered = Instant::now();
        assert_eq!(socket.closed().await, (close::SESSION_ENDED, "signed_out".to_owned()));
        took.push(answered.elapsed());
    }
    assert!(took.iter().min() < Some(&Duration::from_secs(1)), "{took:?}");
    ana.api.delete("/v1/sessions/current").await.done();
    assert_eq!(own_socket.closed().await, (close::SESSION_ENDED, "signed_out".to_owned()));
    ana.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    ana.api.delete("/v1/sessions/current").await.refused(ErrorCode::SessionRevoked);
    other_socket.event_where("session.ended", |content| content["session_id"] == json!(ana.tokens.session_id)).await;
    let view: AgentView = other.api.get(&format!("/v1/agents/{}", ana.id)).await.ok();
    assert_eq!(view.availability, Availability::Ready, "another session lives");
    other.api.delete("/v1/sessions/current").await.done();
    let changed = watching.event_where("availability.changed", |content| content["availability"] == "offline").await;
    assert_eq!(changed["content"]["agent_id"], json!(ana.id));
    assert!(watching.heard.iter().all(|frame| frame["event"]["type"] != "session.ended"), "sessions are private");
}

#[tokio::test]
async fn an_agent_ends_its_own_sessions_and_nobody_elses() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let (second, third) = (second_session(&shop, &ana).await, second_session(&shop, &ana).await);
    let path = format!("/v1/sessions/{}", second.tokens.session_id);
    bia.api.delete(&path).await.refused(ErrorCode::NotFound);
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    second.api.get("/v1/me").await.done();
    assert_eq!(ana.api.delete(&path).await.status, 204);
    assert_eq!(ana.api.delete(&path).await.status, 204, "again is no mistake");
    second.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    ana.api.delete(&format!("/v1/sessions/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    ana.api.delete("/v1/sessions").await.done();
    third.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    ana.api.get("/v1/me").await.done();
    bia.api.get("/v1/me").await.done();
    assert_eq!(end_of(&shop.admin, ana.id, third.tokens.session_id).await, Some(SessionEnd::EndedBySelf));
    Api::new(&shop.base).get("/v1/sessions").await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn an_admin_sees_and_ends_all_sessions_of_the_own_organization() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let bia = shop.agent("Bia").await;
    let second = second_session(&shop, &ana).await;
    let path = format!("/v1/admin/sessions/{}", ana.tokens.session_id);
    let all_of_ana = format!("/v1/admin/agents/{}/sessions", ana.id);
    for refused in
        [bia.api.get("/v1/admin/sessions").await, bia.api.delete(&path).await, bia.api.delete(&all_of_ana).await]
    {
        refused.refused(ErrorCode::Forbidden);
    }
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&all_of_ana).await.refused(ErrorCode::NotFound);
    let foreign: Vec<SessionView> = school.admin.api.all("/v1/admin/sessions").await;
    assert!(foreign.iter().all(|session| session.agent_id == school.admin.id));
    let all: Vec<SessionView> = shop.admin.api.all("/v1/admin/sessions?limit=2").await;
    assert_eq!(all.len(), 4);
    let mut socket = ana.socket().await;
    assert_eq!(shop.admin.api.delete(&path).await.status, 204);
    assert_eq!(socket.closed().await, (close::SESSION_ENDED, "ended_by_admin".to_owned()));
    second.api.get("/v1/me").await.done();
    assert_eq!(shop.admin.api.delete(&all_of_ana).await.status, 204);
    second.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    bia.api.get("/v1/me").await.done();
    shop.admin.api.delete(&format!("/v1/admin/sessions/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    shop.admin.api.delete(&format!("/v1/admin/agents/{}/sessions", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    let live = session::Entity::find()
        .filter(session::Column::AgentId.eq(ana.id))
        .filter(session::Column::EndedAt.is_null())
        .all(server.context.db())
        .await
        .unwrap();
    assert!(live.is_empty());
}

#[tokio::test]
async fn sessions_and_refresh_survive_a_restart() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    server.restart().await;
    let base = server.url("");
    let api = Api::new(&base).with_token(ana.api.token());
    api.get("/v1/me").await.done();
    let tokens: TokensView = refresh(&base, &ana.tokens.refresh_token).await.ok();
    api.with_token(tokens.access_token).get("/v1/me").await.done();
    refresh(&base, &ana.tokens.refresh_token).await.refused(ErrorCode::RefreshReplayed);
}
