//! Makes an API key; the key itself is told once.

use futures_util::FutureExt;
use pronto_entity::{api_key, column::Json};
use pronto_protocol::api_key::{AddApiKeyRequest, AddedApiKeyView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::PREFIX;
use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    token,
    usecase::text::check_name,
};

/// Characters of the key that are shown later.
const HINT_CHARS: usize = 4;

/// Makes a key, for an admin.
///
/// # Errors
/// `invalid_fields`.
pub async fn add(context: &Context, admin: &Agent, mut request: AddApiKeyRequest) -> Result<AddedApiKeyView> {
    request.name = check_name("name", &request.name)?;
    request.scopes.sort_unstable();
    request.scopes.dedup();
    if request.scopes.is_empty() {
        return Err(Error::field("scopes", "required", "A key that allows nothing is of no use."));
    }
    if request.expires_at.is_some_and(|at| at.unix_ms() <= context.clock.now_ms()) {
        return Err(Error::field("expires_at", "out_of_range", "It would have ended already."));
    }
    let secret = format!("{PREFIX}{}", chance::secret());
    let (hash, hint) = (token::hash(&secret).to_vec(), hint_of(&secret));
    let added_by = admin.id();
    let row = context
        .ledger
        .commit(admin.organization_id(), move |transaction| write(transaction, request, added_by, hash, hint).boxed())
        .await?;
    Ok(AddedApiKeyView { api_key: row.into(), secret })
}

fn hint_of(secret: &str) -> String {
    secret.chars().skip(secret.chars().count().saturating_sub(HINT_CHARS)).collect()
}

async fn write(
    transaction: &mut Transaction,
    request: AddApiKeyRequest,
    added_by: Uuid,
    hash: Vec<u8>,
    hint: String,
) -> Result<api_key::Model> {
    let row = api_key::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        name: Set(request.name),
        scopes: Set(Json(request.scopes)),
        hash: Set(hash),
        hint: Set(hint),
        added_by: Set(added_by),
        created_at: Set(transaction.now_ms()),
        expires_at: Set(request.expires_at.map(|at| at.unix_ms())),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(row.id);
    Ok(row)
}
