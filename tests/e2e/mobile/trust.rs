//! Encrypted ways: to a server that an authority vouches for which the app was told of, and to one that nobody vouches for.

use std::sync::Arc;

use harness::{PASSWORD, TestServer, encrypted::EncryptedWay};
use pronto_mobile::client::{Account, ClientError, MemoryStorage, Options, SignIn, discover};
use pronto_protocol::device::Platform;

use super::{WITHIN, online};

#[tokio::test]
async fn an_organizations_own_authority_is_trusted_where_it_was_given_and_nobody_unknown_is() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", Default::default(), &[&ana]).await;
    ana.ready().await;
    let way = EncryptedWay::to(server.url("").trim_start_matches("http://")).await;
    // Android's way, and everybody else's.
    for carried_roots in [true, false] {
        let trusting = |extra_ca_pem| Options { extra_ca_pem, carried_roots, ..Options::quick() };
        let refused = discover(&way.url, trusting(None)).await.expect_err("nobody vouches for it");
        assert!(matches!(refused, ClientError::Offline { .. }), "{refused}");
        let own = trusting(Some(way.authority.clone()));
        discover(&way.url, own.clone()).await.expect("trusted");
        let sign_in = SignIn::new(&way.url, "shop", &ana.email, PASSWORD, Platform::Android, "Phone");
        let storage = MemoryStorage::shared();
        Account::sign_in(sign_in, Arc::clone(&storage), own).await.expect("signed in");
        // What was given once is kept with the account.
        let account = Account::restore(ana.id, storage, trusting(None)).await.expect("read").expect("kept");
        online(&account).await;
        let chat_id = shop.visitor().await.start("sales", "Hello").await.id;
        account.until(WITHIN, |state| state.chats.get(&chat_id).map(drop)).await.expect("heard by the socket");
        account.stop().await;
    }
    let broken = Options { extra_ca_pem: Some("no certificate".into()), carried_roots: true, ..Options::quick() };
    assert!(discover(&way.url, broken).await.is_err(), "nothing is trusted by it");
}
