//! Rows: C12, G1

use std::time::Duration;

use harness::{AgentActor, Organization, TestServer};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use pronto_entity::panel;
use pronto_protocol::{
    agent::{Permission, ProfileView, Role},
    error::ErrorCode,
    panel::{ChatPanelView, PanelContext, PanelSecretView, PanelView},
    queue::{FieldKind, PreChatField, QueueSettings},
    visitor::VisitorChatView,
};
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use crate::chat::agent_who_may;

const PATH: &str = "/v1/panels";
const TEMPLATE: &str = "https://erp.example.com/statement?chat={{chat.number}}#{{context}}";

async fn add(shop: &Organization, name: &str) -> PanelSecretView {
    shop.admin.api.post(PATH, &json!({"name": name, "url_template": TEMPLATE})).await.ok()
}

async fn offered(agent: &AgentActor, chat_id: Uuid) -> Vec<ChatPanelView> {
    agent.api.all(&format!("/v1/chats/{chat_id}/panels")).await
}

fn opened(url: &str, secret: &str, panel_id: Uuid) -> Option<PanelContext> {
    let (_, token) = url.split_once('#')?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[panel_id]);
    validation.set_issuer(&["pronto"]);
    // The server's clock was moved.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::decode::<PanelContext>(token, &key, &validation).ok().map(|token| token.claims)
}

#[tokio::test]
async fn a_panel_opens_with_a_signed_context_that_ends_within_five_minutes() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let field = |key: &str, kind| PreChatField {
        key: key.to_owned(),
        label: key.to_owned(),
        kind,
        required: false,
        choices: Vec::new(),
    };
    let fields = vec![
        field("name", FieldKind::Name),
        field("mail", FieldKind::Email),
        field("ra", FieldKind::ExternalId),
        field("branch", FieldKind::Text),
    ];
    let queue = shop.queue("sales", QueueSettings { pre_chat_fields: fields, ..Default::default() }, &[&ana]).await;
    ana.ready().await;
    let visitor = shop.visitor().await;
    let request = json!({
        "client_id": Uuid::now_v7(), "queue": "sales",
        "fields": {"name": "Maria", "mail": "maria@example.com", "ra": "77", "branch": "Centro"},
    });
    let chat: VisitorChatView = visitor.api.post("/v1/visitor/chats", &request).await.ok();
    ana.accept_chat(chat.id).await;
    let made = add(&shop, "Statement").await;
    server.clock.advance(Duration::from_secs(3_600));
    let ana = AgentActor::sign_in(&shop.base, "shop", &ana.email, "phone").await;
    let panels = offered(&ana, chat.id).await;
    assert_eq!((panels.len(), panels[0].name.as_str(), panels[0].panel_id), (1, "Statement", made.panel.id));
    assert!(panels[0].url.starts_with(&format!("https://erp.example.com/statement?chat={}#", chat.number)));
    let context = opened(&panels[0].url, &made.secret, made.panel.id).expect("signed with the panel's secret");
    let now = server.clock.now_ms() / 1000;
    assert!(context.exp > now && context.exp <= now + 300 && context.iat <= now, "{context:?}");
    assert_eq!(panels[0].expires_at.unix_ms(), context.exp * 1000);
    assert_eq!((context.organization.id, context.organization.slug.as_str()), (shop.id, "shop"));
    assert_eq!((context.agent.id, context.agent.name.as_str(), context.agent.role), (ana.id, "Ana", Role::Agent));
    assert_eq!((context.chat.id, context.chat.number, context.chat.queue_id), (chat.id, chat.number, queue.id));
    assert_eq!((context.visitor.id, context.visitor.name.as_deref()), (visitor.id, Some("Maria")));
    let identities: Vec<_> = context.identities.iter().map(|one| (one.kind, one.value.as_str())).collect();
    assert_eq!(identities, [(FieldKind::Email, "maria@example.com"), (FieldKind::ExternalId, "77")]);
    assert_eq!(context.fields["branch"], "Centro");
    assert_eq!(opened(&panels[0].url, "another secret", made.panel.id), None);
    assert_eq!(opened(&panels[0].url, &made.secret, Uuid::now_v7()), None, "not for another panel");
    let again = offered(&ana, chat.id).await;
    assert_ne!(opened(&again[0].url, &made.secret, made.panel.id).expect("signed").jti, context.jti);
}

