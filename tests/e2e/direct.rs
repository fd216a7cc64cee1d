//! Rows: D1, D2, X4

use std::time::Duration;

use harness::{AgentActor, TestServer};
use pronto_protocol::{
    agent::{Permission, ProfileView},
    direct::{DirectConversationView, DirectListItemView, DirectMessageView},
    error::ErrorCode,
    page::Page,
};
use serde_json::{Value, json};
use uuid::Uuid;

fn opening(others: &[&AgentActor], title: Option<&str>) -> Value {
    let ids: Vec<Uuid> = others.iter().map(|agent| agent.id).collect();
    json!({"client_id": Uuid::now_v7(), "agent_ids": ids, "title": title})
}

async fn open(agent: &AgentActor, request: &Value) -> DirectConversationView {
    agent.api.post("/v1/direct_conversations", request).await.ok()
}

fn saying(text: &str) -> Value {
    json!({"client_id": Uuid::now_v7(), "text": text})
}

fn messages_of(conversation: &DirectConversationView) -> String {
    format!("/v1/direct_conversations/{}/messages", conversation.id)
}

async fn say(agent: &AgentActor, conversation: &DirectConversationView, text: &str) -> DirectMessageView {
    agent.api.post(&messages_of(conversation), &saying(text)).await.ok()
}

async fn listed(agent: &AgentActor) -> Vec<DirectListItemView> {
    agent.api.all("/v1/direct_conversations?limit=1").await
}

#[tokio::test]
async fn two_agents_have_one_conversation_whoever_opens_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let mut socket = bia.socket().await;
    let first = open(&ana, &opening(&[&bia], None)).await;
    assert!(!first.group && first.title.is_none());
    let names: Vec<&str> = first.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Bia"]);
    let event = socket.event("direct_conversation.updated").await;
    assert_eq!(event["content"]["id"], first.id.to_string());
    assert_eq!(event["seq"], first.seq);

    assert_eq!(open(&bia, &opening(&[&ana], None)).await, first);
    assert_eq!(open(&ana, &opening(&[&bia, &ana], None)).await, first, "naming oneself changes nothing");
    let at_once =
        futures_util::future::join_all((0..8).map(|_| async { open(&ana, &opening(&[&bia], None)).await.id }));
    assert!(at_once.await.into_iter().all(|id| id == first.id));
}

#[tokio::test]
async fn a_group_is_new_unless_the_request_is_the_same() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia, caio) = (shop.agent("Ana").await, shop.agent("Bia").await, shop.agent("Caio").await);
    let mut request = opening(&[&bia, &caio], Some("Night shift"));
    let group = open(&ana, &request).await;
    assert!(group.group);
    assert_eq!(group.title.as_deref(), Some("Night shift"));
    assert_eq!(group.members.len(), 3);
    assert_eq!(open(&ana, &request).await, group);
    assert_ne!(open(&ana, &opening(&[&bia, &caio], Some("Night shift"))).await.id, group.id);
    request["title"] = json!("Day shift");
    ana.api.post("/v1/direct_conversations", &request).await.refused(ErrorCode::ClientIdReused);
}

#[tokio::test]
async fn openings_with_nobody_strangers_or_a_wrong_title_are_refused_by_field() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, bia, caio) = (shop.agent("Ana").await, shop.agent("Bia").await, shop.agent("Caio").await);
    let stranger = school.agent("Davi").await;
    shop.admin.api.patch(&format!("/v1/agents/{}", caio.id), &json!({"active": false})).await.done();
    let cases = [
        (opening(&[], None), "agent_ids"),
        (opening(&[&ana], None), "agent_ids"),
        (opening(&[&stranger], None), "agent_ids"),
        (opening(&[&caio], None), "agent_ids"),
        (opening(&[&bia, &stranger], Some("Us")), "agent_ids"),
        (opening(&[&bia], Some("Us two")), "title"),
        (opening(&[&bia, &shop.admin], None), "title"),
    ];
    for (request, field) in cases {
        let answer = ana.api.post("/v1/direct_conversations", &request).await;
        assert_eq!(answer.refused(ErrorCode::InvalidFields).fields[0].field, field, "{request}");
    }
}

