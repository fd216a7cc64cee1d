//! Who writes: found by WhatsApp's own ids, and made a visitor at the first time.

use pronto_entity::{visitor, whatsapp_sender};
use pronto_protocol::contact::{Country, IdentityKind};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::SimpleExpr,
};

use crate::{
    error::Result,
    ledger::Transaction,
    usecase::{contact::normal_identity, text::clean_line},
    whatsapp::body::{Message, Person},
};

/// Most characters of a name; profiles may hold more.
const NAME_MOST_CHARS: usize = 80;

/// A person as a post speaks of one. Who has a user name may show no number, and older posts know no id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    /// The number as WhatsApp writes it.
    pub wa_id: Option<String>,
    /// WhatsApp's id of the person for this business.
    pub user_id: Option<String>,
    /// The profile's name.
    pub name: Option<String>,
}

impl Who {
    /// Who sent a message.
    pub(super) fn of(message: &Message, people: &[Person]) -> Self {
        // An id of the person for this business has letters and may stand where the number stood.
        let digits = |text: &str| {
            let digits = text.trim().trim_start_matches('+');
            let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            number.then(|| digits.to_owned())
        };
        let told = |text: &str| Some(clean_line(text)).filter(|text| !text.is_empty());
        let from = digits(&message.from);
        let otherwise = told(&message.from).filter(|_| from.is_none());
        let from_user_id = told(&message.from_user_id).or(otherwise);
        let same = |person: &&Person| {
            (from.is_some() && digits(&person.wa_id) == from)
                || (from_user_id.is_some() && told(&person.user_id) == from_user_id)
        };
        let person = people.iter().find(same).or(if people.len() == 1 { people.first() } else { None });
        let name = person.and_then(|person| told(&person.profile.name));
        Self {
            wa_id: from.or_else(|| person.and_then(|person| digits(&person.wa_id))),
            user_id: from_user_id.or_else(|| person.and_then(|person| told(&person.user_id))),
            name: name.map(|name| name.chars().take(NAME_MOST_CHARS).collect()),
        }
    }
}

/// A number in E.164.
pub(super) fn phone_of(wa_id: &str, country: Country) -> String {
    let written = format!("+{wa_id}");
    normal_identity("phone", IdentityKind::Phone, &written, country).map_or(written, |identity| identity.value)
}

/// The person's row, if the person has written before.
///
/// # Errors
/// A failure of the database.
pub(super) async fn known(transaction: &Transaction, who: &Who) -> Result<Option<whatsapp_sender::Model>> {
    use whatsapp_sender::Column;
    for (column, value) in [(Column::UserId, &who.user_id), (Column::WaId, &who.wa_id)] {
        if let Some(value) = value
            && let Some(row) = one(transaction, column.eq(value.as_str())).await?
        {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// The person's row, made with a visitor at the first time; what is told now replaces what was told before.
///
/// # Errors
/// A failure of the database.
pub(super) async fn sender_of(
    transaction: &mut Transaction,
    who: &Who,
    country: Country,
) -> Result<whatsapp_sender::Model> {
    let phone = who.wa_id.as_deref().map(|wa_id| phone_of(wa_id, country));
    let Some(row) = known(transaction, who).await? else {
        let row = whatsapp_sender::ActiveModel {
            id: Set(transaction.id()),
            organization_id: Set(transaction.organization_id()),
            visitor_id: Set(visitor_for(transaction).await?),
            wa_id: Set(who.wa_id.clone()),
            user_id: Set(who.user_id.clone()),
            phone: Set(phone),
            name: Set(who.name.clone()),
            noticed_at: Set(None),
            created_at: Set(transaction.now_ms()),
        };
        return Ok(row.insert(transaction.db()).await?);
    };
    rename(transaction, row, who, country).await
}

/// Takes over the number, id and name that are told of a person who is known.
///
/// # Errors
/// A failure of the database.
pub(super) async fn rename(
    transaction: &Transaction,
    row: whatsapp_sender::Model,
    who: &Who,
    country: Country,
) -> Result<whatsapp_sender::Model> {
    use whatsapp_sender::Column;
    let mut changed = row.clone().into_active_model();
    // One that somebody else has is left there: whose it is, is told with that one's next message.
    if let Some(wa_id) = who.wa_id.as_ref().filter(|wa_id| row.wa_id.as_ref() != Some(*wa_id))
        && one(transaction, Column::WaId.eq(wa_id.as_str())).await?.is_none()
    {
        changed.wa_id = Set(Some(wa_id.clone()));
        changed.phone = Set(Some(phone_of(wa_id, country)));
    }
    if let Some(user_id) = who.user_id.as_ref().filter(|user_id| row.user_id.as_ref() != Some(*user_id))
        && one(transaction, Column::UserId.eq(user_id.as_str())).await?.is_none()
    {
        changed.user_id = Set(Some(user_id.clone()));
    }
    if who.name.is_some() && who.name != row.name {
        changed.name = Set(who.name.clone());
    }
    if changed.is_changed() { Ok(changed.update(transaction.db()).await?) } else { Ok(row) }
}

async fn one(transaction: &Transaction, which: SimpleExpr) -> Result<Option<whatsapp_sender::Model>> {
    let row = whatsapp_sender::Entity::find()
        .filter(whatsapp_sender::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(which)
        .one(transaction.db())
        .await?;
    Ok(row)
}

async fn visitor_for(transaction: &Transaction) -> Result<uuid::Uuid> {
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
