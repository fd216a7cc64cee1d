//! Rows: V4, V10

mod account;
mod reply;
mod transcript;

use std::time::Duration;

use harness::{AgentActor, Organization, TestServer, VisitorActor, provider::FakeSmtp};
use pronto_protocol::{
    mail::{MailAccountView, MailView},
    queue::{FieldKind, PreChatField, QueueSettings},
    visitor::VisitorTokenView,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// A server that may reach mail servers on this machine and trusts this one's authority.
async fn server_for(smtp: &FakeSmtp) -> TestServer {
    let authority = smtp.ca_file();
    TestServer::start_with(move |config| {
        config.egress_allow_private = true;
        config.smtp_ca_file = Some(authority);
    })
    .await
}

/// An account at that mail server, as it is asked for.
fn account(smtp: &FakeSmtp) -> Value {
    json!({
        "host": "127.0.0.1", "port": smtp.port(), "security": "starttls", "from_address": "atendimento@shop.example",
    })
}

async fn add_account(shop: &Organization, smtp: &FakeSmtp) -> MailAccountView {
    shop.admin.api.post("/v1/mail_accounts", &account(smtp)).await.ok()
}

/// A queue that asks for name and address, with a ready agent.
async fn sales(shop: &Organization) -> AgentActor {
    let ana = shop.agent("Ana").await;
    let field = |key: &str, kind| PreChatField {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        required: false,
        choices: Vec::new(),
    };
    let pre_chat_fields = vec![field("name", FieldKind::Name), field("mail", FieldKind::Email)];
    shop.queue("sales", QueueSettings { pre_chat_fields, ..QueueSettings::default() }, &[&ana]).await;
    ana.ready().await;
    ana
}

/// A visitor in a chat that the agent has taken, with what was typed before it.
async fn active(shop: &Organization, ana: &AgentActor, locale: &str, fields: &Value) -> (VisitorActor, Uuid) {
    let api = harness::Api::new(&shop.base);
    let request = json!({"organization": shop.slug, "locale": locale});
    let token: VisitorTokenView = api.post("/v1/visitors", &request).await.ok();
    let visitor = VisitorActor { api: api.with_token(token.token), id: token.visitor_id };
    let request = json!({"client_id": Uuid::now_v7(), "queue": "sales", "text": "Olá!", "fields": fields});
    let chat: Value = visitor.api.post("/v1/visitor/chats", &request).await.ok();
    let chat_id = chat["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    ana.accept_chat(chat_id).await;
    (visitor, chat_id)
}

async fn set(shop: &Organization, settings: Value) {
    shop.admin.api.patch("/v1/organization", &settings).await.done();
}

async fn mails(shop: &Organization) -> Vec<MailView> {
    shop.admin.api.all("/v1/mails").await
}

/// The same agent on the same device, signed in anew: the clock has been moved past the old token's end.
async fn again(shop: &Organization, agent: &AgentActor) -> AgentActor {
    AgentActor::sign_in(&shop.base, &shop.slug, &agent.email, "desk").await
}

const MINUTE: Duration = Duration::from_secs(60);