#[tokio::test]
async fn messages_arrive_in_order_and_only_at_members() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia, caio) = (shop.agent("Ana").await, shop.agent("Bia").await, shop.agent("Caio").await);
    let (mut to_bia, mut to_caio) = (bia.socket().await, caio.socket().await);
    let pair = open(&ana, &opening(&[&bia], None)).await;
    for number in 1..=5 {
        let sent = say(&ana, &pair, &format!("Number {number}")).await;
        assert_eq!((sent.position, sent.sender_name.as_str()), (number, "Ana"));
        let event = to_bia.event("direct_message.sent").await;
        assert_eq!(event["content"]["position"], number);
        assert_eq!(event["seq"], sent.seq);
    }
    let heard = to_caio.drain().await;
    assert!(heard.iter().all(|frame| frame["type"] != "event"), "not a member: {heard:?}");

    let page: Page<DirectMessageView> = bia.api.get(&format!("{}?limit=2", messages_of(&pair))).await.ok();
    let positions = |page: &Page<DirectMessageView>| page.items.iter().map(|item| item.position).collect::<Vec<_>>();
    assert_eq!(positions(&page), [4, 5], "the newest page first, ascending inside");
    let cursor = page.next_cursor.expect("there are older ones");
    let page: Page<DirectMessageView> =
        bia.api.get(&format!("{}?limit=2&cursor={cursor}", messages_of(&pair))).await.ok();
    assert_eq!(positions(&page), [2, 3]);
}

#[tokio::test]
async fn the_same_send_again_gives_the_first_message() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let pair = open(&ana, &opening(&[&bia], None)).await;
    let mut request = saying("Once only");
    let path = messages_of(&pair);
    let answers = futures_util::future::join_all((0..8).map(|_| ana.api.post(&path, &request))).await;
    let sent: Vec<DirectMessageView> = answers.into_iter().map(harness::Answer::ok).collect();
    assert!(sent.iter().all(|message| *message == sent[0]));
    let all: Vec<DirectMessageView> = bia.api.all(&path).await;
    assert_eq!(all, sent[..1]);
    request["text"] = json!("Another");
    ana.api.post(&path, &request).await.refused(ErrorCode::ClientIdReused);
    // The id is the sender's own: another's may be the same.
    bia.api.post(&path, &request).await.done();
    let problem = ana.api.post(&path, &saying(" ")).await.refused(ErrorCode::InvalidFields);
    assert_eq!(problem.fields[0].field, "text");
}

#[tokio::test]
async fn unread_counts_fall_when_read_and_marks_never_go_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let pair = open(&ana, &opening(&[&bia], None)).await;
    for text in ["One", "Two", "Three"] {
        say(&ana, &pair, text).await;
    }
    say(&bia, &pair, "Mine").await;
    let unread = async |agent: &AgentActor| listed(agent).await[0].unread_count;
    assert_eq!((unread(&bia).await, unread(&ana).await), (3, 1), "one's own are not unread");
    let mut socket = ana.socket().await;
    let path = format!("/v1/direct_conversations/{}/read", pair.id);
    bia.api.put(&path, &json!({"position": 2})).await.done();
    let event = socket.event("direct_read.moved").await;
    assert_eq!(event["content"]["position"], 2);
    assert_eq!(unread(&bia).await, 1);
    bia.api.put(&path, &json!({"position": 1})).await.done();
    bia.api.put(&path, &json!({"position": 2})).await.done();
    let frames = socket.drain().await;
    assert!(frames.iter().all(|frame| frame["type"] != "event"), "marks move forward only: {frames:?}");
    bia.api.put(&path, &json!({"position": 1_000})).await.done();
    let shown: DirectListItemView = bia.api.get(&format!("/v1/direct_conversations/{}", pair.id)).await.ok();
    assert_eq!(shown.unread_count, 0);
    let bias = shown.conversation.members.iter().find(|member| member.agent_id == bia.id).unwrap();
    assert_eq!(bias.read_position, 4, "not past the last message");
}

#[tokio::test]
async fn the_conversation_with_the_newest_message_stands_first() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia, caio) = (shop.agent("Ana").await, shop.agent("Bia").await, shop.agent("Caio").await);
    let with_bia = open(&ana, &opening(&[&bia], None)).await;
    server.clock.advance(Duration::from_millis(5));
    let with_caio = open(&ana, &opening(&[&caio], None)).await;
    let ids = async || listed(&ana).await.into_iter().map(|item| item.conversation.id).collect::<Vec<_>>();
    assert_eq!(ids().await, [with_caio.id, with_bia.id]);
    server.clock.advance(Duration::from_millis(5));
    say(&bia, &with_bia, "Hello").await;
    assert_eq!(ids().await, [with_bia.id, with_caio.id]);
    assert_eq!(listed(&bia).await.len(), 1, "others' conversations are not listed");
}

