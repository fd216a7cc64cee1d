//! The start page.

use axum::http::{HeaderMap, StatusCode};
use pronto_protocol::organization::Locale;

use super::html::Plain;
use crate::language;

/// `GET /`: what this server is, and where its documentation stands.
pub(super) async fn show_start_page(headers: HeaderMap) -> Plain {
    let locale = language::of_headers(&headers);
    let (sentence, name) = match locale {
        Locale::PtBr => ("Atendimento por chat que chega ao telefone de quem atende.", "Documentação da API"),
        Locale::En => ("Live customer chat that reaches the phone of whoever answers.", "API documentation"),
    };
    Plain { status: StatusCode::OK, locale, title: "Pronto", sentence, link: Some(("/docs/", name)) }
}
