//! The live counters.

use axum::{Json, extract::State};
use pronto_protocol::counter::CountersView;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{auth::Agent, context::Context, error::Result, usecase::counter};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show_counters))
}

/// Shows the live counters
///
/// With the permission `see_counters`. For what changes, `watch` them on the socket: a frame a second at most.
#[utoipa::path(
    get,
    path = "/v1/counters",
    tag = "visits",
    responses((status = 200, description = "How the desk stands now.", body = CountersView)),
    security(("agent" = []))
)]
pub async fn show_counters(State(context): State<Context>, agent: Agent) -> Result<Json<CountersView>> {
    Ok(Json(counter::show(&context, &agent).await?))
}
