//! Rows: G4, G5, X6

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use harness::{
    Answer, Api, Organization, TestServer,
    provider::oidc::{CLIENT_ID, CLIENT_SECRET, FakeOidc, Twist},
};
use pronto_api::token;
use pronto_entity::{agent_identity, identity_provider, provider_sign_in};
use pronto_protocol::{
    agent::{AgentView, MeView, Role},
    error::ErrorCode,
    identity_provider::{IdentityProviderView, ProviderSignInView, SignInProvidersView},
    session::{SessionView, SignInMethod, TokensView},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

const VERIFIER: &str = "a secret that only this app knows, of forty-three characters";
pub(crate) const APP: &str = "app.pronto:/signed-in";

pub(crate) struct World {
    pub(crate) server: TestServer,
    pub(crate) shop: Organization,
    pub(crate) oidc: FakeOidc,
    pub(crate) provider: IdentityProviderView,
}

fn entry(oidc: &FakeOidc) -> Value {
    json!({
        "name": "Company account", "issuer": oidc.issuer(), "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
        "redirect_uris": [APP, "http://127.0.0.1/back"],
    })
}

impl World {
    pub(crate) async fn start() -> Self {
        let server = TestServer::start_with(|config| config.egress_allow_private = true).await;
        let shop = server.organization("shop").await;
        let oidc = FakeOidc::start(server.clock.clone()).await;
        let provider: IdentityProviderView = shop.admin.api.post("/v1/identity_providers", &entry(&oidc)).await.ok();
        Self { server, shop, oidc, provider }
    }

    async fn change(&self, change: Value) {
        let mut entry = entry(&self.oidc);
        for (name, value) in change.as_object().expect("an object") {
            entry[name] = value.clone();
        }
        let path = format!("/v1/identity_providers/{}", self.provider.id);
        self.shop.admin.api.put(&path, &entry).await.done();
    }

    async fn begin(&self, redirect_uri: &str) -> Answer {
        let request = json!({
            "organization": "shop", "provider_id": self.provider.id, "redirect_uri": redirect_uri,
            "code_challenge": URL_SAFE_NO_PAD.encode(token::hash(VERIFIER)),
        });
        Api::new(&self.shop.base).post("/v1/sessions/provider", &request).await
    }

    /// Through the provider and back: where the browser ends, as pairs.
    async fn walk(&self, redirect_uri: &str) -> Vec<(String, String)> {
        let begun: ProviderSignInView = self.begin(redirect_uri).await.ok();
        self.follow(&begun.authorization_url, redirect_uri).await
    }

    async fn follow(&self, address: &str, redirect_uri: &str) -> Vec<(String, String)> {
        let end = self.browse(address).await;
        assert!(end.starts_with(redirect_uri), "{end}");
        url::Url::parse(&end).expect("an address").query_pairs().into_owned().collect()
    }

    /// The address at which the browser ends.
    pub(crate) async fn browse(&self, address: &str) -> String {
        let browser = Api::new(&self.shop.base);
        let callback = location(&browser.get(address).await);
        let path = callback.find("/oidc/callback").map(|at| callback[at..].to_owned()).expect("the callback");
        location(&browser.get(&path).await)
    }

    async fn finish(&self, code: &str, verifier: &str) -> Answer {
        let request = json!({
            "code": code, "code_verifier": verifier,
            "device": {"platform": "ios", "name": "A phone"},
        });
        Api::new(&self.shop.base).post("/v1/sessions/provider/code", &request).await
    }

    async fn sign_in(&self) -> TokensView {
        let end = self.walk(APP).await;
        assert_eq!(end[0].0, "code", "{end:?}");
        self.finish(&end[0].1, VERIFIER).await.ok()
    }

    /// The error that a walk ends with, and its sentence.
    async fn refused(&self) -> (String, String) {
        let end = self.walk(APP).await;
        assert_eq!((end[0].0.as_str(), end[1].0.as_str()), ("error", "error_description"), "{end:?}");
        (end[0].1.clone(), end[1].1.clone())
    }
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}: {}", answer.request, answer.text());
    answer.headers["location"].to_str().expect("text").to_owned()
}

