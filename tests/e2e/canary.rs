//! Rows: C5
//!
//! A word that agents whisper and note is looked for in everything a visitor can get, in every push, and in the log of a server
//! that tells all it can.

use harness::{AgentActor, Answer, Api, database::TestDatabase, process::Launch, provider::Providers};
use pronto_api::push::transport::Credentials;
use pronto_protocol::{
    attachment::{AttachmentLinksView, AttachmentView},
    push::PushAppView,
    whisper::WhisperView,
};
use rand::RngExt;
use serde_json::{Value, json};
use uuid::Uuid;

/// Words that must not get out, and everything that got out.
struct Watch {
    words: Vec<String>,
    seen: usize,
}

impl Watch {
    fn new() -> Self {
        let words = (0..4).map(|_| format!("canary{:016x}", rand::rng().random::<u64>())).collect();
        Self { words, seen: 0 }
    }

    fn is_clean(&mut self, what: &str, text: &str) {
        self.seen += 1;
        let found = self.words.iter().find(|word| text.contains(word.as_str()));
        assert!(found.is_none(), "{what} holds what was whispered or noted: {text}");
    }

    fn answer(&mut self, answer: &Answer) {
        self.is_clean(&answer.request, &answer.text());
        self.is_clean(&answer.request, &format!("{:?}", answer.headers));
    }
}

/// The token registered for a platform's phone and how it opens what it gets.
struct Phones {
    bia: AgentActor,
}

impl Phones {
    /// Bia has three devices that are all pushed to, the first of them sealed.
    async fn give(shop: &harness::Organization, bia: AgentActor, providers: &Providers) -> Self {
        let fcm = serde_json::to_string(&providers.fcm.service_account()).expect("JSON");
        let Credentials::Apns { team_id, key_id, private_key_pem, topic } = providers.apns.credentials() else {
            panic!("other credentials than asked for")
        };
        let Credentials::WebPush { private_key_pem: vapid, subject, .. } = providers.webpush.credentials() else {
            panic!("other credentials than asked for")
        };
        let browser = providers.webpush.subscribe("Bia's browser");
        let keys = (encoded(&browser.p256dh), encoded(&browser.auth));
        let apps = [
            (
                "android",
                json!({"provider": "fcm", "service_account": fcm, "package": "example.pronto"}),
                json!({"token": providers.fcm.token("Bia")}),
            ),
            (
                "ios",
                json!({"provider": "apns", "team_id": team_id, "key_id": key_id, "private_key": private_key_pem, "bundle_id": topic}),
                json!({"token": providers.apns.token("Bia")}),
            ),
            (
                "web",
                json!({"provider": "web_push", "private_key": vapid, "subject": subject}),
                json!({"token": browser.endpoint, "public_key": keys.0, "auth_secret": keys.1}),
            ),
        ];
        for (platform, credentials, mut registration) in apps {
            let app = json!({"name": platform, "credentials": credentials});
            let app: PushAppView = shop.admin.api.post("/v1/push_apps", &app).await.ok();
            registration["push_app_id"] = json!(app.id);
            let sign_in = json!({
                "organization": "shop", "email": bia.email, "password": harness::PASSWORD,
                "device": {"platform": platform, "name": platform},
            });
            let tokens: Value = bia.api.post("/v1/sessions", &sign_in).await.ok();
            let device = bia.api.with_token(tokens["access_token"].as_str().expect("a token"));
            device.put("/v1/devices/current/push", &registration).await.done();
        }
        Self { bia }
    }
}

