//! The ledger of pushes.

use axum::{Json, extract::State};
use pronto_protocol::{
    delivery::{DeliveryState, DeliveryView},
    page::Page,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::Params,
    page::PageParams,
    usecase::delivery::{self, DeliveryFilter},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_deliveries))
}

/// Which deliveries.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryParams {
    /// One agent's.
    pub agent_id: Option<Uuid>,
    /// One device's.
    pub device_id: Option<Uuid>,
    /// Those of one chat.
    pub chat_id: Option<Uuid>,
    /// Those that stand so.
    pub state: Option<DeliveryState>,
}

/// Lists pushes and their fate
///
/// Newest first: what was sent, with the provider's answer and the device's receipts, and what was decided against, with the
/// reason. One's own; everybody's with the permission `see_deliveries`.
#[utoipa::path(
    get,
    path = "/v1/deliveries",
    tag = "push",
    params(DeliveryParams, PageParams),
    responses((status = 200, description = "A page of deliveries.", body = Page<DeliveryView>)),
    security(("agent" = []))
)]
pub async fn list_deliveries(
    State(context): State<Context>,
    agent: Agent,
    Params(filter): Params<DeliveryParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<DeliveryView>>> {
    let DeliveryParams { agent_id, device_id, chat_id, state } = filter;
    let filter = DeliveryFilter { agent_id, device_id, chat_id, state };
    Ok(Json(delivery::list(&context, &agent, filter, &page).await?))
}
