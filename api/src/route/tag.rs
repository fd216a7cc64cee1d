//! Tags: seen by all agents, changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    tag::{AddTagRequest, TagView, UpdateTagRequest},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Body, Params, Segments},
    },
    page::PageParams,
    usecase::tag,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_tags, add_tag)).routes(routes!(update_tag, remove_tag))
}

/// Lists tags
///
/// Those that are not active included.
#[utoipa::path(
    get,
    path = "/v1/tags",
    tag = "registers",
    params(PageParams),
    responses((status = 200, description = "A page of tags.", body = Page<TagView>)),
    security(("agent" = []))
)]
pub async fn list_tags(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<TagView>>> {
    Ok(Json(tag::list(&context, &agent, &params).await?))
}

/// Adds a tag
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/tags",
    tag = "registers",
    request_body = AddTagRequest,
    responses((status = 201, description = "The tag.", body = TagView)),
    security(("agent" = []))
)]
pub async fn add_tag(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddTagRequest>,
) -> Result<(StatusCode, Json<TagView>)> {
    let added = tag::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a tag
///
/// For admins. What is left out stays.
#[utoipa::path(
    patch,
    path = "/v1/tags/{tag_id}",
    tag = "registers",
    params(("tag_id" = Uuid, Path, description = "The tag.")),
    request_body = UpdateTagRequest,
    responses((status = 200, description = "The tag.", body = TagView)),
    security(("agent" = []))
)]
pub async fn update_tag(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(tag_id): Segments<Uuid>,
    Body(request): Body<UpdateTagRequest>,
) -> Result<Json<TagView>> {
    Ok(Json(tag::update(&context, &admin, tag_id, request).await?))
}

/// Removes a tag
///
/// For admins. One that chats have stays; make it inactive instead.
#[utoipa::path(
    delete,
    path = "/v1/tags/{tag_id}",
    tag = "registers",
    params(("tag_id" = Uuid, Path, description = "The tag.")),
    responses((status = 204, description = "The tag is gone.")),
    security(("agent" = []))
)]
pub async fn remove_tag(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(tag_id): Segments<Uuid>,
) -> Result<StatusCode> {
    tag::remove(&context, &admin, tag_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
