//! Accounts: found, several on one device, ended from afar, too old, and of another time.

use std::sync::Arc;

use harness::{AgentActor, Api, PASSWORD, TestServer};
use pronto_mobile::client::{Account, ClientError, LinkState, MemoryStorage, Options, SignIn, discover, live::LinkEnd};
use pronto_protocol::{PROTOCOL_VERSION, device::Platform, error::ErrorCode, server::ServerView};

use super::{Phone, WITHIN, online, phone};

#[tokio::test]
async fn a_server_is_found_by_its_address_and_says_whom_it_understands() {
    let server = TestServer::start().await;
    let found = discover(&server.url(""), Options::quick()).await.expect("found");
    assert_eq!((found.protocol, found.oldest_protocol <= PROTOCOL_VERSION), (PROTOCOL_VERSION, true));
    let view: ServerView = Api::new(&server.url("")).get("/v1/server").await.ok();
    assert_eq!(view.version, found.version);
    for (address, what) in
        [("http://example.org", "plain http elsewhere"), ("ftp://x", "no web address"), ("", "nothing")]
    {
        let refused = discover(address, Options::quick()).await.expect_err(what);
        assert!(matches!(refused, ClientError::BadPayload { .. }), "{what}: {refused}");
    }
    let silent = discover("http://127.0.0.1:1", Options::quick()).await.expect_err("nobody");
    assert!(matches!(silent, ClientError::Offline { .. }), "{silent}");
}

#[tokio::test]
async fn an_outdated_core_is_told_so_on_every_way_in() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let old = Options { protocol: 0, ..Options::quick() };
    assert_eq!(discover(&server.url(""), old.clone()).await, Err(ClientError::UpgradeRequired));
    let sign_in = SignIn::new(&server.url(""), "shop", &ana.email, PASSWORD, Platform::Ios, "Old phone");
    let storage = MemoryStorage::shared();
    let refused = Account::sign_in(sign_in.clone(), Arc::clone(&storage), old.clone()).await.expect_err("refused");
    assert_eq!(refused, ClientError::UpgradeRequired);
    // Signed in before the server was updated.
    Account::sign_in(sign_in, Arc::clone(&storage), Options::quick()).await.expect("signed in");
    let account = Account::restore(ana.id, storage, old).await.expect("read").expect("kept");
    account.start();
    assert_eq!(account.until_online(WITHIN).await, Err(ClientError::UpgradeRequired));
    assert_eq!(account.me().await.expect_err("refused").code(), Some(ErrorCode::UpgradeRequired));
    // Whoever names no version is no app of ours; a number is asked for.
    let response = reqwest::Client::new().get(server.url("/v1/server")).header("x-pronto-protocol", "new").send().await;
    assert_eq!(response.expect("answered").status(), 400);
}

#[tokio::test]
async fn two_accounts_on_one_phone_do_not_mix() {
    let server = TestServer::start().await;
    let (shop, school) = (server.organization("shop").await, server.organization("school").await);
    let (ana, bia) = (shop.agent("Ana").await, school.agent("Bia").await);
    let folder = tempfile::tempdir().expect("a folder");
    let storage = MemoryStorage::shared();
    let options = || Options { data_folder: Some(folder.path().to_owned()), ..Options::quick() };
    let mut accounts = Vec::new();
    for (slug, agent) in [("shop", &ana), ("school", &bia)] {
        let sign_in = SignIn::new(&server.url(""), slug, &agent.email, PASSWORD, Platform::Android, "Phone");
        let account = Account::sign_in(sign_in, Arc::clone(&storage), options()).await.expect("signed in");
        online(&account).await;
        accounts.push(account);
    }
    assert_eq!(Account::kept(&storage).await.expect("read"), [ana.id, bia.id]);
    let organization = |account: &Account| account.live().with(|state| state.organization.clone()).expect("known").slug;
    assert_eq!(accounts.iter().map(organization).collect::<Vec<_>>(), ["shop", "school"]);
    accounts[0].sign_out().await.expect("signed out");
    assert_eq!(Account::kept(&storage).await.expect("read"), [bia.id]);
    assert!(!folder.path().join(ana.id.to_string()).exists() && folder.path().join(bia.id.to_string()).exists());
    accounts[1].me().await.expect("the other goes on");
}

