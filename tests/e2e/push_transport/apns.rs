//! Apple: the form of a notification, every answer, and the life of a signature.

use std::time::Duration;

use harness::provider::Answer;
use pronto_api::push::{
    outcome::{Fault, Outcome, Scope},
    transport::{Environment, Target},
};
use serde_json::json;

use super::{World, dead, later, refused};

#[tokio::test]
async fn every_answer_of_apple_has_its_outcome() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let (app, target) = (apns.app(), apns.target("ana"));
    let config = |reason| refused(Fault::Config, reason);
    let bug = |reason| refused(Fault::Bug, reason);
    let rows = [
        (Answer::apns(400, "BadDeviceToken"), dead("BadDeviceToken")),
        (Answer::apns(400, "DeviceTokenNotForTopic"), dead("DeviceTokenNotForTopic")),
        (Answer::apns(400, "TopicDisallowed"), config("TopicDisallowed")),
        (Answer::apns(400, "BadTopic"), config("BadTopic")),
        (Answer::apns(400, "MissingTopic"), config("MissingTopic")),
        (Answer::apns(400, "BadPriority"), bug("BadPriority")),
        (Answer::apns(400, "BadExpirationDate"), bug("BadExpirationDate")),
        (Answer::apns(400, "BadCollapseId"), bug("BadCollapseId")),
        (Answer::apns(400, "BadMessageId"), bug("BadMessageId")),
        (Answer::apns(400, "InvalidPushType"), bug("InvalidPushType")),
        (Answer::apns(400, "PayloadEmpty"), bug("PayloadEmpty")),
        (Answer::apns(400, "DuplicateHeaders"), bug("DuplicateHeaders")),
        (Answer::apns(400, "MissingDeviceToken"), bug("MissingDeviceToken")),
        (Answer::apns(404, "BadPath"), bug("BadPath")),
        (Answer::apns(405, "MethodNotAllowed"), bug("MethodNotAllowed")),
        (Answer::status(405), bug("status 405")),
        (Answer::apns(400, "IdleTimeout"), later(Scope::Device, Some(0), "IdleTimeout")),
        (Answer::apns(403, "ExpiredProviderToken"), config("ExpiredProviderToken")),
        (Answer::apns(403, "InvalidProviderToken"), config("InvalidProviderToken")),
        (Answer::apns(403, "MissingProviderToken"), config("MissingProviderToken")),
        (Answer::apns(403, "BadCertificate"), config("BadCertificate")),
        (Answer::apns(403, "BadCertificateEnvironment"), config("BadCertificateEnvironment")),
        (Answer::apns(403, "Forbidden"), config("Forbidden")),
        (Answer::apns(403, "BadEnvironmentKeyIdInToken"), config("BadEnvironmentKeyIdInToken")),
        (Answer::apns(403, "BadEnvironmentKeyInToken"), config("BadEnvironmentKeyInToken")),
        (Answer::apns(403, "UnrelatedKeyIdInToken"), later(Scope::Device, Some(0), "UnrelatedKeyIdInToken")),
        (Answer::apns(410, "Unregistered"), dead("Unregistered")),
        (
            Answer::apns_gone("Unregistered", 1_760_000_000_000),
            Outcome::TokenDead { since_ms: Some(1_760_000_000_000), reason: "Unregistered".into() },
        ),
        (
            Answer::apns_gone("ExpiredToken", 1_760_000_000_001),
            Outcome::TokenDead { since_ms: Some(1_760_000_000_001), reason: "ExpiredToken".into() },
        ),
        (Answer::apns(413, "PayloadTooLarge"), refused(Fault::TooLarge, "PayloadTooLarge")),
        (Answer::apns(429, "TooManyRequests"), later(Scope::Device, Some(60), "TooManyRequests")),
        (
            Answer::apns(429, "TooManyRequests").with_header("retry-after", "90"),
            later(Scope::Device, Some(90), "TooManyRequests"),
        ),
        (
            Answer::apns(429, "TooManyProviderTokenUpdates"),
            later(Scope::Provider, Some(60), "TooManyProviderTokenUpdates"),
        ),
        (Answer::apns(500, "InternalServerError"), later(Scope::Device, None, "InternalServerError")),
        (Answer::apns(503, "ServiceUnavailable"), later(Scope::Provider, None, "ServiceUnavailable")),
        (
            Answer::apns(503, "ServiceUnavailable").with_header("retry-after", "7"),
            later(Scope::Provider, Some(7), "ServiceUnavailable"),
        ),
        (Answer::apns(503, "Shutdown"), later(Scope::Device, None, "Shutdown")),
        // Words that Apple has not told of yet are judged by the status.
        (Answer::apns(400, "SomethingNew"), bug("SomethingNew")),
        (Answer::apns(403, "SomethingNew"), bug("SomethingNew")),
        (Answer::apns(410, "SomethingNew"), dead("SomethingNew")),
        (Answer::apns(429, "SomethingNew"), later(Scope::Device, Some(60), "SomethingNew")),
        (Answer::apns(502, "SomethingNew"), later(Scope::Device, None, "SomethingNew")),
        (Answer::status(500), later(Scope::Device, None, "status 500")),
        (Answer::status(302), bug("status 302")),
    ];
    for (answer, expected) in rows {
        apns.script(&target.token, [answer.clone()]);
        assert_eq!(world.transports.send(&app, &target, &world.message()).await, expected, "{answer:?}");
    }
    let message = world.message();
    let outcome = world.transports.send(&app, &target, &message).await;
    assert_eq!(outcome, Outcome::Accepted { provider_id: Some(message.delivery_id.to_string()) });
    assert_eq!(apns.signatures(), 1, "no answer but a late ExpiredProviderToken makes a new signature");
}

