//! Rows: C10

use std::time::Duration;

use harness::{AgentActor, Answer, Api, Socket, TestServer, VisitorActor, database::TestDatabase, message};
use pronto_protocol::{
    agent::Permission,
    block::{BlockTarget, BlockView},
    contact::ContactView,
    error::ErrorCode,
    merge::ContactMergeView,
    queue::QueueSettings,
    socket::ClientFrame,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    candidate::{asking, start_as},
    chat::agent_who_may,
    contact::contact,
};

async fn block(agent: &AgentActor, target: Value) -> Answer {
    agent.api.post("/v1/blocks", &json!({"target": target, "reason": "Insults"})).await
}

async fn lift(agent: &AgentActor, block_id: Uuid) {
    agent.api.delete(&format!("/v1/blocks/{block_id}")).await.done();
}

fn visitor_target(visitor: &VisitorActor) -> Value {
    json!({"kind": "visitor", "visitor_id": visitor.id})
}

/// A client of the visitor's that comes from an address, as a trusted proxy tells it.
async fn send_from(base: &str, token: &str, address: &str, path: &str, body: &Value) -> u16 {
    let request =
        reqwest::Client::new().post(format!("{base}{path}")).bearer_auth(token).header("x-forwarded-for", address);
    request.json(body).send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_blocked_visitor_is_refused_everywhere_at_once_and_its_chat_stays_with_the_agents() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let bystander = shop.visitor().await;
    bystander.start("sales", "Hello").await;
    let mut socket = visitor.socket().await;
    let mut other_socket = bystander.socket().await;
    let mut heard = agent.socket().await;
    visitor.say(chat.id, "You are all thieves").await;
    let blocked: BlockView = block(&agent, visitor_target(&visitor)).await.ok();
    assert_eq!(blocked.target, BlockTarget::Visitor { visitor_id: visitor.id });
    assert_eq!((blocked.reason.as_str(), blocked.blocked_by_id), ("Insults", agent.id));
    assert_eq!(heard.event("block.added").await["seq"].as_u64(), Some(blocked.seq));
    let (code, reason) = socket.closed().await;
    assert_eq!((code, reason.as_str()), (4504, "visitor_blocked"));

    let own = format!("/v1/visitor/chats/{}", chat.id);
    visitor.api.post(&format!("{own}/messages"), &message("Once more")).await.refused(ErrorCode::VisitorBlocked);
    visitor.api.get(&own).await.refused(ErrorCode::VisitorBlocked);
    visitor.api.act(&format!("{own}/leave")).await.refused(ErrorCode::VisitorBlocked);
    let start = json!({"client_id": Uuid::now_v7(), "queue": "sales"});
    visitor.api.post("/v1/visitor/chats", &start).await.refused(ErrorCode::VisitorBlocked);
    let mut refused = Socket::connect(&shop.base).await;
    refused.send_json(&json!({"type": "hello", "token": visitor.api.token()})).await;
    assert_eq!(refused.closed().await.1, "visitor_blocked");

    assert_eq!(agent.chat(chat.id).await.chat.id, chat.id);
    let timeline = agent.api.get(&format!("/v1/chats/{}/timeline", chat.id)).await.text();
    assert!(timeline.contains("You are all thieves"));
    agent.say(chat.id, "This chat ends here").await;
    other_socket.drain().await;
    bystander.api.get("/v1/visitor/chats").await.done();

    lift(&agent, blocked.id).await;
    assert!(heard.event("block.lifted").await["content"]["lifted_at"].is_string());
    lift(&agent, blocked.id).await;
    visitor.say(chat.id, "Sorry").await;
}

