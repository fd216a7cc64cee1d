//! Contacts and their identities.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    contact::{AddContactRequest, AddIdentityRequest, ContactView, UpdateContactRequest},
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
    usecase::contact::{self, ContactParams},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_contacts, add_contact))
        .routes(routes!(show_contact, update_contact, remove_contact))
        .routes(routes!(add_identity))
        .routes(routes!(remove_identity))
}

/// Lists contacts
///
/// By name; those that were merged into others are left out.
#[utoipa::path(
    get,
    path = "/v1/contacts",
    tag = "contacts",
    params(ContactParams, PageParams),
    responses((status = 200, description = "A page of contacts.", body = Page<ContactView>)),
    security(("agent" = []))
)]
pub async fn list_contacts(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<ContactParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<ContactView>>> {
    Ok(Json(contact::list(&context, &agent, &params, &page).await?))
}

/// Adds a contact
///
/// One that is probably known already is refused with `probable_duplicates`, which names whom to look at, until `confirm` is
/// set. An identity belongs to one contact at most.
#[utoipa::path(
    post,
    path = "/v1/contacts",
    tag = "contacts",
    request_body = AddContactRequest,
    responses((status = 201, description = "The contact.", body = ContactView)),
    security(("agent" = []))
)]
pub async fn add_contact(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<AddContactRequest>,
) -> Result<(StatusCode, Json<ContactView>)> {
    let added = contact::add(&context, &agent, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Shows a contact
#[utoipa::path(
    get,
    path = "/v1/contacts/{contact_id}",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact.")),
    responses((status = 200, description = "The contact; one that was merged tells into which.", body = ContactView)),
    security(("agent" = []))
)]
pub async fn show_contact(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
) -> Result<Json<ContactView>> {
    Ok(Json(contact::show(&context, &agent, contact_id).await?))
}

/// Changes a contact
///
/// What is left out stays.
#[utoipa::path(
    patch,
    path = "/v1/contacts/{contact_id}",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact.")),
    request_body = UpdateContactRequest,
    responses((status = 200, description = "The contact, as it is now.", body = ContactView)),
    security(("agent" = []))
)]
pub async fn update_contact(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
    Body(request): Body<UpdateContactRequest>,
) -> Result<Json<ContactView>> {
    Ok(Json(contact::update(&context, &agent, contact_id, request).await?))
}

/// Removes a contact
///
/// With its identities and notes; refused while chats or tickets belong to it.
#[utoipa::path(
    delete,
    path = "/v1/contacts/{contact_id}",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact.")),
    responses((status = 204, description = "It is gone.")),
    security(("agent" = []))
)]
pub async fn remove_contact(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
) -> Result<StatusCode> {
    contact::remove(&context, &agent, contact_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a contact an identity
///
/// It is brought into its one form. One that belongs to another contact is refused with `already_exists`.
#[utoipa::path(
    post,
    path = "/v1/contacts/{contact_id}/identities",
    tag = "contacts",
    params(("contact_id" = Uuid, Path, description = "The contact.")),
    request_body = AddIdentityRequest,
    responses((status = 201, description = "The contact, as it is now.", body = ContactView)),
    security(("agent" = []))
)]
pub async fn add_identity(
    State(context): State<Context>,
    agent: Agent,
    Segments(contact_id): Segments<Uuid>,
    Body(request): Body<AddIdentityRequest>,
) -> Result<(StatusCode, Json<ContactView>)> {
    let changed = contact::add_identity(&context, &agent, contact_id, request).await?;
    Ok((StatusCode::CREATED, Json(changed)))
}

/// Takes an identity away from a contact
#[utoipa::path(
    delete,
    path = "/v1/contacts/{contact_id}/identities/{identity_id}",
    tag = "contacts",
    params(
        ("contact_id" = Uuid, Path, description = "The contact."),
        ("identity_id" = Uuid, Path, description = "Its identity.")
    ),
    responses((status = 200, description = "The contact, as it is now.", body = ContactView)),
    security(("agent" = []))
)]
pub async fn remove_identity(
    State(context): State<Context>,
    agent: Agent,
    Segments((contact_id, identity_id)): Segments<(Uuid, Uuid)>,
) -> Result<Json<ContactView>> {
    Ok(Json(contact::remove_identity(&context, &agent, contact_id, identity_id).await?))
}
