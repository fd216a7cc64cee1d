//! The index behind the search: kept from the log, caught up after a stop, built anew from the rows.

use std::time::{Duration, Instant};

use harness::{AgentActor, TestServer, database::TestDatabase};
use pronto_entity::{event, follower, organization_log, search_document, search_scope};
use pronto_protocol::search::SearchResultView;
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{NOTHING, ids, note, path};

async fn database(server: &TestServer) -> DatabaseConnection {
    Database::connect(server.database_url()).await.expect("the database opens")
}

async fn documents(database: &DatabaseConnection) -> u64 {
    search_document::Entity::find().count(database).await.expect("counted")
}

/// The ids of everything found, in large pages.
async fn many(agent: &AgentActor, question: &str) -> Vec<Uuid> {
    let results: Vec<SearchResultView> = agent.api.all(&path(question, "&limit=100")).await;
    results.into_iter().map(|result| result.id).collect()
}

/// Takes all documents out.
async fn empty(database: &DatabaseConnection) {
    if !TestDatabase::is_postgres() {
        database
            .execute_unprepared("INSERT INTO search_word (search_word) VALUES ('delete-all')")
            .await
            .expect("emptied");
    }
    search_document::Entity::delete_many().exec(database).await.expect("emptied");
}

/// As if nothing had ever been indexed.
async fn forget_index(database: &DatabaseConnection) {
    empty(database).await;
    search_scope::Entity::delete_many().exec(database).await.expect("emptied");
    follower::Entity::delete_many()
        .filter(follower::Column::Name.eq("search"))
        .exec(database)
        .await
        .expect("forgotten");
}

#[tokio::test]
async fn what_is_sent_is_found_within_a_second() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut took = Vec::new();
    for at in 0..20 {
        let message = visitor.say(chat.id, &format!("Pergunta{at}")).await;
        let sent = Instant::now();
        assert_eq!(ids(&agent, &format!("pergunta{at}")).await, [message.id], "the first look finds it");
        took.push(sent.elapsed());
    }
    // A machine that does much else may hold up some of them, but not the half.
    took.sort_unstable();
    assert!(took[took.len() / 2] < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn the_index_catches_up_with_what_it_has_missed() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (mut agent, _visitor, chat) = shop.active_chat("sales").await;
    let mut wanted = Vec::new();
    // More than one batch.
    for at in 0..450 {
        wanted.insert(0, agent.say(chat.id, &format!("Recado {at}")).await.id);
    }
    let gone = wanted.remove(7);
    agent.api.delete(&format!("/v1/chats/{}/messages/{gone}", chat.id)).await.done();
    server.settle_search().await;
    let rows = database(&server).await;
    let whole = documents(&rows).await;
    assert!(whole >= 449, "{whole} documents");

    server.stop().await;
    forget_index(&rows).await;
    server.restart().await;
    agent = AgentActor::sign_in(&server.url(""), "shop", &agent.email, "phone").await;
    // Whether from the log or from the index does not show.
    assert_eq!(many(&agent, "recado").await, wanted);
    server.settle_search().await;
    assert_eq!(documents(&rows).await, whole);
    assert_eq!(many(&agent, "recado").await, wanted);
}

#[tokio::test]
async fn the_index_is_built_from_the_rows_where_the_log_no_longer_reaches_back() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (mut agent, _visitor, chat) = shop.active_chat("sales").await;
    let first = agent.say(chat.id, "O sabiá canta").await;
    let whisper = agent.whisper(chat.id, "Um sabiá?").await;
    let note = note(&agent, chat.id, "Sabiá").await;
    let gone = agent.say(chat.id, "O sabiá voou").await;
    agent.api.delete(&format!("/v1/chats/{}/messages/{}", chat.id, gone.id)).await.done();
    server.settle_search().await;
    server.stop().await;
    let rows = database(&server).await;
    forget_index(&rows).await;
    event::Entity::delete_many().exec(&rows).await.expect("pruned");
    organization_log::Entity::update_many()
        .col_expr(organization_log::Column::PrunedSeq, Expr::col(organization_log::Column::Seq))
        .exec(&rows)
        .await
        .expect("pruned");
    server.restart().await;
    server.settle_search().await;
    agent = AgentActor::sign_in(&server.url(""), "shop", &agent.email, "phone").await;
    assert_eq!(ids(&agent, "sabia").await, [note.id, whisper.id, first.id]);
    assert_eq!(ids(&agent, &format!("#{}", chat.number)).await, [chat.id]);
    let later = agent.say(chat.id, "Outro sabiá").await;
    assert_eq!(ids(&agent, "sabia").await, [later.id, note.id, whisper.id, first.id]);
}

#[tokio::test]
async fn the_index_is_built_anew_when_a_change_of_the_schema_has_emptied_it() {
    let mut server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (mut agent, _visitor, chat) = shop.active_chat("sales").await;
    let first = agent.say(chat.id, "O sabiá canta").await;
    let note = note(&agent, chat.id, "Sabiá").await;
    server.settle_search().await;
    server.stop().await;
    let rows = database(&server).await;
    empty(&rows).await;
    let rebuild = "UPDATE search_scope SET rebuild_kind = 'message', rebuild_id = NULL";
    rows.execute_unprepared(rebuild).await.expect("asked for");
    server.restart().await;
    agent = AgentActor::sign_in(&server.url(""), "shop", &agent.email, "phone").await;
    let later = agent.say(chat.id, "Outro sabiá").await;
    server.settle_search().await;
    assert_eq!(ids(&agent, "sabia").await, [later.id, note.id, first.id]);
    assert_eq!(ids(&agent, &format!("#{}", chat.number)).await, [chat.id]);
}

#[tokio::test]
async fn sqlites_index_agrees_with_the_rows_after_edits_and_deletes() {
    if TestDatabase::is_postgres() {
        return; // PostgreSQL keeps its index by itself
    }
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    for at in 0..12 {
        let message = agent.say(chat.id, &format!("Texto {at}")).await;
        let path = format!("/v1/chats/{}/messages/{}", chat.id, message.id);
        if at % 3 == 0 {
            server.settle_search().await;
        }
        if at % 2 == 0 {
            agent.api.patch(&path, &json!({"text": format!("Outro {at}")})).await.done();
        }
        if at % 4 == 0 {
            server.settle_search().await;
            agent.api.delete(&path).await.done();
        }
    }
    server.settle_search().await;
    let rows = database(&server).await;
    let check = "INSERT INTO search_word (search_word, rank) VALUES ('integrity-check', 1)";
    rows.execute_unprepared(check).await.expect("the index and the rows agree");
    assert_eq!(ids(&agent, "outro").await.len(), 3);
    assert_eq!(ids(&agent, "texto 2").await, NOTHING);
}

#[tokio::test]
async fn what_is_erased_leaves_nothing_in_the_index() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let message = agent.say(chat.id, "Segredo").await;
    server.settle_search().await;
    let rows = database(&server).await;
    let before = documents(&rows).await;
    for _ in 0..2 {
        let erased = server.context.ledger.commit(shop.id, move |transaction| {
            Box::pin(async move { pronto_api::search::forget(transaction, &[message.id]).await })
        });
        erased.await.expect("erased");
        assert_eq!(documents(&rows).await, before - 1);
    }
    assert_eq!(ids(&agent, "segredo").await, NOTHING);
}
