//! Visits, what is sent to them, webhooks, keys of programs and of sites.

use std::collections::BTreeMap;

use harness::{AgentActor, Api, TestServer, VisitorActor};
use jsonwebtoken::{EncodingKey, Header};
use pronto_protocol::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{first, id_of};

const EVERY_SCOPE: [&str; 7] =
    ["chats:read", "chats:write", "internal:read", "agents:read", "queues:read", "feed:read", "webhooks:manage"];

/// Adds one of each.
pub(super) async fn add(
    ids: &mut BTreeMap<&'static str, String>,
    server: &TestServer,
    admin: &Api,
    agent: &AgentActor,
    visitor: &VisitorActor,
) {
    admin
        .patch("/v1/organization", &json!({"redirect_hosts": ["shop.example"], "transcript_mail": "on_request"}))
        .await
        .done();
    for (key, path, operation) in [
        ("invitation_id", "/v1/invitations", "add_invitation"),
        ("promotion_id", "/v1/promotions", "add_promotion"),
        ("api_key_id", "/v1/api_keys", "add_api_key"),
        ("webhook_id", "/v1/webhooks", "add_webhook"),
        ("identity_provider_id", "/v1/identity_providers", "add_identity_provider"),
        ("tag_id", "/v1/tags", "add_tag"),
        ("block_id", "/v1/blocks", "add_block"),
        ("mail_account_id", "/v1/mail_accounts", "add_mail_account"),
        ("whatsapp_account_id", "/v1/whatsapp_accounts", "add_whatsapp_account"),
    ] {
        let body = first(body(operation, ids).expect("a body"));
        ids.insert(key, id_of(&admin.post(path, &body).await.ok()));
    }
    let offline = body("leave_offline_message", ids).expect("a body");
    visitor.api.post("/v1/visitor/offline_messages", &offline).await.done();
    let offline: Vec<Value> = agent.api.all("/v1/offline_messages").await;
    ids.insert("offline_message_id", id_of(&offline[0]));
    visitor.api.post("/v1/visitor/page_views", &json!({"url": "https://shop.example/"})).await.done();
    let visits: Vec<Value> = agent.api.all("/v1/visits").await;
    ids.insert("visit_id", id_of(&visits[0]));
    let promotion = json!({"promotion_id": ids["promotion_id"]});
    let path = format!("/v1/visits/{}/promotion", ids["visit_id"]);
    ids.insert("approach_id", id_of(&agent.api.post(&path, &promotion).await.ok()));

    let path = format!("/v1/webhooks/{}", ids["webhook_id"]);
    admin.act(&format!("{path}/test")).await.done();
    let deliveries: Vec<Value> = admin.all(&format!("{path}/deliveries")).await;
    ids.insert("delivery_id", id_of(&deliveries[0]));

    let key: Value = admin.post("/v1/identity_keys", &body("add_identity_key", ids).expect("a body")).await.ok();
    ids.insert("identity_key_id", id_of(&key));
    let exp = server.clock.now_ms() / 1_000 + 600;
    let claims = json!({"sub": "ra-17", "iss": "https://shop.example", "aud": "shop", "exp": exp});
    let secret = key["secret"].as_str().expect("a secret");
    let jwt = jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes()));
    ids.insert("jwt", jwt.expect("signed"));
    ids.insert("visitor_id", visitor.id.to_string());
}

/// Programs: with every scope, with one that nothing needs by itself, with a revoked key, and of another organization.
pub(super) async fn keys(base: &str, admin: &Api, foreign_admin: &Api) -> [Api; 4] {
    let add = async |admin: &Api, scopes: &[&str]| -> (String, Api) {
        let added: Value = admin.post("/v1/api_keys", &json!({"name": "Program", "scopes": scopes})).await.ok();
        let secret = added["secret"].as_str().expect("a key").to_owned();
        (id_of(&added), Api::new(base).with_token(secret))
    };
    let (_, key) = add(admin, &EVERY_SCOPE).await;
    let (_, other) = add(admin, &["internal:read"]).await;
    let (id, revoked) = add(admin, &EVERY_SCOPE).await;
    admin.delete(&format!("/v1/api_keys/{id}")).await.done();
    let (_, foreign) = add(foreign_admin, &EVERY_SCOPE).await;
    [key, other, revoked, foreign]
}

