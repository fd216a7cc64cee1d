//! The labels that an organization begins with.

use pronto_entity::{column::Word, status_label};
use pronto_protocol::{chat::ChatState, organization::Locale};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use crate::{chance, clock::Clock, error::Result};

/// Writes one label for each state, in the organization's language.
///
/// # Errors
/// A failure of the database.
pub(in crate::usecase) async fn seed(
    transaction: &DatabaseTransaction,
    clock: &Clock,
    organization_id: Uuid,
    locale: Locale,
) -> Result<()> {
    let rows = ChatState::ALL.iter().map(|state| status_label::ActiveModel {
        id: Set(chance::id(clock)),
        organization_id: Set(organization_id),
        state: Set(Word(*state)),
        name: Set(word(*state, locale).to_owned()),
        position: Set(0),
        active: Set(true),
        created_at: Set(clock.now_ms()),
    });
    status_label::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    Ok(())
}

fn word(state: ChatState, locale: Locale) -> &'static str {
    match (state, locale) {
        (ChatState::Waiting, Locale::PtBr) => "Aguardando",
        (ChatState::Active, Locale::PtBr) => "Em atendimento",
        (ChatState::Closed, Locale::PtBr) => "Encerrado",
        (ChatState::Waiting, Locale::En) => "Waiting",
        (ChatState::Active, Locale::En) => "In progress",
        (ChatState::Closed, Locale::En) => "Closed",
    }
}
