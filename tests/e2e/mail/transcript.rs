//! Transcripts by mail.

use harness::provider::{FakeSmtp, Stage};
use pronto_entity::mail;
use pronto_protocol::{
    error::ErrorCode,
    mail::{MailKind, MailState},
};
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::{MINUTE, active, add_account, again, mails, sales, server_for, set};

fn own(chat_id: Uuid) -> String {
    format!("/v1/visitor/chats/{chat_id}/transcript_mails")
}

#[tokio::test]
async fn the_transcript_goes_to_the_address_typed_in_the_chat_when_it_closes() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    add_account(&shop, &smtp).await;
    set(&shop, json!({"transcript_mail": "on_close", "name": "Colégio São João"})).await;
    let ana = sales(&shop).await;
    let (_, chat_id) = active(&shop, &ana, "pt-BR", &json!({"name": "Rita", "mail": "Rita@Example.com"})).await;
    ana.say(chat_id, "Até amanhã! 👋").await;
    ana.whisper(chat_id, "canario sussurro").await;
    ana.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({"reason": "canario motivo"})).await.done();
    let mail = smtp.expect(1).await;
    assert_eq!((mail.to.clone(), mail.secured), (vec!["rita@example.com".to_owned()], true));
    assert_eq!(mail.header("subject"), "Seu atendimento nº 1 – Colégio São João");
    assert!(mail.header("from").contains("Colégio São João"), "{}", mail.header("from"));
    assert_eq!(mail.header("auto-submitted"), "auto-generated");
    assert!(mail.text().contains("Em anexo está a transcrição do atendimento nº 1."), "{}", mail.text());
    let pdf = lopdf::Document::load_mem(&mail.file()).expect("a PDF");
    let numbers: Vec<u32> = pdf.get_pages().into_keys().collect();
    let text: String = pdf.extract_text(&numbers).expect("text").split_whitespace().collect();
    assert!(text.contains("Atéamanhã!👋") && !text.contains("canario"), "{text}");
    server.until("the mail is noted as sent", async || mails(&shop).await[0].state == MailState::Sent).await;
    let kept = mails(&shop).await;
    assert_eq!((kept.len(), kept[0].kind, kept[0].attempts, kept[0].chat_id), (1, MailKind::Transcript, 1, chat_id));
    assert_eq!(kept[0].words.as_deref(), Some("250 2.0.0 Ok: queued as FAKE1"));
    assert_eq!(mail.header("message-id"), format!("<{}@shop.example>", kept[0].id));

    // Nobody who typed no address gets one, nor does a chat of an organization that mails none.
    let (_, nameless) = active(&shop, &ana, "pt-BR", &json!({"name": "Bia"})).await;
    ana.api.post(&format!("/v1/chats/{nameless}/close"), &json!({})).await.done();
    set(&shop, json!({"transcript_mail": "never"})).await;
    let (visitor, off) = active(&shop, &ana, "pt-BR", &json!({"mail": "rita@example.com"})).await;
    ana.api.post(&format!("/v1/chats/{off}/close"), &json!({})).await.done();
    visitor.api.act(&own(off)).await.refused(ErrorCode::Forbidden);
    assert_eq!(mails(&shop).await.len(), 1);
}

