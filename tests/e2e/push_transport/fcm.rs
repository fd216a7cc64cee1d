//! Google: the form of a message, every answer, and the life of an access token.

use std::time::Duration;

use harness::provider::Answer;
use pronto_api::push::{
    outcome::{Fault, Outcome, Scope},
    transport::Target,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{World, dead, later, refused};

const FCM_ERROR: &str = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
const BAD_REQUEST: &str = "type.googleapis.com/google.rpc.BadRequest";

/// Google's form of a refusal with details of the test's choice.
fn detailed(http_status: u16, status: &str, message: &str, details: Value) -> Answer {
    Answer::body(
        http_status,
        json!({ "error": { "code": http_status, "status": status, "message": message, "details": details } }),
    )
}

#[tokio::test]
async fn every_answer_of_google_has_its_outcome() {
    let world = World::start().await;
    let fcm = &world.providers.fcm;
    let (app, target) = (fcm.app(), fcm.target("ana"));
    let config = |reason| refused(Fault::Config, reason);
    let bug = |reason| refused(Fault::Bug, reason);
    let code = |code: &str| json!({ "@type": FCM_ERROR, "errorCode": code });
    let violation =
        |field: &str| json!({ "@type": BAD_REQUEST, "fieldViolations": [{ "field": field, "description": "…" }] });
    let invalid = |details| detailed(400, "INVALID_ARGUMENT", "invalid", details);
    let bad_token = "The registration token is not a valid FCM registration token";
    let quota = json!([code("QUOTA_EXCEEDED"), {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{ "subject": "device:abc", "description": "Device message rate" }],
    }]);
    let rows = [
        (detailed(400, "INVALID_ARGUMENT", bad_token, json!([code("INVALID_ARGUMENT")])), dead("INVALID_ARGUMENT")),
        (invalid(json!([code("INVALID_ARGUMENT"), violation("message.token")])), dead("INVALID_ARGUMENT")),
        (invalid(json!([violation("message.data[0].value")])), bug("INVALID_ARGUMENT")),
        (invalid(json!([code("INVALID_ARGUMENT"), violation("message.android.ttl")])), bug("INVALID_ARGUMENT")),
        (invalid(json!([])), bug("INVALID_ARGUMENT")),
        (
            detailed(400, "INVALID_ARGUMENT", "Message is too big", json!([code("INVALID_ARGUMENT")])),
            refused(Fault::TooLarge, "INVALID_ARGUMENT"),
        ),
        (Answer::fcm(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), config("THIRD_PARTY_AUTH_ERROR")),
        (Answer::fcm(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), dead("SENDER_ID_MISMATCH")),
        (detailed(403, "PERMISSION_DENIED", "API off", json!([])), config("PERMISSION_DENIED")),
        (Answer::fcm(404, "NOT_FOUND", "UNREGISTERED"), dead("UNREGISTERED")),
        (detailed(404, "NOT_FOUND", "no project", json!([])), config("NOT_FOUND")),
        (Answer::status(404), config("status 404")),
        (Answer::fcm(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), later(Scope::Provider, Some(60), "QUOTA_EXCEEDED")),
        (
            Answer::fcm(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED").with_header("retry-after", "30"),
            later(Scope::Provider, Some(30), "QUOTA_EXCEEDED"),
        ),
        (
            detailed(429, "RESOURCE_EXHAUSTED", "Quota exceeded", json!([])),
            later(Scope::Provider, Some(60), "RESOURCE_EXHAUSTED"),
        ),
        (
            detailed(429, "RESOURCE_EXHAUSTED", "Quota exceeded", quota),
            later(Scope::Device, Some(60), "QUOTA_EXCEEDED"),
        ),
        (Answer::fcm(500, "INTERNAL", "INTERNAL"), later(Scope::Device, None, "INTERNAL")),
        (Answer::fcm(503, "UNAVAILABLE", "UNAVAILABLE"), later(Scope::Provider, None, "UNAVAILABLE")),
        (
            Answer::fcm(503, "UNAVAILABLE", "UNAVAILABLE").with_header("retry-after", "30"),
            later(Scope::Provider, Some(30), "UNAVAILABLE"),
        ),
        (Answer::status(502), later(Scope::Device, None, "status 502")),
        (Answer::status(302), bug("status 302")),
    ];
    for (answer, expected) in rows {
        fcm.script(&target.token, [answer.clone()]);
        assert_eq!(world.transports.send(&app, &target, &world.message()).await, expected, "{answer:?}");
    }
    assert_eq!(fcm.mints(), 1, "none of these asks for a new access token");
    match world.transports.send(&app, &target, &world.message()).await {
        Outcome::Accepted { provider_id: Some(name) } => {
            assert!(name.starts_with("projects/pronto-test/messages/"), "{name}")
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn refused_access_token_is_replaced_once() {
    let world = World::start().await;
    let fcm = &world.providers.fcm;
    let (app, target) = (fcm.app(), fcm.target("ana"));
    world.transports.send(&app, &target, &world.message()).await;
    fcm.revoke_access_tokens();
    let outcome = world.transports.send(&app, &target, &world.message()).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    assert_eq!(fcm.mints(), 2);

    let unauthenticated = || detailed(401, "UNAUTHENTICATED", "no", json!([]));
    fcm.script(&target.token, [unauthenticated(), unauthenticated()]);
    let outcome = world.transports.send(&app, &target, &world.message()).await;
    assert_eq!(outcome, refused(Fault::Config, "UNAUTHENTICATED"), "refused again with a new one");
    assert_eq!(fcm.mints(), 3);
}

#[tokio::test]
async fn many_pushes_share_one_access_token() {
    let world = World::start().await;
    let fcm = &world.providers.fcm;
    fcm.delay_oauth(200);
    let send_all = async || {
        let mut sends = JoinSet::new();
        for number in 0..50 {
            let (transports, app, target, message) =
                (world.transports.clone(), fcm.app(), fcm.target(&format!("agent {number}")), world.message());
            sends.spawn(async move { transports.send(&app, &target, &message).await });
        }
        sends.join_all().await
    };
    assert!(send_all().await.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })));
    assert_eq!(fcm.mints(), 1);
    fcm.revoke_access_tokens();
    assert!(send_all().await.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })));
    assert_eq!(fcm.mints(), 2, "one new token after all fifty were refused");
}

