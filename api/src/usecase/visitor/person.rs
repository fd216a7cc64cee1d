//! The person that a visitor is, on the word of the organization's own system.

use pronto_entity::{visitor, visitor_identity};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::text::{check_email, check_name, clean_line},
};

/// Most characters of an id in the organization's own system.
const SUB_MOST_CHARS: usize = 200;
/// Most characters of a phone number.
const PHONE_MOST_CHARS: usize = 40;

/// What was vouched for.
#[derive(Clone, Debug)]
pub struct Claims {
    /// The person's id in the organization's own system.
    pub sub: String,
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
}

/// Claims as they are kept; empty ones are left out. `field` is where the id was given.
///
/// # Errors
/// `invalid_fields`.
pub fn checked_claims(
    field: &str,
    sub: &str,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
) -> Result<Claims> {
    let sub = clean_line(sub);
    if sub.is_empty() || sub.chars().count() > SUB_MOST_CHARS {
        return Err(Error::field(field, "out_of_range", format!("1 to {SUB_MOST_CHARS} characters.")));
    }
    let given = |value: Option<String>| value.map(|value| clean_line(&value)).filter(|value| !value.is_empty());
    let phone = given(phone);
    if phone.as_ref().is_some_and(|phone| phone.chars().count() > PHONE_MOST_CHARS) {
        return Err(Error::field("phone", "too_long", format!("At most {PHONE_MOST_CHARS} characters.")));
    }
    Ok(Claims {
        sub,
        name: given(name).map(|name| check_name("name", &name)).transpose()?,
        email: given(email).map(|email| check_email("email", &email)).transpose()?,
        phone,
    })
}

/// The identity of a visitor, if anybody vouched for one.
///
/// # Errors
/// A failure of the database.
pub async fn identity_of(transaction: &Transaction, visitor_id: Uuid) -> Result<Option<visitor_identity::Model>> {
    let row = visitor_identity::Entity::find()
        .filter(visitor_identity::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(visitor_identity::Column::VisitorId.eq(visitor_id))
        .one(transaction.db())
        .await?;
    Ok(row)
}

/// The person's identity, made with a visitor of its own at the first time; what is told now replaces what was told before.
///
/// # Errors
/// A failure of the database.
pub async fn person_of(transaction: &mut Transaction, claims: &Claims) -> Result<visitor_identity::Model> {
    let organization_id = transaction.organization_id();
    let found =
        visitor_identity::Entity::find_by_id((organization_id, claims.sub.clone())).one(transaction.db()).await?;
    let known = found.is_some();
    let visitor_id = match &found {
        Some(row) => row.visitor_id,
        None => add_visitor(transaction).await?,
    };
    let mut row: visitor_identity::ActiveModel =
        found.map_or_else(Default::default, IntoActiveModel::into_active_model);
    row.organization_id = Set(organization_id);
    row.sub = Set(claims.sub.clone());
    row.visitor_id = Set(visitor_id);
    if !known || claims.name.is_some() {
        row.name = Set(claims.name.clone());
    }
    if !known || claims.email.is_some() {
        row.email = Set(claims.email.clone());
    }
    if !known || claims.phone.is_some() {
        row.phone = Set(claims.phone.clone());
    }
    row.verified_at = Set(transaction.now_ms());
    Ok(if known { row.update(transaction.db()).await? } else { row.insert(transaction.db()).await? })
}

async fn add_visitor(transaction: &Transaction) -> Result<Uuid> {
    let row = visitor::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        locale: Set(None),
        ip: Set(String::new()),
        blocked_at: Set(None),
        token_generation: Set(0),
        created_at: Set(transaction.now_ms()),
    };
    Ok(row.insert(transaction.db()).await?.id)
}
