//! Whatever agents, supervisors and admins can do through the API can be done from the core, and through its facade.

use std::{collections::BTreeSet, fs, io::Cursor, path::Path};

use harness::TestServer;
use image::{ImageFormat, RgbImage};
use pronto_mobile::client::calls::CALLS;
use pronto_protocol::{audit::AuditLineView, error::ErrorCode};
use serde_json::{Value, json};

use super::phone;

/// Operations with a method of their own, by the facade's method: the model follows them, or they are more than a call.
const BY_HAND: [(&str, &str); 28] = [
    ("accept_chat", "accept_chat"),
    ("accept_offer", "accept_offer"),
    ("close_chat", "close_chat"),
    ("decline_offer", "decline_offer"),
    ("export_audit", "export_audit"),
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
    ("upload_avatar", "upload_avatar"),
];

/// What agents do before they are signed in, by the facade's function. Tokens are refreshed whenever a session finds them expired.
const BEFORE_SIGN_IN: [(&str, &str); 8] = [
    ("answer_challenge", "sign_in"),
    ("begin_provider_sign_in", "begin_provider_sign_in"),
    ("finish_provider_sign_in", "finish_provider_sign_in"),
    ("list_sign_in_providers", "sign_in_providers"),
    ("perform_action", "perform_action"),
    ("refresh_session", "session"),
    ("show_server", "discover"),
    ("sign_in", "sign_in"),
];

/// Names, methods and paths of the operations that are `wanted` by what the document says of them.
fn operations(wanted: impl Fn(&Value) -> bool) -> Vec<(String, String, String)> {
    let document: Value = serde_yaml_ng::from_str(&pronto_api::app::yaml()).expect("the document is YAML");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item[method].is_object() && wanted(&item[method]) {
                let name = item[method]["operationId"].as_str().expect("a name");
                found.push((name.to_owned(), method.to_owned(), path.trim_start_matches('/').to_owned()));
            }
        }
    }
    found
}

fn is_open_to(operation: &Value, who: &str) -> bool {
    operation["security"].as_array().is_some_and(|ways| ways.iter().any(|way| way.get(who).is_some()))
}

fn is_tagged(operation: &Value, tag: &str) -> bool {
    operation["tags"].as_array().is_some_and(|tags| tags.iter().any(|one| one == tag))
}

/// Whether a file of the facade exports this.
fn exports(facade: &str, method: &str) -> bool {
    facade.contains(&format!("pub fn {method}(")) || facade.contains(&format!("pub async fn {method}("))
}

#[test]
fn every_operation_of_agents_can_be_reached_from_the_core() {
    let operations = operations(|operation| is_open_to(operation, "agent"));
    assert!(operations.len() > 150, "only {} operations were found", operations.len());
    let mut unreachable = Vec::new();
    for (name, method, path) in &operations {
        let listed = CALLS.iter().find(|call| call.name == name);
        let by_hand = BY_HAND.iter().any(|(operation, _)| operation == name);
        assert!(!(listed.is_some() && by_hand), "{name} is reached in two ways");
        if let Some(call) = listed {
            assert_eq!((call.method, call.path), (method.as_str(), path.as_str()), "{name} is called otherwise");
        } else if !by_hand {
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
        assert!(exports(&facade, method), "the facade has no {method} for {operation}");
    }
}

#[test]
fn every_way_in_is_in_the_facade() {
    let way_in = |operation: &Value| {
        !is_open_to(operation, "agent") && (is_tagged(operation, "sessions") || is_tagged(operation, "push"))
    };
    let mut names: Vec<String> = operations(way_in).into_iter().map(|(name, ..)| name).collect();
    names.sort();
    assert_eq!(names, BEFORE_SIGN_IN.map(|(name, _)| name));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mobile-bindings/src");
    let files = ["pronto.rs", "push.rs"].map(|name| fs::read_to_string(folder.join(name)).expect("read"));
    for (operation, method) in BEFORE_SIGN_IN {
        assert!(exports(&files.concat(), method), "the facade has no {method} for {operation}");
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

#[tokio::test]
async fn files_go_and_come_through_the_core() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (_phone, account) = phone(&server, &shop.admin).await;
    let mut picture = Cursor::new(Vec::new());
    RgbImage::from_pixel(40, 30, image::Rgb([9, 90, 200])).write_to(&mut picture, ImageFormat::Png).expect("a picture");
    let shown = account.upload_avatar(picture.into_inner()).await.expect("uploaded");
    assert!(shown.avatar_id.is_some(), "no picture: {shown:?}");
    let refused = account.upload_avatar(b"no picture".to_vec()).await.expect_err("a text");
    assert_eq!(refused.code(), Some(ErrorCode::UnsupportedMedia), "{refused}");

    account.calls().add_disposition(&json!({"name": "Paid"})).await.expect("added");
    let trail = String::from_utf8(account.export_audit(0).await.expect("exported")).expect("text");
    let numbers: Vec<u64> = trail
        .lines()
        .map(|line| serde_json::from_str::<AuditLineView>(line).expect("a line of JSON").entry.number)
        .collect();
    assert!(numbers.len() > 1 && numbers.is_sorted(), "{trail}");
    let rest = account.export_audit(numbers[0]).await.expect("exported");
    assert_eq!(String::from_utf8(rest).expect("text").lines().count(), numbers.len(), "its own line, and one fewer");
}
