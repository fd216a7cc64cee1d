//! Subjects of queues: seen by all agents, changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    queue::{AddSubjectRequest, SubjectView},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::integration::{Caller, QueuesRead},
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Body, Params, Segments},
    },
    page::PageParams,
    usecase::subject,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new().routes(routes!(list_subjects, add_subject)).routes(routes!(remove_subject))
}

/// Lists a queue's subjects
#[utoipa::path(
    get,
    path = "/v1/queues/{queue_id}/subjects",
    tag = "queues",
    params(("queue_id" = Uuid, Path, description = "The queue."), PageParams),
    responses((status = 200, description = "A page of subjects, in the order they were added.", body = Page<SubjectView>)),
    security(("agent" = []), ("api_key" = ["queues:read"]))
)]
pub async fn list_subjects(
    State(context): State<Context>,
    caller: Caller<QueuesRead>,
    Segments(queue_id): Segments<Uuid>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<SubjectView>>> {
    Ok(Json(subject::list(&context, &caller.reader(), queue_id, &params).await?))
}

/// Adds a subject to a queue
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/queues/{queue_id}/subjects",
    tag = "queues",
    params(("queue_id" = Uuid, Path, description = "The queue.")),
    request_body = AddSubjectRequest,
    responses((status = 201, description = "The subject.", body = SubjectView)),
    security(("agent" = []))
)]
pub async fn add_subject(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(queue_id): Segments<Uuid>,
    Body(request): Body<AddSubjectRequest>,
) -> Result<(StatusCode, Json<SubjectView>)> {
    let added = subject::add(&context, &admin, queue_id, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Removes a subject
///
/// For admins. Chats that were about it keep its name.
#[utoipa::path(
    delete,
    path = "/v1/queues/{queue_id}/subjects/{subject_id}",
    tag = "queues",
    params(
        ("queue_id" = Uuid, Path, description = "The queue."),
        ("subject_id" = Uuid, Path, description = "The subject."),
    ),
    responses((status = 204, description = "The subject is gone.")),
    security(("agent" = []))
)]
pub async fn remove_subject(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments((queue_id, subject_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    subject::remove(&context, &admin, queue_id, subject_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
