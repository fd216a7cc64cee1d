//! Rows: C2, C5, C8, V10

use harness::{Answer, TestServer};
use pronto_api::calendar;
use pronto_protocol::{
    attachment::AttachmentView,
    error::ErrorCode,
    message::MessageView,
    queue::{FieldKind, PreChatField, QueueSettings},
    visitor::VisitorTokenView,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// What can be read on each page, without the spaces and line breaks that setting has put in between.
fn pages(bytes: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(bytes).expect("a PDF");
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    assert!(!numbers.is_empty(), "a PDF without pages");
    numbers
        .into_iter()
        .map(|number| squeezed(&document.extract_text(&[number]).expect("text that can be extracted")))
        .collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[track_caller]
fn read(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("cache-control"), "no-store");
    assert!(header("content-disposition").starts_with("attachment; filename=\"chat-"));
    pages(&answer.body).concat()
}

#[track_caller]
fn holds(text: &str, wanted: &str) {
    assert!(text.contains(&squeezed(wanted)), "{wanted:?} is not in {text}");
}

fn at(zone: &str, message: &MessageView) -> String {
    let zone = calendar::zone(zone).expect("a zone");
    calendar::local(zone, message.sent_at.unix_ms()).format("%d/%m/%Y %H:%M:%S").to_string()
}

fn path(chat_id: Uuid) -> String {
    format!("/v1/chats/{chat_id}/transcript.pdf")
}

fn own_path(chat_id: Uuid) -> String {
    format!("/v1/visitor/chats/{chat_id}/transcript.pdf")
}

#[tokio::test]
async fn every_message_has_author_role_and_time_and_nothing_is_lost_in_print() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.admin.api.patch("/v1/organization", &json!({"name": "Colégio São João"})).await.done();
    let ana = shop.agent("Ana Conceição").await;
    let field = |key: &str, label: &str, kind| PreChatField {
        key: key.to_owned(),
        label: label.to_owned(),
        kind,
        required: false,
        choices: Vec::new(),
    };
    let fields = vec![field("name", "Nome", FieldKind::Name), field("ra", "Matrícula", FieldKind::ExternalId)];
    let settings = QueueSettings {
        entry_notice: Some("Bem-vindo à secretaria".to_owned()),
        pre_chat_fields: fields,
        ..QueueSettings::default()
    };
    shop.queue("secretaria", settings, &[&ana]).await;
    ana.ready().await;
    let visitor = shop.visitor().await;
    let request = json!({
        "client_id": Uuid::now_v7(), "queue": "secretaria", "text": "Olá! Não consigo pagar o boleto 😢",
        "fields": {"name": "José Ávila", "ra": "2026-0042"},
    });
    let chat: Value = visitor.api.post("/v1/visitor/chats", &request).await.ok();
    let chat_id: Uuid = chat["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    ana.accept_chat(chat_id).await;
    let said = ana.say(chat_id, "Bom dia! Já verifico. 👍🏽 ação, coração, às 14h – “ok” € ß ž Ω Ж ❤️ 👨‍👩‍👧‍👦 🇧🇷").await;
    let upload = format!("/v1/visitor/chats/{chat_id}/attachments");
    let file: AttachmentView = visitor.api.upload(&upload, "Comprovante março.txt", b"pago".repeat(300)).await.ok();
    let with_file = json!({"client_id": Uuid::now_v7(), "text": "", "attachment_ids": [file.id]});
    visitor.api.post(&format!("/v1/visitor/chats/{chat_id}/messages"), &with_file).await.done();
    let quote = json!({"client_id": Uuid::now_v7(), "text": "Recebido", "quoted_id": said.id});
    let edited: MessageView = ana.api.post(&format!("/v1/chats/{chat_id}/messages"), &quote).await.ok();
    let new = json!({"text": "Recebido, obrigada"});
    ana.api.patch(&format!("/v1/chats/{chat_id}/messages/{}", edited.id), &new).await.done();
    let gone = ana.say(chat_id, "segredo apagado").await;
    ana.api.delete(&format!("/v1/chats/{chat_id}/messages/{}", gone.id)).await.done();
    ana.whisper(chat_id, "canario sussurro").await;
    let note = json!({"client_id": Uuid::now_v7(), "text": "canario nota"});
    ana.api.post(&format!("/v1/chats/{chat_id}/notes"), &note).await.done();
    let close = json!({"reason": "Boleto pago", "solved": true});
    ana.api.post(&format!("/v1/chats/{chat_id}/close"), &close).await.done();

    let text = read(&ana.api.get(&path(chat_id)).await);
    for wanted in [
        "Colégio São João – Atendimento nº 1",
        "Fila: secretaria",
        "Visitante: José Ávila",
        "Matrícula: 2026-0042",
        "Atendentes: Ana Conceição",
        "Motivo: Boleto pago",
        "Resolvido: sim",
        "Horários de: America/Sao_Paulo",
        "Pronto (mensagem automática)",
        "Bem-vindo à secretaria",
        "José Ávila (visitante)",
        "Olá! Não consigo pagar o boleto 😢",
        "Ana Conceição entrou na conversa.",
        &format!("Ana Conceição (atendente) · {}", at("America/Sao_Paulo", &said)),
        "ação, coração, às 14h – “ok” € ß ž Ω Ж",
        "👍🏽",
        "❤️",
        "👨‍👩‍👧‍👦",
        "🇧🇷",
        "Comprovante março.txt (text/plain; charset=utf-8, 1,2 kB)",
        "Em resposta a Ana Conceição: Bom dia!",
        "· editada",
        "Recebido, obrigada",
        "Esta mensagem foi apagada.",
        "Ana Conceição encerrou a conversa.",
        "Página 1 de ",
    ] {
        holds(&text, wanted);
    }
    for hidden in ["canario", "segredoapagado"] {
        assert!(!text.contains(hidden), "{hidden} is in {text}");
    }
    assert_eq!(text.matches("(atendente)·").count(), 3, "{text}");

    // The visitor's own says the same, less what agents note at the end.
    let own = read(&visitor.api.get(&own_path(chat_id)).await);
    holds(&own, "Recebido, obrigada");
    for hidden in ["canario", "Motivo", "Boletopago", "Resolvido", "segredoapagado"] {
        assert!(!own.contains(hidden), "{hidden} is in {own}");
    }

    // Other clocks, another language.
    shop.admin.api.patch("/v1/organization", &json!({"time_zone": "Asia/Tokyo", "locale": "en"})).await.done();
    let text = read(&ana.api.get(&path(chat_id)).await);
    let zone = calendar::zone("Asia/Tokyo").expect("a zone");
    let time = calendar::local(zone, said.sent_at.unix_ms()).format("%Y-%m-%d %H:%M:%S").to_string();
    for wanted in
        ["Chat no. 1", "Ana Conceição (agent) · ", &time, "Page 1 of ", "Ana Conceição joined the conversation."]
    {
        holds(&text, wanted);
    }
}

#[tokio::test]
async fn a_long_chat_has_numbered_pages_and_every_message_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    for index in 0..120 {
        let text = format!("[{index}] {}", "Lorem ipsum dolor sit amet. ".repeat(index % 7));
        if index % 2 == 0 {
            visitor.say(chat.id, &text).await;
        } else {
            ana.say(chat.id, &text).await;
        }
    }
    let answer = ana.api.get(&path(chat.id)).await;
    let pages = pages(&answer.body);
    assert!(pages.len() > 3, "{} pages", pages.len());
    for (index, page) in pages.iter().enumerate() {
        holds(page, &format!("Página {} de {}", index + 1, pages.len()));
    }
    let text = pages.concat();
    let places: Vec<usize> = (0..120)
        .map(|index| {
            let mark = format!("[{index}]");
            assert_eq!(text.matches(&mark).count(), 1, "{mark}");
            text.find(&mark).expect("it is there once")
        })
        .collect();
    assert!(places.is_sorted(), "messages are out of order");
    assert!(answer.body.len() < 200_000, "only the glyphs in use are in the file: {} bytes", answer.body.len());
}