#[tokio::test]
async fn alert_has_apples_headers_and_payload() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let mut message = world.message();
    message.time_sensitive = true;
    world.transports.send(&apns.app(), &apns.target("ana"), &message).await;
    let push = apns.expect(|push| push.header("apns-id") == Some(&message.delivery_id.to_string())).await;
    assert_eq!(push.header("apns-push-type"), Some("alert"));
    assert_eq!(push.header("apns-priority"), Some("10"));
    assert_eq!(push.header("apns-collapse-id"), Some("chat-42"));
    assert_eq!(push.header("apns-topic"), Some("app.pronto.agent"));
    assert_eq!(push.header("apns-expiration"), Some((message.expires_at_ms / 1000).to_string().as_str()));
    let aps = json!({
        "alert": { "title": "Maria", "loc-key": "NEW_MESSAGE", "loc-args": ["1"] },
        "badge": 3, "sound": "default", "thread-id": "chat-42", "category": "CHAT",
        "interruption-level": "time-sensitive", "mutable-content": 1,
    });
    assert_eq!(push.payload["aps"], aps);
    assert_eq!(push.payload["chat_id"], "42");
    assert_eq!(push.payload["position"], 7);
    assert_eq!(push.payload["kind"], "message");
    assert_eq!(push.payload["delivery_id"], message.delivery_id.to_string());
}

#[tokio::test]
async fn clear_is_a_background_push_and_a_badge_is_a_quiet_alert() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    world.transports.send(&apns.app(), &apns.target("ana"), &world.clear()).await;
    let clear = apns.expect(|push| push.payload["kind"] == "clear").await;
    assert_eq!((clear.header("apns-push-type"), clear.header("apns-priority")), (Some("background"), Some("5")));
    assert_eq!(clear.payload["aps"], json!({ "content-available": 1 }));
    assert_eq!(clear.payload["badge"], 3, "the number goes beside aps");

    world.transports.send(&apns.app(), &apns.target("ana"), &world.badge(0)).await;
    let badge = apns.expect(|push| push.payload["kind"] == "badge").await;
    assert_eq!((badge.header("apns-push-type"), badge.header("apns-priority")), (Some("alert"), Some("5")));
    assert_eq!(badge.payload["aps"], json!({ "badge": 0 }));
}

