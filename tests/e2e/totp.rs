//! Rows: G4, G2, X6

use std::time::{Duration, Instant};

use data_encoding::BASE32_NOPAD;
use harness::{AgentActor, Answer, Api, Organization, PASSWORD, TestServer};
use pronto_api::totp::code_at;
use pronto_entity::{recovery_code, totp};
use pronto_protocol::{
    audit::AuditEntryView,
    error::ErrorCode,
    session::TokensView,
    totp::{RecoveryCodesView, TotpEnrolmentView, TotpView},
};
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use crate::session::slowed;

const STEP: Duration = Duration::from_secs(30);

/// An agent with an authenticator app.
pub(crate) struct Guarded {
    pub(crate) actor: AgentActor,
    secret: Vec<u8>,
    pub(crate) recovery_codes: Vec<String>,
}

impl Guarded {
    pub(crate) async fn set_up(server: &TestServer, actor: AgentActor) -> Self {
        let begun: TotpEnrolmentView = actor.api.post("/v1/me/totp", &json!({"password": PASSWORD})).await.ok();
        let secret = BASE32_NOPAD.decode(begun.secret.as_bytes()).expect("base32");
        let code = code_at(&secret, server.clock.now_ms());
        let given: RecoveryCodesView = actor.api.post("/v1/me/totp/confirmation", &json!({"code": code})).await.ok();
        // The code that confirmed it is spent.
        server.clock.advance(STEP);
        Self { actor, secret, recovery_codes: given.codes }
    }

    pub(crate) fn code(&self, server: &TestServer) -> String {
        code_at(&self.secret, server.clock.now_ms())
    }

    /// A sign-in whose password is right: what is asked for next.
    async fn challenge(&self, shop: &Organization) -> String {
        let refused = password(shop, &self.actor.email, None).await.refused(ErrorCode::SecondFactorRequired);
        refused.challenge.expect("a challenge")
    }
}

async fn password(shop: &Organization, email: &str, device_id: Option<Uuid>) -> Answer {
    let request = json!({
        "organization": shop.slug, "email": email, "password": PASSWORD,
        "device": {"id": device_id, "platform": "android", "name": "A phone"},
    });
    Api::new(&shop.base).post("/v1/sessions", &request).await
}

async fn answer(shop: &Organization, challenge: &str, code: &str) -> Answer {
    let request = json!({"challenge": challenge, "code": code});
    Api::new(&shop.base).post("/v1/sessions/challenge", &request).await
}

async fn shown(api: &Api) -> TotpView {
    api.get("/v1/me/totp").await.ok()
}

#[tokio::test]
async fn a_second_factor_is_set_up_with_a_code_and_asked_for_at_the_next_sign_in() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    assert_eq!(shown(&ana.api).await, TotpView { enabled_at: None, required: false, recovery_codes_left: 0 });
    ana.api.post("/v1/me/totp", &json!({"password": "wrong horse"})).await.refused(ErrorCode::WrongCredentials);
    ana.api.post("/v1/me/totp/confirmation", &json!({"code": "123456"})).await.refused(ErrorCode::Conflict);

    let begun: TotpEnrolmentView = ana.api.post("/v1/me/totp", &json!({"password": PASSWORD})).await.ok();
    assert!(begun.uri.starts_with("otpauth://totp/shop:ana%40shop.example?secret="), "{}", begun.uri);
    assert!(begun.uri.contains(&begun.secret) && begun.qr_svg.contains("<svg"), "{begun:?}");
    let secret = BASE32_NOPAD.decode(begun.secret.as_bytes()).expect("base32");
    // Until a code was right nothing is asked for.
    password(&shop, &ana.email, None).await.done();
    let wrong = if code_at(&secret, server.clock.now_ms()) == "000000" { "000001" } else { "000000" };
    ana.api.post("/v1/me/totp/confirmation", &json!({"code": wrong})).await.refused(ErrorCode::WrongCode);
    let code = code_at(&secret, server.clock.now_ms());
    let given: RecoveryCodesView = ana.api.post("/v1/me/totp/confirmation", &json!({"code": code})).await.ok();
    assert_eq!(given.codes.len(), 10);
    ana.api.post("/v1/me/totp", &json!({"password": PASSWORD})).await.refused(ErrorCode::AlreadyExists);
    let view = shown(&ana.api).await;
    assert!(view.enabled_at.is_some() && view.recovery_codes_left == 10, "{view:?}");

    let ana = Guarded { actor: ana, secret, recovery_codes: given.codes };
    let challenge = ana.challenge(&shop).await;
    answer(&shop, &challenge, &code).await.refused(ErrorCode::WrongCode);
    server.clock.advance(STEP);
    let tokens: TokensView = answer(&shop, &challenge, &ana.code(&server)).await.ok();
    assert_eq!(tokens.agent_id, ana.actor.id);
    ana.actor.api.with_token(&tokens.access_token).get("/v1/me").await.done();

    let stored = totp::Entity::find().all(server.context.db()).await.expect("rows");
    assert!(!stored[0].secret.windows(20).any(|part| part == ana.secret), "the secret is not sealed");
    let stored = recovery_code::Entity::find().all(server.context.db()).await.expect("rows");
    assert!(!format!("{stored:?}").contains(&ana.recovery_codes[0]), "a recovery code is on record");
}

