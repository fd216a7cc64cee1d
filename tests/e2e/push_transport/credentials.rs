//! Credentials: what an administrator may give, what is kept, and what happens when they change.

use pronto_api::push::{
    outcome::{Fault, Outcome},
    settings::PushSettings,
    transport::{Credentials, PushApp, validate_credentials},
};
use pronto_protocol::push::PushCredentialsRequest;

use super::World;

#[tokio::test]
async fn good_credentials_are_accepted_and_kept_as_they_are() {
    let world = World::start().await;
    let (providers, settings) = (&world.providers, world.providers.settings());
    for credentials in [providers.apns.credentials(), providers.fcm.credentials(), providers.webpush.credentials()] {
        assert_eq!(validate_credentials(&credentials, &settings), Ok(()));
        let kept = serde_json::to_string(&credentials).expect("JSON");
        assert_eq!(serde_json::from_str::<Credentials>(&kept).expect("credentials"), credentials);
        let shown = format!("{credentials:?}");
        assert!(shown.contains("redacted") && !shown.contains("PRIVATE"), "{shown}");
    }
    let made = Credentials::from_request(&PushCredentialsRequest::WebPush {
        private_key: None,
        subject: "mailto:a@pronto.example".into(),
    });
    assert_eq!(validate_credentials(&made.expect("a pair is made"), &settings), Ok(()));
}

#[tokio::test]
async fn damaged_credentials_are_refused_without_telling_the_key() {
    let world = World::start().await;
    let providers = &world.providers;
    let settings = PushSettings::default();
    let Credentials::Apns { team_id, key_id, private_key_pem, topic } = providers.apns.credentials() else {
        panic!("APNs")
    };
    let rsa = providers.fcm.service_account().private_key;
    let apns = |team_id: &str, key_id: &str, pem: &str, topic: &str| Credentials::Apns {
        team_id: team_id.into(),
        key_id: key_id.into(),
        private_key_pem: pem.into(),
        topic: topic.into(),
    };
    let mut foreign = providers.fcm.service_account();
    foreign.token_uri = "https://attacker.example/token".into();
    let mut traversal = providers.fcm.service_account();
    traversal.project_id = "../../v1/projects/other".into();
    let Credentials::WebPush { private_key_pem: vapid, public_key, .. } = providers.webpush.credentials() else {
        panic!("Web Push")
    };
    let bad = [
        apns("", &key_id, &private_key_pem, &topic),
        apns(&team_id, "KEY\r\n", &private_key_pem, &topic),
        apns(&team_id, &key_id, "no key", &topic),
        apns(&team_id, &key_id, &rsa, &topic),
        apns(&team_id, &key_id, &private_key_pem, ""),
        apns(&team_id, &key_id, &private_key_pem, "a topic"),
        Credentials::Fcm { service_account: foreign },
        Credentials::Fcm { service_account: traversal },
        Credentials::WebPush { private_key_pem: vapid.clone(), public_key: public_key.clone(), subject: "me".into() },
        Credentials::WebPush {
            private_key_pem: vapid,
            public_key: "other".into(),
            subject: "mailto:a@pronto.example".into(),
        },
        Credentials::WebPush {
            private_key_pem: "no key".into(),
            public_key,
            subject: "mailto:a@pronto.example".into(),
        },
    ];
    for credentials in bad {
        let sentence = validate_credentials(&credentials, &settings).expect_err("refused");
        assert!(!sentence.contains("BEGIN"), "{sentence}");
    }
}

#[tokio::test]
async fn new_credentials_are_used_at_once() {
    let world = World::start().await;
    let apns = &world.providers.apns;
    let other = World::start().await;
    let wrong = PushApp { credentials: other.providers.apns.credentials(), ..apns.app() };
    let outcome = world.transports.send(&wrong, &apns.target("ana"), &world.message()).await;
    assert_eq!(outcome, Outcome::Refused { fault: Fault::Config, reason: "InvalidProviderToken".into() });
    assert_eq!(apns.take_violations().len(), 1, "the fake does not accept a stranger's signature");
    let right = PushApp { version: 2, ..apns.app() };
    let outcome = world.transports.send(&right, &apns.target("ana"), &world.message()).await;
    assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
}

#[test]
fn unusable_settings_stop_the_start() {
    harness::provider::install_crypto();
    let unusable = [
        PushSettings { apns_production_url: "http://api.push.apple.com".into(), ..PushSettings::default() },
        PushSettings { fcm_token_url: Some("http://10.0.0.1/token".into()), ..PushSettings::default() },
        PushSettings { apns_ca_file: Some("/no/such/file".into()), ..PushSettings::default() },
        PushSettings { request_timeout_ms: 0, ..PushSettings::default() },
    ];
    for settings in unusable {
        assert!(
            pronto_api::push::transport::Transports::new(settings.clone(), pronto_api::clock::Clock::default())
                .is_err(),
            "{settings:?}"
        );
    }
}
