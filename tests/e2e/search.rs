//! Rows: H2, R10

mod fold;
mod index;

use harness::{AgentActor, Organization, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
    message::MessageView,
    note::NoteView,
    page::Page,
    queue::{FieldKind, PreChatField, QueueSettings},
    search::{SearchKind, SearchResultView},
    visitor::VisitorChatView,
    whisper::WhisperView,
};
use serde_json::json;
use uuid::Uuid;

use crate::chat::agent_who_may;

/// The address of a search.
fn path(question: &str, more: &str) -> String {
    let question: String = url::form_urlencoded::byte_serialize(question.as_bytes()).collect();
    format!("/v1/search?q={question}{more}")
}

/// Everything that an agent finds, page by page.
async fn found(agent: &AgentActor, question: &str) -> Vec<SearchResultView> {
    agent.api.all(&path(question, "&limit=3")).await
}

async fn snippets(agent: &AgentActor, question: &str) -> Vec<String> {
    found(agent, question).await.into_iter().map(|result| result.snippet).collect()
}

async fn ids(agent: &AgentActor, question: &str) -> Vec<Uuid> {
    found(agent, question).await.into_iter().map(|result| result.id).collect()
}

/// Nothing: an empty array says nothing of its type.
const NOTHING: [Uuid; 0] = [];

async fn note(agent: &AgentActor, chat_id: Uuid, text: &str) -> NoteView {
    let request = json!({"client_id": Uuid::now_v7(), "text": text});
    agent.api.post(&format!("/v1/chats/{chat_id}/notes"), &request).await.ok()
}

/// A queue that asks who is there, and a visitor who has told it.
async fn known_visitor(shop: &Organization) -> (VisitorActor, VisitorChatView) {
    let field = |key: &str, kind| PreChatField {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        required: false,
        choices: Vec::new(),
    };
    let settings = QueueSettings {
        pre_chat_fields: vec![
            field("name", FieldKind::Name),
            field("mail", FieldKind::Email),
            field("phone", FieldKind::Phone),
            field("ra", FieldKind::ExternalId),
        ],
        ..QueueSettings::default()
    };
    shop.queue("school", settings, &[]).await;
    let visitor = shop.visitor().await;
    let fields = json!({
        "name": "Antônia Conceição", "mail": "Antonia.Conceicao@exemplo.com.br", "phone": "+55 (11) 98765-4321",
        "ra": "RA-2026.117-3",
    });
    let request = json!({"client_id": Uuid::now_v7(), "queue": "school", "fields": fields, "text": "Oi"});
    let chat = visitor.api.post("/v1/visitor/chats", &request).await.ok();
    (visitor, chat)
}

#[tokio::test]
async fn everything_that_agents_write_is_found_at_once_and_when_it_is_indexed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let message = visitor.say(chat.id, "Onde está o jacarandá?").await;
    let whisper = agent.whisper(chat.id, "O jacarandá está em falta").await;
    let note = note(&agent, chat.id, "Jacarandá: avisar quando chegar").await;
    for _ in 0..2 {
        let results = found(&agent, "jacaranda").await;
        let told: Vec<(SearchKind, Uuid)> = results.iter().map(|result| (result.kind, result.id)).collect();
        let wanted =
            [(SearchKind::Note, note.id), (SearchKind::Whisper, whisper.id), (SearchKind::Message, message.id)];
        assert_eq!(told, wanted);
        for result in &results {
            assert_eq!((result.chat_id, result.chat_number), (Some(chat.id), Some(chat.number)));
            let units: Vec<u16> = result.snippet.encode_utf16().collect();
            let range = result.matches.first().expect("a match");
            let part = String::from_utf16_lossy(&units[range.start as usize..range.end as usize]);
            assert_eq!(part.to_lowercase(), "jacarandá");
        }
        assert_eq!(results[1].author.as_deref(), Some("Agent of sales"));
        assert_eq!(results[1].position, Some(whisper.position));
        assert_eq!(results[2].at, message.sent_at);
        for (kind, id) in wanted {
            let page: Page<SearchResultView> = agent.api.get(&path("jacaranda", &format!("&kind={kind}"))).await.ok();
            assert_eq!(page.items.iter().map(|result| result.id).collect::<Vec<_>>(), [id]);
        }
        server.settle_search().await;
    }
    // No visitor searches.
    visitor.api.get(&path("jacaranda", "")).await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn chats_are_found_by_number_name_address_phone_and_document() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.active_chat("sales").await;
    let (_visitor, chat) = known_visitor(&shop).await;
    let number = format!("#{}", chat.number);
    let questions = [
        number.as_str(),
        "antonia",
        "CONCEIÇÃO Antonia",
        "\"antônia conceição\"",
        "antonia.conceicao@exemplo.com.br",
        "ANTONIA.CONCEICAO@EXEMPLO.COM.BR",
        "+55 (11) 98765-4321",
        "5511987654321",
        "11 98765-4321",
        "511987654321",
        "11987654321",
        "987654321",
        "98765-4321",
        "98765 4321",
        "87654321",
        "551198765",
        "RA-2026.117-3",
        "20261173",
        "2026117-3",
        "antonia.conceicao@exem",
        "ant",
    ];
    for _ in 0..2 {
        for question in questions {
            let results = found(&shop.admin, question).await;
            let told: Vec<(SearchKind, Uuid)> = results.iter().map(|result| (result.kind, result.id)).collect();
            assert_eq!(told, [(SearchKind::Chat, chat.id)], "{question}");
            assert_eq!(results[0].visitor_name.as_deref(), Some("Antônia Conceição"));
            assert!(!results[0].matches.is_empty(), "{question}: {}", results[0].snippet);
        }
        for question in
            ["#3", "antonio", "98765-4322", "7654321", "5511987654322", "conceicao@exemplo.com", "\"antônia silva\""]
        {
            assert_eq!(ids(&shop.admin, question).await, NOTHING, "{question}");
        }
        server.settle_search().await;
    }
}

