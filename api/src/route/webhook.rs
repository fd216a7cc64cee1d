//! Webhooks, for admins and for integrations with `webhooks:manage`.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    page::Page,
    webhook::{
        AddWebhookRequest, UpdateWebhookRequest, WebhookDeliveryState, WebhookDeliveryView, WebhookSecretView,
        WebhookView,
    },
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    auth::integration::{Administrator, WebhooksManage},
    context::Context,
    error::Result,
    middleware::body::{Body, Params, Segments},
    page::PageParams,
    usecase::webhook,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_webhooks, add_webhook))
        .routes(routes!(update_webhook, remove_webhook))
        .routes(routes!(rotate_webhook_secret))
        .routes(routes!(test_webhook))
        .routes(routes!(list_webhook_deliveries))
        .routes(routes!(replay_webhook_delivery))
}

/// Lists webhooks
///
/// In the order they were registered. `disabled` tells why one is switched off, `failing_since` since when one takes
/// nothing. An API key without `internal:read` is shown none that is `internal`, and finds none by its id.
#[utoipa::path(
    get,
    path = "/v1/webhooks",
    tag = "integrations",
    params(PageParams),
    responses((status = 200, description = "A page of webhooks.", body = Page<WebhookView>)),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn list_webhooks(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<WebhookView>>> {
    Ok(Json(webhook::list(&context, who, &params).await?))
}

/// Registers a webhook
///
/// Events from now on are posted as `{"type", "timestamp", "seq", "data"}`, signed by the rules of Standard Webhooks
/// (`webhook-id`, `webhook-timestamp`, `webhook-signature`): those of the types in `kinds`, of every type when it is
/// empty. `contact_note.*`, `mention.made`, `note.*`, `ticket_comment.added` and `whisper.*` are posted only with
/// `internal`; `direct_conversation.updated`, `direct_message.*`, `direct_read.moved` and `session.ended` never. To
/// name one that is not posted is `invalid_fields`. An API key sets `internal` only with `internal:read`.
///
/// A post is answered with 2xx within 10 s, or tried again for three days; the id stays the same. A webhook that has
/// taken nothing for three days, or answers 410 once, is switched off: `disabled` tells why, and `webhook.disabled`
/// tells it to others. `secret` is told here and never again.
#[utoipa::path(
    post,
    path = "/v1/webhooks",
    tag = "integrations",
    request_body = AddWebhookRequest,
    responses((status = 201, description = "The webhook and its secret.", body = WebhookSecretView)),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn add_webhook(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Body(request): Body<AddWebhookRequest>,
) -> Result<(StatusCode, Json<WebhookSecretView>)> {
    Ok((StatusCode::CREATED, Json(webhook::add(&context, who, request).await?)))
}

/// Changes a webhook
///
/// What is left out stays. Switched on again, it gets what was waiting and the events from now on. `active` switches on
/// also what was switched off because it took nothing for three days or answered 410. Which types are posted, and which
/// only with `internal`, is told where a webhook is registered. An API key sets `internal` only with `internal:read`.
#[utoipa::path(
    patch,
    path = "/v1/webhooks/{webhook_id}",
    tag = "integrations",
    params(("webhook_id" = Uuid, Path, description = "The webhook.")),
    request_body = UpdateWebhookRequest,
    responses((status = 200, description = "The webhook, as it is now.", body = WebhookView)),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn update_webhook(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Segments(webhook_id): Segments<Uuid>,
    Body(request): Body<UpdateWebhookRequest>,
) -> Result<Json<WebhookView>> {
    Ok(Json(webhook::update(&context, who, webhook_id, request).await?))
}

/// Removes a webhook
///
/// With its log; what waits is not posted any more.
#[utoipa::path(
    delete,
    path = "/v1/webhooks/{webhook_id}",
    tag = "integrations",
    params(("webhook_id" = Uuid, Path, description = "The webhook.")),
    responses((status = 204, description = "The webhook is gone.")),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn remove_webhook(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Segments(webhook_id): Segments<Uuid>,
) -> Result<StatusCode> {
    webhook::remove(&context, who, webhook_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Rotates a webhook's secret
///
/// For a day both secrets sign, each with its signature in the header.
#[utoipa::path(
    post,
    path = "/v1/webhooks/{webhook_id}/secret",
    tag = "integrations",
    params(("webhook_id" = Uuid, Path, description = "The webhook.")),
    responses((status = 200, description = "The webhook and its new secret.", body = WebhookSecretView)),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn rotate_webhook_secret(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Segments(webhook_id): Segments<Uuid>,
) -> Result<Json<WebhookSecretView>> {
    Ok(Json(webhook::rotate_secret(&context, who, webhook_id).await?))
}

/// Posts a test event
///
/// A `webhook.test`; its delivery tells what became of it.
#[utoipa::path(
    post,
    path = "/v1/webhooks/{webhook_id}/test",
    tag = "integrations",
    params(("webhook_id" = Uuid, Path, description = "The webhook.")),
    responses((status = 202, description = "The delivery.", body = WebhookDeliveryView)),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn test_webhook(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Segments(webhook_id): Segments<Uuid>,
) -> Result<(StatusCode, Json<WebhookDeliveryView>)> {
    Ok((StatusCode::ACCEPTED, Json(webhook::test_webhook(&context, who, webhook_id).await?)))
}

/// Which deliveries.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WebhookDeliveryParams {
    /// Of one state only.
    pub state: Option<WebhookDeliveryState>,
}

/// Lists a webhook's deliveries
///
/// Newest first, with the status and the beginning of each answer. What was posted while the webhook was `internal` is
/// shown to an API key only with `internal:read`.
#[utoipa::path(
    get,
    path = "/v1/webhooks/{webhook_id}/deliveries",
    tag = "integrations",
    params(("webhook_id" = Uuid, Path, description = "The webhook."), WebhookDeliveryParams, PageParams),
    responses((status = 200, description = "A page of deliveries.", body = Page<WebhookDeliveryView>)),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn list_webhook_deliveries(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Segments(webhook_id): Segments<Uuid>,
    Params(which): Params<WebhookDeliveryParams>,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<WebhookDeliveryView>>> {
    Ok(Json(webhook::list_deliveries(&context, who, webhook_id, which.state, &params).await?))
}

/// Posts a delivery again
///
/// Under the same id, whatever became of it before.
#[utoipa::path(
    post,
    path = "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    tag = "integrations",
    params(
        ("webhook_id" = Uuid, Path, description = "The webhook."),
        ("delivery_id" = Uuid, Path, description = "The delivery."),
    ),
    responses((status = 202, description = "The delivery, queued.", body = WebhookDeliveryView)),
    security(("agent" = []), ("api_key" = ["webhooks:manage"]))
)]
pub async fn replay_webhook_delivery(
    State(context): State<Context>,
    who: Administrator<WebhooksManage>,
    Segments((webhook_id, delivery_id)): Segments<(Uuid, Uuid)>,
) -> Result<(StatusCode, Json<WebhookDeliveryView>)> {
    let queued = webhook::replay_delivery(&context, who, webhook_id, delivery_id).await?;
    Ok((StatusCode::ACCEPTED, Json(queued)))
}