#[tokio::test]
async fn the_author_edits_and_deletes_within_the_organizations_time() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    shop.admin.api.patch("/v1/organization", &json!({"edit_window_seconds": 60})).await.done();
    let pair = open(&ana, &opening(&[&bia], None)).await;
    let mut socket = bia.socket().await;
    let (first, second) = (say(&ana, &pair, "Helo").await, say(&ana, &pair, "Secret").await);
    let path = |message: &DirectMessageView| format!("{}/{}", messages_of(&pair), message.id);

    let edited: DirectMessageView = ana.api.patch(&path(&first), &json!({"text": "Hello"})).await.ok();
    assert_eq!((edited.text.as_str(), edited.position), ("Hello", first.position));
    assert_eq!(socket.event("direct_message.edited").await["seq"], edited.seq);
    let again: DirectMessageView = ana.api.patch(&path(&first), &json!({"text": "Hello"})).await.ok();
    assert_eq!(again, edited);
    ana.api.delete(&path(&second)).await.done();
    ana.api.delete(&path(&second)).await.done();
    let event = socket.event("direct_message.deleted").await;
    assert_eq!(event["content"]["text"], "");
    let all: Vec<DirectMessageView> = bia.api.all(&messages_of(&pair)).await;
    assert!(all[1].deleted_at.is_some() && all[1].text.is_empty());
    ana.api.patch(&path(&second), &json!({"text": "Back"})).await.refused(ErrorCode::Conflict);

    bia.api.patch(&path(&first), &json!({"text": "Mine"})).await.refused(ErrorCode::Forbidden);
    bia.api.delete(&path(&first)).await.refused(ErrorCode::Forbidden);
    server.clock.advance(Duration::from_secs(61));
    ana.api.patch(&path(&first), &json!({"text": "Late"})).await.refused(ErrorCode::EditWindowPassed);
    ana.api.delete(&path(&first)).await.refused(ErrorCode::EditWindowPassed);
}

#[tokio::test]
async fn conversations_are_their_members_alone() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let (caio, stranger) = (shop.agent("Caio").await, school.agent("Davi").await);
    let pair = open(&ana, &opening(&[&bia], None)).await;
    let message = say(&ana, &pair, "Between us").await;
    let path = format!("/v1/direct_conversations/{}", pair.id);
    for other in [&caio, &shop.admin, &stranger] {
        other.api.get(&path).await.refused(ErrorCode::NotFound);
        other.api.get(&messages_of(&pair)).await.refused(ErrorCode::NotFound);
        other.api.post(&messages_of(&pair), &saying("x")).await.refused(ErrorCode::NotFound);
        other.api.put(&format!("{path}/read"), &json!({"position": 1})).await.refused(ErrorCode::NotFound);
        let one = format!("{}/{}", messages_of(&pair), message.id);
        other.api.patch(&one, &json!({"text": "x"})).await.refused(ErrorCode::NotFound);
        other.api.delete(&one).await.refused(ErrorCode::NotFound);
    }
    ana.api.delete(&format!("{}/{}", messages_of(&pair), Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    let visitor = shop.visitor().await;
    visitor.api.get("/v1/direct_conversations").await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn who_may_not_write_direct_messages_still_reads_them() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    let pair = open(&ana, &opening(&[&bia], None)).await;
    let message = say(&bia, &pair, "Hello").await;
    let request = json!({"name": "Quiet", "permissions": [Permission::EditMessages]});
    let quiet: ProfileView = shop.admin.api.post("/v1/profiles", &request).await.ok();
    shop.admin.api.patch(&format!("/v1/agents/{}", bia.id), &json!({"profile_id": quiet.id})).await.done();
    bia.api.post("/v1/direct_conversations", &opening(&[&ana], None)).await.refused(ErrorCode::Forbidden);
    bia.api.post(&messages_of(&pair), &saying("x")).await.refused(ErrorCode::Forbidden);
    let one = format!("{}/{}", messages_of(&pair), message.id);
    bia.api.patch(&one, &json!({"text": "x"})).await.refused(ErrorCode::Forbidden);
    let all: Vec<DirectMessageView> = bia.api.all(&messages_of(&pair)).await;
    assert_eq!(all, [message]);
}