#[tokio::test]
async fn an_agent_signs_in_by_the_company_account_and_is_known_by_it_from_then_on() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let shown: SignInProvidersView =
        Api::new(&world.shop.base).get("/v1/organizations/shop/sign_in_providers").await.ok();
    assert_eq!(shown.providers.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Company account"]);
    let none: SignInProvidersView =
        Api::new(&world.shop.base).get("/v1/organizations/nowhere/sign_in_providers").await.ok();
    assert!(none.providers.is_empty());

    let tokens = world.sign_in().await;
    assert_eq!(tokens.agent_id, ana.id);
    let api = ana.api.with_token(&tokens.access_token);
    api.get("/v1/me").await.done();
    let sessions: Vec<SessionView> = api.all("/v1/sessions").await;
    assert_eq!((sessions[0].id, sessions[0].method), (tokens.session_id, SignInMethod::Provider));
    // Another address and name there: it is still the same person.
    world.oidc.person("u-1", "renamed@elsewhere.example", "Somebody");
    assert_eq!(world.sign_in().await.agent_id, ana.id);
    assert_eq!(world.oidc.wrong(), [""; 0]);

    let database = world.server.context.db();
    assert_eq!(agent_identity::Entity::find().all(database).await.expect("rows").len(), 1);
    assert!(provider_sign_in::Entity::find().all(database).await.expect("rows").is_empty(), "what is over is gone");
    let stored = identity_provider::Entity::find().all(database).await.expect("rows");
    assert!(!stored[0].client_secret.windows(6).any(|part| part == b"s3cret"), "the secret is not sealed");
}

#[tokio::test]
async fn what_a_provider_signs_wrongly_opens_nothing() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    for (twist, code, word) in [
        (Twist::WrongNonce, "provider_refused", "another sign-in"),
        (Twist::AlgNone, "provider_refused", "cannot be read"),
        (Twist::Hs256, "provider_refused", "not signed in a way"),
        (Twist::ForeignKey, "provider_refused", "signature"),
        (Twist::UnknownKey, "provider_refused", "key that the provider does not have"),
        (Twist::Expired, "provider_refused", "expired"),
        (Twist::OtherAudience, "provider_refused", "somebody else"),
        (Twist::OtherIssuer, "provider_refused", "somebody else"),
        (Twist::UnverifiedEmail, "provider_refused", "not verified"),
        (Twist::Denied, "provider_refused", "ended at the provider"),
        (Twist::CodeRefused, "provider_refused", "its own code"),
    ] {
        world.oidc.twist(twist);
        let (found, sentence) = world.refused().await;
        assert!(found == code && sentence.contains(word), "{twist:?}: {found}: {sentence}");
    }
    world.oidc.twist(Twist::None);
    assert_eq!(world.sign_in().await.agent_id, ana.id);
    world.oidc.twist(Twist::Broken);
    world.server.clock.advance(Duration::from_secs(3_601));
    world.begin(APP).await.refused(ErrorCode::ProviderUnavailable);
}

#[tokio::test]
async fn rotated_keys_are_read_again_and_made_up_ones_do_not_make_the_server_ask_on() {
    let world = World::start().await;
    world.shop.agent("Ana").await;
    world.sign_in().await;
    world.sign_in().await;
    assert_eq!(world.oidc.key_reads(), 1, "keys are remembered");
    world.oidc.twist(Twist::UnknownKey);
    for _ in 0..5 {
        world.refused().await;
    }
    assert_eq!(world.oidc.key_reads(), 1, "they were read a moment ago");
    world.oidc.twist(Twist::None);
    world.oidc.rotate();
    world.server.clock.advance(Duration::from_secs(61));
    world.sign_in().await;
    assert_eq!(world.oidc.key_reads(), 2);
}

#[tokio::test]
async fn unknown_people_are_refused_or_registered_as_the_organization_says() {
    let world = World::start().await;
    world.oidc.person("u-9", "Nina@Shop.Example", "Nina");
    let (code, sentence) = world.refused().await;
    assert!(code == "sign_in_not_allowed" && sentence.contains("Nobody here"), "{code}: {sentence}");
    world.change(json!({"add_agents": true, "email_domains": ["other.example"], "role": "supervisor"})).await;
    let (code, sentence) = world.refused().await;
    assert!(code == "sign_in_not_allowed" && sentence.contains("domain"), "{code}: {sentence}");
    world.change(json!({"add_agents": true, "email_domains": ["@shop.example"], "role": "supervisor"})).await;
    let tokens = world.sign_in().await;
    let me: MeView = world.shop.admin.api.with_token(&tokens.access_token).get("/v1/me").await.ok();
    assert_eq!((me.agent.name.as_str(), me.agent.role), ("Nina", Role::Supervisor));
    assert_eq!(me.agent.email.as_deref(), Some("nina@shop.example"));

    let path = format!("/v1/agents/{}", tokens.agent_id);
    let _: AgentView = world.shop.admin.api.patch(&path, &json!({"active": false})).await.ok();
    let (code, sentence) = world.refused().await;
    assert!(code == "sign_in_not_allowed" && sentence.contains("closed"), "{code}: {sentence}");
}