fn encoded(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Every path of the document that can be read with the visitor's token or with none, its places filled.
fn visitor_paths(document: &Value, places: &[(&str, String)]) -> Vec<(String, bool)> {
    let paths = document["paths"].as_object().expect("paths");
    let mut found = Vec::new();
    for (path, item) in paths {
        let Some(operation) = item.get("get") else { continue };
        let security = operation["security"].as_array().cloned().unwrap_or_default();
        let own = security.iter().any(|scheme| scheme.get("visitor").is_some());
        let open = security.is_empty()
            || security.iter().any(|scheme| scheme.as_object().is_some_and(serde_json::Map::is_empty));
        if !own && !open {
            // An agent's path: the visitor tries it all the same, and must be sent away.
            found.push((filled(path, places), false));
            continue;
        }
        found.push((filled(path, places), own));
    }
    found
}

fn filled(path: &str, places: &[(&str, String)]) -> String {
    places.iter().fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_whispered_and_noted_reaches_no_visitor_no_push_and_no_log() {
    let mut watch = Watch::new();
    let folder = tempfile::tempdir().expect("a folder");
    let database = TestDatabase::create(folder.path()).await;
    let providers = Providers::start().await;
    let launch =
        Launch::new(folder.path()).set("DATABASE_URL", database.url()).set("LOG_LEVEL", "trace").push_to(&providers);
    let mut server = launch.start().await;
    let shop = launch.organization(&server, "shop").await;
    let (ana, visitor, chat) = shop.active_chat("sales").await;
    let bia = shop.agent("Bia").await;
    bia.ready().await;
    bia.api.act(&format!("/v1/chats/{}/join", chat.id)).await.done();
    let phones = Phones::give(&shop, bia, &providers).await;
    let stranger = shop.visitor().await;
    let mut frames = visitor.socket().await;
    let mut strange_frames = stranger.socket().await;
    let mut agents_frames = ana.socket().await;
    let start: Value = visitor.api.get("/v1/visitor/sync").await.ok();

    let base = format!("/v1/chats/{}", chat.id);
    let [whispered, edited, noted, changed] = [0, 1, 2, 3].map(|word| watch.words[word].clone());
    visitor.say(chat.id, "Can you help me?").await;
    let whisper = ana.whisper(chat.id, &whispered).await;
    let _: WhisperView = ana.api.patch(&format!("{base}/whispers/{}", whisper.id), &json!({"text": edited})).await.ok();
    let gone = phones.bia.whisper(chat.id, &whispered).await;
    phones.bia.api.delete(&format!("{base}/whispers/{}", gone.id)).await.done();
    let note: Value =
        ana.api.post(&format!("{base}/notes"), &json!({"client_id": Uuid::now_v7(), "text": noted})).await.ok();
    let note_path = format!("{base}/notes/{}", note["id"].as_str().expect("an id"));
    ana.api.patch(&note_path, &json!({"text": changed})).await.done();
    let second: Value =
        ana.api.post(&format!("{base}/notes"), &json!({"client_id": Uuid::now_v7(), "text": noted})).await.ok();
    phones
        .bia
        .api
        .delete(&format!("{base}/notes/{}", second["id"].as_str().expect("an id")))
        .await
        .refused(pronto_protocol::error::ErrorCode::Forbidden);
    // Refused words are words too: neither the answer nor the log may repeat them.
    let reused = json!({"client_id": whisper.client_id, "text": noted});
    watch.answer(&ana.api.post(&format!("{base}/whispers"), &reused).await);
    let endless = json!({"client_id": Uuid::now_v7(), "text": format!("{whispered}{}", "a".repeat(9_000))});
    watch.answer(&ana.api.post(&format!("{base}/whispers"), &endless).await);
    // Not JSON, with the word inside: what could not be read is not shown either.
    let broken = format!("{base}/whispers?word={whispered}");
    watch.answer(&ana.api.post(&broken, &json!({"text": [whispered]})).await);
    let upload = format!("/v1/visitor/chats/{}/attachments", chat.id);
    let file: AttachmentView = visitor.api.upload(&upload, "list.txt", b"apples, pears".to_vec()).await.ok();
    let with_file = json!({"client_id": Uuid::now_v7(), "text": "My list", "attachment_ids": [file.id]});
    let sent: Value = visitor.api.post(&format!("/v1/visitor/chats/{}/messages", chat.id), &with_file).await.ok();
    ana.say(chat.id, "I looked at it.").await;
    ana.api.put(&format!("{base}/read"), &json!({"position": 100})).await.done();

    // Agents do see it, so that the watch is not blind.
    let timeline = ana.api.get(&format!("{base}/timeline")).await.text();
    assert!(timeline.contains(&edited) && !timeline.contains(&whispered), "agents do not see the whisper as it is now");
    assert!(phones.bia.api.get(&format!("{base}/notes")).await.text().contains(&changed), "agents do not see the note");
    agents_frames.event_where("whisper.sent", |content| content["text"] == whispered.as_str()).await;
    agents_frames.event_where("note.edited", |content| content["text"] == changed.as_str()).await;

    // Everything that has an address.
    let links: AttachmentLinksView =
        visitor.api.get(&format!("/v1/visitor/chats/{}/attachments/{}", chat.id, file.id)).await.ok();
    let document: Value =
        serde_yaml_ng::from_str(&Api::new(&shop.base).get("/openapi.yaml").await.text()).expect("a document");
    let places = [
        ("chat_id", chat.id.to_string()),
        ("message_id", sent["id"].as_str().expect("an id").to_owned()),
        ("whisper_id", whisper.id.to_string()),
        ("note_id", note["id"].as_str().expect("an id").to_owned()),
        ("attachment_id", file.id.to_string()),
        ("organization", "shop".to_owned()),
        ("queue", "sales".to_owned()),
        ("agent_id", ana.id.to_string()),
        ("variant", "original".to_owned()),
        ("token", "none".to_owned()),
    ];
    let paths = visitor_paths(&document, &places);
    let mut own_paths = 0;
    for (number, (path, own)) in paths.iter().enumerate() {
        if number % 10 == 0 {
            // Heard now and then: on a slow machine all this takes long enough that a silent socket is closed.
            frames.drain().await;
            strange_frames.drain().await;
        }
        for token in [Some(&visitor), Some(&stranger), None] {
            let api = token.map_or_else(|| Api::new(&shop.base), |visitor| visitor.api.clone());
            if path.ends_with("/v1/socket") {
                continue; // heard below
            }
            let answer = api.get(path).await;
            assert!(answer.status < 500, "{path} failed with {}", answer.status);
            if *own && token.is_some_and(|token| token.id == visitor.id) {
                assert_eq!(answer.status, 200, "{path} does not answer its visitor: {}", answer.text());
                own_paths += 1;
            }
            watch.answer(&answer);
        }
    }
    assert!(own_paths >= 5, "only {own_paths} paths of the visitor's are in the document");
    let cursor = start["cursor"].as_str().expect("a cursor");
    for path in [format!("/v1/visitor/sync?after={cursor}"), "/v1/visitor/sync?after=0".to_owned()] {
        let answer = visitor.api.get(&path).await;
        watch.answer(&answer);
        assert!(answer.text().contains("I looked at it."), "the visitor's feed is empty");
    }
    for page in ["/chat/shop/sales", "/widget.js", "/docs/", "/metrics", "/healthz", "/readyz", "/openapi.yaml"] {
        watch.answer(&Api::new(&shop.base).get(page).await);
    }
    // The server was not told under which port people reach it, so only the path of the link is taken.
    let link = url::Url::parse(&links.url).expect("an address");
    let file = Api::new(&shop.base).get(link.path()).await;
    assert_eq!(file.text(), "apples, pears");
    watch.answer(&file);

    // Frames, live and resumed from the beginning.
    frames.drain().await;
    strange_frames.drain().await;
    let mut resumed = harness::Socket::hello(&shop.base, visitor.api.token(), Some(cursor)).await;
    resumed.drain().await;
    for frame in frames.heard.iter().chain(&resumed.heard).chain(&strange_frames.heard) {
        watch.is_clean("a visitor's frame", &frame.to_string());
    }
    assert!(frames.heard.iter().any(|frame| frame["event"]["content"]["text"] == "I looked at it."));

    // Pushes as the phones read them: the visitor's messages came, nothing else did.
    let list = |push: &harness::provider::Received| push.payload.to_string().contains("My list");
    tokio::join!(providers.fcm.expect(list), providers.apns.expect(list), providers.webpush.expect(list));
    let received = [providers.fcm.received(), providers.apns.received(), providers.webpush.received()].concat();
    for push in &received {
        watch.is_clean("a push", &format!("{:?} {}", push.headers, push.payload));
    }
    let deliveries = shop.admin.api.get("/v1/deliveries?limit=100").await;
    watch.answer(&deliveries);

    server.stop().await;
    let log = launch.log();
    assert!(log.lines().count() > 100, "the server told too little to be tried: {} lines", log.lines().count());
    watch.is_clean("the log", &log);
    assert!(watch.seen > 150, "only {} things were looked at", watch.seen);
}
