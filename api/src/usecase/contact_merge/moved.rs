//! What belongs to a contact, given to another: the one list of what a merge moves.

use pronto_entity::{chat, contact_merge::Moved, contact_note, identity, ticket};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{error::Result, ledger::Transaction};

/// Rows changed by one statement at most: databases bound the values of a statement.
const ROWS_MOST: usize = 500;

/// The columns by which a kind of thing belongs to a contact.
struct Belonging<C> {
    organization: C,
    contact: C,
    id: C,
}

const IDENTITIES: Belonging<identity::Column> = Belonging {
    organization: identity::Column::OrganizationId,
    contact: identity::Column::ContactId,
    id: identity::Column::Id,
};
const CHATS: Belonging<chat::Column> =
    Belonging { organization: chat::Column::OrganizationId, contact: chat::Column::ContactId, id: chat::Column::Id };
const TICKETS: Belonging<ticket::Column> = Belonging {
    organization: ticket::Column::OrganizationId,
    contact: ticket::Column::ContactId,
    id: ticket::Column::Id,
};
const NOTES: Belonging<contact_note::Column> = Belonging {
    organization: contact_note::Column::OrganizationId,
    contact: contact_note::Column::ContactId,
    id: contact_note::Column::Id,
};

/// Everything that belongs to a contact.
///
/// # Errors
/// A failure of the database.
pub(super) async fn belongings(transaction: &Transaction, contact_id: Uuid) -> Result<Moved> {
    Ok(Moved {
        identity_ids: ids_of::<identity::Entity>(transaction, &IDENTITIES, contact_id).await?,
        chat_ids: ids_of::<chat::Entity>(transaction, &CHATS, contact_id).await?,
        ticket_ids: ids_of::<ticket::Entity>(transaction, &TICKETS, contact_id).await?,
        note_ids: ids_of::<contact_note::Entity>(transaction, &NOTES, contact_id).await?,
    })
}

/// Gives these things to another contact; what no longer belongs to `from` stays where it is.
///
/// # Errors
/// A failure of the database.
pub(super) async fn give(transaction: &Transaction, moved: &Moved, from: Uuid, into: Uuid) -> Result<()> {
    give_ids::<identity::Entity>(transaction, &IDENTITIES, &moved.identity_ids, from, into).await?;
    give_ids::<chat::Entity>(transaction, &CHATS, &moved.chat_ids, from, into).await?;
    give_ids::<ticket::Entity>(transaction, &TICKETS, &moved.ticket_ids, from, into).await?;
    give_ids::<contact_note::Entity>(transaction, &NOTES, &moved.note_ids, from, into).await
}

async fn ids_of<E: EntityTrait>(
    transaction: &Transaction,
    columns: &Belonging<E::Column>,
    contact_id: Uuid,
) -> Result<Vec<Uuid>> {
    let ids = E::find()
        .select_only()
        .column(columns.id)
        .filter(columns.organization.eq(transaction.organization_id()))
        .filter(columns.contact.eq(contact_id))
        .order_by_asc(columns.id)
        .into_tuple()
        .all(transaction.db())
        .await?;
    Ok(ids)
}

async fn give_ids<E: EntityTrait>(
    transaction: &Transaction,
    columns: &Belonging<E::Column>,
    ids: &[Uuid],
    from: Uuid,
    into: Uuid,
) -> Result<()> {
    for chunk in ids.chunks(ROWS_MOST) {
        E::update_many()
            .col_expr(columns.contact, Expr::value(into))
            .filter(columns.organization.eq(transaction.organization_id()))
            .filter(columns.contact.eq(from))
            .filter(columns.id.is_in(chunk.iter().copied()))
            .exec(transaction.db())
            .await?;
    }
    Ok(())
}