#[tokio::test]
async fn a_transcript_is_given_to_those_who_may_read_the_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    let outsider = crate::chat::agent_who_may(&shop, "Caio", &[]).await;
    ana.api.get(&path(chat.id)).await.done();
    visitor.api.get(&own_path(chat.id)).await.done();
    for chat_id in [chat.id, Uuid::now_v7()] {
        outsider.api.get(&path(chat_id)).await.refused(ErrorCode::NotFound);
        school.admin.api.get(&path(chat_id)).await.refused(ErrorCode::NotFound);
        shop.visitor().await.api.get(&own_path(chat_id)).await.refused(ErrorCode::NotFound);
        school.visitor().await.api.get(&own_path(chat_id)).await.refused(ErrorCode::NotFound);
        visitor.api.get(&path(chat_id)).await.refused(ErrorCode::Unauthenticated);
        ana.api.get(&own_path(chat_id)).await.refused(ErrorCode::Unauthenticated);
        harness::Api::new(&shop.base).get(&path(chat_id)).await.refused(ErrorCode::Unauthenticated);
    }
    shop.admin.api.patch("/v1/organization", &json!({"visitor_transcript": false})).await.done();
    visitor.api.get(&own_path(chat.id)).await.refused(ErrorCode::Forbidden);
    ana.api.get(&path(chat.id)).await.done();
}

#[tokio::test]
async fn a_visitors_transcript_is_in_the_visitors_language() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    shop.queue("sales", QueueSettings::default(), &[]).await;
    let api = harness::Api::new(&shop.base);
    let token: VisitorTokenView = api.post("/v1/visitors", &json!({"organization": "shop", "locale": "en"})).await.ok();
    let visitor = harness::VisitorActor { api: api.with_token(token.token), id: token.visitor_id };
    let chat = visitor.start("sales", "Hello").await;
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", chat.id)).await.done();
    let text = read(&visitor.api.get(&own_path(chat.id)).await);
    for wanted in ["shop – Chat no. 1", "Visitor (visitor) · ", "The visitor left the conversation.", "Page 1 of 1"]
    {
        holds(&text, wanted);
    }
}
