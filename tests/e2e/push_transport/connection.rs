//! What breaks on the way: connections that end in good or bad order, answers that do not come, certificates of strangers.

use std::collections::HashSet;

use harness::{
    PATIENCE,
    provider::{Answer, Received},
};
use pronto_api::push::outcome::{Outcome, Scope};
use tokio::task::JoinSet;

use super::{World, later};

#[tokio::test]
async fn goaway_loses_and_doubles_nothing() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let mut sends = JoinSet::new();
    for number in 0..400 {
        let (transports, app, target, message) =
            (world.transports.clone(), apns.app(), apns.target(&format!("agent {}", number % 10)), world.message());
        sends.spawn(async move { transports.send(&app, &target, &message).await });
    }
    let mut done = 0;
    while let Some(outcome) = sends.join_next().await {
        let outcome = outcome.expect("a send");
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
        done += 1;
        if done % 100 == 50 {
            apns.goaway();
        }
    }
    let ids: Vec<_> = apns.received().iter().filter_map(|push| push.header("apns-id").map(str::to_owned)).collect();
    assert_eq!(ids.len(), 400, "nothing arrived twice");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 400, "nothing was lost");
    assert!(apns.connections() > 1, "connections were really ended");
}

#[tokio::test]
async fn one_connection_carries_everything_to_apple() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    world.transports.send(&apns.app(), &apns.target("ana"), &world.message()).await;
    let mut sends = JoinSet::new();
    for _ in 0..200 {
        let (transports, app, target, message) =
            (world.transports.clone(), apns.app(), apns.target("ana"), world.message());
        sends.spawn(async move { transports.send(&app, &target, &message).await });
    }
    sends.join_all().await;
    assert_eq!(apns.accepted().len(), 201);
    assert_eq!(apns.connections(), 1);
}

#[tokio::test]
async fn cut_connection_is_tried_later_under_the_same_id() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let target = apns.target("ana");
    apns.script(&target.token, [Answer::Cut]);
    let message = world.message();
    let outcome = world.transports.send(&apns.app(), &target, &message).await;
    assert_eq!(outcome, later(Scope::Device, None, "connection cut"));
    let outcome = world.transports.send(&apns.app(), &target, &message).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    let ids: HashSet<_> = apns.received().iter().map(|push| push.header("apns-id").map(str::to_owned)).collect();
    assert_eq!((apns.received().len(), ids.len()), (2, 1), "arrived twice, under one id and one collapse id");
}

#[tokio::test]
async fn cut_connection_to_google_and_browsers_is_tried_later() {
    let world = World::start().await;
    let (fcm, webpush) = (&world.providers.fcm, &world.providers.webpush);
    let (phone, browser) = (fcm.target("ana"), webpush.target("ana"));
    fcm.script(&phone.token, [Answer::Cut]);
    webpush.script(&browser.token, [Answer::Cut]);
    let cut = later(Scope::Device, None, "connection cut");
    assert_eq!(world.transports.send(&fcm.app(), &phone, &world.message()).await, cut);
    assert_eq!(world.transports.send(&webpush.app(), &browser, &world.message()).await, cut);
    assert!(matches!(world.transports.send(&fcm.app(), &phone, &world.message()).await, Outcome::Accepted { .. }));
    assert!(matches!(
        world.transports.send(&webpush.app(), &browser, &world.message()).await,
        Outcome::Accepted { .. }
    ));
}

#[tokio::test]
async fn slow_provider_is_tried_later() {
    let world = World::with(|settings| settings.request_timeout_ms = 3_000).await;
    let providers = &world.providers;
    let (iphone, android, browser) =
        (providers.apns.target("ana"), providers.fcm.target("ana"), providers.webpush.target("ana"));
    // A first push each, so that what is slow is the answer alone.
    world.transports.send(&providers.apns.app(), &iphone, &world.message()).await;
    world.transports.send(&providers.fcm.app(), &android, &world.message()).await;
    world.transports.send(&providers.webpush.app(), &browser, &world.message()).await;
    providers.apns.script(&iphone.token, [Answer::Silence]);
    providers.fcm.script(&android.token, [Answer::Silence]);
    providers.webpush.script(&browser.token, [Answer::Silence]);
    let timeout = later(Scope::Device, None, "timeout");
    let message = world.message();
    let (apns_app, fcm_app, webpush_app) = (providers.apns.app(), providers.fcm.app(), providers.webpush.app());
    let outcomes = tokio::join!(
        world.transports.send(&apns_app, &iphone, &message),
        world.transports.send(&fcm_app, &android, &message),
        world.transports.send(&webpush_app, &browser, &message),
    );
    assert_eq!(outcomes, (timeout.clone(), timeout.clone(), timeout));
}

#[tokio::test]
async fn slow_device_holds_up_nobody_else() {
    // What is held up is so for longer than this test waits.
    let world = World::with(|settings| settings.request_timeout_ms = 120_000).await;
    let apns = &world.providers.apns;
    let slow = apns.target("slow");
    apns.delay(&slow.token, 120_000);
    let (transports, app, message) = (world.transports.clone(), apns.app(), world.message());
    let waiting = tokio::spawn(async move { transports.send(&app, &slow, &message).await });
    apns.expect(|push: &Received| push.token == apns.token("slow")).await;
    let quick = async { world.transports.send(&apns.app(), &apns.target("quick"), &world.message()).await };
    let outcome = tokio::time::timeout(PATIENCE, quick).await.expect("not held up");
    assert!(matches!(outcome, Outcome::Accepted { .. }));
    waiting.abort();
}

#[tokio::test]
async fn certificate_of_an_unknown_authority_is_refused() {
    let world = World::with(|settings| settings.apns_ca_file = None).await;
    let apns = &world.providers.apns;
    let outcome = world.transports.send(&apns.app(), &apns.target("ana"), &world.message()).await;
    assert_eq!(outcome, later(Scope::Provider, None, "connect"));
    assert!(apns.received().is_empty());
}

#[tokio::test]
async fn provider_that_does_not_listen_is_tried_later() {
    // Port 1 is reserved and nobody listens on it.
    let world = World::with(|settings| settings.fcm_url = "http://127.0.0.1:1".into()).await;
    let fcm = &world.providers.fcm;
    let outcome = world.transports.send(&fcm.app(), &fcm.target("ana"), &world.message()).await;
    assert_eq!(outcome, later(Scope::Provider, None, "connect"));
}