#[tokio::test]
async fn a_code_is_good_once_for_a_minute_and_for_who_began() {
    let world = World::start().await;
    world.shop.agent("Ana").await;
    let end = world.walk(APP).await;
    world.finish(&end[0].1, "another secret").await.refused(ErrorCode::ChallengeInvalid);
    world.finish(&end[0].1, VERIFIER).await.done();
    world.finish(&end[0].1, VERIFIER).await.refused(ErrorCode::ChallengeInvalid);
    world.finish("made up", VERIFIER).await.refused(ErrorCode::ChallengeInvalid);
    let end = world.walk(APP).await;
    world.server.clock.advance(Duration::from_secs(61));
    world.finish(&end[0].1, VERIFIER).await.refused(ErrorCode::ChallengeInvalid);

    // The way back is walked once, and in ten minutes.
    let begun: ProviderSignInView = world.begin(APP).await.ok();
    world.follow(&begun.authorization_url, APP).await;
    let browser = Api::new(&world.shop.base);
    let callback = location(&browser.get(&begun.authorization_url).await);
    let path = callback.find("/oidc/callback").map(|at| callback[at..].to_owned()).expect("the callback");
    let again = browser.get(&path).await;
    assert_eq!(again.status, 400, "{}", again.text());
    assert!(again.text().contains("expired"), "{}", again.text());
    assert_eq!(browser.get("/oidc/callback?state=made-up&code=x").await.status, 400);
    assert_eq!(browser.get("/oidc/callback").await.status, 400);
    let begun: ProviderSignInView = world.begin(APP).await.ok();
    world.server.clock.advance(Duration::from_secs(601));
    let callback = location(&browser.get(&begun.authorization_url).await);
    let path = callback.find("/oidc/callback").map(|at| callback[at..].to_owned()).expect("the callback");
    assert_eq!(browser.get(&path).await.status, 400);
}

#[tokio::test]
async fn a_browser_is_led_back_to_own_pages_and_listed_addresses_only() {
    let world = World::start().await;
    world.shop.agent("Ana").await;
    let own = format!("{}/console/", world.server.context.config.public_url());
    for fine in [APP, "http://127.0.0.1:49152/back", own.as_str()] {
        world.begin(fine).await.done();
    }
    for wrong in
        ["https://evil.example/", "app.other:/signed-in", "http://127.0.0.1:49152/other", "javascript:alert(1)"]
    {
        let refused = world.begin(wrong).await.refused(ErrorCode::InvalidFields);
        assert_eq!(refused.fields[0].field, "redirect_uri", "{wrong}");
    }
    world.change(json!({"active": false})).await;
    world.begin(APP).await.refused(ErrorCode::NotFound);
}

#[tokio::test]
async fn admins_keep_the_register_and_see_no_secret() {
    let world = World::start().await;
    let school = world.server.organization("school").await;
    let ana = world.shop.agent("Ana").await;
    let text = world.shop.admin.api.get("/v1/identity_providers").await.text();
    assert!(text.contains("/oidc/callback") && !text.contains("s3cret"), "{text}");
    let path = format!("/v1/identity_providers/{}", world.provider.id);
    ana.api.get("/v1/identity_providers").await.refused(ErrorCode::Forbidden);
    school.admin.api.put(&path, &entry(&world.oidc)).await.refused(ErrorCode::NotFound);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    let add = async |change: Value| {
        let mut entry = entry(&world.oidc);
        for (name, value) in change.as_object().expect("an object") {
            entry[name] = value.clone();
        }
        world.shop.admin.api.post("/v1/identity_providers", &entry).await
    };
    for (change, field) in [
        (json!({"issuer": "not an address"}), "issuer"),
        (json!({"issuer": "http://169.254.169.254/"}), "issuer"),
        (json!({"client_secret": null}), "client_secret"),
        (json!({"client_id": "with a space"}), "client_id"),
        (json!({"role": "admin"}), "role"),
        (json!({"email_domains": ["a@b"]}), "email_domains"),
        (json!({"redirect_uris": ["javascript:alert(1)"]}), "redirect_uris"),
        (json!({"profile_id": uuid::Uuid::now_v7()}), "profile_id"),
    ] {
        assert_eq!(add(change).await.refused(ErrorCode::InvalidFields).fields[0].field, field);
    }
    // The secret stays when none is given.
    let mut kept = entry(&world.oidc);
    kept.as_object_mut().expect("an object").remove("client_secret");
    world.shop.admin.api.put(&path, &kept).await.done();
    assert_eq!(world.sign_in().await.agent_id, ana.id);
    world.shop.admin.api.delete(&path).await.done();
    world.shop.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    world.begin(APP).await.refused(ErrorCode::NotFound);
}