#[tokio::test]
async fn a_visitor_asks_for_it_in_the_own_language_and_gets_one_and_not_without_end() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = sales(&shop).await;
    let fields = json!({"name": "Rita", "mail": "rita@example.com"});
    let (visitor, chat_id) = active(&shop, &ana, "en", &fields).await;
    set(&shop, json!({"transcript_mail": "on_request", "mails_per_address_most": 2})).await;
    visitor.api.act(&own(chat_id)).await.refused(ErrorCode::NotConfigured);
    let account = add_account(&shop, &smtp).await;
    let by_agent = format!("/v1/chats/{chat_id}/transcript_mails");
    for refused in [
        shop.visitor().await.api.act(&own(chat_id)).await,
        school.admin.api.act(&by_agent).await,
        ana.api.act(&format!("/v1/chats/{}/transcript_mails", Uuid::now_v7())).await,
    ] {
        refused.refused(ErrorCode::NotFound);
    }
    visitor.api.act(&own(chat_id)).await.done();
    let mail = smtp.expect(1).await;
    assert_eq!(mail.header("subject"), "Your chat no. 1 – shop");
    assert!(mail.text().starts_with("Hello!"), "{}", mail.text());
    server.until("it is sent", async || mails(&shop).await[0].state == MailState::Sent).await;
    set(&shop, json!({"transcript_mail_subject": "{organization}: conversa {number}"})).await;
    ana.api.act(&by_agent).await.done();
    assert_eq!(smtp.expect(2).await.header("subject"), "shop: conversa 1");
    server.until("it is sent", async || mails(&shop).await[0].state == MailState::Sent).await;
    visitor.api.act(&own(chat_id)).await.refused(ErrorCode::RateLimited);
    ana.api.act(&by_agent).await.refused(ErrorCode::RateLimited);
    // Tomorrow the address may have more.
    server.clock.advance(MINUTE * 60 * 24);
    visitor.api.act(&own(chat_id)).await.done();
    smtp.expect(3).await;
    let (silent, nameless) = {
        let ana = again(&shop, &ana).await;
        active(&shop, &ana, "en", &json!({"name": "Bia"})).await
    };
    silent.api.act(&own(nameless)).await.refused(ErrorCode::Conflict);
    let admin = again(&shop, &shop.admin).await;
    admin.api.delete(&format!("/v1/mail_accounts/{}", account.id)).await.done();
    visitor.api.act(&own(chat_id)).await.refused(ErrorCode::NotConfigured);
    for bad in [json!({"transcript_mail_subject": "a\n\nb".repeat(200)}), json!({"mails_per_address_most": 0})] {
        admin.api.patch("/v1/organization", &bad).await.refused(ErrorCode::InvalidFields);
    }
}

#[tokio::test]
async fn a_mail_that_is_not_taken_is_tried_again_and_one_that_is_refused_is_dead() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    add_account(&shop, &smtp).await;
    set(&shop, json!({"transcript_mail": "on_request"})).await;
    let ana = sales(&shop).await;
    let (visitor, chat_id) = active(&shop, &ana, "en", &json!({"mail": "rita@example.com"})).await;
    smtp.answer(Stage::Recipient, "450 4.2.0 Greylisted");
    smtp.answer(Stage::Content, "451 4.3.0 Try later");
    visitor.api.act(&own(chat_id)).await.done();
    server.until("the first try is noted", async || mails(&shop).await[0].words.is_some()).await;
    let waiting = mails(&shop).await.remove(0);
    assert_eq!((waiting.state, waiting.attempts, waiting.reason.as_deref()), (MailState::Queued, 1, None));
    assert_eq!(waiting.words.as_deref(), Some("450 4.2.0 Greylisted"));
    let pause_ms = waiting.due_at.expect("it is tried again").unix_ms() - server.clock.now_ms();
    assert!((40_000..=60_000).contains(&pause_ms), "{pause_ms}");
    // While it waits, asking again makes no second one.
    visitor.api.act(&own(chat_id)).await.done();
    assert_eq!((mails(&shop).await.len(), smtp.taken().len()), (1, 0));
    server.clock.advance(MINUTE);
    server.until("the second try is noted", async || mails(&shop).await[0].attempts == 2).await;
    server
        .until("it waits again", async || mails(&shop).await[0].words.as_deref() == Some("451 4.3.0 Try later"))
        .await;
    server.clock.advance(MINUTE * 2);
    let mail = smtp.expect(1).await;
    assert_eq!(mail.header("message-id"), format!("<{}@shop.example>", waiting.id));
    server.until("it is sent", async || mails(&shop).await[0].state == MailState::Sent).await;

    smtp.answer(Stage::Recipient, "550 5.1.1 No such user");
    visitor.api.act(&own(chat_id)).await.done();
    server.until("it is dead", async || mails(&shop).await[0].state == MailState::Dead).await;
    let dead = mails(&shop).await.remove(0);
    assert_eq!((dead.reason.as_deref(), dead.words.as_deref()), (Some("refused"), Some("550 5.1.1 No such user")));
    assert_eq!(dead.due_at, None);
    let listed: Vec<pronto_protocol::mail::MailView> = shop.admin.api.all("/v1/mails?state=dead").await;
    assert_eq!(listed, [dead]);
    let none: Vec<pronto_protocol::mail::MailView> =
        shop.admin.api.all(&format!("/v1/mails?chat_id={}", Uuid::now_v7())).await;
    assert!(none.is_empty(), "{none:?}");
    assert_eq!(smtp.taken().len(), 1);
}

