//! Reports: as JSON, as a file for spreadsheets, and as a page to print.

mod column;
mod csv;
mod page;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use pronto_protocol::report::{ReportGroup, ReportView};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    middleware::body::Params,
    usecase::{
        device, organization,
        report::{self, ReportFilter},
    },
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(show_report)).routes(routes!(export_report)).routes(routes!(print_report))
}

/// Which chats are counted, and by what.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportParams {
    /// First day, `YYYY-MM-DD`, in the organization's time zone.
    pub from: String,
    /// Last day, at most 366 days in all.
    pub to: String,
    /// What the rows stand for; days when left out.
    pub group_by: Option<ReportGroup>,
    /// This queue's chats only.
    pub queue_id: Option<Uuid>,
    /// Chats in which this agent was only.
    pub agent_id: Option<Uuid>,
}

impl From<ReportParams> for ReportFilter {
    fn from(params: ReportParams) -> Self {
        Self {
            from: params.from,
            to: params.to,
            group_by: params.group_by.unwrap_or(ReportGroup::Day),
            queue_id: params.queue_id,
            agent_id: params.agent_id,
        }
    }
}

/// Reports on chats
///
/// Figures of the chats that started in a period of whole days in the organization's time zone. Supervisors and admins see
/// all chats, agents those they were in.
#[utoipa::path(
    get,
    path = "/v1/reports/chats",
    tag = "reports",
    params(ReportParams),
    responses((status = 200, description = "The figures.", body = ReportView)),
    security(("agent" = []))
)]
pub async fn show_report(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<ReportParams>,
) -> Result<Json<ReportView>> {
    Ok(Json(report::chats(&context, &agent, params.into()).await?))
}

/// Reports on chats as CSV
///
/// UTF-8 with a byte order mark, commas, CRLF; headings in the language of the agent's device, else the organization's; spans in
/// seconds; the last row is the total. A cell that a spreadsheet would
/// take for a formula has an apostrophe before it.
#[utoipa::path(
    get,
    path = "/v1/reports/chats.csv",
    tag = "reports",
    params(ReportParams),
    responses((status = 200, description = "The figures.", body = String, content_type = "text/csv")),
    security(("agent" = []))
)]
pub async fn export_report(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<ReportParams>,
) -> Result<Response> {
    let view = report::chats(&context, &agent, params.into()).await?;
    Ok(csv::answer(&view, device::locale_of(&context, &agent).await?).into_response())
}

/// Reports on chats as a page to print
///
/// HTML without scripts, in the language of the agent's device, else the organization's.
#[utoipa::path(
    get,
    path = "/v1/reports/chats.html",
    tag = "reports",
    params(ReportParams),
    responses((status = 200, description = "The figures.", body = String, content_type = "text/html")),
    security(("agent" = []))
)]
pub async fn print_report(
    State(context): State<Context>,
    agent: Agent,
    Params(params): Params<ReportParams>,
) -> Result<Response> {
    let view = report::chats(&context, &agent, params.into()).await?;
    let organization = organization::show(&context, &agent).await?;
    let locale = device::locale_of(&context, &agent).await?;
    Ok(page::answer(&view, &organization.name, locale).into_response())
}