#[tokio::test]
async fn an_address_or_network_is_blocked_for_who_comes_from_there() {
    let server = TestServer::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1".parse().expect("a network")];
    })
    .await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut socket = visitor.socket().await;
    let target = json!({"kind": "network", "network": "203.0.113.77/24"});
    let blocked: BlockView = block(&agent, target.clone()).await.ok();
    assert_eq!(blocked.target, BlockTarget::Network { network: "203.0.113.0/24".to_owned() });
    block(&agent, target).await.refused(ErrorCode::AlreadyExists);
    let register = |slug: &str| json!({"organization": slug});
    let path = format!("/v1/visitor/chats/{}/messages", chat.id);
    let token = visitor.api.token();
    let text = || json!({"client_id": Uuid::now_v7(), "text": "Hello"});
    assert_eq!(send_from(&shop.base, token, "203.0.113.9", &path, &text()).await, 403);
    assert_eq!(send_from(&shop.base, token, "203.0.114.9", &path, &text()).await, 201);
    assert_eq!(send_from(&shop.base, "", "203.0.113.9", "/v1/visitors", &register("shop")).await, 403);
    assert_eq!(send_from(&shop.base, "", "203.0.113.9", "/v1/visitors", &register("school")).await, 201);
    socket.drain().await;
    // What a client writes itself is not believed.
    assert_eq!(send_from(&shop.base, token, "203.0.113.9, 198.51.100.1", &path, &text()).await, 201);

    // The address of this test's own connections: their sockets are closed.
    let own: BlockView = block(&agent, json!({"kind": "network", "network": "127.0.0.1"})).await.ok();
    assert_eq!(socket.closed().await.1, "visitor_blocked");
    Api::new(&shop.base).post("/v1/visitors", &register("shop")).await.refused(ErrorCode::VisitorBlocked);
    agent.api.get("/v1/me").await.done();
    school.visitor().await;
    lift(&agent, own.id).await;
    shop.visitor().await;
}

#[tokio::test]
async fn a_blocked_contact_is_refused_by_chats_given_to_it_and_by_what_is_typed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", asking(), &[&ana]).await;
    let rita = contact(&ana, "Rita", "rita@example.com").await;
    let known = shop.visitor().await;
    let chat = start_as(&known, "sales", &json!({})).await;
    let link = format!("/v1/chats/{}/contact", chat.id);
    let mut socket = known.socket().await;
    ana.api.put(&link, &json!({"contact_id": rita.id})).await.done();
    let blocked: BlockView = block(&ana, json!({"kind": "contact", "contact_id": rita.id})).await.ok();
    assert_eq!(socket.closed().await.1, "visitor_blocked");
    known.api.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
    let stranger = shop.visitor().await;
    let typed = json!({"client_id": Uuid::now_v7(), "queue": "sales", "fields": {"mail": "RITA@example.com"}});
    stranger.api.post("/v1/visitor/chats", &typed).await.refused(ErrorCode::VisitorBlocked);
    let other = start_as(&stranger, "sales", &json!({})).await;

    // Given to the blocked contact afterwards, over the socket as over HTTP.
    let mut live = stranger.socket().await;
    let other_link = format!("/v1/chats/{}/contact", other.id);
    ana.api.put(&other_link, &json!({"contact_id": rita.id})).await.done();
    stranger.api.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
    live.say(&ClientFrame::Send { chat_id: other.id, message: message("Hello?") }).await;
    assert_eq!(live.closed().await.1, "visitor_blocked");
    ana.api.delete(&other_link).await.done();
    stranger.api.get("/v1/visitor/chats").await.done();

    // Merged into another: it is the same person still.
    let double: ContactView = contact(&ana, "Rita S.", "").await;
    let merged: ContactMergeView =
        ana.api.post(&format!("/v1/contacts/{}/merges", double.id), &json!({"from_id": rita.id})).await.ok();
    known.api.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
    ana.api.act(&format!("/v1/contacts/{}/merges/{}/undo", double.id, merged.id)).await.done();
    known.api.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
    lift(&ana, blocked.id).await;
    known.api.get("/v1/visitor/chats").await.done();
    stranger.api.act(&format!("/v1/visitor/chats/{}/leave", other.id)).await.done();
    start_as(&stranger, "sales", &json!({"mail": "rita@example.com"})).await;
}

