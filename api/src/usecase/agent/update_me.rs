//! Changes what an agent says of itself.

use futures_util::FutureExt;
use pronto_entity::{agent, column::Word};
use pronto_protocol::{
    agent::{AgentView, UpdateMeRequest},
    organization::Locale,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{reachability::reachability_of, stamp::stamp_profile, view::view};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    usecase::text::{check_name, clean_line},
};

/// Most characters of what an agent says of itself.
const STATUS_MOST_CHARS: usize = 140;

/// Changes the agent's own name, status text and language; colleagues hear it.
///
/// # Errors
/// `invalid_fields`.
pub async fn update_me(context: &Context, agent: &Agent, request: UpdateMeRequest) -> Result<AgentView> {
    let name = request.name.map(|name| check_name("name", &name)).transpose()?;
    let status_text = request.status_text.map(check_status).transpose()?;
    let wanted = Wanted { name, status_text, locale: request.locale };
    let (hub, agent_id) = (context.hub.clone(), agent.id());
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| write(transaction, hub, agent_id, wanted).boxed())
        .await
}

struct Wanted {
    name: Option<String>,
    status_text: Option<Option<String>>,
    locale: Option<Option<Locale>>,
}

/// One line; an empty one is none.
fn check_status(text: Option<String>) -> Result<Option<String>> {
    let text = text.map(|text| clean_line(&text)).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > STATUS_MOST_CHARS) {
        return Err(Error::field("status_text", "too_long", format!("At most {STATUS_MOST_CHARS} characters.")));
    }
    Ok(text)
}

async fn write(transaction: &mut Transaction, hub: Hub, agent_id: Uuid, wanted: Wanted) -> Result<AgentView> {
    let present = agent::Entity::find_by_id(agent_id)
        .filter(agent::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let mut after = present.clone();
    after.name = wanted.name.unwrap_or(after.name);
    after.status_text = wanted.status_text.unwrap_or(after.status_text);
    after.locale = wanted.locale.map_or(after.locale, |locale| locale.map(Word));
    if after == present {
        let (organization_id, now_ms) = (transaction.organization_id(), transaction.now_ms());
        let way = reachability_of(transaction.db(), &hub, organization_id, agent_id, now_ms).await?;
        return Ok(view(present, way, true));
    }
    let mut changed = present.into_active_model();
    changed.name = Set(after.name);
    changed.status_text = Set(after.status_text);
    changed.locale = Set(after.locale);
    stamp_profile(transaction, &hub, changed).await
}
