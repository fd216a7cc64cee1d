//! What a process takes that only reads a push, as iOS's notification service extension does: sealed, so that nothing is left out.

use std::{io::Read, process::Stdio};

use data_encoding::BASE64URL_NOPAD;
use pronto_api::push::sealing;
use pronto_mobile::client::{
    DeviceKeys, PushPayload,
    push::{PushContent, PushKind, decode},
};
use pronto_protocol::time::Timestamp;
use tokio::{io::AsyncWriteExt, process::Command};
use uuid::Uuid;

use crate::memory::Memory;

/// Prints the memory of such a process after the push was read.
pub(super) async fn run() {
    println!("\na process that reads one sealed push, as an extension does; iOS ends one that takes more than 24 MB");
    let keys = DeviceKeys::generate().expect("keys");
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .arg("decode")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut told = child.stdin.take().expect("piped");
    let own = BASE64URL_NOPAD.encode(&keys.export().expect("keys"));
    told.write_all(format!("{own}\n{}", payload(&keys)).as_bytes()).await.expect("told");
    drop(told);
    let answered = child.wait_with_output().await.expect("it ends");
    assert!(answered.status.success(), "the push was not read");
    print!("{}", String::from_utf8_lossy(&answered.stdout));
}

fn payload(keys: &DeviceKeys) -> String {
    let content = PushContent {
        v: 1,
        kind: PushKind::Message,
        delivery_id: Uuid::from_u128(1),
        session_id: Uuid::from_u128(2),
        sent_at: Timestamp::from_unix_ms(1_700_000_000_000),
        badge: 3,
        chat_id: Some(Uuid::from_u128(3)),
        conversation_id: None,
        offer_id: None,
        offline_message_id: None,
        position: Some(17),
        expires_at: None,
        title: Some("Maria Souza".to_owned()),
        body: Some("Does it come before Friday?".to_owned()),
        action_token: None,
    };
    let bytes = |text: String| BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url");
    let plain = serde_json::to_vec(&content).expect("JSON");
    let sealed = sealing::seal(&plain, &bytes(keys.public_key()), &bytes(keys.auth_secret())).expect("sealed");
    serde_json::json!({"aps": {"mutable-content": 1}, "enc": BASE64URL_NOPAD.encode(&sealed)}).to_string()
}

/// The process itself.
pub(crate) fn alone() {
    let before = Memory::own();
    let mut told = String::new();
    std::io::stdin().read_to_string(&mut told).expect("told");
    let (own, payload) = told.split_once('\n').expect("two lines");
    let keys = DeviceKeys::import(&BASE64URL_NOPAD.decode(own.as_bytes()).expect("base64url")).expect("keys");
    let content = decode(&PushPayload::Apns(payload.to_owned()), Some(&keys)).expect("read");
    assert_eq!(content.body.as_deref(), Some("Does it come before Friday?"));
    let after = Memory::own();
    println!(
        "  before it was read    {:>9.2} MB of its own, {:.1} MB with its code",
        before.anonymous / 1e6,
        before.resident / 1e6
    );
    println!(
        "  after                 {:>9.2} MB of its own, {:.1} MB with its code",
        after.anonymous / 1e6,
        after.resident / 1e6
    );
}