#[tokio::test]
async fn a_code_is_taken_once_and_a_step_early_or_late() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = Guarded::set_up(&server, shop.agent("Ana").await).await;
    let challenge = ana.challenge(&shop).await;
    let code = ana.code(&server);
    let both = futures_util::future::join(answer(&shop, &challenge, &code), answer(&shop, &challenge, &code)).await;
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 401], "one code opened two sessions");
    answer(&shop, &challenge, &code).await.refused(ErrorCode::WrongCode);

    let early = code_at(&ana.secret, server.clock.now_ms() + 30_000);
    answer(&shop, &challenge, &early).await.done();
    // A later one was taken: this one is good no more, though its time has come.
    server.clock.advance(STEP);
    answer(&shop, &challenge, &early).await.refused(ErrorCode::WrongCode);
    server.clock.advance(STEP * 2);
    // With enough left of the step that it is not over before the code has arrived: a step late, it would be two.
    let left_ms = 30_000 - server.clock.now_ms() % 30_000;
    if left_ms < 15_000 {
        server.clock.advance(Duration::from_millis(left_ms.unsigned_abs()));
    }
    let late = code_at(&ana.secret, server.clock.now_ms() - 30_000);
    answer(&shop, &challenge, &late).await.done();
}

#[tokio::test]
async fn a_recovery_code_stands_for_the_app_once() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = Guarded::set_up(&server, shop.agent("Ana").await).await;
    let challenge = ana.challenge(&shop).await;
    let typed = ana.recovery_codes[3].to_uppercase().replace('-', " ");
    answer(&shop, &challenge, &typed).await.done();
    answer(&shop, &challenge, &typed).await.refused(ErrorCode::WrongCode);
    assert_eq!(shown(&ana.actor.api).await.recovery_codes_left, 9);

    let proof = json!({"code": ana.recovery_codes[4]});
    let renewed: RecoveryCodesView = ana.actor.api.post("/v1/me/totp/recovery_codes", &proof).await.ok();
    assert_eq!((renewed.codes.len(), shown(&ana.actor.api).await.recovery_codes_left), (10, 10));
    answer(&shop, &challenge, &ana.recovery_codes[5]).await.refused(ErrorCode::WrongCode);
    answer(&shop, &challenge, &renewed.codes[0]).await.done();
    // Another agent's are nobody else's.
    let bia = Guarded::set_up(&server, shop.agent("Bia").await).await;
    answer(&shop, &bia.challenge(&shop).await, &renewed.codes[1]).await.refused(ErrorCode::WrongCode);
}

#[tokio::test]
async fn guesses_at_codes_are_counted_in_the_database_and_slowed_down() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = Guarded::set_up(&server, shop.agent("Ana").await).await;
    let challenge = ana.challenge(&shop).await;
    let good = ana.code(&server);
    let wrong = if good == "111111" { "111112" } else { "111111" };
    let (mut statuses, began) = (Vec::new(), Instant::now());
    for _ in 0..8 {
        statuses.push(answer(&shop, &challenge, wrong).await.status);
    }
    slowed(&statuses, began.elapsed());
    // Three more, each after its wait: the next wait is longer than the slowest machine needs to look at it.
    for _ in 0..3 {
        server.clock.advance(Duration::from_secs(40));
        answer(&shop, &challenge, wrong).await.refused(ErrorCode::WrongCode);
    }
    let good = ana.code(&server);
    answer(&shop, &challenge, &good).await.refused(ErrorCode::RateLimited);
    // A password that is right again gives no new guesses.
    let challenge = ana.challenge(&shop).await;
    answer(&shop, &challenge, &good).await.refused(ErrorCode::RateLimited);
    server.clock.advance(Duration::from_secs(70));
    answer(&shop, &challenge, &ana.code(&server)).await.done();
}

