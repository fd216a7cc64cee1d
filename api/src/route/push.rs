//! What devices and people do with pushes: act on them, report them, test them.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    delivery::DeliveryView,
    push::{ActionOutcomeView, PerformActionRequest, ReportReceiptsRequest},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Segments},
    usecase::push,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(perform_action)).routes(routes!(report_receipts)).routes(routes!(test_push))
}

/// Acts from the lock screen
///
/// Authorised by the `action_token` of the push alone. It allows what that push offers, until it expires or the session it was
/// sent for ends. The same action again gives the same answer.
#[utoipa::path(
    post,
    path = "/v1/push/actions",
    tag = "push",
    request_body = PerformActionRequest,
    responses(
        (status = 200, description = "Done.", body = ActionOutcomeView),
        (status = 401, description = "The token is not good, or not any more."),
        (status = 403, description = "This push does not allow that action."),
    ),
    security(())
)]
pub async fn perform_action(
    State(context): State<Context>,
    Body(request): Body<PerformActionRequest>,
) -> Result<Json<ActionOutcomeView>> {
    Ok(Json(push::perform_action(&context, request).await?))
}

/// Reports what became of pushes
///
/// At most 100 receipts for deliveries of this device; unknown ones are passed over, and the first time of each kind stands.
#[utoipa::path(
    post,
    path = "/v1/push/receipts",
    tag = "push",
    request_body = ReportReceiptsRequest,
    responses((status = 204, description = "Taken.")),
    security(("agent" = []))
)]
pub async fn report_receipts(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<ReportReceiptsRequest>,
) -> Result<StatusCode> {
    push::report_receipts(&context, &agent, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pushes a test to a device
///
/// One's own device; any for admins. Waits up to 10 s for the provider, and answers with its very words.
#[utoipa::path(
    post,
    path = "/v1/devices/{device_id}/test_push",
    tag = "push",
    params(("device_id" = Uuid, Path, description = "The device.")),
    responses((status = 200, description = "The delivery, as it stands.", body = DeliveryView)),
    security(("agent" = []))
)]
pub async fn test_push(
    State(context): State<Context>,
    agent: Agent,
    Segments(device_id): Segments<Uuid>,
) -> Result<Json<DeliveryView>> {
    Ok(Json(push::test_push(&context, &agent, device_id).await?))
}
