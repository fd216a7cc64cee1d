//! Registers, contacts and tickets: what they are and how each is asked for.

use std::collections::BTreeMap;

use harness::Api;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{SECRET, first, id_of};

/// Adds one of each, by the admin or the agent.
pub(super) async fn add(ids: &mut BTreeMap<&'static str, String>, admin: &Api, agent: &Api) {
    for (key, path, operation) in [
        ("article_id", "/v1/articles", "add_article"),
        ("custom_field_id", "/v1/custom_fields", "add_custom_field"),
        ("disposition_id", "/v1/dispositions", "add_disposition"),
        ("label_id", "/v1/status_labels", "add_status_label"),
        ("panel_id", "/v1/panels", "add_panel"),
    ] {
        let body = first(body(operation, ids).expect("a body"));
        let added: Value = admin.post(path, &body).await.ok();
        ids.insert(key, id_of(added.get("panel").unwrap_or(&added)));
    }
    let field = ids["custom_field_id"].clone();
    ids.insert("field_id", field);
    let canned = json!({"owner": "agent", "shortcut": "/oi", "text": SECRET});
    ids.insert("canned_response_id", id_of(&agent.post("/v1/canned_responses", &canned).await.ok()));
    for (key, name) in
        [("contact_id", SECRET), ("other_contact_id", "Otto"), ("spare_contact_id", "Sara"), ("from_id", "Fred")]
    {
        let identity = json!({"kind": "email", "value": format!("{key}@example.com")});
        let contact = json!({"name": name, "identities": [identity], "confirm": true});
        ids.insert(key, id_of(&agent.post("/v1/contacts", &contact).await.ok()));
    }
    let contact = format!("/v1/contacts/{}", ids["contact_id"]);
    for (key, value) in [("identity_id", "A-1"), ("spare_identity_id", "A-2")] {
        let identity = json!({"kind": "external_id", "value": value});
        let changed: Value = agent.post(&format!("{contact}/identities"), &identity).await.ok();
        let added =
            changed["identities"].as_array().and_then(|all| all.iter().find(|one| one["value"] == value).cloned());
        ids.insert(key, id_of(&added.unwrap_or(changed)));
    }
    let note = json!({"client_id": Uuid::now_v7(), "text": SECRET});
    ids.insert("contact_note_id", id_of(&agent.post(&format!("{contact}/notes"), &note).await.ok()));
    let merge = json!({"from_id": ids["from_id"]});
    ids.insert("merge_id", id_of(&agent.post(&format!("{contact}/merges"), &merge).await.ok()));
    let ticket = body("open_ticket", ids).expect("a body");
    ids.insert("ticket_id", id_of(&agent.post("/v1/tickets", &ticket).await.ok()));
}

/// A body that is in order, where an operation takes one.
pub(super) fn body(operation: &str, ids: &BTreeMap<&'static str, String>) -> Option<Value> {
    let client_id = Uuid::now_v7();
    Some(match operation {
        "add_article" => json!({"title": "Prazos", "body": "Dois dias.", "state": "published"}),
        "update_article" => json!({"title": "Prazos de entrega"}),
        "add_canned_response" => json!({"owner": "agent", "shortcut": "/tchau", "text": "Até logo!"}),
        "update_canned_response" => json!({"text": "Oi!"}),
        "add_custom_field" => json!({"key": "plan", "label": "Plan", "kind": "text"}),
        "update_custom_field" => json!({"label": "Plano"}),
        "add_disposition" => json!({"name": "Question"}),
        "update_disposition" => json!({"name": "Order"}),
        "add_status_label" => json!({"state": "active", "name": "Being served"}),
        "update_status_label" => json!({"name": "In service"}),
        "set_label" => json!({"label_id": ids["label_id"]}),
        "fill_form" => json!({"values": {"plan": "Basic"}}),
        "add_panel" | "replace_panel" => {
            json!({"name": operation, "url_template": "https://panel.example/{{context}}"})
        }
        "add_contact" => json!({"name": "Nina", "identities": [{"kind": "email", "value": "nina@example.com"}]}),
        "update_contact" => json!({"name": "Clara"}),
        "add_identity" => json!({"kind": "external_id", "value": "A-3"}),
        "add_contact_note" | "add_ticket_comment" => json!({"client_id": client_id, "text": "Hello"}),
        "edit_contact_note" => json!({"text": "Changed"}),
        "merge_contact" => json!({"from_id": ids["other_contact_id"]}),
        "split_identity" => json!({"name": "Somebody else"}),
        "set_chat_contact" => json!({"contact_id": ids["contact_id"]}),
        "open_ticket" => json!({"client_id": client_id, "subject": "Broken", "contact": {"kind": "anonymous"}}),
        "update_ticket" => json!({"priority": "high"}),
        "set_ticket_contact" => json!({"contact": {"kind": "existing", "contact_id": ids["contact_id"]}}),
        _ => return None,
    })
}
