//! Reports on chats.

use std::collections::BTreeMap;

use pronto_entity::{agent, organization, queue};
use pronto_protocol::{
    agent::{Permission, Role},
    error::ErrorCode,
    report::{ReportFiguresView, ReportGroup, ReportRowView, ReportView},
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    message::messages,
    name::names,
    outcome::outcomes,
    period::Period,
    ranking::{Ranked, ranking},
    scope::{Key, Scope},
    span::{Span, spans},
};
use crate::{
    auth::Agent,
    calendar,
    context::Context,
    error::{Error, Result},
    policy,
};

/// What a report is asked for.
#[derive(Clone, Debug)]
pub struct ReportFilter {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// What the rows stand for.
    pub group_by: ReportGroup,
    /// One queue's chats.
    pub queue_id: Option<Uuid>,
    /// One agent's chats.
    pub agent_id: Option<Uuid>,
}

/// Figures of the chats that started in a period of the organization's days: of all chats for supervisors and admins, of
/// one's own for agents.
///
/// # Errors
/// `forbidden` without the permission, and for an agent who asks for another's; `not_found` (queue, agent);
/// `invalid_fields`.
pub async fn chats(context: &Context, agent: &Agent, filter: ReportFilter) -> Result<ReportView> {
    policy::need(&agent.card, Permission::SeeReports)?;
    let agent_id = match filter.agent_id {
        other if agent.card.role != Role::Agent => other,
        Some(other) if other != agent.id() => {
            return Err(Error::new(ErrorCode::Forbidden).detail("Agents see the figures of their own chats."));
        }
        _ => Some(agent.id()),
    };
    let organization_id = agent.organization_id();
    let database = context.db();
    let organization = organization::Entity::find_by_id(organization_id).one(database).await?;
    let time_zone = organization.ok_or_else(Error::not_found)?.settings.0.time_zone;
    let period = Period::read(calendar::zone_or_utc(&time_zone), &filter.from, &filter.to)?;
    check_exists(database, organization_id, filter.queue_id, filter.agent_id).await?;
    let over = period.until_ms <= context.clock.now_ms();
    let scope = Scope { organization_id, period, queue_id: filter.queue_id, agent_id };
    let total = figures(database, &scope, None).await?.remove(&Key::All).unwrap_or_default();
    let groups = figures(database, &scope, Some(filter.group_by)).await?;
    Ok(ReportView {
        from: filter.from,
        to: filter.to,
        time_zone,
        group_by: filter.group_by,
        queue_id: filter.queue_id,
        agent_id,
        complete: over && total.open == 0,
        total,
        rows: rows(database, &scope, filter.group_by, groups).await?,
        subjects: ranking(database, &scope, Ranked::Subject).await?,
        close_reasons: ranking(database, &scope, Ranked::CloseReason).await?,
    })
}

/// Every figure of every group.
async fn figures(
    database: &DatabaseConnection,
    scope: &Scope,
    group: Option<ReportGroup>,
) -> Result<BTreeMap<Key, ReportFiguresView>> {
    let mut figures = outcomes(database, scope, group).await?;
    let mut waiting = spans(database, scope, group, Span::Waiting).await?;
    let mut handling = spans(database, scope, group, Span::Handling).await?;
    let written = messages(database, scope, group).await?;
    for (key, figures) in &mut figures {
        figures.waiting = waiting.remove(key).unwrap_or_default();
        figures.handling = handling.remove(key).unwrap_or_default();
        (figures.visitor_messages, figures.agent_messages) = written.get(key).copied().unwrap_or_default();
    }
    Ok(figures)
}

/// The groups as rows, in the order in which they are read.
async fn rows(
    database: &DatabaseConnection,
    scope: &Scope,
    group: ReportGroup,
    mut groups: BTreeMap<Key, ReportFiguresView>,
) -> Result<Vec<ReportRowView>> {
    if group == ReportGroup::Day {
        // A day that a place has left out begins with the next one, whose figures come after: from the end, they find it.
        let days = scope.period.days.iter().zip(&scope.period.starts_ms).rev();
        let rows = days.map(|(day, start_ms)| {
            let day = day.to_string();
            let figures = groups.remove(&Key::Day(*start_ms)).unwrap_or_default();
            ReportRowView { key: Some(day.clone()), name: Some(day), figures }
        });
        let mut rows: Vec<ReportRowView> = rows.collect();
        rows.reverse();
        return Ok(rows);
    }
    let names = names(database, scope.organization_id, group).await?;
    let rows = groups.into_iter().map(|(key, figures)| {
        let (key, name) = match key {
            Key::Id(id) => (Some(id.to_string()), names.get(&id).cloned()),
            Key::Word(word) => (Some(word.clone()), Some(word)),
            Key::All | Key::Day(_) | Key::None => (None, None),
        };
        ReportRowView { key, name, figures }
    });
    let mut rows: Vec<ReportRowView> = rows.collect();
    // Chats without one come last.
    rows.sort_by_cached_key(|row| {
        let most = if group == ReportGroup::Subject { u64::MAX - row.figures.started } else { 0 };
        (row.name.is_none(), most, row.name.as_deref().map(str::to_lowercase), row.key.clone())
    });
    Ok(rows)
}

async fn check_exists(
    database: &DatabaseConnection,
    organization_id: Uuid,
    queue_id: Option<Uuid>,
    agent_id: Option<Uuid>,
) -> Result<()> {
    if let Some(queue_id) = queue_id {
        let queue =
            queue::Entity::find_by_id(queue_id).filter(queue::Column::OrganizationId.eq(organization_id)).one(database);
        queue.await?.ok_or_else(Error::not_found)?;
    }
    if let Some(agent_id) = agent_id {
        let agent =
            agent::Entity::find_by_id(agent_id).filter(agent::Column::OrganizationId.eq(organization_id)).one(database);
        agent.await?.ok_or_else(Error::not_found)?;
    }
    Ok(())
}
