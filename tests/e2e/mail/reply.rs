//! Replies by mail to visitors who have gone.

use harness::{TestServer, provider::FakeSmtp};
use pronto_protocol::mail::{MailKind, MailState};
use serde_json::json;

use super::{MINUTE, active, add_account, mails, sales, server_for, set};

/// Lets the sweep come round that follows on so many minutes.
async fn pass(server: &TestServer, minutes: u32) {
    server.clock.advance(MINUTE * minutes);
    pronto_api::usecase::mail::mail_unread(&server.context).await.expect("looked for");
}

#[tokio::test]
async fn a_reply_that_nobody_reads_is_mailed_once_in_a_silence() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    add_account(&shop, &smtp).await;
    set(&shop, json!({"reply_mail_minutes": 5})).await;
    let ana = sales(&shop).await;
    let (visitor, chat_id) = active(&shop, &ana, "pt-BR", &json!({"name": "Rita", "mail": "rita@example.com"})).await;
    ana.whisper(chat_id, "canario sussurro").await;
    ana.say(chat_id, "Encontrei o boleto. ✅").await;
    pass(&server, 4).await;
    assert_eq!(mails(&shop).await.len(), 0, "five minutes have not passed");
    ana.say(chat_id, "Segue a segunda via.").await;
    pass(&server, 2).await;
    let mail = smtp.expect(1).await;
    assert_eq!(mail.to, ["rita@example.com"]);
    assert_eq!(mail.header("subject"), "Nova resposta no seu atendimento nº 1 – shop");
    let text = mail.text();
    for wanted in ["Ana:\nEncontrei o boleto. ✅", "Ana:\nSegue a segunda via.", "/chat/shop/sales"] {
        assert!(text.contains(wanted), "{wanted:?} is not in {text}");
    }
    assert!(!text.contains("canario") && !text.contains("Olá!\n\nOlá!"), "{text}");
    // The same silence goes on.
    ana.say(chat_id, "Alguma dúvida?").await;
    pass(&server, 2).await;
    pass(&server, 1).await;
    assert_eq!(mails(&shop).await.len(), 1);
    assert_eq!(mails(&shop).await[0].kind, MailKind::Reply);
    // The visitor is back and goes again: another silence.
    visitor.say(chat_id, "Obrigada!").await;
    let admin = super::again(&shop, &shop.admin).await;
    let ana = super::again(&shop, &ana).await;
    ana.say(chat_id, "De nada.").await;
    pass(&server, 6).await;
    let second = smtp.expect(2).await;
    assert!(second.text().contains("De nada.") && !second.text().contains("dúvida"), "{}", second.text());
    let listed: Vec<pronto_protocol::mail::MailView> = admin.api.all("/v1/mails").await;
    assert_eq!(listed.len(), 2);
}

#[tokio::test]
async fn nothing_is_mailed_to_who_is_there_has_read_or_typed_no_address() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    add_account(&shop, &smtp).await;
    let ana = sales(&shop).await;
    let address = |name: &str| json!({"mail": format!("{name}@example.com")});
    let (present, one) = active(&shop, &ana, "en", &address("present")).await;
    let (reader, two) = active(&shop, &ana, "en", &address("reader")).await;
    let (_, three) = active(&shop, &ana, "en", &json!({"name": "Nobody"})).await;
    let (_, four) = active(&shop, &ana, "en", &address("gone")).await;
    let (_, five) = active(&shop, &ana, "en", &address("corrected")).await;
    for chat_id in [one, two, three, four] {
        ana.say(chat_id, "Hello!").await;
    }
    let taken_back = ana.say(five, "Wrong chat").await;
    ana.api.delete(&format!("/v1/chats/{five}/messages/{}", taken_back.id)).await.done();
    reader.api.put(&format!("/v1/visitor/chats/{two}/read"), &json!({"position": 100})).await.done();
    // Closed meanwhile: the reply is unread all the same.
    ana.api.post(&format!("/v1/chats/{four}/close"), &json!({})).await.done();
    pass(&server, 6).await;
    assert!(mails(&shop).await.is_empty(), "the organization mails no replies yet");
    // Only now: six minutes without a heartbeat would have ended it.
    let socket = present.socket().await;
    set(&shop, json!({"reply_mail_minutes": 5})).await;
    pronto_api::usecase::mail::mail_unread(&server.context).await.expect("looked for");
    let mail = smtp.expect(1).await;
    assert_eq!(mail.to, ["gone@example.com"]);
    assert!(mail.header("subject").starts_with("New reply in your chat no. 4"), "{}", mail.header("subject"));
    assert_eq!(mails(&shop).await.len(), 1);
    // Once the socket is gone, what it has not shown as read is mailed.
    drop(socket);
    server
        .until("the socket is gone", async || {
            pronto_api::usecase::mail::mail_unread(&server.context).await.expect("looked for");
            mails(&shop).await.len() == 2
        })
        .await;
    assert_eq!(smtp.expect(2).await.to, ["present@example.com"]);
    set(&shop, json!({"reply_mail_minutes": 0})).await;
}

#[tokio::test]
async fn an_address_gets_so_many_mails_a_day_and_the_surplus_is_on_record() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    add_account(&shop, &smtp).await;
    set(&shop, json!({"reply_mail_minutes": 1, "mails_per_address_most": 1})).await;
    let ana = sales(&shop).await;
    for _ in 0..2 {
        let (_, chat_id) = active(&shop, &ana, "en", &json!({"mail": "rita@example.com"})).await;
        ana.say(chat_id, "Hello!").await;
    }
    pass(&server, 2).await;
    smtp.expect(1).await;
    server.until("both are on record", async || mails(&shop).await.len() == 2).await;
    let mut fates: Vec<_> = mails(&shop).await.into_iter().map(|mail| (mail.state, mail.reason)).collect();
    fates.sort_by_key(|(state, _)| *state == MailState::Suppressed);
    assert_eq!(fates[1], (MailState::Suppressed, Some("address_cap".to_owned())));
    pass(&server, 1).await;
    assert_eq!((mails(&shop).await.len(), smtp.taken().len()), (2, 1));
}
