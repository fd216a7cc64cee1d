//! Makes the visitor the person that the organization's own system vouches for.

use futures_util::FutureExt;
use pronto_entity::{chat, column::Word, visitor, visitor_identity};
use pronto_protocol::{chat::ChatState, event::Change, visitor::VisitorTokenView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{
    Claims,
    person::{identity_of, person_of},
    token_of,
};
use crate::{
    auth::Visitor,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::{chat::view_of, identity_key},
};

/// Gives a token of the person. Each person has one visitor on all devices, and finds there what the same person said on
/// another one. What was said before without a name goes along while the chat is open; closed chats do not, since anybody
/// could have sat there. The anonymous token is dead then.
///
/// # Errors
/// `identity_refused`, `invalid_fields`.
pub async fn identify(context: &Context, visitor: Visitor, jwt: &str) -> Result<VisitorTokenView> {
    let claims = identity_key::verify(context, visitor.organization_id, jwt).await?;
    let person = context
        .ledger
        .commit(visitor.organization_id, move |transaction| become_known(transaction, visitor, claims).boxed())
        .await?;
    token_of(context, &person)
}

async fn become_known(transaction: &mut Transaction, visitor: Visitor, claims: Claims) -> Result<visitor::Model> {
    let own = identity_of(transaction, visitor.id).await?;
    let identity = person_of(transaction, &claims).await?;
    if own.is_none() {
        bring_open_chats(transaction, visitor, &identity).await?;
        let row = load(transaction, visitor.id).await?;
        let generation = row.token_generation + 1;
        let mut retired = row.into_active_model();
        retired.token_generation = Set(generation);
        retired.update(transaction.db()).await?;
    }
    load(transaction, identity.visitor_id).await
}

async fn load(transaction: &Transaction, visitor_id: uuid::Uuid) -> Result<visitor::Model> {
    visitor::Entity::find_by_id(visitor_id)
        .filter(visitor::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}

async fn bring_open_chats(
    transaction: &mut Transaction,
    visitor: Visitor,
    identity: &visitor_identity::Model,
) -> Result<()> {
    let chats = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::VisitorId.eq(visitor.id))
        .filter(chat::Column::State.ne(Word(ChatState::Closed)))
        .all(transaction.db())
        .await?;
    for row in chats {
        let name = identity.name.clone().or_else(|| row.visitor_name.clone());
        let phone = identity.phone.clone().or_else(|| row.visitor_phone.clone());
        let mut moved = row.into_active_model();
        moved.visitor_id = Set(identity.visitor_id);
        moved.visitor_name = Set(name);
        moved.visitor_phone = Set(phone);
        moved.visitor_verified = Set(true);
        moved.seq = Set(transaction.next_seq());
        let view = view_of(transaction.db(), moved.update(transaction.db()).await?).await?;
        transaction.emit(Change::ChatUpdated(view));
    }
    Ok(())
}
