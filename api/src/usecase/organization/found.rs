//! Founds an organization.

use pronto_entity::{column::Json, organization, organization_log};
use pronto_protocol::{error::ErrorCode, organization::OrganizationSettings};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use uuid::Uuid;

use crate::{
    chance,
    context::Context,
    error::{Error, Result},
    usecase::{
        status_label,
        text::{check_name, check_slug},
    },
};

/// Makes an organization with an empty log; gives its id. Not a change of the ledger's, which locks the row of the log that
/// is only made here.
///
/// # Errors
/// `already_exists` for a slug that is taken, `invalid_fields`.
pub async fn found(context: &Context, slug: &str, name: &str, settings: OrganizationSettings) -> Result<Uuid> {
    let slug = check_slug("slug", slug)?;
    let name = check_name("name", name)?;
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = context.database.writer.begin_with_options(options).await?;
    let organization_id = chance::id(&context.clock);
    let locale = settings.locale;
    write(&transaction, organization_id, slug, name, settings, context.clock.now_ms()).await?;
    status_label::seed(&transaction, &context.clock, organization_id, locale).await?;
    transaction.commit().await?;
    Ok(organization_id)
}

async fn write(
    transaction: &DatabaseTransaction,
    organization_id: Uuid,
    slug: String,
    name: String,
    settings: OrganizationSettings,
    now_ms: i64,
) -> Result<()> {
    let row = organization::ActiveModel {
        id: Set(organization_id),
        slug: Set(slug),
        name: Set(name),
        settings: Set(Json(settings)),
        chat_number: Set(0),
        created_at: Set(now_ms),
    };
    row.insert(transaction).await.map_err(|error| {
        if Error::is_unique_violation(&error) {
            Error::new(ErrorCode::AlreadyExists).detail("An organization with this slug exists already.")
        } else {
            error.into()
        }
    })?;
    let log = organization_log::ActiveModel { organization_id: Set(organization_id), seq: Set(0), pruned_seq: Set(0) };
    log.insert(transaction).await?;
    Ok(())
}
