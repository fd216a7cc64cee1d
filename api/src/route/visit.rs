//! Visits: reported by visitors, watched by agents, who invite, promote and redirect.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use pronto_protocol::{
    approach::{
        AnswerApproachRequest, ApproachView, SendInvitationRequest, SendPromotionRequest, SendRedirectRequest,
        VisitorApproachView,
    },
    page::Page,
    visit::{PageViewTakenView, ReportPageViewRequest, VisitStoryView, VisitView},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::Result,
    limit::LimitClass,
    middleware::{
        body::{Body, Params, Segments},
        peer::{self, Peer},
    },
    page::PageParams,
    usecase::{approach, visit},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(report_page_view))
        .routes(routes!(answer_approach))
        .routes(routes!(list_visits))
        .routes(routes!(show_visit))
        .routes(routes!(send_invitation))
        .routes(routes!(send_promotion))
        .routes(routes!(send_redirect))
}

/// Which visits are listed.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VisitParams {
    /// Every visit of this visitor, ended ones too.
    pub visitor_id: Option<Uuid>,
}

/// Reports a page view
///
/// One stay is one visit; it ends after 30 minutes without a sign of life. The same address again is such a sign and no new
/// page. The answer holds what an agent has sent and was not shown yet.
#[utoipa::path(
    post,
    path = "/v1/visitor/page_views",
    tag = "visitor",
    request_body = ReportPageViewRequest,
    responses((status = 200, description = "The visit, and what waits to be shown.", body = PageViewTakenView)),
    security(("visitor" = []))
)]
pub async fn report_page_view(
    State(context): State<Context>,
    visitor: Visitor,
    peer: Peer,
    headers: HeaderMap,
    Body(request): Body<ReportPageViewRequest>,
) -> Result<Json<PageViewTakenView>> {
    peer::check(&context, LimitClass::Message, &format!("page_view:{}", visitor.id))?;
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(Json(visit::report_page_view(&context, visitor, peer.0, user_agent, request).await?))
}

/// Answers an invitation, promotion or redirect
///
/// `shown` when it is on screen, then `accepted` or `declined`; its agent is told. An accepted invitation starts a chat with
/// the agent who sent it, if available, and otherwise in its queue.
#[utoipa::path(
    post,
    path = "/v1/visitor/approaches/{approach_id}/answer",
    tag = "visitor",
    params(("approach_id" = Uuid, Path, description = "What was sent to this visitor.")),
    request_body = AnswerApproachRequest,
    responses((status = 200, description = "As it stands now.", body = VisitorApproachView)),
    security(("visitor" = []))
)]
pub async fn answer_approach(
    State(context): State<Context>,
    visitor: Visitor,
    Segments(approach_id): Segments<Uuid>,
    Body(request): Body<AnswerApproachRequest>,
) -> Result<Json<VisitorApproachView>> {
    peer::check(&context, LimitClass::Message, &visitor.id.to_string())?;
    Ok(Json(approach::answer(&context, visitor, approach_id, request).await?))
}

/// Lists who browses now
///
/// With the permission `see_visits`; the latest begun first. For what changes, `watch` it on the socket.
#[utoipa::path(
    get,
    path = "/v1/visits",
    tag = "visits",
    params(VisitParams, PageParams),
    responses((status = 200, description = "A page of visits.", body = Page<VisitView>)),
    security(("agent" = []))
)]
pub async fn list_visits(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<VisitParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<VisitView>>> {
    Ok(Json(visit::list(&context, &agent, params.visitor_id, &page).await?))
}

/// Shows a visit
///
/// With its page views and what agents sent to it. With the permission `see_visits`.
#[utoipa::path(
    get,
    path = "/v1/visits/{visit_id}",
    tag = "visits",
    params(("visit_id" = Uuid, Path, description = "The visit.")),
    responses((status = 200, description = "The visit and its story.", body = VisitStoryView)),
    security(("agent" = []))
)]
pub async fn show_visit(
    State(context): State<Context>,
    agent: Agent,
    Segments(visit_id): Segments<Uuid>,
) -> Result<Json<VisitStoryView>> {
    Ok(Json(visit::show(&context, &agent, visit_id).await?))
}

/// Invites a visit to a chat
///
/// With the permission `approach_visitors`. It takes the place of what was sent before and not answered.
#[utoipa::path(
    post,
    path = "/v1/visits/{visit_id}/invitation",
    tag = "visits",
    params(("visit_id" = Uuid, Path, description = "The visit.")),
    request_body = SendInvitationRequest,
    responses((status = 201, description = "What was sent.", body = ApproachView)),
    security(("agent" = []))
)]
pub async fn send_invitation(
    State(context): State<Context>,
    agent: Agent,
    Segments(visit_id): Segments<Uuid>,
    Body(request): Body<SendInvitationRequest>,
) -> Result<(StatusCode, Json<ApproachView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let sent = approach::send_invitation(&context, &agent, visit_id, request).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// Sends a promotion to a visit
///
/// With the permission `approach_visitors`.
#[utoipa::path(
    post,
    path = "/v1/visits/{visit_id}/promotion",
    tag = "visits",
    params(("visit_id" = Uuid, Path, description = "The visit.")),
    request_body = SendPromotionRequest,
    responses((status = 201, description = "What was sent.", body = ApproachView)),
    security(("agent" = []))
)]
pub async fn send_promotion(
    State(context): State<Context>,
    agent: Agent,
    Segments(visit_id): Segments<Uuid>,
    Body(request): Body<SendPromotionRequest>,
) -> Result<(StatusCode, Json<ApproachView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let sent = approach::send_promotion(&context, &agent, visit_id, request).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}

/// Asks a visit to go to another page
///
/// With the permission `approach_visitors`, and only to hosts in the organization's `redirect_hosts`. The visitor sees who
/// asks; who asked whom to go where stays on record.
#[utoipa::path(
    post,
    path = "/v1/visits/{visit_id}/redirect",
    tag = "visits",
    params(("visit_id" = Uuid, Path, description = "The visit.")),
    request_body = SendRedirectRequest,
    responses((status = 201, description = "What was sent.", body = ApproachView)),
    security(("agent" = []))
)]
pub async fn send_redirect(
    State(context): State<Context>,
    agent: Agent,
    Segments(visit_id): Segments<Uuid>,
    Body(request): Body<SendRedirectRequest>,
) -> Result<(StatusCode, Json<ApproachView>)> {
    peer::check(&context, LimitClass::Message, &agent.id().to_string())?;
    let sent = approach::send_redirect(&context, &agent, visit_id, request).await?;
    Ok((StatusCode::CREATED, Json(sent)))
}
