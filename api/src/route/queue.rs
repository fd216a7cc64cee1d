//! Queues and their members: seen by all agents, changed by admins.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    queue::{AddQueueRequest, QueueCountsView, QueueMemberView, QueueView, SetQueueMemberRequest, UpdateQueueRequest},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::{
        Agent,
        integration::{Caller, QueuesRead},
    },
    context::Context,
    error::Result,
    middleware::{
        authenticate::Admin,
        body::{Body, Params, Segments},
    },
    page::PageParams,
    usecase::queue,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_queues, add_queue))
        .routes(routes!(show_queue, update_queue))
        .routes(routes!(count_queue))
        .routes(routes!(list_queue_members))
        .routes(routes!(set_queue_member, remove_queue_member))
}

/// Lists queues
#[utoipa::path(
    get,
    path = "/v1/queues",
    tag = "queues",
    params(PageParams),
    responses((status = 200, description = "A page of queues, in the order they were added.", body = Page<QueueView>)),
    security(("agent" = []), ("api_key" = ["queues:read"]))
)]
pub async fn list_queues(
    State(context): State<Context>,
    caller: Caller<QueuesRead>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<QueueView>>> {
    Ok(Json(queue::list(&context, &caller.reader(), &params).await?))
}

/// Adds a queue
///
/// For admins.
#[utoipa::path(
    post,
    path = "/v1/queues",
    tag = "queues",
    request_body = AddQueueRequest,
    responses((status = 201, description = "The queue.", body = QueueView)),
    security(("agent" = []))
)]
pub async fn add_queue(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<AddQueueRequest>,
) -> Result<(StatusCode, Json<QueueView>)> {
    let added = queue::add(&context, &admin, request).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Shows a queue
#[utoipa::path(
    get,
    path = "/v1/queues/{queue_id}",
    tag = "queues",
    params(("queue_id" = Uuid, Path, description = "The queue.")),
    responses((status = 200, description = "The queue.", body = QueueView)),
    security(("agent" = []), ("api_key" = ["queues:read"]))
)]
pub async fn show_queue(
    State(context): State<Context>,
    caller: Caller<QueuesRead>,
    Segments(queue_id): Segments<Uuid>,
) -> Result<Json<QueueView>> {
    Ok(Json(queue::show(&context, &caller.reader(), queue_id).await?))
}

/// Changes a queue
///
/// For admins. What is left out stays; settings are replaced as a whole. Chats that wait follow the new settings at once.
#[utoipa::path(
    patch,
    path = "/v1/queues/{queue_id}",
    tag = "queues",
    params(("queue_id" = Uuid, Path, description = "The queue.")),
    request_body = UpdateQueueRequest,
    responses((status = 200, description = "The queue, as it is now.", body = QueueView)),
    security(("agent" = []))
)]
pub async fn update_queue(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(queue_id): Segments<Uuid>,
    Body(request): Body<UpdateQueueRequest>,
) -> Result<Json<QueueView>> {
    Ok(Json(queue::update(&context, &admin, queue_id, request).await?))
}

/// Counts a queue and says who is next
///
/// How many wait and are active, how many members are ready, and who gets the next chat: computed by the same rule that
/// gives it. The socket tells members and supervisors the same whenever it changes (`queue_counts`).
#[utoipa::path(
    get,
    path = "/v1/queues/{queue_id}/counts",
    tag = "queues",
    params(("queue_id" = Uuid, Path, description = "The queue.")),
    responses((status = 200, description = "What goes on in the queue now.", body = QueueCountsView)),
    security(("agent" = []))
)]
pub async fn count_queue(
    State(context): State<Context>,
    agent: Agent,
    Segments(queue_id): Segments<Uuid>,
) -> Result<Json<QueueCountsView>> {
    Ok(Json(queue::counts(&context, &agent, queue_id).await?))
}

/// Lists a queue's members
#[utoipa::path(
    get,
    path = "/v1/queues/{queue_id}/members",
    tag = "queues",
    params(("queue_id" = Uuid, Path, description = "The queue."), PageParams),
    responses((status = 200, description = "A page of members.", body = Page<QueueMemberView>)),
    security(("agent" = []), ("api_key" = ["queues:read"]))
)]
pub async fn list_queue_members(
    State(context): State<Context>,
    caller: Caller<QueuesRead>,
    Segments(queue_id): Segments<Uuid>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<QueueMemberView>>> {
    Ok(Json(queue::list_members(&context, &caller.reader(), queue_id, &params).await?))
}

/// Adds or changes a member of a queue
///
/// For admins. Chats that wait are offered to a new member at once.
#[utoipa::path(
    put,
    path = "/v1/queues/{queue_id}/members/{agent_id}",
    tag = "queues",
    params(
        ("queue_id" = Uuid, Path, description = "The queue."),
        ("agent_id" = Uuid, Path, description = "The agent."),
    ),
    request_body = SetQueueMemberRequest,
    responses((status = 200, description = "The member, as it is now.", body = QueueMemberView)),
    security(("agent" = []))
)]
pub async fn set_queue_member(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments((queue_id, agent_id)): Segments<(Uuid, Uuid)>,
    Body(request): Body<SetQueueMemberRequest>,
) -> Result<Json<QueueMemberView>> {
    Ok(Json(queue::set_member(&context, &admin, queue_id, agent_id, request).await?))
}

/// Removes a member from a queue
///
/// For admins. Chats already taken stay with the agent; open offers go on to others.
#[utoipa::path(
    delete,
    path = "/v1/queues/{queue_id}/members/{agent_id}",
    tag = "queues",
    params(
        ("queue_id" = Uuid, Path, description = "The queue."),
        ("agent_id" = Uuid, Path, description = "The agent."),
    ),
    responses((status = 204, description = "The agent is no member.")),
    security(("agent" = []))
)]
pub async fn remove_queue_member(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments((queue_id, agent_id)): Segments<(Uuid, Uuid)>,
) -> Result<StatusCode> {
    queue::remove_member(&context, &admin, queue_id, agent_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
