//! The panels beside a chat, as addresses ready to be opened.

use pronto_entity::{agent, chat, organization, panel, queue};
use pronto_protocol::{
    Timestamp,
    agent::Role,
    page::Page,
    panel::{
        ChatPanelView, PANEL_CONTEXT_SECONDS, PanelAgent, PanelChat, PanelContext, PanelIdentity, PanelOrganization,
        PanelVisitor,
    },
    queue::{FieldKind, PreChatField},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{check::CONTEXT, context::signed};
use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    page::{PageParams, page_of},
    policy,
    usecase::template::fill,
};

/// The panels that the agent's profile is offered, by name; admins see all. Each address holds a context of its own, signed
/// now. A page may hold fewer than asked for: panels of other profiles are left out of it.
///
/// # Errors
/// `not_found`, `invalid_fields`, `invalid_cursor`.
pub async fn offer_panels(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    params: &PageParams,
) -> Result<Page<ChatPanelView>> {
    let limit = params.limit()?;
    let seen = policy::see_chat(context.db(), agent, chat_id).await?;
    let mut query = panel::Entity::find()
        .filter(panel::Column::OrganizationId.eq(agent.organization_id()))
        .filter(panel::Column::Active.eq(true))
        .order_by_asc(panel::Column::Name)
        .limit(limit + 1);
    if let Some(name) = params.after::<String>()? {
        query = query.filter(panel::Column::Name.gt(name));
    }
    let rows = query.all(context.db()).await?;
    let rows = page_of(rows, limit, |row| row.name.clone(), |row| row);
    if rows.items.is_empty() {
        return Ok(Page { items: Vec::new(), next_cursor: None });
    }
    let profile_id = profile_of(context, agent).await?;
    let claims = claims(context, agent, &seen.chat).await?;
    let offered = rows.items.into_iter().filter(|row| {
        let of_profile = |ids: &Vec<Uuid>| profile_id.is_some_and(|id| ids.contains(&id));
        agent.card.role == Role::Admin || row.profile_ids.as_ref().is_none_or(|ids| of_profile(&ids.0))
    });
    let items: Result<Vec<ChatPanelView>> = offered.map(|row| ready(context, row, &claims)).collect();
    Ok(Page { items: items?, next_cursor: rows.next_cursor })
}

async fn profile_of(context: &Context, agent: &Agent) -> Result<Option<Uuid>> {
    let row = agent::Entity::find_by_id(agent.id())
        .filter(agent::Column::OrganizationId.eq(agent.organization_id()))
        .one(context.db())
        .await?;
    Ok(row.and_then(|row| row.profile_id))
}

async fn claims(context: &Context, agent: &Agent, chat: &chat::Model) -> Result<PanelContext> {
    let organization = organization::Entity::find_by_id(agent.organization_id())
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let queue = queue::Entity::find_by_id(chat.queue_id)
        .filter(queue::Column::OrganizationId.eq(agent.organization_id()))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let iat = context.clock.now_ms() / 1000;
    Ok(PanelContext {
        iss: "pronto".to_owned(),
        aud: String::new(),
        iat,
        exp: iat + i64::from(PANEL_CONTEXT_SECONDS),
        jti: Uuid::nil(),
        organization: PanelOrganization { id: organization.id, slug: organization.slug, name: organization.name },
        agent: PanelAgent { id: agent.id(), name: agent.card.name.clone(), role: agent.card.role },
        chat: PanelChat {
            id: chat.id,
            number: chat.number.unsigned_abs(),
            queue_id: chat.queue_id,
            queue: queue.name,
            subject: chat.subject.clone(),
        },
        visitor: PanelVisitor { id: chat.visitor_id, name: chat.visitor_name.clone() },
        identities: queue.settings.0.pre_chat_fields.iter().filter_map(|field| identity(field, chat)).collect(),
        fields: chat.fields.0.clone(),
    })
}

fn identity(field: &PreChatField, chat: &chat::Model) -> Option<PanelIdentity> {
    let identifies = matches!(field.kind, FieldKind::Email | FieldKind::Phone | FieldKind::ExternalId);
    let value = chat.fields.0.get(&field.key).filter(|_| identifies)?;
    Some(PanelIdentity { kind: field.kind, key: field.key.clone(), value: value.clone() })
}

fn ready(context: &Context, row: panel::Model, claims: &PanelContext) -> Result<ChatPanelView> {
    let mut claims = claims.clone();
    claims.aud = row.id.to_string();
    claims.jti = chance::id(&context.clock);
    let token = signed(context, &row, &claims)?;
    let url = fill(&row.url_template, |name| match name {
        CONTEXT => Some(token.clone()),
        "chat.id" => Some(claims.chat.id.to_string()),
        "chat.number" => Some(claims.chat.number.to_string()),
        "visitor.id" => Some(claims.visitor.id.to_string()),
        _ => None,
    });
    Ok(ChatPanelView {
        panel_id: row.id,
        name: row.name,
        url: url.text,
        expires_at: Timestamp::from_unix_ms(claims.exp * 1000),
    })
}