#[tokio::test]
async fn all_words_must_be_there_and_those_in_quotes_follow_each_other() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    for text in ["Segunda via do boleto", "O boleto da segunda parcela", "Segunda-feira às 10h", "boletos vencidos"] {
        agent.say(chat.id, text).await;
    }
    for _ in 0..2 {
        let all = snippets(&agent, "boleto SEGUNDA").await;
        assert_eq!(all, ["O boleto da segunda parcela", "Segunda via do boleto"]);
        assert_eq!(snippets(&agent, "\"segunda via\"").await, ["Segunda via do boleto"]);
        assert_eq!(snippets(&agent, "via \"segunda parcela\"").await, [""; 0]);
        assert_eq!(snippets(&agent, "segunda-feira").await, ["Segunda-feira às 10h"]);
        // A last word that is found nowhere is a beginning; one that is found is itself.
        assert_eq!(snippets(&agent, "venci").await, ["boletos vencidos"]);
        assert_eq!(snippets(&agent, "segunda parc").await, ["O boleto da segunda parcela"]);
        assert_eq!(snippets(&agent, "boleto").await.len(), 2);
        assert_eq!(snippets(&agent, "ve").await, [""; 0]);
        server.settle_search().await;
    }
}

#[tokio::test]
async fn pages_have_no_gap_and_no_repetition_while_messages_arrive() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut sent = Vec::new();
    for at in 0..24 {
        let text = format!("Maçã número {at}");
        let id = if at % 2 == 0 { agent.say(chat.id, &text).await.id } else { visitor.say(chat.id, &text).await.id };
        sent.insert(0, id);
        if at == 11 {
            server.settle_search().await; // half is indexed, the rest may not be
        }
    }
    let mut read = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: Page<SearchResultView> = agent.api.get(&path("maca", &format!("&limit=5{cursor}"))).await.ok();
        assert!(page.items.len() <= 5);
        read.extend(page.items.into_iter().map(|result| result.id));
        agent.say(chat.id, "Mais uma maçã").await;
        if read.len() == 10 {
            server.settle_search().await;
        }
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(read, sent);
    agent.api.get(&path("maca", "&cursor=x")).await.refused(ErrorCode::InvalidCursor);
}

#[tokio::test]
async fn what_was_edited_or_deleted_is_found_as_it_is_now() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    for indexed in [false, true] {
        let before = agent.say(chat.id, "O tucano chegou").await;
        let message = agent.say(chat.id, "O tucano partiu").await;
        let whisper = agent.whisper(chat.id, "Um tucano?").await;
        let note = note(&agent, chat.id, "Tucano!").await;
        if indexed {
            server.settle_search().await;
        }
        let messages = format!("/v1/chats/{}/messages/{}", chat.id, message.id);
        let whispers = format!("/v1/chats/{}/whispers/{}", chat.id, whisper.id);
        let notes = format!("/v1/chats/{}/notes/{}", chat.id, note.id);
        let _: MessageView = agent.api.patch(&messages, &json!({"text": "A arara partiu"})).await.ok();
        let _: WhisperView = agent.api.patch(&whispers, &json!({"text": "Uma arara?"})).await.ok();
        let _: NoteView = agent.api.patch(&notes, &json!({"text": "Arara!"})).await.ok();
        for _ in 0..2 {
            assert_eq!(ids(&agent, "tucano").await, [before.id]);
            assert_eq!(ids(&agent, "arara").await, [note.id, whisper.id, message.id], "they keep their places");
            server.settle_search().await;
        }
        for path in [&messages, &whispers, &notes] {
            agent.api.delete(path).await.done();
        }
        agent.api.delete(&format!("/v1/chats/{}/messages/{}", chat.id, before.id)).await.done();
        for _ in 0..2 {
            assert_eq!(ids(&agent, "arara").await, NOTHING);
            assert_eq!(ids(&agent, "tucano").await, NOTHING);
            server.settle_search().await;
        }
    }
}

