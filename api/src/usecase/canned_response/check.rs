//! What a canned response may hold.

use pronto_entity::canned_response;
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::fold,
};

/// Characters of a shortcut at most.
const SHORTCUT_MOST: usize = 32;

/// A shortcut in its one form: without the `/` that is typed before it, without accents, in small letters.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_shortcut(field: &str, shortcut: &str) -> Result<String> {
    let shortcut = fold(shortcut.trim().trim_start_matches('/'));
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if shortcut.is_empty() || shortcut.len() > SHORTCUT_MOST || !shortcut.bytes().all(letters) {
        return Err(Error::field(field, "malformed", "1 to 32 letters, digits and `-`, as `/bomdia`."));
    }
    Ok(shortcut)
}

/// Refuses a shortcut that the same owner has for another.
///
/// # Errors
/// `already_exists`.
pub(super) async fn check_shortcut_is_free(
    transaction: &Transaction,
    scope_id: Uuid,
    shortcut: &str,
    own_id: Option<Uuid>,
) -> Result<()> {
    let same = canned_response::Entity::find()
        .filter(canned_response::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(canned_response::Column::ScopeId.eq(scope_id))
        .filter(canned_response::Column::Shortcut.eq(shortcut))
        .one(transaction.db())
        .await?;
    match same {
        Some(same) if Some(same.id) != own_id => {
            Err(Error::new(ErrorCode::AlreadyExists).detail(format!("`/{shortcut}` exists already.")))
        }
        _ => Ok(()),
    }
}
