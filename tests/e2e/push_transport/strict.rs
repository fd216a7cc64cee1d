//! The fakes themselves: a request that breaks one rule of a provider is refused and noted, so that a transport that breaks it
//! cannot pass.

use harness::provider::{FakeApns, FakeFcm, FakeWebPush, Provider};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pronto_api::push::{sealing, transport::Credentials};
use reqwest::{Certificate, Client, RequestBuilder};
use serde_json::{Value, json};

fn now() -> u64 {
    jsonwebtoken::get_current_timestamp()
}

/// Sends a request; whether it was accepted, and whether rules were broken.
async fn judged(provider: &Provider, request: RequestBuilder) -> (bool, bool) {
    let accepted = request.send().await.expect("an answer").status().is_success();
    (accepted, !provider.take_violations().is_empty())
}

const KEPT: (bool, bool) = (true, false);
const BROKEN: (bool, bool) = (false, true);

#[tokio::test]
async fn fake_apple_notes_every_broken_rule() {
    let apns = FakeApns::start().await;
    let ca = Certificate::from_pem(&std::fs::read(apns.ca_file()).expect("the authority")).expect("a certificate");
    let client = Client::builder().tls_certs_only([ca]).http2_prior_knowledge().no_proxy().build().expect("a client");
    let Credentials::Apns { team_id, key_id, private_key_pem, topic } = apns.credentials() else { panic!("APNs") };
    let sign = |kid: &str, iss: &str, iat: u64| {
        let header = Header { kid: Some(kid.into()), ..Header::new(Algorithm::ES256) };
        let key = EncodingKey::from_ec_pem(private_key_pem.as_bytes()).expect("a key");
        let jwt = jsonwebtoken::encode(&header, &json!({ "iss": iss, "iat": iat }), &key).expect("signed");
        format!("bearer {jwt}")
    };
    let authorization = sign(&key_id, &team_id, now());
    let alert = json!({ "aps": { "alert": { "body": "a" } } });
    let good = [
        ("authorization", authorization.as_str()),
        ("apns-topic", &topic),
        ("apns-id", "0198f2a0-0000-7000-8000-000000000001"),
        ("apns-expiration", "1900000000"),
        ("apns-push-type", "alert"),
        ("apns-priority", "10"),
        ("apns-collapse-id", "chat-42"),
    ];
    let send = async |name: &str, text: &str, payload: &Value| {
        let mut request =
            client.post(format!("{}/3/device/{}", apns.url(), apns.token("ana"))).body(payload.to_string());
        for (header, value) in good {
            request = request.header(header, if header == name { text } else { value });
        }
        judged(&apns, request).await
    };
    assert_eq!(send("", "", &alert).await, KEPT);
    let old = sign(&key_id, &team_id, now() - 3700);
    let other_key = sign("OTHER00000", &team_id, now());
    let other_team = sign(&key_id, "OTHER00000", now());
    let tampered = format!("{authorization}A");
    let long = "c".repeat(65);
    for (name, text) in [
        ("authorization", "bearer none"),
        ("authorization", &old),
        ("authorization", &other_key),
        ("authorization", &other_team),
        ("authorization", &tampered),
        ("apns-topic", "app.other"),
        ("apns-id", "0198F2A0-0000-7000-8000-00000000000A"),
        ("apns-id", "17"),
        ("apns-expiration", "tomorrow"),
        ("apns-push-type", "background"),
        ("apns-push-type", "banner"),
        ("apns-priority", "7"),
        ("apns-collapse-id", &long),
    ] {
        assert_eq!(send(name, text, &alert).await, BROKEN, "{name}: {text}");
    }
    for payload in [
        json!({}),
        json!({ "aps": {} }),
        json!({ "aps": { "content-available": 1 } }),
        json!({ "aps": { "alert": "a", "content-available": 1 } }),
        json!({ "aps": { "alert": "a", "badge": "3" } }),
        json!({ "aps": { "alert": "a", "thread_id": "b" } }),
        json!({ "aps": { "badge": 1, "mutable-content": 1 } }),
        json!({ "aps": { "alert": "a".repeat(4096) } }),
    ] {
        assert_eq!(send("", "", &payload).await, BROKEN, "{payload}");
    }
    assert_eq!(apns.accepted().len(), 1);
}

