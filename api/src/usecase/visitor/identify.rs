//! Makes the visitor the person that the organization's own system vouches for.

use futures_util::FutureExt;
use pronto_entity::{attachment, chat, column::Word, message, visitor, visitor_identity};
use pronto_protocol::{chat::ChatState, event::Change, message::SenderKind, visitor::VisitorTokenView};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

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
/// could have sat there. The anonymous token is dead then: sockets that hear these chats by it are closed, and the person's others
/// hear them from here on.
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

async fn load(transaction: &Transaction, visitor_id: Uuid) -> Result<visitor::Model> {
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
    let chat_ids: Vec<Uuid> = chats.iter().map(|row| row.id).collect();
    give_words(transaction, &chat_ids, visitor.id, identity.visitor_id).await?;
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

/// What was written and uploaded in these chats is the person's own from now on: it may be sent, edited and deleted as such, and what
/// is sent again because its answer was lost is known by its `client_id`.
async fn give_words(transaction: &Transaction, chat_ids: &[Uuid], from_id: Uuid, to_id: Uuid) -> Result<()> {
    let visitors = Word(SenderKind::Visitor);
    message::Entity::update_many()
        .col_expr(message::Column::SenderId, Expr::value(to_id))
        .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(message::Column::ChatId.is_in(chat_ids.iter().copied()))
        .filter(message::Column::SenderKind.eq(visitors))
        .filter(message::Column::SenderId.eq(from_id))
        .exec(transaction.db())
        .await?;
    attachment::Entity::update_many()
        .col_expr(attachment::Column::UploaderId, Expr::value(to_id))
        .filter(attachment::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(attachment::Column::ChatId.is_in(chat_ids.iter().copied()))
        .filter(attachment::Column::UploaderKind.eq(visitors))
        .filter(attachment::Column::UploaderId.eq(from_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}
