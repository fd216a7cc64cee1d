//! Rows: C13

use harness::{AgentActor, Socket, TestServer};
use pronto_protocol::socket::{ClientFrame, Foreground};
use serde_json::Value;
use uuid::Uuid;

async fn look(socket: &mut Socket, chat_id: Option<Uuid>, foreground: Foreground) {
    socket.say(&ClientFrame::Focus { foreground, chat_id, conversation_id: None }).await;
}

async fn told(socket: &mut Socket, agent: &AgentActor, looking: bool) -> Value {
    let fits = |frame: &Value| {
        frame["type"] == "looking" && frame["agent_id"] == agent.id.to_string() && frame["looking"] == looking
    };
    socket.expect("looking", fits).await
}

async fn nothing(socket: &mut Socket) {
    let frames = socket.drain().await;
    assert!(frames.iter().all(|frame| frame["type"] != "looking"), "{frames:?}");
}

#[tokio::test]
async fn agents_hear_who_else_looks_at_a_chat_and_the_visitor_does_not() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let bia = shop.agent("Bia").await;
    let mut visitors = visitor.socket().await;
    let mut first = agent.socket().await;
    look(&mut first, Some(chat.id), Foreground::Foreground).await;
    first.drain().await;
    let mut second = bia.socket().await;
    look(&mut second, Some(chat.id), Foreground::Foreground).await;
    second.drain().await;
    nothing(&mut first).await; // Bia does not hear the chat, so she does not look at it
    second.say(&ClientFrame::Open { chat_id: chat.id }).await;
    let frame = told(&mut first, &bia, true).await;
    assert_eq!((frame["chat_id"].as_str(), frame["name"].as_str()), (Some(&*chat.id.to_string()), Some("Bia")));
    let frame = told(&mut second, &agent, true).await;
    assert_eq!(frame["name"], "Agent of sales", "who comes is told of who looks already");

    second.say(&ClientFrame::Typing { chat_id: Some(chat.id), conversation_id: None, whisper: false }).await;
    let typing = first.expect("typing", |frame| frame["type"] == "typing").await;
    assert_eq!(typing["agent_id"], bia.id.to_string());
    look(&mut second, Some(chat.id), Foreground::Foreground).await;
    second.drain().await;
    nothing(&mut first).await; // the same again tells nothing
    look(&mut second, Some(chat.id), Foreground::Background).await;
    told(&mut first, &bia, false).await;
    look(&mut second, Some(chat.id), Foreground::Foreground).await;
    told(&mut first, &bia, true).await;
    second.say(&ClientFrame::Close { chat_id: chat.id }).await;
    told(&mut first, &bia, false).await;
    visitors.drain().await;
    let heard = serde_json::to_string(&visitors.heard).expect("frames");
    assert!(!heard.contains("looking"), "{heard}");
}

#[tokio::test]
async fn an_agent_looks_until_the_last_device_is_gone() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let bia = shop.agent("Bia").await;
    let mut watcher = agent.socket().await;
    bia.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    let (mut phone, mut desk) = (bia.socket().await, bia.socket().await);
    look(&mut phone, Some(chat.id), Foreground::Foreground).await;
    look(&mut desk, Some(chat.id), Foreground::Foreground).await;
    told(&mut watcher, &bia, true).await;
    told(&mut watcher, &bia, true).await;
    look(&mut phone, None, Foreground::Foreground).await;
    phone.drain().await;
    nothing(&mut watcher).await;
    desk.cut();
    told(&mut watcher, &bia, false).await;
}
