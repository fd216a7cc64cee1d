//! Whatever agents, supervisors and admins can do through the API can be done from the core, and through its facade.

use std::{collections::BTreeSet, fs, path::Path};

use harness::TestServer;
use pronto_mobile::client::calls::CALLS;
use serde_json::{Value, json};

use super::phone;

/// Operations with a method of their own, by the facade's method: the model follows them, or they are more than a call.
const BY_HAND: [(&str, &str); 26] = [
    ("accept_chat", "accept_chat"),
    ("accept_offer", "accept_offer"),
    ("close_chat", "close_chat"),
    ("decline_offer", "decline_offer"),
    ("list_agents", "colleagues"),
    ("list_direct_conversations", "direct_conversations"),
    ("list_direct_messages", "load_older_direct"),
    ("list_offers", "offers"),
    ("list_push_apps", "push_apps"),
    ("list_timeline", "load_older"),
    ("mark_direct_read", "mark_direct_read"),
    ("mark_read", "mark_read"),
    ("open_direct_conversation", "open_direct"),
    ("register_push", "register_push"),
    ("report_receipts", "report_receipt"),
    ("send_direct_message", "send_direct"),
    ("send_message", "send_text"),
    ("send_whisper", "whisper"),
    ("set_availability", "set_availability"),
    ("show_me", "badge"),
    ("sign_out", "sign_out"),
    ("sync", "catch_up"),
    ("take_next", "take_next"),
    ("take_next_of_queue", "take_next"),
    ("unregister_push", "unregister_push"),
    ("upload_attachment", "send_file"),
];

/// Operations that no core method reaches, and why.
const LEFT_OUT: [(&str, &str); 2] = [
    ("export_audit", "an archive of any length, a line an entry: kept by a machine, not by a phone"),
    ("upload_avatar", "the list's calls take JSON; a photo is bytes, and is set on the web until they take those, too"),
];

fn operations() -> Vec<(String, String, String)> {
    let document: Value = serde_yaml_ng::from_str(&pronto_api::app::yaml()).expect("the document is YAML");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "put", "post", "delete", "patch"] {
            let security = item[method]["security"].as_array().cloned().unwrap_or_default();
            if security.iter().any(|way| way.get("agent").is_some()) {
                let name = item[method]["operationId"].as_str().expect("a name");
                found.push((name.to_owned(), method.to_owned(), path.trim_start_matches('/').to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_operation_of_agents_can_be_reached_from_the_core() {
    let operations = operations();
    assert!(operations.len() > 150, "only {} operations were found", operations.len());
    let mut unreachable = Vec::new();
    for (name, method, path) in &operations {
        let listed = CALLS.iter().find(|call| call.name == name);
        let by_hand = BY_HAND.iter().any(|(operation, _)| operation == name);
        assert!(!(listed.is_some() && by_hand), "{name} is reached in two ways");
        if let Some(call) = listed {
            assert_eq!((call.method, call.path), (method.as_str(), path.as_str()), "{name} is called otherwise");
        } else if !by_hand && !LEFT_OUT.iter().any(|(operation, _)| operation == name) {
            unreachable.push(name);
        }
    }
    assert!(unreachable.is_empty(), "no core method reaches {unreachable:?}");
    let names: BTreeSet<&str> = operations.iter().map(|(name, ..)| name.as_str()).collect();
    let listed = CALLS.iter().map(|call| call.name);
    let gone: Vec<&str> =
        listed.chain(BY_HAND.iter().map(|(name, _)| *name)).filter(|name| !names.contains(name)).collect();
    assert!(gone.is_empty(), "these operations are no more: {gone:?}");
}

#[test]
fn every_operation_with_a_method_of_its_own_is_in_the_facade() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mobile-bindings/src/session");
    let files = fs::read_dir(&folder).expect("the facade").map(|file| file.expect("a file").path());
    let files = files.chain([folder.with_extension("rs")]);
    let facade: String = files.map(|file| fs::read_to_string(file).expect("read")).collect();
    for (operation, method) in BY_HAND {
        assert!(
            facade.contains(&format!("pub fn {method}(")) || facade.contains(&format!("pub async fn {method}(")),
            "the facade has no {method} for {operation}"
        );
    }
}

#[tokio::test]
async fn an_agent_works_a_chat_through_the_core_alone() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let bia = shop.agent("Bia").await;
    let (_phone, account) = phone(&server, &ana).await;
    let calls = account.calls();
    let contact = calls.add_contact(&json!({"name": "Vera"})).await.expect("added");
    let contact_id = &contact["id"];
    let whose = json!({"kind": "existing", "contact_id": contact_id});
    calls.set_chat_contact(chat.id, &json!({"contact_id": contact_id})).await.expect("linked");
    calls.set_priority(chat.id, &json!({"priority": "high"})).await.expect("urgent");
    let ticket = calls
        .open_ticket(&json!({"client_id": uuid::Uuid::now_v7(), "subject": "Boleto", "contact": whose}))
        .await
        .expect("opened");
    assert_eq!(ticket["subject"], "Boleto");
    calls.add_note(chat.id, &json!({"client_id": uuid::Uuid::now_v7(), "text": "Paid twice"})).await.expect("noted");
    let targets = calls.list_transfer_targets(chat.id, &[]).await.expect("listed");
    assert!(targets["items"].as_array().is_some_and(|items| !items.is_empty()), "{targets}");
    let pdf = calls.print_transcript(chat.id, &[]).await.expect("printed");
    assert!(pdf.starts_with(b"%PDF"), "no PDF");
    let refused = calls.add_agent(&json!({"name": "X"})).await.expect_err("an agent may not");
    assert!(refused.code().is_some());
    bia.ready().await;
    vera.say(chat.id, "Hello?").await;
    let seen = calls.list_chats(&[("filter".to_owned(), "mine".to_owned())]).await.expect("listed");
    assert_eq!(seen["items"][0]["chat"]["priority"], "high");
    account
        .until(super::WITHIN, |state| {
            state.chats.get(&chat.id).filter(|chat| chat.contact_id.is_some()).map(|chat| chat.priority)
        })
        .await
        .expect("the model hears of it");
}