#[tokio::test]
async fn access_token_is_renewed_before_it_ends() {
    let world = World::start().await;
    let fcm = &world.providers.fcm;
    for (minutes, mints) in [(0, 1), (54, 1), (2, 2)] {
        world.clock.advance(Duration::from_secs(minutes * 60));
        let outcome = world.transports.send(&fcm.app(), &fcm.target("ana"), &world.message()).await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
        assert_eq!(fcm.mints(), mints);
    }
}

#[tokio::test]
async fn trouble_with_the_token_endpoint_harms_no_device() {
    let world = World::start().await;
    let fcm = &world.providers.fcm;
    let rows = [
        (Answer::body(400, json!({ "error": "invalid_grant" })), refused(Fault::Config, "oauth invalid_grant")),
        (Answer::body(401, json!({ "error": "invalid_client" })), refused(Fault::Config, "oauth invalid_client")),
        (Answer::status(503).with_header("retry-after", "9"), later(Scope::Provider, Some(9), "oauth 503")),
        (Answer::status(429), later(Scope::Provider, Some(60), "oauth 429")),
        (Answer::body(200, json!({})), refused(Fault::Config, "the token endpoint's answer has no token")),
        (Answer::Cut, later(Scope::Device, None, "connection cut")),
    ];
    for (answer, expected) in rows {
        fcm.script_oauth([answer.clone()]);
        assert_eq!(
            world.transports.send(&fcm.app(), &fcm.target("ana"), &world.message()).await,
            expected,
            "{answer:?}"
        );
    }
    let outcome = world.transports.send(&fcm.app(), &fcm.target("ana"), &world.message()).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
}

#[tokio::test]
async fn message_is_data_only_with_texts_only() {
    let world = World::start().await;
    let fcm = &world.providers.fcm;
    let message = world.message();
    world.transports.send(&fcm.app(), &fcm.target("ana"), &message).await;
    let push = fcm.expect(|push| push.payload["data"]["kind"] == "message").await;
    let data = &push.payload["data"];
    for (key, text) in [
        ("title", "Maria"),
        ("body_loc_key", "NEW_MESSAGE"),
        ("body_loc_args", r#"["1"]"#),
        ("badge", "3"),
        ("thread", "chat-42"),
        ("collapse", "chat-42"),
        ("category", "CHAT"),
        ("channel", "chats"),
        ("chat_id", "42"),
        ("position", "7"),
        ("delivery_id", &message.delivery_id.to_string()),
    ] {
        assert_eq!(data[key], text, "{key}");
    }
    assert_eq!(push.payload["android"]["priority"], "HIGH");
    // What is left of the day when it is sent, a moment after it was made.
    let ttl = push.payload["android"]["ttl"].as_str().and_then(|ttl| ttl.strip_suffix('s')).expect("a ttl");
    assert!((86_340..=86_400).contains(&ttl.parse::<u32>().expect("seconds")), "{}", push.payload["android"]);

    for silent in [world.clear(), world.badge(0)] {
        world.transports.send(&fcm.app(), &fcm.target("ana"), &silent).await;
        let push = fcm.expect(|push| push.payload["data"]["kind"] == silent.kind.as_str()).await;
        assert_eq!(
            (&push.payload["android"]["priority"], &push.payload["android"]["collapse_key"]),
            (&json!("NORMAL"), &json!("clear"))
        );
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_the_network() {
    let world = World::start().await;
    let fcm = &world.providers.fcm;
    let mut message = world.message();
    message.data.insert("text".into(), "x".repeat(4096).into());
    assert_eq!(
        world.transports.send(&fcm.app(), &fcm.target("ana"), &message).await,
        refused(Fault::TooLarge, "message too large")
    );
    for token in [String::new(), "a b".into(), "a\n".into(), "a".repeat(4097)] {
        let target = Target { token, ..fcm.target("ana") };
        assert_eq!(world.transports.send(&fcm.app(), &target, &world.message()).await, dead("malformed token"));
    }
    assert_eq!(fcm.connections(), 0);
}
