//! Rows: V14

use harness::TestServer;
use pronto_protocol::{chat::ChatView, error::ErrorCode, socket::ClientFrame, visitor::VisitorChatView};
use serde_json::json;
use uuid::Uuid;

type Marks = (u64, u64, u64, u64);

fn of_agent(chat: &ChatView) -> Marks {
    (chat.visitor_received_number, chat.visitor_read_number, chat.agents_received_number, chat.agents_read_number)
}

fn of_visitor(chat: &VisitorChatView) -> Marks {
    (chat.visitor_received_number, chat.visitor_read_number, chat.agents_received_number, chat.agents_read_number)
}

#[tokio::test]
async fn what_each_side_received_and_read_is_told_to_the_other_and_outlives_a_reload() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let own = format!("/v1/visitor/chats/{}", chat.id);
    let (mut agents, mut visitors) = (agent.socket().await, visitor.socket().await);
    let question = visitor.say(chat.id, "In stock?").await;
    agent.whisper(chat.id, "Let me see").await;
    let answer = agent.say(chat.id, "Yes").await;
    assert!(answer.position > answer.number, "agents count whispers, too");

    let path = format!("/v1/chats/{}/received", chat.id);
    agent.api.put(&path, &json!({"position": answer.position})).await.done();
    let event = visitors.event("agents_received.moved").await;
    assert_eq!(event["content"]["number"].as_u64(), Some(answer.number), "visitors count messages only");
    visitors_frame(&mut visitors, chat.id, question.number).await;
    let event = agents.event("visitor_received.moved").await;
    assert_eq!(event["content"]["number"].as_u64(), Some(question.number));
    let wanted = (question.number, 0, answer.number, 0);
    let seen: VisitorChatView = visitor.api.get(&own).await.ok();
    assert_eq!((of_visitor(&seen), of_agent(&agent.chat(chat.id).await.chat)), (wanted, wanted));

    visitor.api.put(&format!("{own}/read"), &json!({"position": answer.number})).await.done();
    let read = json!({"position": answer.position});
    agent.api.put(&format!("/v1/chats/{}/read", chat.id), &read).await.done();
    visitors.event("agents_read.moved").await;
    agents.event("visitor_read.moved").await;
    let wanted = (answer.number, answer.number, answer.number, answer.number);
    let seen: VisitorChatView = visitor.api.get(&own).await.ok();
    assert_eq!((of_visitor(&seen), of_agent(&agent.chat(chat.id).await.chat)), (wanted, wanted), "read is received");
    for position in [1, answer.number, u64::MAX] {
        agent.api.put(&path, &json!({"position": position})).await.done();
        visitor.api.put(&format!("{own}/received"), &json!({"position": position})).await.done();
    }
    let seen: VisitorChatView = visitor.api.get(&own).await.ok();
    assert_eq!(of_visitor(&seen), wanted, "never back, and never past the last message");
}

async fn visitors_frame(socket: &mut harness::Socket, chat_id: Uuid, number: u64) {
    socket.say(&ClientFrame::Received { chat_id, position: number }).await;
}

#[tokio::test]
async fn marks_are_moved_by_who_is_in_the_chat_only() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let request = json!({"position": 1});
    let path = format!("/v1/chats/{}/received", chat.id);
    shop.agent("Bia").await.api.put(&path, &request).await.refused(ErrorCode::NotParticipant);
    school.admin.api.put(&path, &request).await.refused(ErrorCode::NotFound);
    let unknown = Uuid::now_v7();
    agent.api.put(&format!("/v1/chats/{unknown}/received"), &request).await.refused(ErrorCode::NotFound);
    let own = format!("/v1/visitor/chats/{}/received", chat.id);
    shop.visitor().await.api.put(&own, &request).await.refused(ErrorCode::NotFound);
    visitor.api.put(&path, &request).await.refused(ErrorCode::Unauthenticated);
    let mut socket = agent.socket().await;
    socket.say(&ClientFrame::Received { chat_id: unknown, position: 1 }).await;
    let refused = socket.expect("refused", |frame| frame["type"] == "refused").await;
    assert_eq!(refused["problem"]["code"], "not_found");
    socket.say(&ClientFrame::Received { chat_id: chat.id, position: 1 }).await;
    socket.event("agents_received.moved").await;
}