fn tomorrow() -> Timestamp {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    Timestamp::from_unix_ms(i64::try_from(now.as_millis()).expect("a time") + 86_400_000)
}

/// A body that is in order, where an operation takes one.
pub(super) fn body(operation: &str, ids: &BTreeMap<&'static str, String>) -> Option<Value> {
    let client_id = Uuid::now_v7();
    let person = json!({"external_id": "ra-18", "name": "Rita"});
    Some(match operation {
        "add_invitation" | "replace_invitation" => {
            json!({"name": operation, "text": "May I help?", "queue_id": ids["queue_id"], "active": true})
        }
        "add_promotion" | "replace_promotion" => {
            json!({"name": operation, "text": "Half price", "url": "https://shop.example/sale", "active": true})
        }
        "send_invitation" => json!({"invitation_id": ids["invitation_id"]}),
        "send_promotion" => json!({"promotion_id": ids["promotion_id"]}),
        "send_redirect" => json!({"url": "https://shop.example/help"}),
        "report_page_view" => json!({"url": "https://shop.example/sale"}),
        "answer_approach" => json!({"answer": "declined"}),
        "replace_preferences" => json!({}),
        "add_webhook" => json!({"url": "https://hooks.example/pronto", "kinds": ["message.sent"]}),
        "update_webhook" => json!({"kinds": []}),
        "add_api_key" => json!({"name": "Robot", "scopes": ["chats:read"]}),
        "add_identity_provider" | "replace_identity_provider" => json!({
            "name": "Account", "issuer": "https://id.example", "client_id": "pronto", "client_secret": "a-secret",
        }),
        "add_identity_key" => json!({"name": "Site", "issuer": "https://shop.example", "algorithm": "HS256"}),
        "identify_visitor" => json!({"jwt": ids["jwt"]}),
        "export_person" | "erase_person" => json!({"visitor_id": ids["visitor_id"]}),
        "start_visitor_chat" => json!({"client_id": client_id, "visitor": person, "queue": "sales", "text": "Hello"}),
        "send_visitor_message" => json!({"client_id": client_id, "text": "Hello"}),
        "transfer_chat" => json!({"client_id": client_id, "queue_id": ids["queue_id"]}),
        "add_block" => json!({"target": {"kind": "network", "network": "192.0.2.0/24"}, "reason": "Spam"}),
        "add_mail_account" | "replace_mail_account" => json!({
            "host": "smtp.example", "port": 587, "security": "starttls", "from_address": "shop@shop.example",
        }),
        "export_audit" | "test_mail_account" => json!({}),
        "add_whatsapp_account" | "replace_whatsapp_account" => json!({
            "phone": "+551140041234", "phone_number_id": if operation.starts_with("add") { Uuid::now_v7().as_u128().to_string()[..20].to_owned() } else { "12".to_owned() },
            "business_account_id": "2", "queue_id": ids["queue_id"], "access_token": "t", "app_secret": "s",
            "verify_token": "an-open-word",
        }),
        "send_whatsapp_template" => json!({"client_id": client_id, "name": "back", "language": "pt_BR"}),
        "receive_whatsapp" => json!({"object": "whatsapp_business_account", "entry": []}),
        "add_tag" => json!({"name": "urgente"}),
        "update_tag" => json!({"name": "retorno"}),
        "set_tags" => json!({"tag_ids": [ids["tag_id"]]}),
        "set_priority" => json!({"priority": "high"}),
        "snooze_chat" => json!({"until": tomorrow()}),
        "mark_received" | "mark_own_received" => json!({"position": 1}),
        "rate_own_chat" => json!({"score": 5}),
        "leave_offline_message" => json!({
            "client_id": client_id, "queue": "sales", "name": "Rita", "email": "rita@example.com", "text": "pomegranate",
        }),
        "assign_offline_message" => json!({"agent_id": ids["agent_id"]}),
        "handle_offline_message" => json!({}),
        _ => return None,
    })
}
