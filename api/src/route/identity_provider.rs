//! Identity providers: the register of admins, and signing in by one.

use axum::{Json, extract::State, http::StatusCode};
use pronto_protocol::{
    identity_provider::{
        BeginProviderSignInRequest, FinishProviderSignInRequest, IdentityProviderRequest, IdentityProviderView,
        ProviderSignInView, SignInProvidersView,
    },
    page::Page,
    session::TokensView,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    context::Context,
    error::Result,
    limit::{LimitClass, address},
    middleware::{
        authenticate::Admin,
        body::{Body, Params, Segments},
        peer::{self, Peer},
    },
    page::PageParams,
    usecase::{identity_provider, provider_sign_in},
};

/// The operations of this file.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .routes(routes!(list_identity_providers, add_identity_provider))
        .routes(routes!(replace_identity_provider, remove_identity_provider))
        .routes(routes!(list_sign_in_providers))
        .routes(routes!(begin_provider_sign_in))
        .routes(routes!(finish_provider_sign_in))
}

/// Lists identity providers
///
/// For admins: where agents sign in with an account they have already. Secrets are never shown.
#[utoipa::path(
    get,
    path = "/v1/identity_providers",
    tag = "sessions",
    params(PageParams),
    responses((status = 200, description = "A page of providers.", body = Page<IdentityProviderView>)),
    security(("agent" = []))
)]
pub async fn list_identity_providers(
    State(context): State<Context>,
    Admin(admin): Admin,
    Params(params): Params<PageParams>,
) -> Result<Json<Page<IdentityProviderView>>> {
    Ok(Json(identity_provider::list(&context, &admin, &params).await?))
}

/// Adds an identity provider
///
/// For admins: an OpenID Connect provider. Tell it `callback_url` as the address it leads back to.
#[utoipa::path(
    post,
    path = "/v1/identity_providers",
    tag = "sessions",
    request_body = IdentityProviderRequest,
    responses((status = 201, description = "The provider.", body = IdentityProviderView)),
    security(("agent" = []))
)]
pub async fn add_identity_provider(
    State(context): State<Context>,
    Admin(admin): Admin,
    Body(request): Body<IdentityProviderRequest>,
) -> Result<(StatusCode, Json<IdentityProviderView>)> {
    Ok((StatusCode::CREATED, Json(identity_provider::add(&context, &admin, request).await?)))
}

/// Replaces an identity provider
///
/// For admins; without `client_secret` the one so far stays.
#[utoipa::path(
    put,
    path = "/v1/identity_providers/{identity_provider_id}",
    tag = "sessions",
    params(("identity_provider_id" = Uuid, Path, description = "The provider.")),
    request_body = IdentityProviderRequest,
    responses((status = 200, description = "The provider, as it is now.", body = IdentityProviderView)),
    security(("agent" = []))
)]
pub async fn replace_identity_provider(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(identity_provider_id): Segments<Uuid>,
    Body(request): Body<IdentityProviderRequest>,
) -> Result<Json<IdentityProviderView>> {
    Ok(Json(identity_provider::replace(&context, &admin, identity_provider_id, request).await?))
}

/// Removes an identity provider
///
/// For admins. Sessions that were opened by it go on.
#[utoipa::path(
    delete,
    path = "/v1/identity_providers/{identity_provider_id}",
    tag = "sessions",
    params(("identity_provider_id" = Uuid, Path, description = "The provider.")),
    responses((status = 204, description = "It is removed.")),
    security(("agent" = []))
)]
pub async fn remove_identity_provider(
    State(context): State<Context>,
    Admin(admin): Admin,
    Segments(identity_provider_id): Segments<Uuid>,
) -> Result<StatusCode> {
    identity_provider::remove(&context, &admin, identity_provider_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the identity providers to sign in by
///
/// For who is not signed in yet; an unknown organization has none.
#[utoipa::path(
    get,
    path = "/v1/organizations/{organization}/sign_in_providers",
    tag = "sessions",
    params(("organization" = String, Path, description = "The organization's slug.")),
    responses((status = 200, description = "The providers.", body = SignInProvidersView)),
    security(())
)]
pub async fn list_sign_in_providers(
    State(context): State<Context>,
    Segments(organization): Segments<String>,
) -> Result<Json<SignInProvidersView>> {
    Ok(Json(provider_sign_in::list(&context, &organization).await?))
}

/// Begins a sign-in at an identity provider
///
/// Open `authorization_url` in a browser. It is led back to `redirect_uri` with `code`, which `finish_provider_sign_in` takes,
/// or with `error` (a code of this API) and `error_description`.
#[utoipa::path(
    post,
    path = "/v1/sessions/provider",
    tag = "sessions",
    request_body = BeginProviderSignInRequest,
    responses((status = 201, description = "Where the person signs in.", body = ProviderSignInView)),
    security(())
)]
pub async fn begin_provider_sign_in(
    State(context): State<Context>,
    peer: Peer,
    Body(request): Body<BeginProviderSignInRequest>,
) -> Result<(StatusCode, Json<ProviderSignInView>)> {
    peer::check(&context, LimitClass::SignIn, &address::key(peer.0))?;
    Ok((StatusCode::CREATED, Json(provider_sign_in::begin(&context, request).await?)))
}

/// Finishes a sign-in at an identity provider
///
/// With the code that the browser brought back and the secret whose challenge was given at the beginning.
#[utoipa::path(
    post,
    path = "/v1/sessions/provider/code",
    tag = "sessions",
    request_body = FinishProviderSignInRequest,
    responses(
        (status = 201, description = "The tokens of the new session.", body = TokensView),
        (status = 401, description = "The code is not good, or not any more."),
    ),
    security(())
)]
pub async fn finish_provider_sign_in(
    State(context): State<Context>,
    peer: Peer,
    Body(request): Body<FinishProviderSignInRequest>,
) -> Result<(StatusCode, Json<TokensView>)> {
    peer::check(&context, LimitClass::SignIn, &address::key(peer.0))?;
    Ok((StatusCode::CREATED, Json(provider_sign_in::finish(&context, request, peer.0).await?)))
}
