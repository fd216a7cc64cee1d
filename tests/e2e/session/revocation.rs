//! Sessions that end, and rights that change, at the very moment at which somebody reads them.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use harness::{AgentActor, Organization, Socket, TestServer, database::TestDatabase};
use pronto_api::{auth::Agent, usecase};
use pronto_entity::session;
use pronto_protocol::{
    agent::{AgentView, Role, UpdateAgentRequest},
    error::ErrorCode,
    socket::close,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, TransactionTrait};
use serde_json::json;

/// Lets a future go on so many times, each time to what it waits for next; whether it came to its end.
async fn go_on<F: Future>(mut future: Pin<&mut F>, steps: usize) -> bool {
    for _ in 0..steps {
        let mut waited = false;
        let step = poll_fn(|context| {
            // Woken: what it waited for is there. To take it is the next step.
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(false);
            }
            future.as_mut().poll(context).map(|_| true)
        });
        if step.await {
            return true;
        }
    }
    false
}

/// Changes something at every moment of the reading of a session, each time of a new one; then tries what it is good for.
async fn at_every_moment(
    server: &TestServer,
    shop: &Organization,
    agent: &AgentActor,
    change: impl AsyncFn(&AgentActor),
    attempt: impl AsyncFn(&AgentActor),
) {
    for steps in 0.. {
        let phone = AgentActor::sign_in(&shop.base, &shop.slug, &agent.email, "Another phone").await;
        let claims = server.context.tokens.verify_agent(phone.api.token()).expect("a token");
        let mut reading = pin!(server.context.sessions.pass(&claims));
        let whole = go_on(reading.as_mut(), steps).await;
        change(&phone).await;
        if !whole {
            let _ = reading.await;
        }
        attempt(&phone).await;
        if whole {
            return;
        }
    }
}

#[tokio::test]
async fn a_session_that_ends_while_it_is_read_is_not_remembered() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let end = async |phone: &AgentActor| {
        let path = format!("/v1/admin/sessions/{}", phone.tokens.session_id);
        assert_eq!(shop.admin.api.delete(&path).await.status, 204);
    };
    let attempt = async |phone: &AgentActor| {
        phone.api.get("/v1/me").await.refused(ErrorCode::SessionRevoked);
    };
    at_every_moment(&server, &shop, &ana, end, attempt).await;
}

#[tokio::test]
async fn rights_that_are_taken_while_they_are_read_are_not_remembered() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let path = format!("/v1/agents/{}", ana.id);
    let become_one = async |role: Role| {
        let _: AgentView = shop.admin.api.patch(&path, &json!({"role": role})).await.ok();
    };
    become_one(Role::Admin).await;
    let take = async |_: &AgentActor| become_one(Role::Agent).await;
    let attempt = async |phone: &AgentActor| {
        phone.api.get("/v1/admin/sessions").await.refused(ErrorCode::Forbidden);
        become_one(Role::Admin).await;
    };
    at_every_moment(&server, &shop, &ana, take, attempt).await;
}

/// Holds up whoever reads what a hello reads, and lets the ledger write.
async fn hold_up(server: &TestServer) -> Vec<DatabaseTransaction> {
    let database = server.context.db();
    if TestDatabase::is_postgres() {
        // Reading and writing share their connections there; what is written here does not need this table.
        let transaction = database.begin().await.expect("a transaction");
        transaction.execute_unprepared("LOCK TABLE direct_member IN ACCESS EXCLUSIVE MODE").await.expect("locked");
        return vec![transaction];
    }
    let mut held = Vec::new();
    for _ in 0..server.context.config.database_connections {
        held.push(database.begin().await.expect("a connection"));
    }
    held
}

/// Changes something, as an admin, after a hello has been recognised and before it has its place in the hub; how the socket
/// was closed.
async fn during_a_hello(
    server: &TestServer,
    shop: &Organization,
    agent: &AgentActor,
    change: impl AsyncFn(&Agent),
) -> (u16, String) {
    for known in [agent, &shop.admin] {
        known.api.get("/v1/me").await.done();
    }
    let claims = server.context.tokens.verify_agent(shop.admin.api.token()).expect("a token");
    let admin = server.context.sessions.pass(&claims).await.expect("a session").agent;
    // Its use is noted to the minute, which shows that the hello was recognised.
    server.clock.advance(Duration::from_secs(61));
    let (held, now_ms) = (hold_up(server).await, server.clock.now_ms());
    let mut socket = Socket::connect(agent.api.base()).await;
    socket.send_json(&json!({"type": "hello", "token": agent.api.token()})).await;
    let recognised = async || {
        let found = session::Entity::find_by_id(agent.tokens.session_id).one(&server.context.database.writer).await;
        found.expect("read").expect("the session").last_seen_at >= now_ms
    };
    server.until("the hello is recognised", recognised).await;
    change(&admin).await;
    for transaction in held {
        transaction.rollback().await.expect("released");
    }
    socket.closed().await
}

async fn start() -> TestServer {
    // On PostgreSQL others than the hello may wait for what is held up.
    TestServer::start_with(|config| config.database_connections = 8).await
}

#[tokio::test]
async fn a_session_that_ends_during_its_hello_has_no_socket() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let end = async |admin: &Agent| {
        usecase::session::end_any(&server.context, admin, ana.tokens.session_id).await.expect("ended");
    };
    let closed = during_a_hello(&server, &shop, &ana, end).await;
    assert_eq!(closed, (close::SESSION_ENDED, "session_revoked".to_owned()));
}

#[tokio::test]
async fn rights_that_change_during_a_hello_close_its_socket_and_the_next_one_has_them() {
    let server = start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let promote = async |admin: &Agent| {
        let request = UpdateAgentRequest { role: Some(Role::Supervisor), ..UpdateAgentRequest::default() };
        usecase::agent::update(&server.context, admin, ana.id, request).await.expect("promoted");
    };
    let closed = during_a_hello(&server, &shop, &ana, promote).await;
    assert_eq!(closed, (close::RIGHTS_CHANGED, "rights_changed".to_owned()));
    ana.socket().await.drain().await;
}

#[tokio::test]
async fn a_renewed_token_ends_a_socket_that_knows_its_agent_as_it_was() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let mut socket = ana.socket().await;
    let renew = json!({"type": "renew", "token": ana.api.token()});
    socket.send_json(&renew).await;
    socket.drain().await;
    ana.api.patch("/v1/me", &json!({"name": "Ana Maria"})).await.done();
    socket.send_json(&renew).await;
    assert_eq!(socket.closed().await, (close::RIGHTS_CHANGED, "rights_changed".to_owned()));
}
