//! Rows: C11, G1

use harness::{AgentActor, TestServer};
use pronto_protocol::{
    agent::Permission,
    article::{ArticleItemView, ArticleState, ArticleView},
    error::ErrorCode,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chat::agent_who_may;

const PATH: &str = "/v1/articles";

async fn write(server: &TestServer, agent: &AgentActor, request: Value) -> ArticleView {
    // So that each has a time of its own.
    server.clock.advance(std::time::Duration::from_millis(5));
    agent.api.post(PATH, &request).await.ok()
}

async fn titles(agent: &AgentActor, query: &str) -> Vec<String> {
    let listed: Vec<ArticleItemView> = agent.api.all(&format!("{PATH}{query}")).await;
    listed.into_iter().map(|article| article.title).collect()
}

#[tokio::test]
async fn agents_read_what_is_published_and_insert_its_plain_text() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let body = "# Segunda via\n\nAbra o **portal** em [boletos](https://shop.example/boletos).\n\n* Entre\n* Baixe";
    let request = json!({"title": "Segunda via do boleto", "body": body, "tags": ["Boleto", "boleto", "2ª via"]});
    let draft = write(&server, &shop.admin, request).await;
    assert_eq!((draft.state, draft.published_at), (ArticleState::Draft, None));
    assert_eq!(draft.tags, ["boleto", "2ª via"]);
    let path = format!("{PATH}/{}", draft.id);
    ana.api.get(&path).await.refused(ErrorCode::NotFound);
    assert!(titles(&ana, "").await.is_empty());
    let mut heard = ana.socket().await;
    shop.admin.api.patch(&path, &json!({"tags": ["boleto", "2ª via"], "body": body})).await.done();
    assert!(heard.drain().await.iter().all(|frame| frame["type"] != "event"), "a draft is told to nobody");
    let published: ArticleView = shop.admin.api.patch(&path, &json!({"state": "published"})).await.ok();
    heard.event_where("register.changed", |content| content["register"] == "articles").await;
    assert!(published.published_at.is_some() && published.updated_at >= draft.updated_at);
    let read: ArticleView = ana.api.get(&path).await.ok();
    assert_eq!(read, published);
    let plain = "Segunda via\n\nAbra o portal em boletos (https://shop.example/boletos).\n\n- Entre\n- Baixe";
    assert_eq!((read.plain_text.as_str(), read.body.as_str()), (plain, body));
    let listed: Vec<ArticleItemView> = ana.api.all(PATH).await;
    assert_eq!(listed[0].excerpt, plain.split_whitespace().collect::<Vec<_>>().join(" "));
    shop.admin.api.patch(&path, &json!({"state": "draft"})).await.done();
    ana.api.get(&path).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn articles_are_found_by_words_tags_and_state_whatever_the_accents() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let published = |title: &str, body: &str, tags: &[&str]| json!({"title": title, "body": body, "tags": tags, "state": "published"});
    write(&server, &shop.admin, published("Matrícula", "Como renovar a **matrícula**", &["aluno"])).await;
    write(&server, &shop.admin, published("Trancamento", "Trancar a matrícula por um semestre", &["aluno", "prazo"]))
        .await;
    write(&server, &shop.admin, published("Férias", "Datas do recesso", &["calendário"])).await;
    write(&server, &shop.admin, json!({"title": "Rascunho", "body": "matricula", "tags": ["aluno"]})).await;
    assert_eq!(titles(&ana, "?search=MATRICULA").await, ["Trancamento", "Matrícula"]);
    assert_eq!(titles(&ana, "?search=semestre%20tranc").await, ["Trancamento"]);
    assert_eq!(titles(&ana, "?search=atricula").await, Vec::<String>::new());
    assert_eq!(titles(&ana, "?search=%25").await.len(), 3, "no word asks for nothing");
    assert_eq!(titles(&ana, "?tag=CALENDARIO").await, ["Férias"]);
    assert_eq!(titles(&ana, "?tag=al").await, Vec::<String>::new());
    assert_eq!(titles(&ana, "?tag=%25").await, Vec::<String>::new());
    assert_eq!(titles(&ana, "?search=matricula&tag=prazo&limit=1").await, ["Trancamento"]);
    assert_eq!(titles(&ana, "?limit=1").await, ["Férias", "Trancamento", "Matrícula"]);
    assert_eq!(titles(&ana, "?state=draft").await, Vec::<String>::new());
    assert_eq!(titles(&shop.admin, "?state=draft").await, ["Rascunho"]);
    assert_eq!(titles(&shop.admin, "?search=matricula").await.len(), 3);
    assert!(titles(&school.admin, "").await.is_empty());
    ana.api.get(&format!("{PATH}?state=burnt")).await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn articles_are_written_by_who_may() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let writer = agent_who_may(&shop, "Bia", &[Permission::WriteArticles]).await;
    let request = json!({"title": "Horários", "body": "Das 8 às 18"});
    ana.api.post(PATH, &request).await.refused(ErrorCode::Forbidden);
    let article = write(&server, &writer, request.clone()).await;
    assert_eq!((article.author_id, article.author_name.as_str()), (writer.id, "Bia"));
    writer.api.post(PATH, &request).await.refused(ErrorCode::AlreadyExists);
    let path = format!("{PATH}/{}", article.id);
    let change = json!({"title": "Horário", "body": "Das 9 às 18", "tags": ["horário"]});
    ana.api.patch(&path, &change).await.refused(ErrorCode::Forbidden);
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.patch(&path, &change).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    let changed: ArticleView = writer.api.patch(&path, &change).await.ok();
    assert_eq!((changed.title.as_str(), changed.body.as_str()), ("Horário", "Das 9 às 18"));
    let again: ArticleView = writer.api.patch(&path, &change).await.ok();
    assert_eq!(again, changed);
    let other = write(&server, &writer, request).await;
    let taken = json!({"title": "Horário"});
    writer.api.patch(&format!("{PATH}/{}", other.id), &taken).await.refused(ErrorCode::AlreadyExists);
    for (field, value) in [
        ("title", json!("")),
        ("title", json!("x".repeat(81))),
        ("body", json!(" ")),
        ("body", json!("x".repeat(20_001))),
        ("tags", json!(["a_b"])),
        ("tags", json!([""])),
        ("tags", json!(vec!["a"; 11])),
    ] {
        let mut request = json!({"title": "Another", "body": "x"});
        request[field] = value.clone();
        let refused = writer.api.post(PATH, &request).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, field);
        writer.api.patch(&path, &json!({field: value})).await.refused(ErrorCode::InvalidFields);
    }
    writer.api.delete(&path).await.done();
    writer.api.delete(&path).await.refused(ErrorCode::NotFound);
    writer.api.get(&format!("{PATH}/{}", Uuid::now_v7())).await.refused(ErrorCode::NotFound);
    shop.visitor().await.api.get(PATH).await.refused(ErrorCode::Unauthenticated);
}