#[tokio::test]
async fn each_environment_has_its_own_address() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let token = apns.sandbox_token("ana");
    let sandbox = Target { token: token.clone(), environment: Environment::Sandbox, p256dh: None, auth: None };
    assert!(matches!(world.transports.send(&apns.app(), &sandbox, &world.message()).await, Outcome::Accepted { .. }));
    let wrong = Target { environment: Environment::Production, ..sandbox };
    assert_eq!(world.transports.send(&apns.app(), &wrong, &world.message()).await, dead("BadDeviceToken"));
}

#[tokio::test]
async fn signature_is_renewed_before_apples_hour_and_not_sooner() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    for (minutes, signatures) in [(0, 1), (49, 1), (2, 2), (49, 2)] {
        world.clock.advance(Duration::from_secs(minutes * 60));
        let outcome = world.transports.send(&apns.app(), &apns.target("ana"), &world.message()).await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
        assert_eq!(apns.signatures(), signatures, "after {minutes} more minutes");
    }
}

#[tokio::test]
async fn expired_signature_is_renewed_once_when_it_is_old_enough() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let (app, target) = (apns.app(), apns.target("ana"));
    world.transports.send(&app, &target, &world.message()).await;

    world.clock.advance(Duration::from_secs(21 * 60));
    apns.script(&target.token, [Answer::apns(403, "ExpiredProviderToken")]);
    let message = world.message();
    let outcome = world.transports.send(&app, &target, &message).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "signed anew and sent again: {outcome:?}");
    assert_eq!(apns.signatures(), 2);
    let ids =
        apns.received().iter().filter(|push| push.header("apns-id") == Some(&message.delivery_id.to_string())).count();
    assert_eq!(ids, 2, "the same id both times");

    // Within 20 minutes there is no second one: the clocks differ, and that is for the operator.
    world.clock.advance(Duration::from_secs(19 * 60));
    apns.script(&target.token, [Answer::apns(403, "ExpiredProviderToken")]);
    let outcome = world.transports.send(&app, &target, &world.message()).await;
    assert_eq!(outcome, refused(Fault::Config, "ExpiredProviderToken"));
    assert_eq!(apns.signatures(), 2);

    world.clock.advance(Duration::from_secs(2 * 60));
    apns.script(&target.token, [Answer::apns(403, "ExpiredProviderToken"), Answer::apns(403, "ExpiredProviderToken")]);
    let outcome = world.transports.send(&app, &target, &world.message()).await;
    assert_eq!(
        outcome,
        refused(Fault::Config, "ExpiredProviderToken"),
        "a renewed one that is refused is not renewed again"
    );
    assert_eq!(apns.signatures(), 3);
}

#[tokio::test]
async fn many_pushes_with_an_expired_signature_share_one_new_one() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    world.transports.send(&apns.app(), &apns.target("first"), &world.message()).await;
    world.clock.advance(Duration::from_secs(30 * 60));
    let mut sends = tokio::task::JoinSet::new();
    for number in 0..20 {
        let target = apns.target(&format!("agent {number}"));
        apns.script(&target.token, [Answer::apns(403, "ExpiredProviderToken")]);
        let (transports, app, message) = (world.transports.clone(), apns.app(), world.message());
        sends.spawn(async move { transports.send(&app, &target, &message).await });
    }
    let outcomes = sends.join_all().await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })), "{outcomes:?}");
    assert_eq!(apns.signatures(), 2);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_the_network() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let target = apns.target("ana");
    let mut message = world.message();
    message.data.insert("text".into(), "x".repeat(4096).into());
    assert_eq!(
        world.transports.send(&apns.app(), &target, &message).await,
        refused(Fault::TooLarge, "PayloadTooLarge")
    );
    let mut message = world.message();
    message.collapse_id = Some("c".repeat(65));
    assert_eq!(world.transports.send(&apns.app(), &target, &message).await, refused(Fault::Bug, "BadCollapseId"));
    for token in ["", "../../admin", "abc?x=y", "zz", "ab/cd", &"a".repeat(201)] {
        let target = Target { token: token.into(), ..apns.target("ana") };
        assert_eq!(
            world.transports.send(&apns.app(), &target, &world.message()).await,
            dead("MalformedToken"),
            "{token}"
        );
    }
    assert_eq!(apns.connections(), 0);
}
