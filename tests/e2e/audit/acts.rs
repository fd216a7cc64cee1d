//! How each administrative operation is called: one line an operation, with what it needs made before.

use harness::Organization;
use pronto_protocol::queue::QueueSettings;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

/// A request, with null for no body.
pub type Call = (Method, String, Value);

fn post(path: &str, body: Value) -> Call {
    (Method::POST, path.to_owned(), body)
}

fn put(path: String, body: Value) -> Call {
    (Method::PUT, path, body)
}

fn patch(path: String, body: Value) -> Call {
    (Method::PATCH, path, body)
}

fn delete(path: String) -> Call {
    (Method::DELETE, path, Value::Null)
}

/// Makes something and tells its id.
async fn made(shop: &Organization, path: &str, body: Value) -> String {
    let view: Value = shop.admin.api.post(path, &body).await.ok();
    view["id"].as_str().expect("an id").to_owned()
}

async fn queue(shop: &Organization) -> String {
    shop.queue(&word(), QueueSettings::default(), &[]).await.id.to_string()
}

/// A name that nothing else has.
fn word() -> String {
    format!("w{}", Uuid::now_v7().simple())
}

fn profile() -> Value {
    json!({"name": word(), "permissions": ["attach"], "min_chats": 0})
}

fn vapid() -> Value {
    json!({"name": word(), "credentials": {"provider": "web_push", "subject": "mailto:it@shop.example"}})
}

/// A register that is kept by `POST`, `PATCH` (or `PUT`) and `DELETE` at one address.
async fn of_register(shop: &Organization, operation: &str) -> Option<Call> {
    let queue_id = queue(shop).await;
    let (path, body, whole) = match operation.split_once('_')?.1 {
        "custom_field" => ("/v1/custom_fields", json!({"key": word(), "label": "Plan", "kind": "text"}), false),
        "disposition" => ("/v1/dispositions", json!({"name": word()}), false),
        "invitation" => {
            ("/v1/invitations", json!({"name": word(), "text": "Help?", "queue_id": queue_id, "active": true}), true)
        }
        "panel" | "panel_secret" => {
            ("/v1/panels", json!({"name": word(), "url_template": "https://panel.example/{{context}}"}), true)
        }
        "promotion" => {
            shop.admin.api.patch("/v1/organization", &json!({"redirect_hosts": ["shop.example"]})).await.done();
            (
                "/v1/promotions",
                json!({"name": word(), "text": "Sale", "url": "https://shop.example/", "active": true}),
                true,
            )
        }
        "status_label" => ("/v1/status_labels", json!({"state": "active", "name": word()}), false),
        "tag" => ("/v1/tags", json!({"name": word()}), false),
        _ => return None,
    };
    if operation.starts_with("add_") {
        return Some(post(path, body));
    }
    let view: Value = shop.admin.api.post(path, &body).await.ok();
    let id = view.get("panel").unwrap_or(&view)["id"].as_str().expect("an id").to_owned();
    let mut changed = body;
    let name = if path == "/v1/custom_fields" { "label" } else { "name" };
    changed[name] = word().into();
    Some(match operation {
        "renew_panel_secret" => post(&format!("{path}/{id}/secret"), Value::Null),
        _ if operation.starts_with("remove_") => delete(format!("{path}/{id}")),
        _ if whole => put(format!("{path}/{id}"), changed),
        _ => patch(format!("{path}/{id}"), json!({name: changed[name]})),
    })
}

async fn of_mail(shop: &Organization, operation: &str) -> Option<Call> {
    let account = json!({
        "queue_id": queue(shop).await, "host": "127.0.0.1", "port": 9, "security": "none", "from_address": "shop@shop.example",
    });
    if operation == "add_mail_account" {
        return Some(post("/v1/mail_accounts", account));
    }
    let path = format!("/v1/mail_accounts/{}", made(shop, "/v1/mail_accounts", account.clone()).await);
    let mut changed = account;
    changed["port"] = 10.into();
    Some(match operation {
        "replace_mail_account" => put(path, changed),
        "remove_mail_account" => delete(path),
        "test_mail_account" => post(&format!("{path}/test"), json!({})),
        _ => return None,
    })
}

async fn of_whatsapp(shop: &Organization, operation: &str) -> Option<Call> {
    let digits = || Uuid::now_v7().as_u128().to_string().chars().take(20).collect::<String>();
    let account = json!({
        "phone": "+551140041234", "phone_number_id": digits(), "business_account_id": "2", "queue_id": queue(shop).await,
        "access_token": "t", "app_secret": "s", "verify_token": "an-open-word",
    });
    if operation == "add_whatsapp_account" {
        return Some(post("/v1/whatsapp_accounts", account));
    }
    let path = format!("/v1/whatsapp_accounts/{}", made(shop, "/v1/whatsapp_accounts", account.clone()).await);
    let mut changed = account;
    changed["enabled"] = false.into();
    Some(match operation {
        "replace_whatsapp_account" => put(path, changed),
        "remove_whatsapp_account" => delete(path),
        "check_whatsapp_account" => post(&format!("{path}/check"), Value::Null),
        _ => return None,
    })
}

fn webhook() -> Value {
    json!({"url": format!("http://127.0.0.1:9/{}", word())})
}

fn identity_provider() -> Value {
    json!({"name": word(), "issuer": "https://id.example", "client_id": "pronto", "client_secret": "secret"})
}

