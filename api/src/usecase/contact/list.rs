//! Lists contacts by name, all of them or those that a search finds.

use pronto_entity::{contact, identity};
use pronto_protocol::{
    contact::{ContactView, Country, IdentityKind, TypedIdentityView},
    page::Page,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::LikeExpr,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{duplicates::escaped, normal_identity, same_identity, settings_of, views_of};
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
    usecase::text::{clean_line, fold},
};

/// Words of a search at most; the rest is not looked at.
const WORDS_MOST: usize = 8;

/// Which contacts.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactParams {
    /// Words of the name, in any order, without regard to case and accents.
    pub name: Option<String>,
    /// A whole identity of any kind, written in any way: an e-mail address, a phone number, an external id.
    pub identity: Option<String>,
}

/// Contacts in order of their names; those that were merged into others are left out.
///
/// # Errors
/// `invalid_cursor`, `invalid_fields`.
pub async fn list(
    context: &Context,
    agent: &Agent,
    params: &ContactParams,
    page: &PageParams,
) -> Result<Page<ContactView>> {
    use contact::Column;
    let limit = page.limit()?;
    let organization_id = agent.organization_id();
    let mut query = contact::Entity::find()
        .filter(Column::OrganizationId.eq(organization_id))
        .filter(Column::MergedIntoId.is_null());
    for word in fold(&clean_line(params.name.as_deref().unwrap_or_default())).split_whitespace().take(WORDS_MOST) {
        let contains = LikeExpr::new(format!("%{}%", escaped(word))).escape('\\');
        query = query.filter(Column::NameFolded.like(contains));
    }
    if let Some(text) = params.identity.as_deref() {
        let country = settings_of(context.db(), organization_id).await?.phone_country;
        let owners = identity::Entity::find()
            .select_only()
            .column(identity::Column::ContactId)
            .filter(identity::Column::OrganizationId.eq(organization_id))
            .filter(same_identity(&readings(text, country)))
            .into_query();
        query = query.filter(Column::Id.in_subquery(owners));
    }
    if let Some((name_folded, id)) = page.after::<(String, Uuid)>()? {
        // PostgreSQL takes no NUL, and no cursor of ours has one.
        let name_folded = clean_line(&name_folded);
        let same_name = Condition::all().add(Column::NameFolded.eq(name_folded.as_str())).add(Column::Id.gt(id));
        query = query.filter(Condition::any().add(Column::NameFolded.gt(name_folded)).add(same_name));
    }
    let rows =
        query.order_by_asc(Column::NameFolded).order_by_asc(Column::Id).limit(limit + 1).all(context.db()).await?;
    let rows = page_of(rows, limit, |row| (row.name_folded.clone(), row.id), |row| row);
    let items = views_of(context.db(), organization_id, rows.items).await?;
    Ok(Page { items, next_cursor: rows.next_cursor })
}

/// What a text may be, of each kind. An empty one is the external id that nobody has.
fn readings(text: &str, country: Country) -> Vec<TypedIdentityView> {
    let read = |kind: &IdentityKind| normal_identity("identity", *kind, text, country).ok();
    let readings: Vec<TypedIdentityView> = IdentityKind::ALL.iter().filter_map(read).collect();
    if readings.is_empty() {
        return vec![TypedIdentityView { kind: IdentityKind::ExternalId, value: String::new() }];
    }
    readings
}
