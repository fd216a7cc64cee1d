//! Rows: G3, G5

use harness::TestServer;
use pronto_api::usecase;
use pronto_protocol::{
    error::ErrorCode,
    organization::{Locale, OrganizationSettings, OrganizationView},
    push::PushPrivacy,
};
use serde_json::json;

#[tokio::test]
async fn an_admin_changes_settings_and_every_agent_hears_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let mut socket = ana.socket().await;
    let before: OrganizationView = ana.api.get("/v1/organization").await.ok();
    assert_eq!((before.id, before.slug.as_str()), (shop.id, "shop"));
    let request = json!({"locale": "en", "push_privacy": "id_only", "attachment_limit_bytes": 1000});
    let after: OrganizationView = shop.admin.api.patch("/v1/organization", &request).await.ok();
    let wanted = OrganizationSettings {
        locale: Locale::En,
        push_privacy: PushPrivacy::IdOnly,
        attachment_limit_bytes: 1000,
        ..before.settings.clone()
    };
    assert_eq!((after.name.as_str(), &after.settings), ("shop", &wanted));
    let event = socket.event("organization.updated").await;
    assert_eq!(serde_json::from_value::<OrganizationView>(event["content"].clone()).unwrap(), after);
    let again: OrganizationView = shop.admin.api.patch("/v1/organization", &request).await.ok();
    assert_eq!(again, after);
    assert!(socket.drain().await.iter().all(|frame| frame["type"] != "event"), "nothing changed, so nothing is told");
    let other: OrganizationView = school.admin.api.get("/v1/organization").await.ok();
    assert_eq!((other.slug.as_str(), &other.settings), ("school", &before.settings));
}

#[tokio::test]
async fn settings_beyond_the_servers_limit_or_by_others_are_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    ana.api.patch("/v1/organization", &json!({"name": "Mine"})).await.refused(ErrorCode::Forbidden);
    let most = server.context.config.attachment_limit_bytes;
    for bytes in [0, most + 1] {
        let refused = shop.admin.api.patch("/v1/organization", &json!({"attachment_limit_bytes": bytes})).await;
        assert_eq!(refused.refused(ErrorCode::InvalidFields).fields[0].field, "attachment_limit_bytes");
    }
    shop.admin.api.patch("/v1/organization", &json!({"attachment_limit_bytes": most})).await.done();
    shop.admin.api.patch("/v1/organization", &json!({"name": ""})).await.refused(ErrorCode::InvalidFields);
    shop.admin.api.patch("/v1/organization", &json!({"slug": "x"})).await.refused(ErrorCode::BadRequest);
    let named: OrganizationView = shop.admin.api.patch("/v1/organization", &json!({"name": "The Shop"})).await.ok();
    assert_eq!((named.name.as_str(), named.slug.as_str()), ("The Shop", "shop"));
    harness::Api::new(&shop.base).get("/v1/organization").await.refused(ErrorCode::Unauthenticated);
}

#[tokio::test]
async fn a_slug_belongs_to_one_organization() {
    let server = TestServer::start().await;
    server.organization("shop").await;
    let found = async |slug: &str| {
        usecase::organization::found(&server.context, slug, "Another", OrganizationSettings::default())
            .await
            .map_err(|error| error.code())
    };
    assert_eq!(found("shop").await, Err(ErrorCode::AlreadyExists));
    for slug in ["", "Shop", "-shop", "shop-", "a b", &"a".repeat(41)] {
        assert_eq!(found(slug).await, Err(ErrorCode::InvalidFields), "{slug}");
    }
    assert!(found("shop-2").await.is_ok());
}
