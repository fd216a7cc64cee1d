//! Merging contacts, undoing it, and splitting an identity off.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    contact::ContactView,
    merge::{ContactMergeView, MergeContactRequest, SplitIdentityRequest},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Params, Segments},
    page::PageParams,
    usecase::{contact, contact_merge},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_contact_merges, merge_contact))
        .routes(routes!(undo_contact_merge))
        .routes(routes!(split_identity))
}

/// Lists the merges into a contact
///
/// The newest first, undone ones too.
#[utoipa::path(
    get,
    path = "/v1/contacts/{contact_id}/merges",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact."), PageParams),
    responses((status = 200, description = "A page of merges.", body = Page<ContactMergeView>)),
    security(("agent" = []))
)]
pub async fn list_contact_merges(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<ContactMergeView>>> {
    Ok(Json(contact_merge::list(&context, &agent, contact_id, &page).await?))
}

/// Merges another contact into this one
///
/// Its identities, chats, tickets and notes move. It is remembered, so that the merge can be undone. The same again is no
/// change.
#[utoipa::path(
    post,
    path = "/v1/contacts/{contact_id}/merges",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact that stands for both.")),
    request_body = MergeContactRequest,
    responses((status = 201, description = "The merge.", body = ContactMergeView)),
    security(("agent" = []))
)]
pub async fn merge_contact(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
    Body(request): Body<MergeContactRequest>,
) -> Result<(StatusCode, Json<ContactMergeView>)> {
    let merged = contact_merge::merge(&context, &agent, contact_id, request.from_id).await?;
    Ok((StatusCode::CREATED, Json(merged)))
}

/// Undoes a merge
///
/// Exactly what it moved moves back, unless it has been given to somebody else since. Again is no change.
#[utoipa::path(
    post,
    path = "/v1/contacts/{contact_id}/merges/{merge_id}/undo",
    tag = "contacts",
    params(
        ("contact_id" = Uuid, Path, description = "The contact that stands for both."),
        ("merge_id" = Uuid, Path, description = "The merge.")
    ),
    responses((status = 200, description = "The merge, undone.", body = ContactMergeView)),
    security(("agent" = []))
)]
pub async fn undo_contact_merge(
    State(context): State<Context>,
    agent: Agent,
    Segments((contact_id, merge_id)): Segments<(Uuid, Uuid)>,
) -> Result<Json<ContactMergeView>> {
    Ok(Json(contact_merge::undo(&context, &agent, contact_id, merge_id).await?))
}

/// Splits an identity off to a new contact
#[utoipa::path(
    post,
    path = "/v1/contacts/{contact_id}/identities/{identity_id}/split",
    tag = "contacts",
    params(
        ("contact_id" = Uuid, Path, description = "The contact."),
        ("identity_id" = Uuid, Path, description = "Its identity.")
    ),
    request_body = SplitIdentityRequest,
    responses((status = 201, description = "The new contact, with the identity.", body = ContactView)),
    security(("agent" = []))
)]
pub async fn split_identity(
    State(context): State<Context>,
    agent: Agent,
    Segments((contact_id, identity_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<SplitIdentityRequest>,
) -> Result<(StatusCode, Json<ContactView>)> {
    let added = contact::split_identity(&context, &agent, contact_id, identity_id, request.name).await?;
    Ok((StatusCode::CREATED, Json(added)))
}
