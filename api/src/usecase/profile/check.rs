//! What a profile may hold.

use pronto_entity::profile;
use pronto_protocol::{agent::ProfileRequest, error::ErrorCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::check_name,
};

/// More chats at once than anybody can hold.
const CHATS_MOST: u32 = 1_000;

/// The request in its one form: name trimmed, each permission once.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check(mut request: ProfileRequest) -> Result<ProfileRequest> {
    request.name = check_name("name", &request.name)?;
    request.permissions.sort_unstable();
    request.permissions.dedup();
    if request.max_chats.is_some_and(|most| !(1..=CHATS_MOST).contains(&most)) {
        return Err(Error::field("max_chats", "out_of_range", format!("Between 1 and {CHATS_MOST}.")));
    }
    if request.min_chats > request.max_chats.unwrap_or(CHATS_MOST) {
        return Err(Error::field("min_chats", "out_of_range", "At most `max_chats`."));
    }
    Ok(request)
}

/// Refuses a name that another profile has.
///
/// # Errors
/// `already_exists`.
pub(super) async fn check_name_is_free(transaction: &Transaction, name: &str, own_id: Option<Uuid>) -> Result<()> {
    let same = profile::Entity::find()
        .filter(profile::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(profile::Column::Name.eq(name))
        .one(transaction.db())
        .await?;
    match same {
        Some(same) if Some(same.id) != own_id => {
            Err(Error::new(ErrorCode::AlreadyExists).detail("A profile with this name exists already."))
        }
        _ => Ok(()),
    }
}

/// Within bounds by [`check`].
pub(super) fn chats(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
