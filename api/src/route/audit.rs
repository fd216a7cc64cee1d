//! The audit trail, for admins.

use axum::{
    Json,
    body::{Body as AnswerBody, Bytes},
    extract::State,
    http::{HeaderValue, Response, header},
};
use futures_util::TryStreamExt;
use pronto_protocol::{
    audit::{AuditEntryView, AuditLineView, AuditVerificationView, ExportAuditRequest},
    page::Page,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    context::Context,
    error::{Error, Result},
    middleware::{
        authenticate::Admin,
        body::{Body, Params},
    },
    page::PageParams,
    usecase::audit::{self, AuditFilter},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_audit_entries)).routes(routes!(verify_audit)).routes(routes!(export_audit))
}

/// Lists the audit trail
///
/// For admins: every administrative act, newest first.
#[utoipa::path(
    get,
    path = "/v1/audit",
    tag = "admin",
    params(AuditFilter, PageParams),
    responses((status = 200, description = "A page of entries.", body = Page<AuditEntryView>)),
    security(("agent" = []))
)]
pub async fn list_audit_entries(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(filter): Params<AuditFilter>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<AuditEntryView>>> {
    Ok(Json(audit::list(&context, &admin, &filter, &params).await?))
}

/// Proves the audit trail
///
/// For admins: reads every entry and says whether one is missing or was changed.
#[utoipa::path(
    get,
    path = "/v1/audit/verify",
    tag = "admin",
    responses((status = 200, description = "What was found.", body = AuditVerificationView)),
    security(("agent" = []))
)]
pub async fn verify_audit(State(context): State<Context>, Admin(admin): Admin) -> Result<Json<AuditVerificationView>> {
    Ok(Json(audit::verify(&context, &admin).await?))
}

/// Exports the audit trail
///
/// For admins: every entry as one line of JSON, oldest first, to be kept and verified elsewhere. A line's `hash` is the SHA-256 of
/// its `covered`, which ends with the bytes of the hash before. The export is an administrative act itself: the last line is its own.
#[utoipa::path(
    post,
    path = "/v1/audit/export",
    tag = "admin",
    request_body = ExportAuditRequest,
    responses((status = 200, description = "The trail, a line an entry.", body = AuditLineView, content_type = "application/jsonl")),
    security(("agent" = []))
)]
pub async fn export_audit(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<ExportAuditRequest>,
) -> Result<Response<AnswerBody>> {
    let pages = audit::export(&context, &admin, request.after).await?;
    // A failure on the way ends the connection, so that nobody takes a part for the whole.
    let lines = pages.and_then(|page| async move { written(&page) });
    Response::builder()
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/jsonl"))
        .header(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.jsonl\""))
        .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
        .body(AnswerBody::from_stream(lines))
        .map_err(Error::internal)
}

fn written(page: &[AuditLineView]) -> Result<Bytes> {
    let mut lines = Vec::new();
    for line in page {
        serde_json::to_writer(&mut lines, line).map_err(Error::internal)?;
        lines.push(b'\n');
    }
    Ok(lines.into())
}
