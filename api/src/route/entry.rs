//! What a page needs to know before a chat starts.

use axum::{Json, extract::State};
use pronto_protocol::visitor::{EntryListView, EntryView};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{context::Context, error::Result, middleware::body::Segments, usecase::visitor};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_entries)).routes(routes!(show_entry))
}

/// Lists the queues a visitor picks from
///
/// Those that an organization lists (`listed` in a queue's settings), with whether they are open and anybody is there. No token
/// is needed.
#[utoipa::path(
    get,
    path = "/v1/entries/{organization}",
    tag = "visitor",
    params(("organization" = String, Path, description = "The organization's slug.")),
    responses((status = 200, description = "The queues.", body = EntryListView)),
    security(())
)]
pub async fn list_entries(
    State(context): State<Context>,
    Segments(organization): Segments<String>,
) -> Result<Json<EntryListView>> {
    Ok(Json(visitor::list_entries(&context, &organization).await?))
}

/// Shows a queue's entry
///
/// Notice, fields, subjects and limits: what a page shows before a chat starts. No token is needed.
#[utoipa::path(
    get,
    path = "/v1/entries/{organization}/{queue}",
    tag = "visitor",
    params(
        ("organization" = String, Path, description = "The organization's slug."),
        ("queue" = String, Path, description = "The queue's slug.")
    ),
    responses((status = 200, description = "The entry.", body = EntryView)),
    security(())
)]
pub async fn show_entry(
    State(context): State<Context>,
    Segments((organization, queue)): Segments<(String, String)>,
) -> Result<Json<EntryView>> {
    Ok(Json(visitor::show_entry(&context, &organization, &queue).await?))
}
