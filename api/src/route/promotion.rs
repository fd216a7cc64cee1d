//! Promotions, kept by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    approach::{PromotionRequest, PromotionView},
    page::Page,
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
    usecase::promotion,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_promotions, add_promotion))
        .routes(routes!(replace_promotion, remove_promotion))
}

/// Lists promotions
///
/// With the permission `approach_visitors`, by name.
#[utoipa::path(
    get,
    path = "/v1/promotions",
    tag = "visits",
    params(PageParams),
    responses((status = 200, description = "A page of promotions.", body = Page<PromotionView>)),
    security(("agent" = []))
)]
pub async fn list_promotions(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<PromotionView>>> {
    Ok(Json(promotion::list(&context, &agent, &params).await?))
}

/// Adds a promotion
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/promotions",
    tag = "visits",
    request_body = PromotionRequest,
    responses((status = 201, description = "The promotion.", body = PromotionView)),
    security(("agent" = []))
)]
pub async fn add_promotion(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<PromotionRequest>,
) -> Result<(StatusCode, Json<PromotionView>)> {
    let added = promotion::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Replaces a promotion
///
/// For admins; what was sent stays as it was.
#[utoipa::path(
    put,
    path = "/v1/promotions/{promotion_id}",
    tag = "visits",
    params(("promotion_id" = Uuid, Path, description = "The promotion.")),
    request_body = PromotionRequest,
    responses((status = 200, description = "The promotion, as it is now.", body = PromotionView)),
    security(("agent" = []))
)]
pub async fn replace_promotion(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(promotion_id): Segments<Uuid>,
    Body(request): Body<PromotionRequest>,
) -> Result<Json<PromotionView>> {
    Ok(Json(promotion::replace(&context, &admin, promotion_id, request).await?))
}

/// Removes a promotion
///
/// For admins; what was sent stays on record.
#[utoipa::path(
    delete,
    path = "/v1/promotions/{promotion_id}",
    tag = "visits",
    params(("promotion_id" = Uuid, Path, description = "The promotion.")),
    responses((status = 204, description = "It is gone.")),
    security(("agent" = []))
)]
pub async fn remove_promotion(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(promotion_id): Segments<Uuid>,
) -> Result<StatusCode> {
    promotion::remove(&context, &admin, promotion_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
