//! Opens a direct conversation: the one there is between two, or a new group.

use std::collections::BTreeSet;

use futures_util::FutureExt;
use pronto_entity::{agent, direct_conversation, direct_member};
use pronto_protocol::{
    agent::Permission,
    direct::{DirectConversationView, OpenDirectRequest},
    error::ErrorCode,
    event::Change,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::view;
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::text::{check_name, content_hash},
};

/// Other members of a group at most.
const OTHERS_MOST: usize = 49;

/// What is asked for, checked.
struct Opening {
    client_id: Uuid,
    others: BTreeSet<Uuid>,
    title: Option<String>,
    content_hash: Vec<u8>,
}

/// Opens a direct conversation. Between two there is one, which is given again; a group is new unless the `client_id` is.
///
/// # Errors
/// `forbidden`, `invalid_fields`, `client_id_reused`.
pub async fn open(context: &Context, agent: &Agent, request: OpenDirectRequest) -> Result<DirectConversationView> {
    policy::need(&agent.card, Permission::DirectMessages)?;
    let opening = check(agent, request)?;
    let agent = agent.clone();
    context.ledger.commit(agent.organization_id(), move |transaction| inner(transaction, agent, opening).boxed()).await
}

fn check(agent: &Agent, request: OpenDirectRequest) -> Result<Opening> {
    let others: BTreeSet<Uuid> = request.agent_ids.into_iter().filter(|id| *id != agent.id()).collect();
    if others.is_empty() {
        return Err(Error::field("agent_ids", "required", "Name at least one other agent."));
    }
    if others.len() > OTHERS_MOST {
        return Err(Error::field("agent_ids", "too_long", format!("At most {OTHERS_MOST} other members.")));
    }
    let title = match (others.len(), request.title) {
        (1, Some(_)) => return Err(Error::field("title", "unknown", "A conversation between two has no title.")),
        (1, None) => None,
        (_, title) => Some(check_name("title", title.as_deref().unwrap_or_default())?),
    };
    let ids = others.iter().map(|id| id.as_bytes().as_slice());
    let content_hash = content_hash([title.as_deref().unwrap_or_default().as_bytes()].into_iter().chain(ids));
    Ok(Opening { client_id: request.client_id, others, title, content_hash })
}

async fn inner(transaction: &mut Transaction, agent: Agent, opening: Opening) -> Result<DirectConversationView> {
    let pair_key = match (opening.others.len(), opening.others.first()) {
        (1, Some(other)) => Some(pair_key(agent.id(), *other)),
        _ => None,
    };
    if let Some(existing) = existing(transaction, &agent, &opening, pair_key.as_deref()).await? {
        return view(transaction.db(), existing).await;
    }
    let names = names_of(transaction, &opening.others).await?;
    let row = direct_conversation::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        pair_key: Set(pair_key),
        title: Set(opening.title),
        creator_id: Set(agent.id()),
        client_id: Set(opening.client_id),
        content_hash: Set(opening.content_hash),
        last_position: Set(0),
        last_message_at: Set(transaction.now_ms()),
        created_at: Set(transaction.now_ms()),
        seq: Set(transaction.next_seq()),
    };
    let row = row.insert(transaction.db()).await?;
    let creator = (agent.id(), agent.card.name.clone());
    let members = names.into_iter().chain([creator]).map(|(agent_id, name)| direct_member::ActiveModel {
        conversation_id: Set(row.id),
        agent_id: Set(agent_id),
        organization_id: Set(row.organization_id),
        name: Set(name),
        read_position: Set(0),
        created_at: Set(row.created_at),
    });
    direct_member::Entity::insert_many(members.collect::<Vec<_>>()).exec_without_returning(transaction.db()).await?;
    let opened = view(transaction.db(), row).await?;
    transaction.emit(Change::DirectConversationUpdated(opened.clone()));
    Ok(opened)
}

/// The pair's conversation, or what this request made before.
async fn existing(
    transaction: &Transaction,
    agent: &Agent,
    opening: &Opening,
    pair_key: Option<&str>,
) -> Result<Option<direct_conversation::Model>> {
    let of_organization = || {
        direct_conversation::Entity::find()
            .filter(direct_conversation::Column::OrganizationId.eq(transaction.organization_id()))
    };
    if let Some(pair_key) = pair_key {
        let pair = of_organization().filter(direct_conversation::Column::PairKey.eq(pair_key));
        if let Some(row) = pair.one(transaction.db()).await? {
            return Ok(Some(row));
        }
    }
    let earlier = of_organization()
        .filter(direct_conversation::Column::CreatorId.eq(agent.id()))
        .filter(direct_conversation::Column::ClientId.eq(opening.client_id))
        .one(transaction.db())
        .await?;
    match earlier {
        Some(row) if row.content_hash != opening.content_hash => Err(ErrorCode::ClientIdReused.into()),
        earlier => Ok(earlier),
    }
}

/// Names of the others, all of whom must be active agents here.
async fn names_of(transaction: &Transaction, others: &BTreeSet<Uuid>) -> Result<Vec<(Uuid, String)>> {
    let rows = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(agent::Column::Active.eq(true))
        .filter(agent::Column::Id.is_in(others.iter().copied()))
        .all(transaction.db())
        .await?;
    if rows.len() != others.len() {
        return Err(Error::field("agent_ids", "unknown", "Each must be an active agent of the organization."));
    }
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

fn pair_key(one: Uuid, other: Uuid) -> String {
    format!("{}:{}", one.min(other), one.max(other))
}
