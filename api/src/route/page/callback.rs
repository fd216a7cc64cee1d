//! Where identity providers lead browsers back to.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use pronto_protocol::organization::Locale;
use serde::Deserialize;

use super::html::Plain;
use crate::{
    context::Context,
    language,
    usecase::provider_sign_in::{Returning, come_back},
};

/// What a provider puts into the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// `GET /oidc/callback`: leads on to who began, with a code or an error; a sign-in that nobody knows ends here with a sentence.
pub(super) async fn return_from_provider(
    State(context): State<Context>,
    Query(told): Query<Told>,
    headers: HeaderMap,
) -> Response {
    let returning = Returning { state: told.state, code: told.code, error: told.error, issuer: told.iss };
    let led = come_back(&context, returning).await.ok().and_then(|address| HeaderValue::try_from(address).ok());
    match led {
        Some(address) => {
            let no_store = HeaderValue::from_static("no-store");
            (StatusCode::SEE_OTHER, [(header::LOCATION, address), (header::CACHE_CONTROL, no_store)]).into_response()
        }
        None => over(language::of_headers(&headers)).into_response(),
    }
}

fn over(locale: Locale) -> Plain {
    let (title, sentence) = match locale {
        Locale::PtBr => ("Entrada expirada", "Esta entrada expirou ou já foi usada. Volte ao Pronto e entre de novo."),
        Locale::En => {
            ("Sign-in expired", "This sign-in has expired or was used already. Go back to Pronto and sign in again.")
        }
    };
    Plain { status: StatusCode::BAD_REQUEST, locale, title, sentence, link: None }
}
