//! Rows: X4, N8
//!
//! Every kind of send, repeated at once over HTTP and two sockets, across a reconnect and a token refresh: one row, one event,
//! one push that is seen.

use futures_util::future::join_all;
use harness::{AgentActor, Answer, Api, Organization, Socket, TestServer, VisitorActor};
use pronto_entity::{direct_message, message, note, whisper};
use pronto_protocol::{
    agent::Role, error::ErrorCode, message::SendMessageRequest, push::PushAppView, session::TokensView,
    socket::ClientFrame,
};
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

/// Everybody in one chat and one direct conversation; Bia's phone is in her pocket.
struct Scene {
    server: TestServer,
    ana: AgentActor,
    bia: AgentActor,
    visitor: VisitorActor,
    chat_id: Uuid,
    conversation_id: Uuid,
    bias_token: String,
}

async fn scene() -> Scene {
    let server = TestServer::start_with_push().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    let bia = shop.agent_with_role("Bia", Role::Supervisor).await;
    bia.ready().await;
    bia.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    let bias_token = give_phone(&server, &shop, &bia).await;
    let request = json!({"client_id": Uuid::now_v7(), "agent_ids": [bia.id]});
    let conversation: Value = ana.api.post("/v1/direct_conversations", &request).await.ok();
    let conversation_id = conversation["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    Scene { server, ana, bia, visitor, chat_id: chat.id, conversation_id, bias_token }
}

async fn give_phone(server: &TestServer, shop: &Organization, agent: &AgentActor) -> String {
    let fcm = &server.providers().fcm;
    let account = serde_json::to_string(&fcm.service_account()).expect("JSON");
    let credentials = json!({"provider": "fcm", "service_account": account, "package": "example.pronto"});
    let push_app: PushAppView =
        shop.admin.api.post("/v1/push_apps", &json!({"name": "App", "credentials": credentials})).await.ok();
    let token = fcm.token("Bia's phone");
    let registration = json!({"push_app_id": push_app.id, "token": token});
    agent.api.put("/v1/devices/current/push", &registration).await.done();
    token
}

/// Text that nothing else contains.
fn text() -> String {
    format!("word {:x}", rand::rng().random::<u64>())
}

fn times() -> usize {
    rand::rng().random_range(3..=10)
}

/// Posts the same body several times at once; the one id that all answers hold.
async fn post_again_and_again(api: &Api, path: &str, body: &Value) -> Uuid {
    let answers = join_all((0..times()).map(|_| api.post(path, body))).await;
    one_id(answers.into_iter().map(Answer::ok::<Value>))
}

fn one_id(views: impl IntoIterator<Item = Value>) -> Uuid {
    let mut ids: Vec<Uuid> =
        views.into_iter().map(|view| view["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 1, "repeated sends were answered with different things");
    ids[0]
}

/// Says the same send several times; the one id that all answers hold.
async fn say_again_and_again(socket: &mut Socket, chat_id: Uuid, request: &SendMessageRequest) -> Uuid {
    let count = times();
    for _ in 0..count {
        socket.say(&ClientFrame::Send { chat_id, message: request.clone() }).await;
    }
    let client_id = request.client_id.to_string();
    let mut ids = Vec::new();
    for _ in 0..count {
        let sent =
            socket.expect("sent", |frame| frame["client_id"] == client_id.as_str() && frame["type"] != "event").await;
        assert_eq!(sent["type"], "sent", "a repeated send was refused: {sent}");
        ids.push(sent["message_id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "repeated sends were answered with different messages");
    ids[0]
}

async fn refreshed(agent: &AgentActor) -> Api {
    let request = json!({"refresh_token": agent.tokens.refresh_token});
    let tokens: TokensView = agent.api.post("/v1/sessions/refresh", &request).await.ok();
    assert_ne!(tokens.access_token, agent.tokens.access_token);
    agent.api.with_token(tokens.access_token)
}

/// How many events of this kind with this text a reader was told.
async fn told(socket: &mut Socket, kind: &str, text: &str) -> usize {
    socket.drain().await;
    let events = socket.heard.iter().filter(|frame| frame["event"]["type"] == kind);
    events.filter(|frame| frame["event"]["content"]["text"] == text).count()
}

impl Scene {
    /// How often Bia's phone showed something with this text.
    async fn pushes(&self, text: &str) -> usize {
        self.server.settle_push().await;
        self.server
            .until("every push is sent", async || {
                let deliveries = self.bia.api.all::<Value>("/v1/deliveries").await;
                deliveries.iter().all(|delivery| delivery["state"] != "queued")
            })
            .await;
        let shown = self.server.providers().fcm.accepted().into_iter().filter(|push| push.token == self.bias_token);
        shown.filter(|push| push.payload.to_string().contains(text)).count()
    }

    async fn readers(&self) -> (Socket, Socket, Socket) {
        // Bia listens on her desk, not on the phone that is pushed to.
        let desk = AgentActor::sign_in(self.ana.api.base(), "shop", &self.bia.email, "Desk").await;
        let mut sockets = (self.ana.socket().await, desk.socket().await, self.visitor.socket().await);
        let background = ClientFrame::Focus {
            foreground: pronto_protocol::socket::Foreground::Background,
            chat_id: None,
            conversation_id: None,
        };
        sockets.1.say(&background).await;
        sockets.1.drain().await;
        sockets
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_repeated_message_is_one_row_one_event_and_one_push() {
    let scene = scene().await;
    let (mut ana, mut bia, mut own) = scene.readers().await;
    let request = SendMessageRequest { text: text(), ..harness::message("") };
    let path = format!("/v1/visitor/chats/{}/messages", scene.chat_id);
    let body = serde_json::to_value(&request).expect("JSON");
    let (mut first, mut second) = (scene.visitor.socket().await, scene.visitor.socket().await);
    let (a, b, c) = tokio::join!(
        post_again_and_again(&scene.visitor.api, &path, &body),
        say_again_and_again(&mut first, scene.chat_id, &request),
        say_again_and_again(&mut second, scene.chat_id, &request),
    );
    // The phone was in a tunnel and does not know whether it was answered.
    first.cut();
    let mut again = scene.visitor.socket().await;
    let d = say_again_and_again(&mut again, scene.chat_id, &request).await;
    assert!(a == b && b == c && c == d, "HTTP and sockets made different messages");
    let rows = message::Entity::find().filter(message::Column::ClientId.eq(request.client_id));
    assert_eq!(rows.count(scene.server.context.db()).await.expect("counted"), 1);
    for reader in [&mut ana, &mut bia, &mut own] {
        assert_eq!(told(reader, "message.sent", &request.text).await, 1);
    }
    assert_eq!(scene.pushes(&request.text).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_repeated_message_is_one_row_and_one_event_across_a_refresh() {
    let scene = scene().await;
    let (mut ana, mut bia, mut visitor) = scene.readers().await;
    let request = SendMessageRequest { text: text(), ..harness::message("") };
    let path = format!("/v1/chats/{}/messages", scene.chat_id);
    let body = serde_json::to_value(&request).expect("JSON");
    let (mut first, mut second) = (scene.ana.socket().await, scene.ana.socket().await);
    let (a, b, c) = tokio::join!(
        post_again_and_again(&scene.ana.api, &path, &body),
        say_again_and_again(&mut first, scene.chat_id, &request),
        say_again_and_again(&mut second, scene.chat_id, &request),
    );
    first.cut();
    let api = refreshed(&scene.ana).await;
    let mut again = Socket::hello(api.base(), api.token(), None).await;
    let (d, e) = tokio::join!(
        post_again_and_again(&api, &path, &body),
        say_again_and_again(&mut again, scene.chat_id, &request)
    );
    assert!([b, c, d, e].iter().all(|id| *id == a), "HTTP and sockets made different messages");
    let rows = message::Entity::find().filter(message::Column::ClientId.eq(request.client_id));
    assert_eq!(rows.count(scene.server.context.db()).await.expect("counted"), 1);
    for reader in [&mut ana, &mut bia, &mut visitor] {
        assert_eq!(told(reader, "message.sent", &request.text).await, 1);
    }
    assert_eq!(scene.pushes(&request.text).await, 0, "colleagues are not pushed what a colleague said to the visitor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_whisper_is_one_row_and_one_event_across_a_refresh() {
    let scene = scene().await;
    let (mut ana, mut bia, mut visitor) = scene.readers().await;
    let (client_id, text) = (Uuid::now_v7(), text());
    let body = json!({"client_id": client_id, "text": text});
    let path = format!("/v1/chats/{}/whispers", scene.chat_id);
    let before = post_again_and_again(&scene.ana.api, &path, &body).await;
    let after = post_again_and_again(&refreshed(&scene.ana).await, &path, &body).await;
    assert_eq!(before, after);
    let rows = whisper::Entity::find().filter(whisper::Column::ClientId.eq(client_id));
    assert_eq!(rows.count(scene.server.context.db()).await.expect("counted"), 1);
    for reader in [&mut ana, &mut bia] {
        assert_eq!(told(reader, "whisper.sent", &text).await, 1);
    }
    assert_eq!(told(&mut visitor, "whisper.sent", &text).await, 0);
    assert_eq!(scene.pushes(&text).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_note_is_one_row_and_one_event_across_a_refresh() {
    let scene = scene().await;
    let (mut ana, mut bia, _visitor) = scene.readers().await;
    let (client_id, text) = (Uuid::now_v7(), text());
    let body = json!({"client_id": client_id, "text": text});
    let path = format!("/v1/chats/{}/notes", scene.chat_id);
    let before = post_again_and_again(&scene.ana.api, &path, &body).await;
    let after = post_again_and_again(&refreshed(&scene.ana).await, &path, &body).await;
    assert_eq!(before, after);
    let rows = note::Entity::find().filter(note::Column::ClientId.eq(client_id));
    assert_eq!(rows.count(scene.server.context.db()).await.expect("counted"), 1);
    for reader in [&mut ana, &mut bia] {
        assert_eq!(told(reader, "note.added", &text).await, 1);
    }
    assert_eq!(scene.pushes(&text).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_direct_message_is_one_row_one_event_and_one_push_across_a_refresh() {
    let scene = scene().await;
    let (mut ana, mut bia, _visitor) = scene.readers().await;
    let (client_id, text) = (Uuid::now_v7(), text());
    let body = json!({"client_id": client_id, "text": text});
    let path = format!("/v1/direct_conversations/{}/messages", scene.conversation_id);
    let before = post_again_and_again(&scene.ana.api, &path, &body).await;
    let after = post_again_and_again(&refreshed(&scene.ana).await, &path, &body).await;
    assert_eq!(before, after);
    let rows = direct_message::Entity::find().filter(direct_message::Column::ClientId.eq(client_id));
    assert_eq!(rows.count(scene.server.context.db()).await.expect("counted"), 1);
    for reader in [&mut ana, &mut bia] {
        assert_eq!(told(reader, "direct_message.sent", &text).await, 1);
    }
    assert_eq!(scene.pushes(&text).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_body_under_the_same_id_is_refused_for_every_kind_of_send() {
    let scene = scene().await;
    let (chat, direct) = (scene.chat_id, scene.conversation_id);
    let sends = [
        (&scene.visitor.api, format!("/v1/visitor/chats/{chat}/messages")),
        (&scene.ana.api, format!("/v1/chats/{chat}/messages")),
        (&scene.ana.api, format!("/v1/chats/{chat}/whispers")),
        (&scene.ana.api, format!("/v1/chats/{chat}/notes")),
        (&scene.ana.api, format!("/v1/direct_conversations/{direct}/messages")),
    ];
    for (api, path) in sends {
        let client_id = Uuid::now_v7();
        let body = |text: &str| json!({"client_id": client_id, "text": text});
        let first: Value = api.post(&path, &body("First")).await.ok();
        // At once with repetitions of the first, which stay answered.
        let (first_body, other_body) = (body("First"), body("Other"));
        let (again, other, once_more) =
            tokio::join!(api.post(&path, &first_body), api.post(&path, &other_body), api.post(&path, &first_body));
        other.refused(ErrorCode::ClientIdReused);
        assert_eq!(one_id([first, again.ok(), once_more.ok()]), one_id([api.post(&path, &first_body).await.ok()]));
    }
    let request = harness::message("First");
    let mut socket = scene.ana.socket().await;
    say_again_and_again(&mut socket, chat, &request).await;
    let other = SendMessageRequest { text: "Other".to_owned(), ..request.clone() };
    socket.say(&ClientFrame::Send { chat_id: chat, message: other }).await;
    let refused = socket.expect("refused", |frame| frame["type"] == "refused").await;
    assert_eq!(refused["problem"]["code"], "client_id_reused");
    assert_eq!(refused["client_id"], request.client_id.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bodies_racing_under_one_id_leave_one_of_them() {
    let scene = scene().await;
    let path = format!("/v1/visitor/chats/{}/messages", scene.chat_id);
    for _ in 0..20 {
        let client_id = Uuid::now_v7();
        let sends = ["This", "That"].into_iter().cycle().take(8).map(|text| {
            let body = json!({"client_id": client_id, "text": text});
            let (api, path) = (&scene.visitor.api, &path);
            async move { api.post(path, &body).await }
        });
        let answers = join_all(sends).await;
        let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status < 300);
        assert_eq!((kept.len(), refused.len()), (4, 4), "one text wins, every repetition of it with it");
        one_id(kept.into_iter().map(Answer::ok::<Value>));
        for answer in refused {
            answer.refused(ErrorCode::ClientIdReused);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_of_another_sender_or_in_another_chat_is_another_send() {
    let scene = scene().await;
    let client_id = Uuid::now_v7();
    let (chat, direct) = (scene.chat_id, scene.conversation_id);
    let body = json!({"client_id": client_id, "text": "Mine"});
    let sends = [
        (&scene.visitor.api, format!("/v1/visitor/chats/{chat}/messages")),
        (&scene.ana.api, format!("/v1/chats/{chat}/messages")),
        (&scene.bia.api, format!("/v1/chats/{chat}/messages")),
        (&scene.ana.api, format!("/v1/chats/{chat}/whispers")),
        (&scene.bia.api, format!("/v1/chats/{chat}/whispers")),
        (&scene.ana.api, format!("/v1/chats/{chat}/notes")),
        (&scene.ana.api, format!("/v1/direct_conversations/{direct}/messages")),
        (&scene.bia.api, format!("/v1/direct_conversations/{direct}/messages")),
    ];
    let mut ids = Vec::new();
    for (api, path) in &sends {
        let made: Value = api.post(path, &body).await.ok();
        ids.push(made["id"].as_str().expect("an id").to_owned());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), sends.len(), "two senders share one row");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_started_again_and_again_at_once_is_one_chat() {
    let scene = scene().await;
    let shop_visitor: Value =
        Api::new(scene.visitor.api.base()).post("/v1/visitors", &json!({"organization": "shop"})).await.ok();
    let api = scene.visitor.api.with_token(shop_visitor["token"].as_str().expect("a token"));
    let body = json!({"client_id": Uuid::now_v7(), "queue": "sales", "text": text()});
    let before = post_again_and_again(&api, "/v1/visitor/chats", &body).await;
    assert_eq!(post_again_and_again(&api, "/v1/visitor/chats", &body).await, before);
    let chats: Vec<Value> = api.all("/v1/visitor/chats").await;
    assert_eq!(chats.len(), 1);
    let messages: Vec<Value> = api.all(&format!("/v1/visitor/chats/{before}/messages")).await;
    assert_eq!(messages.len(), 1, "the first message was sent more than once");
}
