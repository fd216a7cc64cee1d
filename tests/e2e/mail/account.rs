//! Mail accounts: who may, what is refused, and what the mail server says.

use harness::{
    TestServer,
    provider::{FakeSmtp, Stage},
};
use pronto_entity::mail_account;
use pronto_protocol::{
    error::ErrorCode,
    mail::{MailAccountView, TestMailView},
    queue::QueueSettings,
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{account, add_account, server_for};

const PATH: &str = "/v1/mail_accounts";

fn with(mut request: Value, field: &str, value: Value) -> Value {
    request[field] = value;
    request
}

#[tokio::test]
async fn an_account_is_added_tested_replaced_and_removed_and_its_password_never_comes_out() {
    let smtp = FakeSmtp::start_with_login("shop", "s3cret-canary").await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    let request = with(with(account(&smtp), "user", json!("shop")), "password", json!("s3cret-canary"));
    let added: MailAccountView = shop.admin.api.post(PATH, &request).await.ok();
    assert_eq!((added.has_password, added.user.as_deref(), added.port), (true, Some("shop"), smtp.port()));
    shop.admin.api.post(PATH, &request).await.refused(ErrorCode::AlreadyExists);
    let path = format!("{PATH}/{}", added.id);
    let test = format!("{path}/test");
    let told: TestMailView = shop.admin.api.post(&test, &json!({})).await.ok();
    assert_eq!(told, TestMailView { accepted: true, words: "250 2.0.0 Ok: queued as FAKE1".to_owned() });
    let taken = smtp.expect(1).await;
    assert_eq!((taken.from.as_str(), taken.to), ("atendimento@shop.example", vec!["admin@shop.example".to_owned()]));
    assert!(taken.secured && taken.user.as_deref() == Some("shop"));
    let told: TestMailView = shop.admin.api.post(&test, &json!({"to": "rita@example.com"})).await.ok();
    assert!(told.accepted);
    assert_eq!(smtp.expect(2).await.to, ["rita@example.com"]);

    // Without a password the kept one stays, until the name is another.
    let named = with(with(account(&smtp), "user", json!("shop")), "from_name", json!("Loja São João"));
    let replaced: MailAccountView = shop.admin.api.put(&path, &named).await.ok();
    assert_eq!((replaced.from_name.as_deref(), replaced.has_password), (Some("Loja São João"), true));
    let told: TestMailView = shop.admin.api.post(&test, &json!({})).await.ok();
    assert!(told.accepted);
    let from = smtp.expect(3).await.header("from");
    assert_eq!(from.replace('"', ""), "Loja São João <atendimento@shop.example>");
    for other in [with(named.clone(), "user", json!("other")), with(named.clone(), "host", json!("localhost"))] {
        let refused = shop.admin.api.put(&path, &other).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, "password");
    }
    let wrong = with(named, "password", json!("wrong"));
    shop.admin.api.put(&path, &wrong).await.done();
    let told: TestMailView = shop.admin.api.post(&test, &json!({})).await.ok();
    assert_eq!(told, TestMailView { accepted: false, words: "535 5.7.8 Who are you?".to_owned() });

    let rows = mail_account::Entity::find().all(server.context.db()).await.expect("read");
    let kept = rows[0].password.clone().expect("a password is kept");
    assert!(!String::from_utf8_lossy(&kept).contains("wrong"), "the password is not sealed");
    let listed = shop.admin.api.get(PATH).await.text();
    assert!(listed.contains("atendimento@shop.example") && !listed.contains("canary") && !listed.contains("wrong"));
    shop.admin.api.delete(&path).await.done();
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    assert!(shop.admin.api.all::<MailAccountView>(PATH).await.is_empty());
}

