//! Rows: C6

use harness::TestServer;
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
    note::NoteView,
};
use serde_json::json;
use uuid::Uuid;

use crate::chat::agent_who_may;

#[tokio::test]
async fn notes_are_kept_on_a_chat_newest_first_and_the_visitor_never_reads_them() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard = agent.socket().await;
    let mut heard_by_visitor = visitor.socket().await;
    let path = format!("/v1/chats/{}/notes", chat.id);
    let mut last = Uuid::nil();
    for at in 0..5 {
        server.clock.advance(std::time::Duration::from_millis(10));
        last = Uuid::now_v7();
        let request = json!({"client_id": last, "text": format!("wombat-5521 note {at}")});
        agent.api.post(&path, &request).await.done();
    }
    heard.event("note.added").await;
    let notes: Vec<NoteView> = agent.api.all(&format!("{path}?limit=2")).await;
    let texts: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
    let wanted =
        ["wombat-5521 note 4", "wombat-5521 note 3", "wombat-5521 note 2", "wombat-5521 note 1", "wombat-5521 note 0"];
    assert_eq!(texts, wanted);
    assert_eq!(notes[0].client_id, last, "who wrote it knows it again");
    heard_by_visitor.drain().await;
    let messages = visitor.api.get(&format!("/v1/visitor/chats/{}/messages", chat.id)).await.text();
    let synced = visitor.api.get("/v1/visitor/sync?after=0").await.text();
    let frames = serde_json::to_string(&heard_by_visitor.heard).expect("frames");
    for seen in [messages, synced, frames] {
        assert!(!seen.contains("wombat"), "{seen}");
    }
    visitor.api.get(&path).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn the_same_note_again_is_one_note() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let path = format!("/v1/chats/{}/notes", chat.id);
    let mut request = json!({"client_id": Uuid::now_v7(), "text": "Once only"});
    let first: NoteView = agent.api.post(&path, &request).await.ok();
    for again in futures_util::future::join_all((0..6).map(|_| agent.api.post(&path, &request))).await {
        assert_eq!(again.ok::<NoteView>(), first);
    }
    request["text"] = json!("Another");
    agent.api.post(&path, &request).await.refused(ErrorCode::ClientIdReused);
    assert_eq!(agent.api.all::<NoteView>(&path).await, [first]);
}

#[tokio::test]
async fn its_author_or_an_admin_changes_a_note() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    let mut heard = agent.socket().await;
    let path = format!("/v1/chats/{}/notes", chat.id);
    let request = json!({"client_id": Uuid::now_v7(), "text": "Calls at ten"});
    let note: NoteView = agent.api.post(&path, &request).await.ok();
    let one = format!("{path}/{}", note.id);
    supervisor.api.patch(&one, &json!({"text": "x"})).await.refused(ErrorCode::Forbidden);
    supervisor.api.delete(&one).await.refused(ErrorCode::Forbidden);
    let edited: NoteView = agent.api.patch(&one, &json!({"text": "Calls at eleven"})).await.ok();
    assert_eq!((edited.text.as_str(), edited.author_id), ("Calls at eleven", agent.id));
    assert_eq!(heard.event("note.edited").await["seq"].as_u64(), Some(edited.seq));
    let same: NoteView = agent.api.patch(&one, &json!({"text": "Calls at eleven"})).await.ok();
    assert_eq!(same, edited);
    let by_admin: NoteView = shop.admin.api.patch(&one, &json!({"text": "Calls at noon"})).await.ok();
    assert_eq!(by_admin.author_id, agent.id, "it stays the author's");
    shop.admin.api.delete(&one).await.done();
    assert_eq!(heard.event("note.deleted").await["content"]["note_id"], json!(note.id));
    shop.admin.api.delete(&one).await.done();
    agent.api.patch(&one, &json!({"text": "x"})).await.refused(ErrorCode::NotFound);
    agent.api.post(&path, &request).await.refused(ErrorCode::NotFound);
    assert!(agent.api.all::<NoteView>(&path).await.is_empty());
}

#[tokio::test]
async fn notes_stay_open_on_closed_chats_for_who_sees_them() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    let path = format!("/v1/chats/{}/notes", chat.id);
    let request = json!({"client_id": Uuid::now_v7(), "text": "For the next time"});
    let note: NoteView = agent.api.post(&path, &request).await.ok();
    let outsider = agent_who_may(&shop, "Bia", &[Permission::Whisper]).await;
    outsider.api.get(&path).await.refused(ErrorCode::NotFound);
    outsider.api.post(&path, &request).await.refused(ErrorCode::NotFound);
    let reader = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    assert_eq!(reader.api.all::<NoteView>(&path).await, [note.clone()]);
    reader.api.post(&path, &request).await.refused(ErrorCode::Forbidden);
    school.admin.api.delete(&format!("{path}/{}", note.id)).await.refused(ErrorCode::NotFound);
    agent.api.delete(&format!("{path}/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    agent.api.post(&path, &json!({"client_id": Uuid::now_v7(), "text": ""})).await.refused(ErrorCode::InvalidFields);
}