#[tokio::test]
async fn a_mail_survives_a_restart_and_dies_after_its_last_try() {
    let smtp = FakeSmtp::start().await;
    let mut server = server_for(&smtp).await;
    let mut shop = server.organization("shop").await;
    add_account(&shop, &smtp).await;
    set(&shop, json!({"transcript_mail": "on_request"})).await;
    let ana = sales(&shop).await;
    let (visitor, chat_id) = active(&shop, &ana, "en", &json!({"mail": "rita@example.com"})).await;
    for _ in 0..12 {
        smtp.answer(Stage::Greeting, "421 4.3.2 Not now");
    }
    visitor.api.act(&own(chat_id)).await.done();
    server.until("the first try is noted", async || mails(&shop).await[0].words.is_some()).await;
    server.restart().await;
    shop.base = format!("http://{}", server.address);
    for tries in 2..=12 {
        server.clock.advance(MINUTE * 60);
        shop.admin = again(&shop, &shop.admin).await;
        // While it is being tried it is held for ten minutes, which is none of the pauses.
        let pause_ms = (60_000_i64 << (tries - 1)).min(3_600_000);
        server
            .until("the next try is noted", async || {
                let mail = mails(&shop).await.remove(0);
                let settled = mail
                    .due_at
                    .is_none_or(|at| (pause_ms - 30_000..=pause_ms).contains(&(at.unix_ms() - server.clock.now_ms())));
                mail.attempts == tries && settled
            })
            .await;
    }
    server.until("it is dead", async || mails(&shop).await[0].state == MailState::Dead).await;
    let dead = mails(&shop).await.remove(0);
    assert_eq!((dead.reason.as_deref(), dead.attempts), (Some("tried_often"), 12));
    assert!(smtp.taken().is_empty());
}

#[tokio::test]
async fn mails_are_forgotten_after_the_days_of_their_queue_or_the_organization() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    add_account(&shop, &smtp).await;
    set(&shop, json!({"transcript_mail": "on_request", "retention_days": 30})).await;
    let ana = sales(&shop).await;
    // Left open, so that the mails do not go with the chat.
    let (visitor, chat_id) = active(&shop, &ana, "pt-BR", &json!({"mail": "rita@example.com"})).await;
    visitor.api.act(&own(chat_id)).await.done();
    smtp.expect(1).await;
    server.until("it is sent", async || mails(&shop).await[0].state == MailState::Sent).await;
    let kept = async || mail::Entity::find().all(server.context.db()).await.unwrap().len();
    server.clock.advance(MINUTE * 60 * 24 * 29);
    pronto_api::usecase::mail::forget_old(&server.context).await.unwrap();
    assert_eq!(kept().await, 1);
    server.clock.advance(MINUTE * 60 * 24 * 2);
    let forgotten = async || {
        // A round of the hourly worker may be under way: then the next one does it.
        server.clock.advance(MINUTE * 60);
        kept().await == 0
    };
    server.until("the old mail is forgotten", forgotten).await;
}