#[tokio::test]
async fn agents_find_what_they_may_see_and_nobody_finds_another_organizations() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let (_, pupil, lesson) = school.active_chat("sales").await;
    let outsider = agent_who_may(&shop, "Bia", &[Permission::Whisper, Permission::JoinChats]).await;
    let member = agent_who_may(&shop, "Caio", &[Permission::JoinChats]).await;
    let historian = agent_who_may(&shop, "Duda", &[Permission::SeeHistory]).await;
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    let joins = format!("/v1/queues/{}/members/{}", chat.queue_id, member.id);
    shop.admin.api.put(&joins, &json!({})).await.done();
    let message = visitor.say(chat.id, "Cadê o ornitorrinco?").await;
    let foreign = pupil.say(lesson.id, "O ornitorrinco é um mamífero").await;
    for _ in 0..2 {
        for (who, may) in [(&agent, true), (&outsider, false), (&member, true), (&historian, true), (&supervisor, true)]
        {
            let wanted: Vec<Uuid> = may.then_some(message.id).into_iter().collect();
            assert_eq!(ids(who, "ornitorrinco").await, wanted, "{}", who.email);
        }
        assert_eq!(ids(&school.admin, "ornitorrinco").await, [foreign.id]);
        server.settle_search().await;
    }
    agent.api.post(&format!("/v1/chats/{}/close", chat.id), &json!({})).await.done();
    assert_eq!(ids(&member, "ornitorrinco").await, NOTHING, "closed, and never in it");
    assert_eq!(ids(&agent, "ornitorrinco").await, [message.id], "closed, but it was one's own");
    assert_eq!(ids(&historian, "ornitorrinco").await, [message.id]);
}

#[tokio::test]
async fn what_looks_like_an_operator_is_just_text() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let message = agent.say(chat.id, "50% de desconto: near, or & not it's \\ 'tudo'").await;
    for _ in 0..2 {
        for question in [
            "50%",
            "desconto*",
            "desconto:",
            "'tudo'",
            "it's",
            "\\",
            "near or",
            "NEAR(near or)",
            "\"near",
            "or\" \"or",
            "desconto) OR (1=1",
            "words:desconto",
            "^desconto",
            "-desconto",
            "desconto & 'x",
            "tudo;--",
            "$1 ? desconto",
            "_message",
            "%",
            "☃",
            "\u{0}",
            "*",
            "NOT desconto",
        ] {
            let results: Vec<SearchResultView> = found(&agent, question).await;
            assert!(results.iter().all(|result| result.id == message.id), "{question}");
        }
        for question in ["50%", "desconto*", "it's", "near or", "^desconto", "NOT desconto"] {
            assert_eq!(ids(&agent, question).await, [message.id], "{question}");
        }
        for question in ["%", "*", "_message", "_a0", "words:desconto", "desconto & 'x"] {
            assert_eq!(ids(&agent, question).await, NOTHING, "{question}");
        }
        server.settle_search().await;
    }
}

#[tokio::test]
async fn a_question_that_is_empty_or_too_long_is_refused_by_its_field() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let words = ["a"; 17].join(" ");
    let table = [("", "required"), ("  ", "required"), (&"x".repeat(201), "too_long"), (&words, "too_long")];
    for (question, problem) in table {
        let refused = shop.admin.api.get(&path(question, "")).await.refused(ErrorCode::InvalidFields);
        assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].problem.as_str()), ("q", problem));
    }
    let refused = shop.admin.api.get("/v1/search").await.refused(ErrorCode::InvalidFields);
    assert_eq!(refused.fields[0].field, "q");
    let refused = shop.admin.api.get(&path("a", "&limit=101")).await.refused(ErrorCode::InvalidFields);
    assert_eq!(refused.fields[0].field, "limit");
    shop.admin.api.get(&path("a", "&kind=cloud")).await.refused(ErrorCode::BadRequest);
    let longest = "ç".repeat(200);
    assert_eq!(ids(&shop.admin, &longest).await, NOTHING);
}