#[tokio::test]
async fn a_secret_is_shown_once_sealed_and_renewed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, _visitor, chat) = shop.active_chat("sales").await;
    let made = add(&shop, "Statement").await;
    let listed = shop.admin.api.get(PATH).await.text();
    assert!(!listed.contains(&made.secret) && !listed.contains("secret\""), "{listed}");
    let row = panel::Entity::find().one(server.context.db()).await.expect("read").expect("kept");
    assert!(!row.secret.windows(made.secret.len()).any(|bytes| bytes == made.secret.as_bytes()));
    server.clock.advance(Duration::from_millis(5));
    let path = format!("{PATH}/{}/secret", made.panel.id);
    let renewed: PanelSecretView = shop.admin.api.act(&path).await.ok();
    assert!(renewed.secret != made.secret && renewed.panel.secret_at > made.panel.secret_at);
    let url = offered(&ana, chat.id).await.remove(0).url;
    assert_eq!(opened(&url, &made.secret, made.panel.id), None);
    assert!(opened(&url, &renewed.secret, made.panel.id).is_some());
}

#[tokio::test]
async fn panels_are_offered_by_profile_and_only_beside_chats_that_one_sees() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (ana, _visitor, chat) = shop.active_chat("sales").await;
    let bia = agent_who_may(&shop, "Bia", &[Permission::SeeHistory]).await;
    let outsider = agent_who_may(&shop, "Caio", &[]).await;
    let profiles: Vec<ProfileView> = shop.admin.api.all("/v1/profiles").await;
    let of_bia = profiles.iter().find(|profile| profile.name.contains("Bia")).expect("a profile").id;
    add(&shop, "For all").await;
    let request = json!({"name": "Invoices", "url_template": TEMPLATE, "profile_ids": [of_bia, of_bia]});
    let invoices: PanelSecretView = shop.admin.api.post(PATH, &request).await.ok();
    assert_eq!(invoices.panel.profile_ids, Some(vec![of_bia]));
    let names = async |agent: &AgentActor| -> Vec<String> {
        offered(agent, chat.id).await.into_iter().map(|panel| panel.name).collect()
    };
    assert_eq!(names(&ana).await, ["For all"]);
    assert_eq!(names(&bia).await, ["For all", "Invoices"]);
    assert_eq!(names(&shop.admin).await, ["For all", "Invoices"]);
    let path = format!("/v1/chats/{}/panels", chat.id);
    let paged: Vec<ChatPanelView> = bia.api.all(&format!("{path}?limit=1")).await;
    assert_eq!(paged.len(), 2);
    outsider.api.get(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.get(&path).await.refused(ErrorCode::NotFound);
    let one = format!("{PATH}/{}", invoices.panel.id);
    let request = json!({"name": "Invoices", "url_template": TEMPLATE, "active": false});
    let off: PanelView = shop.admin.api.put(&one, &request).await.ok();
    assert_eq!((off.active, off.profile_ids), (false, None));
    assert_eq!(names(&bia).await, ["For all"]);
}

#[tokio::test]
async fn only_admins_keep_panels_and_only_safe_addresses_are_taken() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let request = json!({"name": "Statement", "url_template": TEMPLATE});
    ana.api.get(PATH).await.refused(ErrorCode::Forbidden);
    ana.api.post(PATH, &request).await.refused(ErrorCode::Forbidden);
    let made = add(&shop, "Statement").await;
    let path = format!("{PATH}/{}", made.panel.id);
    let secret = format!("{path}/secret");
    ana.api.put(&path, &request).await.refused(ErrorCode::Forbidden);
    ana.api.delete(&path).await.refused(ErrorCode::Forbidden);
    ana.api.act(&secret).await.refused(ErrorCode::Forbidden);
    school.admin.api.put(&path, &request).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    school.admin.api.act(&secret).await.refused(ErrorCode::NotFound);
    shop.admin.api.post(PATH, &request).await.refused(ErrorCode::AlreadyExists);
    let again: PanelView = shop.admin.api.put(&path, &request).await.ok();
    assert_eq!(again, made.panel);
    for (field, value) in [
        ("url_template", json!("http://erp.example.com/{{context}}")),
        ("url_template", json!("javascript:alert(1)//{{context}}")),
        ("url_template", json!("https://{{context}}/")),
        ("url_template", json!("https://erp.example.com/")),
        ("url_template", json!("https://erp.example.com/{{context}}{{secret}}")),
        ("profile_ids", json!([Uuid::now_v7()])),
        ("name", json!("")),
    ] {
        let mut request = json!({"name": "Other", "url_template": TEMPLATE});
        request[field] = value;
        let refused = shop.admin.api.post(PATH, &request).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, field);
        shop.admin.api.put(&path, &request).await.refused(ErrorCode::InvalidFields);
    }
    let local = json!({"name": "Local", "url_template": "http://127.0.0.1:9/{{context}}"});
    shop.admin.api.post(PATH, &local).await.done();
    assert_eq!(shop.admin.api.all::<PanelView>(&format!("{PATH}?limit=1")).await.len(), 2);
    assert!(school.admin.api.all::<PanelView>(PATH).await.is_empty());
    shop.admin.api.delete(&path).await.done();
    shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
}