#[tokio::test]
async fn the_mail_servers_own_words_are_told() {
    let smtp = FakeSmtp::start_tls().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    let request = with(account(&smtp), "security", json!("tls"));
    let added: MailAccountView = shop.admin.api.post(PATH, &request).await.ok();
    let test = format!("{PATH}/{}/test", added.id);
    for (stage, words) in [
        (Stage::Recipient, "550 5.1.1 No such user here"),
        (Stage::Content, "452 4.3.1 Mailbox full"),
        (Stage::Greeting, "554 5.7.1 Go away"),
    ] {
        smtp.answer(stage, words);
        let told: TestMailView = shop.admin.api.post(&test, &json!({})).await.ok();
        assert_eq!(told, TestMailView { accepted: false, words: words.to_owned() });
    }
    let told: TestMailView = shop.admin.api.post(&test, &json!({})).await.ok();
    assert!(told.accepted, "{told:?}");
    // STARTTLS where TLS is spoken from the first byte, and the other way round, come to nothing in good order.
    shop.admin.api.put(&format!("{PATH}/{}", added.id), &with(request.clone(), "port", json!(1))).await.done();
    let told: TestMailView = shop.admin.api.post(&test, &json!({})).await.ok();
    assert!(!told.accepted && !told.words.is_empty(), "{told:?}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let smtp = FakeSmtp::start().await;
    let server = TestServer::start_with(|config| config.egress_allow_private = true).await;
    let shop = server.organization("shop").await;
    let added = add_account(&shop, &smtp).await;
    let told: TestMailView = shop.admin.api.post(&format!("{PATH}/{}/test", added.id), &json!({})).await.ok();
    assert!(!told.accepted && told.words.contains("certificate"), "{told:?}");
    assert!(smtp.taken().is_empty());
}

#[tokio::test]
async fn a_mail_server_in_the_operators_own_network_is_out_of_reach() {
    let smtp = FakeSmtp::start().await;
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    for host in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "localhost", "db.internal", "mail"] {
        let refused = shop.admin.api.post(PATH, &with(account(&smtp), "host", json!(host))).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "host", "{host}");
    }
    // A public name that leads to this machine is found out when it is looked up.
    let added: MailAccountView =
        shop.admin.api.post(PATH, &with(account(&smtp), "host", json!("mail.example.com"))).await.ok();
    mail_account::Entity::update_many()
        .col_expr(mail_account::Column::Host, sea_orm::sea_query::Expr::value("127.0.0.1"))
        .exec(&server.context.database.writer)
        .await
        .expect("changed");
    let told: TestMailView = shop.admin.api.post(&format!("{PATH}/{}/test", added.id), &json!({})).await.ok();
    assert_eq!(told.words, "The mail server's address is not allowed.");
    assert_eq!(smtp.connections(), 0);
}

#[tokio::test]
async fn what_cannot_be_an_account_is_refused_and_only_admins_have_them() {
    let smtp = FakeSmtp::start().await;
    let server = server_for(&smtp).await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let foreign = school.queue("sales", QueueSettings::default(), &[]).await;
    for (field, value) in [
        ("host", json!("")),
        ("host", json!("mail server")),
        ("port", json!(0)),
        ("from_address", json!("nobody")),
        ("from_name", json!("")),
        ("user", json!("a\nb")),
        ("queue_id", json!(Uuid::now_v7())),
        ("queue_id", json!(foreign.id)),
    ] {
        let mut request = with(account(&smtp), field, value.clone());
        if field == "user" {
            request["password"] = json!("secret");
        }
        let refused = shop.admin.api.post(PATH, &request).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, field, "{value}");
    }
    let open = with(with(with(account(&smtp), "security", json!("none")), "user", json!("a")), "password", json!("b"));
    assert_eq!(shop.admin.api.post(PATH, &open).await.refused(ErrorCode::InvalidFields).fields[0].field, "user");
    let bare = with(account(&smtp), "user", json!("a"));
    assert_eq!(shop.admin.api.post(PATH, &bare).await.refused(ErrorCode::InvalidFields).fields[0].field, "password");
    shop.admin.api.post(PATH, &with(account(&smtp), "port", json!(70_000))).await.refused(ErrorCode::BadRequest);

    let added = add_account(&shop, &smtp).await;
    let path = format!("{PATH}/{}", added.id);
    let queue = shop.queue("sales", QueueSettings::default(), &[]).await;
    let own: MailAccountView = shop.admin.api.post(PATH, &with(account(&smtp), "queue_id", json!(queue.id))).await.ok();
    assert_eq!(own.queue_id, Some(queue.id));
    for (api, code) in [(&ana.api, ErrorCode::Forbidden), (&shop.visitor().await.api, ErrorCode::Unauthenticated)] {
        api.get(PATH).await.refused(code);
        api.post(PATH, &account(&smtp)).await.refused(code);
        api.put(&path, &account(&smtp)).await.refused(code);
        api.post(&format!("{path}/test"), &json!({})).await.refused(code);
        api.delete(&path).await.refused(code);
        api.get("/v1/mails").await.refused(code);
    }
    school.admin.api.put(&path, &account(&smtp)).await.refused(ErrorCode::NotFound);
    school.admin.api.post(&format!("{path}/test"), &json!({})).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    shop.admin.api.post(&format!("{path}/test"), &json!({"to": "nobody"})).await.refused(ErrorCode::InvalidFields);
    assert!(smtp.taken().is_empty());
    assert!(school.admin.api.all::<MailAccountView>(PATH).await.is_empty());
}