#[tokio::test]
async fn a_block_ends_by_itself_at_its_time() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&ana]).await;
    let visitor = shop.visitor().await;
    let ends_at = pronto_protocol::Timestamp::from_unix_ms(server.clock.now_ms() + 60_000);
    let request = json!({"target": visitor_target(&visitor), "reason": "Cool down", "ends_at": ends_at});
    let blocked: BlockView = ana.api.post("/v1/blocks", &request).await.ok();
    visitor.api.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
    let standing: Vec<BlockView> = ana.api.all("/v1/blocks?standing=true").await;
    assert_eq!(standing, [blocked.clone()]);
    server.clock.advance(Duration::from_secs(61));
    visitor.api.get("/v1/visitor/chats").await.done();
    assert!(ana.api.all::<BlockView>("/v1/blocks?standing=true").await.is_empty());
    let again: BlockView = block(&ana, visitor_target(&visitor)).await.ok();
    let all: Vec<BlockView> = ana.api.all("/v1/blocks?limit=1").await;
    assert_eq!(all.iter().map(|block| block.id).collect::<Vec<_>>(), [again.id, blocked.id], "newest first");
    visitor.api.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_node_and_a_restarted_one_know_who_is_blocked() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let visitor = shop.visitor().await;
    let quiet = shop.visitor().await;
    let base = server.second_node().await;
    let [there, quiet_there] = [&visitor, &quiet].map(|actor| Api::new(&base).with_token(actor.api.token()));
    there.get("/v1/visitor/chats").await.done();
    let mut socket = Socket::hello(&base, visitor.api.token(), None).await;
    block(&shop.admin, visitor_target(&visitor)).await.done();
    assert_eq!(socket.closed().await.1, "visitor_blocked", "the other node hears it from the log");
    there.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);

    // A node without a socket of the organization does not read its log: on PostgreSQL it asks again after a while.
    if TestDatabase::is_postgres() {
        quiet_there.get("/v1/visitor/chats").await.done();
        block(&shop.admin, visitor_target(&quiet)).await.done();
        server.clock.advance(Duration::from_secs(6));
        quiet_there.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
    }
    server.restart().await;
    let again = Api::new(&server.url("")).with_token(visitor.api.token());
    again.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
}

#[tokio::test]
async fn blocks_are_for_who_may_and_well_formed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let reader = agent_who_may(&shop, "Bia", &[Permission::SeeHistory]).await;
    let visitor = shop.visitor().await;
    let target = visitor_target(&visitor);
    block(&reader, target.clone()).await.refused(ErrorCode::Forbidden);
    reader.api.get("/v1/blocks").await.refused(ErrorCode::Forbidden);
    block(&school.admin, target.clone()).await.refused(ErrorCode::NotFound);
    block(&ana, json!({"kind": "visitor", "visitor_id": Uuid::now_v7()})).await.refused(ErrorCode::NotFound);
    block(&ana, json!({"kind": "contact", "contact_id": Uuid::now_v7()})).await.refused(ErrorCode::NotFound);
    for network in ["nonsense", "10.0.0.0/33", "0.0.0.0/0", "10.0.0.0/7", "::/0", "2001::/15"] {
        block(&ana, json!({"kind": "network", "network": network})).await.refused(ErrorCode::InvalidFields);
    }
    let anonymous: ContactView = ana.api.post("/v1/contacts", &json!({"name": "Balcão", "anonymous": true})).await.ok();
    block(&ana, json!({"kind": "contact", "contact_id": anonymous.id})).await.refused(ErrorCode::InvalidFields);
    for wrong in [
        json!({"reason": " "}),
        json!({"reason": "x".repeat(501)}),
        json!({"reason": "x", "ends_at": "2001-01-01T00:00:00Z"}),
    ] {
        let mut request = wrong.clone();
        request["target"] = target.clone();
        ana.api.post("/v1/blocks", &request).await.refused(ErrorCode::InvalidFields);
    }
    block(&ana, json!({"kind": "planet"})).await.refused(ErrorCode::BadRequest);
    let blocked: BlockView = block(&ana, target).await.ok();
    let one = format!("/v1/blocks/{}", blocked.id);
    reader.api.delete(&one).await.refused(ErrorCode::Forbidden);
    school.admin.api.delete(&one).await.refused(ErrorCode::NotFound);
    ana.api.delete(&format!("/v1/blocks/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    assert!(school.admin.api.all::<BlockView>("/v1/blocks").await.is_empty());
    visitor.api.get("/v1/visitor/chats").await.refused(ErrorCode::VisitorBlocked);
}
