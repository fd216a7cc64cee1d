//! Mentions of the agent who asks.

use axum::{Json, extract::State};
use pronto_protocol::{mention::MentionView, page::Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::Agent, context::Context, error::Result, middleware::body::Params, page::PageParams, usecase::mention,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_mentions))
}

/// Lists whispers that mention one
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/v1/mentions",
    tag = "messages",
    params(PageParams),
    responses((status = 200, description = "A page of mentions.", body = Page<MentionView>)),
    security(("agent" = []))
)]
pub async fn list_mentions(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<MentionView>>> {
    Ok(Json(mention::list(&context, &agent, &params).await?))
}
