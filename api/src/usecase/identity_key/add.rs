//! Adds an identity key.

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::FutureExt;
use jsonwebtoken::DecodingKey;
use pronto_entity::{column::Word, identity_key};
use pronto_protocol::{
    error::ErrorCode,
    identity::{AddIdentityKeyRequest, AddedIdentityKeyView, IdentityAlgorithm},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::vault_context;
use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::check_name,
};

/// Keys that are live at once: the one in use and the one that replaces it.
const LIVE_MOST: u64 = 2;

/// Adds a key, for an admin. A secret is made here; of a key pair only the public key is given.
///
/// # Errors
/// `invalid_fields`; `limit_reached` when two are live.
pub async fn add(context: &Context, admin: &Agent, request: AddIdentityKeyRequest) -> Result<AddedIdentityKeyView> {
    let name = check_name("name", &request.name)?;
    let issuer = check_name("issuer", &request.issuer)?;
    let (secret, bytes) = match (request.algorithm, request.public_key) {
        (IdentityAlgorithm::Hs256, None) => {
            let secret = chance::secret();
            (Some(secret.clone()), secret.into_bytes())
        }
        (IdentityAlgorithm::EdDsa, Some(key)) => (None, public_key(&key)?),
        (IdentityAlgorithm::Hs256, Some(_)) => {
            return Err(Error::field("public_key", "unknown", "The secret of HS256 is made here."));
        }
        (IdentityAlgorithm::EdDsa, None) => {
            return Err(Error::field("public_key", "required", "EdDSA needs the public key."));
        }
    };
    let id = chance::id(&context.clock);
    let organization_id = admin.organization_id();
    let sealed = context.vault.seal(&vault_context(organization_id, id), &bytes);
    let new = New { id, name, issuer, algorithm: request.algorithm, sealed };
    let row = context.ledger.commit(organization_id, move |transaction| write(transaction, new).boxed()).await?;
    Ok(AddedIdentityKeyView { identity_key: row.into(), secret })
}

/// A public key as it is kept: PEM as it came, or its 32 bytes.
fn public_key(given: &str) -> Result<Vec<u8>> {
    let refused = || Error::field("public_key", "malformed", "An Ed25519 public key, as PEM or base64 of 32 bytes.");
    let given = given.trim();
    if given.starts_with("-----BEGIN") {
        DecodingKey::from_ed_pem(given.as_bytes()).map_err(|_| refused())?;
        return Ok(given.as_bytes().to_vec());
    }
    STANDARD.decode(given).ok().filter(|bytes| bytes.len() == 32).ok_or_else(refused)
}

struct New {
    id: Uuid,
    name: String,
    issuer: String,
    algorithm: IdentityAlgorithm,
    sealed: Vec<u8>,
}

async fn write(transaction: &mut Transaction, new: New) -> Result<identity_key::Model> {
    let live = identity_key::Entity::find()
        .filter(identity_key::Column::OrganizationId.eq(transaction.organization_id()))
        .count(transaction.db())
        .await?;
    if live >= LIVE_MOST {
        return Err(Error::new(ErrorCode::LimitReached).detail("Two keys are live: remove one first."));
    }
    let row = identity_key::ActiveModel {
        id: Set(new.id),
        organization_id: Set(transaction.organization_id()),
        name: Set(new.name),
        issuer: Set(new.issuer),
        algorithm: Set(Word(new.algorithm)),
        sealed: Set(new.sealed),
        created_at: Set(transaction.now_ms()),
    };
    transaction.note_made(new.id);
    Ok(row.insert(transaction.db()).await?)
}
