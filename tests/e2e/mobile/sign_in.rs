//! Ways in beside the password alone: a second factor, and an identity provider.

use std::sync::Arc;

use harness::{PASSWORD, TestServer, provider::oidc::Twist};
use pronto_mobile::client::{
    Account, ClientError, MemoryStorage, Options, SecureStorage, SignIn, begin_provider_sign_in, sign_in_providers,
};
use pronto_protocol::{device::Platform, error::ErrorCode};

use crate::{
    oidc::{APP, World},
    totp::Guarded,
};

#[tokio::test]
async fn a_second_factor_is_asked_for_and_answered_with_a_code_or_a_recovery_code() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = Guarded::set_up(&server, shop.agent("Ana").await).await;
    let storage = MemoryStorage::shared();
    let sign_in = || SignIn::new(&server.url(""), "shop", &ana.actor.email, PASSWORD, Platform::Android, "Phone");
    let with = async |sign_in: SignIn| Account::sign_in(sign_in, Arc::clone(&storage), Options::quick()).await;

    let asked = with(sign_in()).await.expect_err("asked for a code");
    assert!(matches!(&asked, ClientError::SecondFactorRequired { challenge } if !challenge.is_empty()), "{asked}");
    assert!(!asked.is_retryable() && asked.code() == Some(ErrorCode::SecondFactorRequired), "{asked}");
    let code = ana.code(&server);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = with(sign_in().with_code(wrong)).await.expect_err("a wrong code");
    assert_eq!(refused.code(), Some(ErrorCode::WrongCode), "{refused}");
    let mistyped = SignIn { password: "certainly not it".into(), ..sign_in().with_code(&code) };
    assert_eq!(with(mistyped).await.expect_err("a wrong password").code(), Some(ErrorCode::WrongCredentials));
    assert!(Account::kept(&storage).await.expect("read").is_empty(), "nobody has signed in yet");

    let account = with(sign_in().with_code(&code)).await.expect("signed in");
    assert_eq!(account.me().await.expect("a session").agent.id, ana.actor.id);
    let again = with(sign_in().with_code(&ana.recovery_codes[2])).await.expect("signed in");
    assert_eq!(again.identity().device_id, account.identity().device_id, "it is one phone");
    assert_ne!(again.identity().session_id, account.identity().session_id);
}

#[tokio::test]
async fn an_agent_signs_in_at_an_identity_provider_though_the_app_was_killed_meanwhile() {
    let world = World::start().await;
    let ana = world.shop.agent("Ana").await;
    let url = world.server.url("");
    let found = sign_in_providers(&url, "shop", Options::quick()).await.expect("found");
    assert_eq!(found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Company account"]);
    assert!(sign_in_providers(&url, "no such/place", Options::quick()).await.expect("read").is_empty());

    let storage = MemoryStorage::shared();
    let account = walk(&world, &storage).await.expect("signed in");
    let identity = account.identity().clone();
    assert_eq!((identity.agent_id, identity.email.as_str()), (ana.id, ana.email.as_str()));
    assert_eq!(identity.organization, "shop");
    assert_eq!(Account::kept(&storage).await.expect("read"), [ana.id]);
    drop(account);
    let restored = Account::restore(ana.id, Arc::clone(&storage), Options::quick()).await.expect("read").expect("kept");
    assert_eq!(restored.me().await.expect("a session").session_id, identity.session_id);
    // It stays one device, and what was begun is over.
    let again = walk(&world, &storage).await.expect("signed in");
    assert_eq!(again.identity().device_id, identity.device_id);
    let stale = finish(&storage, &format!("{APP}?code=used")).await.expect_err("nothing was begun");
    assert_eq!(stale.code(), Some(ErrorCode::ChallengeInvalid));
    assert_eq!(world.oidc.wrong(), [""; 0]);
}

#[tokio::test]
async fn what_the_provider_or_the_organization_refuses_is_told_in_its_words() {
    let world = World::start().await;
    let storage = MemoryStorage::shared();
    let stranger = walk(&world, &storage).await.expect_err("nobody has this address");
    assert_eq!(stranger.code(), Some(ErrorCode::SignInNotAllowed));
    world.oidc.twist(Twist::Denied);
    let denied = walk(&world, &storage).await.expect_err("the person said no");
    assert!(denied.to_string().contains("ended at the provider"), "{denied}");
    let url = world.server.url("");
    let elsewhere =
        begin_provider_sign_in(&url, "shop", world.provider.id, "app.other:/here", &storage, Options::quick()).await;
    assert_eq!(elsewhere.expect_err("not listed").code(), Some(ErrorCode::InvalidFields));
    let foreign = finish(&storage, "app.other:/here?code=x").await.expect_err("an address of something else");
    assert!(matches!(foreign, ClientError::BadPayload { .. }), "{foreign}");
    let made_up = finish(&storage, &format!("{APP}?code=made-up")).await.expect_err("a made-up code");
    assert_eq!(made_up.code(), Some(ErrorCode::ChallengeInvalid));
    assert!(Account::kept(&storage).await.expect("read").is_empty());
}

/// Begins, goes through the browser, and finishes as a new process does.
async fn walk(world: &World, storage: &Arc<dyn SecureStorage>) -> Result<Account, ClientError> {
    let (url, provider_id) = (world.server.url(""), world.provider.id);
    let address = begin_provider_sign_in(&url, "shop", provider_id, APP, storage, Options::quick()).await?;
    finish(storage, &world.browse(&address).await).await
}

async fn finish(storage: &Arc<dyn SecureStorage>, led_back_to: &str) -> Result<Account, ClientError> {
    let storage = Arc::clone(storage);
    Account::finish_provider_sign_in(led_back_to, Platform::Ios, "Phone", storage, Options::quick()).await
}
