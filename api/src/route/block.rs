//! Blocks of visitors.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    block::{AddBlockRequest, BlockView},
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
    usecase::block::{self, BlockParams},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_blocks, add_block)).routes(routes!(lift_block))
}

/// Lists blocks
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/v1/blocks",
    tag = "blocks",
    params(BlockParams, PageParams),
    responses((status = 200, description = "A page of blocks.", body = Page<BlockView>)),
    security(("agent" = []))
)]
pub async fn list_blocks(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<BlockParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<BlockView>>> {
    Ok(Json(block::list(&context, &agent, params, &page).await?))
}

/// Blocks an address or network, a visitor, or a contact
///
/// Who is blocked is refused with `visitor_blocked`, and live sockets are closed; chats stay as they are for agents.
#[utoipa::path(
    post,
    path = "/v1/blocks",
    tag = "blocks",
    request_body = AddBlockRequest,
    responses((status = 201, description = "The block.", body = BlockView)),
    security(("agent" = []))
)]
pub async fn add_block(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<AddBlockRequest>,
) -> Result<(StatusCode, Json<BlockView>)> {
    let added = block::add(&context, &agent, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Lifts a block
///
/// It stays in the list, as lifted. Again is no change.
#[utoipa::path(
    delete,
    path = "/v1/blocks/{block_id}",
    tag = "blocks",
    params(("block_id" = Uuid, Path, description = "The block.")),
    responses((status = 204, description = "It is lifted.")),
    security(("agent" = []))
)]
pub async fn lift_block(
    State(context): State<Context>,
    agent: Agent,
    Segments(block_id): Segments<Uuid>,
) -> Result<StatusCode> {
    block::lift(&context, &agent, block_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
