//! The agent's own devices, and the push token of the one that asks.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    device::{DeviceView, RegisterPushRequest},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::{Body, Params},
    page::PageParams,
    usecase::device,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_devices)).routes(routes!(register_push, unregister_push))
}

/// Lists the agent's own devices
///
/// Newest first, with how they are pushed to.
#[utoipa::path(
    get,
    path = "/v1/devices",
    tag = "sessions",
    params(PageParams),
    responses((status = 200, description = "A page of devices.", body = Page<DeviceView>)),
    security(("agent" = []))
)]
pub async fn list_devices(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<DeviceView>>> {
    Ok(Json(device::list(&context, &agent, &params).await?))
}

/// Registers this device's push token
///
/// At each start of the app, and whenever the provider gives another token. A token lives on one device: another that held
/// it loses it.
#[utoipa::path(
    put,
    path = "/v1/devices/current/push",
    tag = "sessions",
    request_body = RegisterPushRequest,
    responses((status = 200, description = "The device, as it is now.", body = DeviceView)),
    security(("agent" = []))
)]
pub async fn register_push(
    State(context): State<Context>,
    agent: Agent,
    Body(request): Body<RegisterPushRequest>,
) -> Result<Json<DeviceView>> {
    Ok(Json(device::register_push(&context, &agent, request).await?))
}

/// Takes this device's push token away
#[utoipa::path(
    delete,
    path = "/v1/devices/current/push",
    tag = "sessions",
    responses((status = 204, description = "The device is pushed to no more.")),
    security(("agent" = []))
)]
pub async fn unregister_push(State(context): State<Context>, agent: Agent) -> Result<StatusCode> {
    device::unregister_push(&context, &agent).await?;
    Ok(StatusCode::NO_CONTENT)
}