#[tokio::test]
async fn a_session_ended_from_afar_takes_what_was_kept_along_but_not_what_waits_to_be_sent() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let (lost, account) = phone(&server, &ana).await;
    let mut links = account.live().link();
    vera.say(chat.id, "canary-4711").await;
    account.stop().await;
    account.outbox().wake();
    let session_id = account.identity().session_id;
    shop.admin.api.delete(&format!("/v1/admin/sessions/{session_id}")).await.done();
    let unsent = account.send_text(chat.id, "Written on a lost phone").expect("kept");
    account.start();
    let ended = LinkState::Ended { reason: LinkEnd::SessionEnded };
    tokio::time::timeout(WITHIN, links.wait_for(|link| *link == ended)).await.expect("told in time").expect("told");
    server
        .until("everything is gone from the device", async || {
            account.live().with(|state| state.chats.is_empty() && state.agents.is_empty())
                && Account::kept(&lost.secrets).await.expect("read").is_empty()
        })
        .await;
    assert_eq!(account.outbox().items().iter().map(|item| item.client_id).collect::<Vec<_>>(), [unsent]);
    drop(account);
    // The same agent signs in again on this phone.
    let again = lost.sign_in().await;
    online(&again).await;
    again.outbox().until_sent(unsent, WITHIN).await.expect("sent now");
    assert_eq!(vera.messages(chat.id).await.last().expect("one").text, "Written on a lost phone");
}

#[tokio::test]
async fn expired_tokens_are_refreshed_once_however_many_calls_need_them() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana: AgentActor = shop.agent("Ana").await;
    let (_phone, account) = phone(&server, &ana).await;
    account.stop().await;
    let before = account.tokens().expect("signed in");
    server.clock.advance(std::time::Duration::from_secs(11 * 60));
    let calls = (0..12).map(|_| account.me());
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let after = account.tokens().expect("signed in");
    assert_ne!(before.access_token, after.access_token);
    // Had two been exchanged, the session would be ended as replayed when the older one is used.
    account.me().await.expect("still signed in");
}

#[tokio::test]
async fn two_that_share_a_session_do_not_end_it_by_the_token_that_the_other_has_exchanged() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana: AgentActor = shop.agent("Ana").await;
    let phone = Phone::new(&server.url(""), &ana);
    let one = phone.sign_in().await;
    // As another process has it.
    let other = Account::restore(ana.id, Arc::clone(&phone.secrets), Options::quick()).await;
    let other = other.expect("read").expect("the account is kept");
    let expire = || server.clock.advance(std::time::Duration::from_secs(11 * 60));
    let token = |account: &Account| account.tokens().expect("signed in").access_token.clone();
    for _ in 0..2 {
        expire();
        one.me().await.expect("exchanged");
        other.me().await.expect("taken over");
        assert_eq!(token(&one), token(&other));
    }
    // What the other left has expired as well.
    expire();
    one.me().await.expect("exchanged");
    expire();
    other.me().await.expect("taken over, and exchanged");
    one.me().await.expect("taken over");
    assert_eq!(token(&one), token(&other));
}

#[tokio::test]
async fn a_session_that_was_followed_by_another_does_not_take_its_place_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let storage = MemoryStorage::shared();
    let sign_in = async || {
        let sign_in = SignIn::new(&server.url(""), "shop", &ana.email, PASSWORD, Platform::Android, "Phone");
        Account::sign_in(sign_in, Arc::clone(&storage), Options::quick()).await.expect("signed in")
    };
    let (earlier, later) = (sign_in().await, sign_in().await);
    for _ in 0..2 {
        server.clock.advance(std::time::Duration::from_secs(11 * 60));
        earlier.me().await.expect("it goes on with tokens of its own");
        let kept = Account::restore(ana.id, Arc::clone(&storage), Options::quick()).await.expect("read");
        let kept = kept.expect("an account is kept");
        assert_eq!(kept.identity().session_id, later.identity().session_id);
    }
    later.sign_out().await.expect("signed out");
    assert!(Account::kept(&storage).await.expect("read").is_empty());
}

#[tokio::test]
async fn the_servers_time_is_known_whatever_the_device_says() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    server.clock.advance(std::time::Duration::from_secs(3_600));
    let (_phone, account) = phone(&server, &ana).await;
    let (told, real) = (account.server_now_ms(), server.clock.now_ms());
    // An hour off would be the device's own; a busy machine may need seconds between the two looks.
    assert!((told - real).abs() < 60_000, "{told} is told, and it is {real}");
}
