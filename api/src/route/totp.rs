//! The second factor: one's own, and as an admin anybody's.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::totp::{
    BeginTotpRequest, ConfirmTotpRequest, ProofRequest, RecoveryCodesView, TotpEnrolmentView, TotpView,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    middleware::{
        act::Securing,
        authenticate::{Admin, Enrolling},
        body::{Body, Segments},
        peer::Peer,
    },
    usecase::totp,
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(show_totp, begin_totp))
        .routes(routes!(confirm_totp))
        .routes(routes!(renew_recovery_codes))
        .routes(routes!(disable_totp))
        .routes(routes!(reset_totp))
}

/// Shows whether the agent has a second factor
///
/// Open also to who must set one up first (`second_factor_setup_required`).
#[utoipa::path(
    get,
    path = "/v1/me/totp",
    tag = "sessions",
    responses((status = 200, description = "The second factor.", body = TotpView)),
    security(("agent" = []))
)]
pub async fn show_totp(State(context): State<Context>, Enrolling(agent): Enrolling) -> Result<Json<TotpView>> {
    Ok(Json(totp::show(&context, &agent).await?))
}

/// Begins to set up a second factor
///
/// Gives the secret for an authenticator app, once, also as an address and a QR code. Codes are asked for at sign-in once a
/// first one was confirmed. Begun again before that, it is another secret.
#[utoipa::path(
    post,
    path = "/v1/me/totp",
    tag = "sessions",
    request_body = BeginTotpRequest,
    responses((status = 201, description = "What the authenticator app needs.", body = TotpEnrolmentView)),
    security(("agent" = []))
)]
pub async fn begin_totp(
    State(context): State<Context>,
    peer: Peer,
    Enrolling(agent): Enrolling,
    Body(request): Body<BeginTotpRequest>,
) -> Result<(StatusCode, Json<TotpEnrolmentView>)> {
    Ok((StatusCode::CREATED, Json(totp::begin(&context, &agent, request, peer.0).await?)))
}

/// Confirms the second factor
///
/// With a code of the authenticator app. Gives ten recovery codes, once: each stands for the app one time.
#[utoipa::path(
    post,
    path = "/v1/me/totp/confirmation",
    tag = "sessions",
    request_body = ConfirmTotpRequest,
    responses((status = 201, description = "The recovery codes.", body = RecoveryCodesView)),
    security(("agent" = []))
)]
pub async fn confirm_totp(
    State(context): State<Context>,
    peer: Peer,
    Securing(agent): Securing,
    Body(request): Body<ConfirmTotpRequest>,
) -> Result<(StatusCode, Json<RecoveryCodesView>)> {
    Ok((StatusCode::CREATED, Json(totp::confirm(&context, &agent, request, peer.0).await?)))
}

/// Makes new recovery codes
///
/// With the password or a code; the codes so far are good no more.
#[utoipa::path(
    post,
    path = "/v1/me/totp/recovery_codes",
    tag = "sessions",
    request_body = ProofRequest,
    responses((status = 201, description = "The new recovery codes.", body = RecoveryCodesView)),
    security(("agent" = []))
)]
pub async fn renew_recovery_codes(
    State(context): State<Context>,
    peer: Peer,
    Securing(agent): Securing,
    Body(request): Body<ProofRequest>,
) -> Result<(StatusCode, Json<RecoveryCodesView>)> {
    Ok((StatusCode::CREATED, Json(totp::renew_codes(&context, &agent, request, peer.0).await?)))
}

/// Takes the second factor away
///
/// With the password or a code. Where the organization requires one, another has to be set up next.
#[utoipa::path(
    post,
    path = "/v1/me/totp/disable",
    tag = "sessions",
    request_body = ProofRequest,
    responses((status = 204, description = "Codes are asked for no more.")),
    security(("agent" = []))
)]
pub async fn disable_totp(
    State(context): State<Context>,
    peer: Peer,
    Securing(agent): Securing,
    Body(request): Body<ProofRequest>,
) -> Result<StatusCode> {
    totp::disable(&context, &agent, request, peer.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an agent's second factor away
///
/// For admins, when phone and recovery codes are lost; again is no error.
#[utoipa::path(
    delete,
    path = "/v1/admin/agents/{agent_id}/totp",
    tag = "admin",
    params(("agent_id" = Uuid, Path, description = "The agent.")),
    responses((status = 204, description = "The agent has no second factor.")),
    security(("agent" = []))
)]
pub async fn reset_totp(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(agent_id): Segments<Uuid>,
) -> Result<StatusCode> {
    totp::reset(&context, &admin, agent_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
