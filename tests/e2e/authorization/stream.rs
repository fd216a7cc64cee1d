//! A chat's opened stream is heard for as long as the chat may be seen, and no longer.

use harness::{AgentActor, Organization, Socket, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
    queue::{QueueSettings, QueueView},
    socket::{ClientFrame, Foreground},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

/// A chat in `sales` that Dora has and that Bia may see as a member of the queue; neither may see history.
struct Scene {
    sales: QueueView,
    billing: QueueView,
    dora: AgentActor,
    bia: AgentActor,
    visitor: VisitorActor,
    chat_id: Uuid,
}

impl Scene {
    async fn set(shop: &Organization) -> Self {
        let dora = agent_who_may(shop, "Dora", &[Permission::TransferChats, Permission::CloseChats]).await;
        let bia = agent_who_may(shop, "Bia", &[Permission::JoinChats]).await;
        let sales = shop.queue("sales", QueueSettings::default(), &[&dora, &bia]).await;
        let billing = shop.queue("billing", QueueSettings::default(), &[]).await;
        dora.ready().await;
        let visitor = shop.visitor().await;
        let chat_id = visitor.start("sales", "Hello").await.id;
        dora.accept_chat(chat_id).await;
        Self { sales, billing, dora, bia, visitor, chat_id }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/chats/{}{rest}", self.chat_id)
    }

    async fn open(&self, agent: &AgentActor) -> Socket {
        let mut socket = agent.socket().await;
        socket.say(&ClientFrame::Open { chat_id: self.chat_id }).await;
        let frames = socket.drain().await;
        assert!(frames.iter().all(|frame| frame["type"] != "refused"), "{frames:?}");
        socket
    }

    /// Dora gives the chat to `billing`.
    async fn move_on(&self) {
        let request = json!({"client_id": Uuid::now_v7(), "queue_id": self.billing.id});
        self.dora.api.post(&self.path("/transfer"), &request).await.done();
    }

    /// Whether a socket hears the visitor.
    async fn hears(&self, socket: &mut Socket, text: &str) -> bool {
        self.visitor.say(self.chat_id, text).await;
        tells(&socket.drain().await, text)
    }
}

fn tells(frames: &[Value], text: &str) -> bool {
    frames.iter().any(|frame| frame["event"]["content"]["text"] == text)
}

fn membership(queue: &QueueView, agent: &AgentActor) -> String {
    format!("/v1/queues/{}/members/{}", queue.id, agent.id)
}

async fn take_out(shop: &Organization, queue: &QueueView, agent: &AgentActor) {
    assert_eq!(shop.admin.api.delete(&membership(queue, agent)).await.status, 204);
}

#[tokio::test]
async fn a_chat_that_goes_to_another_queue_is_heard_no_longer_by_members_of_the_one_it_left() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let scene = Scene::set(&shop).await;
    let rita = agent_who_may(&shop, "Rita", &[Permission::SeeHistory]).await;
    let sara = shop.agent_with_role("Sara", Role::Supervisor).await;
    let (mut bias, mut doras) = (scene.open(&scene.bia).await, scene.open(&scene.dora).await);
    let (mut ritas, mut saras) = (scene.open(&rita).await, scene.open(&sara).await);
    let (foreground, chat_id) = (Foreground::Foreground, Some(scene.chat_id));
    bias.say(&ClientFrame::Focus { foreground, chat_id, conversation_id: None }).await;
    let looking = |frame: &Value, looking: bool| frame["type"] == "looking" && frame["looking"] == looking;
    saras.expect("Bia looks", |frame| looking(frame, true)).await;
    assert!(scene.hears(&mut bias, "Before").await);

    scene.move_on().await;
    let event = bias.event("chat.transferred").await;
    assert_eq!(event["content"]["chat"]["queue_id"], json!(scene.billing.id), "where it goes is still told");
    saras.expect("Bia looks no longer", |frame| looking(frame, false)).await;
    scene.bia.api.get(&scene.path("")).await.refused(ErrorCode::NotFound);
    scene.visitor.say(scene.chat_id, "After").await;
    sara.whisper(scene.chat_id, "canary").await;
    let frames = bias.drain().await;
    assert!(!tells(&frames, "After") && !tells(&frames, "canary"), "{frames:#?}");
    bias.say(&ClientFrame::Open { chat_id: scene.chat_id }).await;
    let refused = bias.expect("refused", |frame| frame["type"] == "refused").await;
    assert_eq!(refused["problem"]["code"], "not_found");
    // Who was in it, who sees history and who supervises see it wherever it is.
    for (agent, socket) in [(&scene.dora, &mut doras), (&rita, &mut ritas), (&sara, &mut saras)] {
        agent.api.get(&scene.path("")).await.done();
        let frames = socket.drain().await;
        assert!(tells(&frames, "After") && tells(&frames, "canary"), "{frames:#?}");
    }
}

