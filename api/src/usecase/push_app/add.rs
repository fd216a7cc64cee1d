//! Adds a push app.

use futures_util::FutureExt;
use pronto_entity::{column::Word, push_app};
use pronto_protocol::push::{PushAppRequest, PushAppView, PushProvider};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::{
    checked::{check_name_is_free, checked, sealed},
    view::view,
};
use crate::{auth::Agent, chance, context::Context, error::Result, ledger::Transaction, usecase::text::check_name};

/// Adds a push app, for an admin; for browsers the key pair is made here when none is given.
///
/// # Errors
/// `already_exists` for a name that is taken, `invalid_fields`.
pub async fn add(context: &Context, admin: &Agent, request: PushAppRequest) -> Result<PushAppView> {
    let name = check_name("name", &request.name)?;
    let (credentials, topic) = checked(context, &request.credentials)?;
    let id = chance::id(&context.clock);
    let sealed = sealed(context, admin.organization_id(), id, &credentials)?;
    let new = New { id, name, provider: credentials.provider(), topic, sealed };
    let organization_id = admin.organization_id();
    let row = context.ledger.commit(organization_id, move |transaction| write(transaction, new).boxed()).await?;
    Ok(view(context, row))
}

struct New {
    id: Uuid,
    name: String,
    provider: PushProvider,
    topic: String,
    sealed: Vec<u8>,
}

async fn write(transaction: &mut Transaction, new: New) -> Result<push_app::Model> {
    check_name_is_free(transaction, &new.name, new.id).await?;
    let row = push_app::ActiveModel {
        id: Set(new.id),
        organization_id: Set(transaction.organization_id()),
        name: Set(new.name),
        provider: Set(Word(new.provider)),
        topic: Set(new.topic),
        credentials: Set(new.sealed),
        version: Set(1),
        credentials_at: Set(transaction.now_ms()),
        created_at: Set(transaction.now_ms()),
    };
    transaction.note_made(new.id);
    Ok(row.insert(transaction.db()).await?)
}
