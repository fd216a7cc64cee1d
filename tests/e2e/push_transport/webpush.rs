//! Browsers: what the service worker reads, every answer, and the life of a signature.

use std::time::Duration;

use harness::provider::{Answer, open::DeviceKeys};
use pronto_api::push::{
    outcome::{Fault, Outcome, Scope},
    sealing,
    transport::{Credentials, PushApp, Target, make_vapid_pair},
};

use super::{World, dead, later, refused};

#[tokio::test]
async fn every_answer_of_a_push_service_has_its_outcome() {
    let world = World::start().await;
    let webpush = &world.providers.webpush;
    let (app, target) = (webpush.app(), webpush.target("ana"));
    let rows = [
        (Answer::status(200), Outcome::Accepted { provider_id: None }),
        (Answer::status(201).with_header("location", "/m/1"), Outcome::Accepted { provider_id: Some("/m/1".into()) }),
        (Answer::status(202), Outcome::Accepted { provider_id: None }),
        (Answer::status(404), dead("status 404")),
        (Answer::status(410), dead("status 410")),
        (Answer::status(400), refused(Fault::Bug, "status 400")),
        (Answer::status(401), refused(Fault::Bug, "status 401")),
        (Answer::status(403), refused(Fault::Bug, "status 403")),
        (Answer::status(413), refused(Fault::TooLarge, "status 413")),
        (Answer::status(429), later(Scope::Device, Some(60), "status 429")),
        (Answer::status(429).with_header("retry-after", "120"), later(Scope::Device, Some(120), "status 429")),
        (Answer::status(406), later(Scope::Device, Some(60), "status 406")),
        (Answer::status(406).with_header("retry-after", "5"), later(Scope::Device, Some(5), "status 406")),
        (Answer::status(500), later(Scope::Device, None, "status 500")),
        (Answer::status(503).with_header("retry-after", "7"), later(Scope::Device, Some(7), "status 503")),
        (Answer::status(307).with_header("location", "http://127.0.0.1:1/"), refused(Fault::Bug, "status 307")),
    ];
    for (answer, expected) in rows {
        webpush.script(&target.token, [answer.clone()]);
        assert_eq!(world.transports.send(&app, &target, &world.message()).await, expected, "{answer:?}");
    }
    match world.transports.send(&app, &target, &world.message()).await {
        Outcome::Accepted { provider_id: Some(location) } => assert!(location.contains("/message/"), "{location}"),
        other => panic!("{other:?}"),
    }
    let gone = Target { token: webpush.token("nobody"), ..target };
    assert_eq!(world.transports.send(&app, &gone, &world.message()).await, dead("status 410"));
}

#[tokio::test]
async fn service_worker_reads_one_flat_object() {
    let world = World::start().await;
    let webpush = &world.providers.webpush;
    let message = world.message();
    world.transports.send(&webpush.app(), &webpush.target("ana"), &message).await;
    let push = webpush.expect(|push| push.payload["delivery_id"] == message.delivery_id.to_string()).await;
    assert_eq!(push.payload["title"], "Maria");
    assert_eq!(push.payload["body_loc_key"], "NEW_MESSAGE");
    assert_eq!(push.payload["badge"], 3);
    assert_eq!(push.payload["thread"], "chat-42");
    assert_eq!(push.payload["position"], 7);
    assert_eq!(push.header("urgency"), Some("high"));
    // What is left of the day when it is sent, a moment after it was made.
    let ttl: u32 = push.header("ttl").and_then(|ttl| ttl.parse().ok()).expect("a TTL");
    assert!((86_340..=86_400).contains(&ttl), "{ttl}");
    let topic = push.header("topic").expect("a topic").to_owned();
    assert!((22..=32).contains(&topic.len()) && !topic.contains("chat"), "{topic}");

    world.transports.send(&webpush.app(), &webpush.target("ana"), &world.clear()).await;
    let clear = webpush.expect(|push| push.payload["kind"] == "clear").await;
    assert_eq!((clear.header("urgency"), clear.header("topic")), (Some("low"), Some(topic.as_str())));
}

#[tokio::test]
async fn signature_is_kept_per_origin_and_renewed_in_time() {
    let world = World::start().await;
    let webpush = &world.providers.webpush;
    let mut seen = std::collections::HashSet::new();
    for (hours, signatures) in [(0, 1), (10, 1), (2, 2)] {
        world.clock.advance(Duration::from_secs(hours * 3600));
        let message = world.message();
        world.transports.send(&webpush.app(), &webpush.target("ana"), &message).await;
        let push = webpush.expect(|push| push.payload["delivery_id"] == message.delivery_id.to_string()).await;
        seen.insert(push.header("authorization").map(str::to_owned));
        assert_eq!(seen.len(), signatures, "after {hours} more hours");
    }
}

#[tokio::test]
async fn another_key_than_the_subscriptions_is_our_fault_and_the_browser_stays() {
    let world = World::start().await;
    let webpush = &world.providers.webpush;
    let pair = make_vapid_pair().expect("a key pair");
    let credentials = Credentials::WebPush {
        private_key_pem: pair.private_key_pem,
        public_key: pair.public_key,
        subject: "mailto:push@pronto.example".into(),
    };
    let app = PushApp { version: 2, credentials, ..webpush.app() };
    let outcome = world.transports.send(&app, &webpush.target("ana"), &world.message()).await;
    assert_eq!(outcome, refused(Fault::Bug, "status 403"));
    assert_eq!(webpush.take_violations().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_the_network() {
    let world = World::start().await;
    let webpush = &world.providers.webpush;
    let mut message = world.message();
    message.data.insert("text".into(), "x".repeat(4096).into());
    assert_eq!(
        world.transports.send(&webpush.app(), &webpush.target("ana"), &message).await,
        refused(Fault::TooLarge, "message too large")
    );
    let rows = [
        (Target { p256dh: None, ..webpush.target("ana") }, "keys missing"),
        (Target { auth: None, ..webpush.target("ana") }, "keys missing"),
        (Target { p256dh: Some(vec![4; 65]), ..webpush.target("ana") }, "keys not usable"),
        (Target { auth: Some(vec![0; 3]), ..webpush.target("ana") }, "keys not usable"),
    ];
    for (target, reason) in rows {
        assert_eq!(world.transports.send(&webpush.app(), &target, &world.message()).await, dead(reason));
    }
    assert_eq!(webpush.connections(), 0);
}

#[test]
fn what_is_sealed_opens_with_the_devices_keys_only() {
    let (device, other) = (DeviceKeys::generate(), DeviceKeys::generate());
    for size in [0, 1, 100, sealing::PLAINTEXT_LIMIT_BYTES] {
        let plain = vec![7; size];
        let sealed = sealing::seal(&plain, &device.p256dh, &device.auth).expect("sealed");
        assert_eq!(device.open(&sealed), Ok(plain));
        assert!(other.open(&sealed).is_err());
        let mut damaged = sealed.clone();
        *damaged.last_mut().expect("a byte") ^= 1;
        assert!(device.open(&damaged).is_err());
        assert_ne!(
            sealing::seal(&[], &device.p256dh, &device.auth),
            sealing::seal(&[], &device.p256dh, &device.auth),
            "another salt each time"
        );
    }
}