#[tokio::test]
async fn an_opened_chat_is_heard_by_a_member_of_the_queue_that_it_is_in() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let scene = Scene::set(&shop).await;
    shop.admin.api.put(&membership(&scene.billing, &scene.bia), &json!({})).await.done();
    let mut bias = scene.open(&scene.bia).await;
    scene.move_on().await;
    assert!(scene.hears(&mut bias, "She is a member there, too").await);
    take_out(&shop, &scene.sales, &scene.bia).await;
    bias.event("queue_member.removed").await;
    assert!(scene.hears(&mut bias, "It is there no longer").await);
    scene.bia.api.get(&scene.path("")).await.done();
    take_out(&shop, &scene.billing, &scene.bia).await;
    bias.event("queue_member.removed").await;
    assert!(!scene.hears(&mut bias, "It is not hers").await);
    scene.bia.api.get(&scene.path("")).await.refused(ErrorCode::NotFound);
    shop.admin.api.put(&membership(&scene.billing, &scene.bia), &json!({})).await.done();
    assert!(!scene.hears(&mut bias, "Not before she opens it again").await);
    bias.say(&ClientFrame::Open { chat_id: scene.chat_id }).await;
    bias.drain().await;
    assert!(scene.hears(&mut bias, "Now it is").await);
}

#[tokio::test]
async fn who_joins_a_chat_hears_its_opened_stream_whatever_becomes_of_the_queue() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let scene = Scene::set(&shop).await;
    let mut bias = scene.open(&scene.bia).await;
    scene.bia.api.act(&scene.path("/join")).await.done();
    scene.bia.api.act(&scene.path("/leave")).await.done();
    take_out(&shop, &scene.sales, &scene.bia).await;
    scene.move_on().await;
    assert!(scene.hears(&mut bias, "She was in it").await);
    scene.bia.api.get(&scene.path("")).await.done();
}

#[tokio::test]
async fn a_closed_chat_is_heard_no_longer_and_one_that_is_open_again_when_it_is_opened_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let scene = Scene::set(&shop).await;
    let rita = agent_who_may(&shop, "Rita", &[Permission::SeeHistory]).await;
    let (mut bias, mut ritas) = (scene.open(&scene.bia).await, scene.open(&rita).await);
    let cursor = bias.cursor.clone();
    scene.dora.api.post(&scene.path("/close"), &json!({})).await.done();
    bias.event("chat.closed").await;
    scene.bia.api.get(&scene.path("")).await.refused(ErrorCode::NotFound);
    let note = json!({"client_id": Uuid::now_v7(), "text": "canary"});
    shop.admin.api.post(&scene.path("/notes"), &note).await.done();
    ritas.event_where("note.added", |content| content["text"] == "canary").await;
    assert!(!tells(&bias.drain().await, "canary"));

    // What happened to it before it was asked for does not count: it is as open as it was.
    scene.dora.api.act(&scene.path("/reopen")).await.done();
    assert!(!scene.hears(&mut bias, "Missed").await);
    let hello = json!({"type": "hello", "token": scene.bia.api.token(), "cursor": cursor, "open": [scene.chat_id]});
    let mut again = Socket::connect(scene.bia.api.base()).await;
    again.send_json(&hello).await;
    again.event_where("message.sent", |content| content["text"] == "Missed").await;
    assert!(scene.hears(&mut again, "Live").await);
}