#[tokio::test]
async fn fake_google_notes_every_broken_rule() {
    let fcm = FakeFcm::start().await;
    let client = Client::builder().no_proxy().build().expect("a client");
    let account = fcm.service_account();
    let ask = async |claims: Value| {
        let header = Header { kid: account.private_key_id.clone(), ..Header::new(Algorithm::RS256) };
        let key = EncodingKey::from_rsa_pem(account.private_key.as_bytes()).expect("a key");
        let assertion = jsonwebtoken::encode(&header, &claims, &key).expect("signed");
        client
            .post(fcm.token_url())
            .form(&[("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", &assertion)])
    };
    let claims = |change: &dyn Fn(&mut Value)| {
        let mut claims = json!({
            "iss": account.client_email, "scope": "https://www.googleapis.com/auth/firebase.messaging",
            "aud": fcm.token_url(), "iat": now(), "exp": now() + 3600,
        });
        change(&mut claims);
        claims
    };
    let granted: Value = serde_json::from_slice(
        &ask(claims(&|_| {})).await.send().await.expect("an answer").bytes().await.expect("a body"),
    )
    .expect("JSON");
    let changes: [&dyn Fn(&mut Value); 5] = [
        &|claims| claims["iss"] = "other@pronto.example".into(),
        &|claims| claims["scope"] = "https://www.googleapis.com/auth/cloud-platform".into(),
        &|claims| claims["aud"] = "https://oauth2.example/token".into(),
        &|claims| claims["exp"] = (now() + 7200).into(),
        &|claims| claims["exp"] = (now() - 10).into(),
    ];
    for change in changes {
        let claims = claims(change);
        assert_eq!(judged(&fcm, ask(claims.clone()).await).await, BROKEN, "{claims}");
    }

    let token = granted["access_token"].as_str().expect("a token");
    let post = |bearer: &str, message: &Value| {
        let address = format!("{}/v1/projects/{}/messages:send", fcm.url(), account.project_id);
        client.post(address).bearer_auth(bearer).body(json!({ "message": message }).to_string())
    };
    let message = |data: Value, android: Value| json!({ "token": fcm.token("ana"), "data": data, "android": android });
    let (data, android) = (json!({ "title": "a" }), json!({ "priority": "HIGH", "ttl": "60s" }));
    assert_eq!(judged(&fcm, post(token, &message(data.clone(), android.clone()))).await, KEPT);
    assert_eq!(judged(&fcm, post("ya29.stolen", &message(data.clone(), android.clone()))).await, BROKEN);
    for broken in [
        message(json!({ "title": 1 }), android.clone()),
        message(json!({ "title": "a", "from": "b" }), android.clone()),
        message(json!({ "title": "a", "google.c": "b" }), android.clone()),
        message(json!({ "title": "a".repeat(4096) }), android.clone()),
        message(json!({ "kind": "clear" }), android.clone()),
        message(data.clone(), json!({ "priority": "high", "ttl": "60s" })),
        message(data.clone(), json!({ "priority": "HIGH", "ttl": 60 })),
        message(data.clone(), json!({ "priority": "HIGH", "ttl": "2419201s" })),
        message(data.clone(), json!({ "priority": "HIGH", "ttl": "60s", "collapse_key": "chat" })),
        message(data, json!({ "priority": "HIGH", "ttl": "60s", "notification": { "title": "a" } })),
        json!({ "data": {}, "android": android }),
    ] {
        assert_eq!(judged(&fcm, post(token, &broken)).await, BROKEN, "{broken}");
    }
    assert_eq!(fcm.accepted().len(), 1);
}

#[tokio::test]
async fn fake_push_service_notes_every_broken_rule() {
    let webpush = FakeWebPush::start().await;
    let client = Client::builder().no_proxy().build().expect("a client");
    let browser = webpush.subscribe("ana");
    let Credentials::WebPush { private_key_pem, public_key, .. } = webpush.credentials() else { panic!("Web Push") };
    let sign = |aud: &str, life_s: i64, sub: &str| {
        let key = EncodingKey::from_ec_pem(private_key_pem.as_bytes()).expect("a key");
        let exp = i64::try_from(now()).expect("a time") + life_s;
        let jwt =
            jsonwebtoken::encode(&Header::new(Algorithm::ES256), &json!({ "aud": aud, "exp": exp, "sub": sub }), &key)
                .expect("signed");
        format!("vapid t={jwt}, k={public_key}")
    };
    let (origin, subject) = (webpush.url(), "mailto:a@pronto.example");
    let authorization = sign(&origin, 3600, subject);
    let sealed = sealing::seal(b"{}", &browser.p256dh, &browser.auth).expect("sealed");
    let good = [
        ("authorization", authorization.as_str()),
        ("ttl", "60"),
        ("urgency", "high"),
        ("topic", "abc"),
        ("content-encoding", "aes128gcm"),
        ("content-type", "application/octet-stream"),
    ];
    let send = async |name: &str, text: &str, body: &[u8]| {
        let mut request = client.post(&browser.endpoint).body(body.to_vec());
        for (header, value) in good {
            request = request.header(header, if header == name { text } else { value });
        }
        judged(&webpush, request).await
    };
    assert_eq!(send("", "", &sealed).await, KEPT);
    let topic = "t".repeat(33);
    for (name, text) in [
        ("authorization", "WebPush none"),
        ("authorization", &sign(&origin, 25 * 3600, subject)),
        ("authorization", &sign(&origin, -100, subject)),
        ("authorization", &sign("https://fcm.googleapis.com", 3600, subject)),
        ("authorization", &sign(&origin, 3600, "me")),
        ("authorization", &format!("{authorization}A")),
        ("ttl", "soon"),
        ("urgency", "extreme"),
        ("topic", &topic),
        ("topic", "a b"),
        ("content-encoding", "aesgcm"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(send(name, text, &sealed).await, BROKEN, "{name}: {text}");
    }
    let stranger = webpush.subscribe("stranger");
    let for_stranger = sealing::seal(b"{}", &stranger.p256dh, &stranger.auth).expect("sealed");
    let not_json = sealing::seal(b"hello", &browser.p256dh, &browser.auth).expect("sealed");
    for body in [b"{}".to_vec(), for_stranger, not_json, [sealed, vec![0; 4096]].concat()] {
        assert_eq!(send("", "", &body).await, BROKEN);
    }
    assert_eq!(webpush.accepted().len(), 1);
}
