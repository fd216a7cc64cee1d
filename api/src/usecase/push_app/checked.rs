//! Credentials as an administrator gives them, checked and ready to be sealed.

use pronto_entity::push_app;
use pronto_protocol::{error::ErrorCode, push::PushCredentialsRequest};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    config::PushConfig,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    push::{
        credentials::{Credentials, validate_credentials},
        settings::PushSettings,
    },
};

/// The place that an app's credentials are sealed for.
#[must_use]
pub fn vault_context(organization_id: Uuid, push_app_id: Uuid) -> String {
    format!("push_app:{organization_id}:{push_app_id}")
}

/// Credentials that can work, and the name under which the provider knows the app.
///
/// # Errors
/// `invalid_fields`, with a sentence that holds no part of a key.
pub(super) fn checked(context: &Context, request: &PushCredentialsRequest) -> Result<(Credentials, String)> {
    let refused = |sentence: String| Error::field("credentials", "malformed", sentence);
    let credentials = Credentials::from_request(request).map_err(refused)?;
    validate_credentials(&credentials, &settings(&context.config.push)).map_err(refused)?;
    let topic = match (&credentials, request) {
        (Credentials::Apns { topic, .. }, _) => topic.clone(),
        (Credentials::WebPush { public_key, .. }, _) => public_key.clone(),
        (_, PushCredentialsRequest::Fcm { package, .. }) => check_package(package)?,
        (Credentials::Fcm { .. }, _) => return Err(Error::internal("credentials changed their provider")),
    };
    Ok((credentials, topic))
}

/// The credentials sealed for their row.
pub(super) fn sealed(context: &Context, organization_id: Uuid, id: Uuid, credentials: &Credentials) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(credentials).map_err(Error::internal)?;
    Ok(context.vault.seal(&vault_context(organization_id, id), &json))
}

/// Refuses a name that another app has: that also stops a repeated request from making a second one.
///
/// # Errors
/// `already_exists`.
pub(super) async fn check_name_is_free(transaction: &Transaction, name: &str, own_id: Uuid) -> Result<()> {
    let same = push_app::Entity::find()
        .filter(push_app::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(push_app::Column::Name.eq(name))
        .filter(push_app::Column::Id.ne(own_id))
        .one(transaction.db())
        .await?;
    match same {
        Some(_) => Err(Error::new(ErrorCode::AlreadyExists).detail("A push app with this name exists already.")),
        None => Ok(()),
    }
}

fn check_package(package: &str) -> Result<String> {
    let package = package.trim();
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_';
    if package.is_empty() || package.len() > 255 || !package.bytes().all(letters) {
        return Err(Error::field("credentials.package", "malformed", "This is not the name of an Android package."));
    }
    Ok(package.to_owned())
}

fn settings(push: &PushConfig) -> PushSettings {
    PushSettings {
        apns_production_url: push.apns_production_url.clone(),
        apns_sandbox_url: push.apns_sandbox_url.clone(),
        apns_ca_file: push.apns_ca_file.clone(),
        fcm_url: push.fcm_url.clone(),
        fcm_token_url: push.fcm_token_url.clone(),
        webpush_allowed_hosts: push.webpush_allowed_hosts.clone(),
        request_timeout_ms: push.request_timeout_ms,
    }
}