#[tokio::test]
async fn a_challenge_is_void_after_five_minutes_with_another_password_and_for_anything_else() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = Guarded::set_up(&server, shop.agent("Ana").await).await;
    let challenge = ana.challenge(&shop).await;
    server.clock.advance(Duration::from_secs(301));
    answer(&shop, &challenge, &ana.code(&server)).await.refused(ErrorCode::ChallengeInvalid);
    answer(&shop, ana.actor.api.token(), &ana.code(&server)).await.refused(ErrorCode::ChallengeInvalid);
    answer(&shop, "no token", "000000").await.refused(ErrorCode::ChallengeInvalid);

    let challenge = ana.challenge(&shop).await;
    Api::new(&shop.base).with_token(&challenge).get("/v1/me").await.refused(ErrorCode::Unauthenticated);
    let path = format!("/v1/agents/{}", ana.actor.id);
    shop.admin.api.patch(&path, &json!({"password": "another horse battery"})).await.done();
    answer(&shop, &challenge, &ana.code(&server)).await.refused(ErrorCode::ChallengeInvalid);
}

#[tokio::test]
async fn disabling_needs_the_password_or_a_code_and_an_admin_may_reset() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = Guarded::set_up(&server, shop.agent("Ana").await).await;
    let disable = async |proof: serde_json::Value| ana.actor.api.post("/v1/me/totp/disable", &proof).await;
    disable(json!({})).await.refused(ErrorCode::InvalidFields);
    disable(json!({"password": PASSWORD, "code": "123456"})).await.refused(ErrorCode::InvalidFields);
    disable(json!({"password": "wrong horse"})).await.refused(ErrorCode::WrongCredentials);
    disable(json!({"code": ana.recovery_codes[0].replace('-', "x")})).await.refused(ErrorCode::WrongCode);
    disable(json!({"password": PASSWORD})).await.done();
    disable(json!({"password": PASSWORD})).await.refused(ErrorCode::Conflict);
    password(&shop, &ana.actor.email, None).await.done();

    let ana = Guarded::set_up(&server, ana.actor).await;
    ana.actor.api.post("/v1/me/totp/disable", &json!({"code": ana.code(&server)})).await.done();
    let ana = Guarded::set_up(&server, ana.actor).await;
    let path = format!("/v1/admin/agents/{}/totp", ana.actor.id);
    ana.actor.api.delete(&path).await.refused(ErrorCode::Forbidden);
    school.admin.api.delete(&path).await.refused(ErrorCode::NotFound);
    ana.challenge(&shop).await;
    shop.admin.api.delete(&path).await.done();
    shop.admin.api.delete(&path).await.done();
    password(&shop, &ana.actor.email, None).await.done();

    let rows: Vec<AuditEntryView> = shop.admin.api.all("/v1/audit").await;
    let acts: Vec<(&str, Uuid)> = rows.iter().map(|row| (row.action.as_str(), row.actor_id)).collect();
    for act in [("confirm_totp", ana.actor.id), ("disable_totp", ana.actor.id), ("reset_totp", shop.admin.id)] {
        assert!(acts.contains(&act), "{act:?} is not on record: {acts:?}");
    }
    let told = serde_json::to_string(&rows).expect("JSON");
    assert!(!told.contains(&ana.recovery_codes[0]) && !told.contains(PASSWORD), "{told}");
}

#[tokio::test]
async fn where_a_second_factor_is_required_an_agent_without_one_can_only_set_it_up() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    ana.api.get("/v1/me").await.done();
    let guarded = Guarded::set_up(&server, shop.admin.clone()).await;
    guarded.actor.api.patch("/v1/organization", &json!({"second_factor_required": true})).await.done();

    for path in ["/v1/me", "/v1/chats?filter=mine", "/v1/agents"] {
        ana.api.get(path).await.refused(ErrorCode::SecondFactorSetupRequired);
    }
    ana.api
        .put("/v1/me/availability", &json!({"availability": "ready"}))
        .await
        .refused(ErrorCode::SecondFactorSetupRequired);
    // Who has one works on.
    guarded.actor.api.get("/v1/me").await.done();
    let fresh: TokensView = password(&shop, &ana.email, None).await.ok();
    let fresh = AgentActor { api: ana.api.with_token(&fresh.access_token), tokens: fresh, ..ana.clone() };
    fresh.api.get("/v1/me").await.refused(ErrorCode::SecondFactorSetupRequired);
    assert!(shown(&fresh.api).await.required);
    let fresh = Guarded::set_up(&server, fresh).await;
    fresh.actor.api.get("/v1/me").await.done();
    ana.api.get("/v1/me").await.done();
    fresh.actor.api.post("/v1/me/totp/disable", &json!({"password": PASSWORD})).await.done();
    ana.api.get("/v1/me").await.refused(ErrorCode::SecondFactorSetupRequired);
    ana.api.delete("/v1/sessions/current").await.done();
}