fn identity_key() -> Value {
    json!({"name": "Site", "issuer": "https://shop.example", "algorithm": "HS256"})
}

/// The call of an operation; nothing when the table does not know it.
pub async fn of(shop: &Organization, operation: &str) -> Option<Call> {
    Some(match operation {
        "add_agent" => {
            let email = format!("{}@shop.example", word());
            post("/v1/agents", json!({"name": "New", "email": email, "password": harness::PASSWORD, "role": "agent"}))
        }
        "update_agent" => patch(format!("/v1/agents/{}", shop.agent(&word()).await.id), json!({"name": "Other"})),
        "add_profile" => post("/v1/profiles", profile()),
        "replace_profile" => put(format!("/v1/profiles/{}", made(shop, "/v1/profiles", profile()).await), profile()),
        "remove_profile" => delete(format!("/v1/profiles/{}", made(shop, "/v1/profiles", profile()).await)),
        "add_queue" => post("/v1/queues", json!({"slug": word(), "name": "Queue"})),
        "update_queue" => patch(format!("/v1/queues/{}", queue(shop).await), json!({"name": "Other"})),
        "set_queue_member" => {
            let agent = shop.agent(&word()).await;
            put(format!("/v1/queues/{}/members/{}", queue(shop).await, agent.id), json!({}))
        }
        "remove_queue_member" => {
            let agent = shop.agent(&word()).await;
            let path = format!("/v1/queues/{}/members/{}", queue(shop).await, agent.id);
            shop.admin.api.put(&path, &json!({})).await.done();
            delete(path)
        }
        "add_subject" => post(&format!("/v1/queues/{}/subjects", queue(shop).await), json!({"name": "Prices"})),
        "remove_subject" => {
            let path = format!("/v1/queues/{}/subjects", queue(shop).await);
            delete(format!("{path}/{}", made(shop, &path, json!({"name": "Prices"})).await))
        }
        "add_push_app" => post("/v1/push_apps", vapid()),
        "replace_push_app" => put(format!("/v1/push_apps/{}", made(shop, "/v1/push_apps", vapid()).await), vapid()),
        "remove_push_app" => delete(format!("/v1/push_apps/{}", made(shop, "/v1/push_apps", vapid()).await)),
        "update_organization" => patch("/v1/organization".to_owned(), json!({"edit_window_seconds": 60})),
        "end_any_session" => delete(format!("/v1/admin/sessions/{}", shop.agent(&word()).await.tokens.session_id)),
        "end_all_sessions_of_agent" => delete(format!("/v1/admin/agents/{}/sessions", shop.agent(&word()).await.id)),
        "reset_totp" => delete(format!("/v1/admin/agents/{}/totp", shop.agent(&word()).await.id)),
        "add_api_key" => post("/v1/api_keys", json!({"name": "Shop", "scopes": ["chats:read"]})),
        "revoke_api_key" => {
            let key = json!({"name": "Shop", "scopes": ["chats:read"]});
            delete(format!("/v1/api_keys/{}", made(shop, "/v1/api_keys", key).await))
        }
        "add_webhook" => post("/v1/webhooks", webhook()),
        "update_webhook" => patch(format!("/v1/webhooks/{}", made(shop, "/v1/webhooks", webhook()).await), json!({})),
        "remove_webhook" => delete(format!("/v1/webhooks/{}", made(shop, "/v1/webhooks", webhook()).await)),
        "rotate_webhook_secret" => {
            post(&format!("/v1/webhooks/{}/secret", made(shop, "/v1/webhooks", webhook()).await), Value::Null)
        }
        "test_webhook" => {
            post(&format!("/v1/webhooks/{}/test", made(shop, "/v1/webhooks", webhook()).await), Value::Null)
        }
        "replay_webhook_delivery" => {
            let path = format!("/v1/webhooks/{}", made(shop, "/v1/webhooks", webhook()).await);
            let delivery: Value = shop.admin.api.act(&format!("{path}/test")).await.ok();
            let id = delivery["id"].as_str().expect("an id");
            post(&format!("{path}/deliveries/{id}/replay"), Value::Null)
        }
        "add_identity_key" => post("/v1/identity_keys", identity_key()),
        "remove_identity_key" => {
            let path = format!("/v1/identity_keys/{}", made(shop, "/v1/identity_keys", identity_key()).await);
            // Two may be live, so that this makes room for the other operation whichever comes first.
            delete(path)
        }
        "export_audit" => post("/v1/audit/export", json!({})),
        "add_identity_provider" => post("/v1/identity_providers", identity_provider()),
        "replace_identity_provider" => {
            let id = made(shop, "/v1/identity_providers", identity_provider()).await;
            put(format!("/v1/identity_providers/{id}"), identity_provider())
        }
        "remove_identity_provider" => {
            let id = made(shop, "/v1/identity_providers", identity_provider()).await;
            delete(format!("/v1/identity_providers/{id}"))
        }
        "export_person" => post("/v1/people/export", json!({"visitor_id": shop.visitor().await.id})),
        "erase_person" => post("/v1/people/erase", json!({"visitor_id": shop.visitor().await.id})),
        _ if operation.ends_with("_whatsapp_account") => return of_whatsapp(shop, operation).await,
        _ if operation.ends_with("_mail_account") => return of_mail(shop, operation).await,
        _ => return of_register(shop, operation).await,
    })
}
