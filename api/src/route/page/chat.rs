//! The hosted chat page, which is also what the widget's frame shows.

use std::sync::LazyLock;

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use pronto_entity::{organization, queue};
use pronto_protocol::organization::Locale;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use serde::Deserialize;

use super::{
    asset,
    html::{self, Plain},
    policy,
};
use crate::{context::Context, language};

/// The page with everything but the language and the look in its place. Names and texts come by the API, so that nothing of a
/// person is ever written into HTML.
static PAGE: LazyLock<String> =
    LazyLock::new(|| include_str!("../../../widget/page/chat.html").replace("{version}", &asset::VERSION));

/// What the address asks for besides.
#[derive(Deserialize)]
pub(super) struct Shown {
    /// In a frame of the widget: the interface is fetched when somebody wants it, not before.
    #[serde(default)]
    embedded: Option<String>,
}

/// `GET /chat/{organization}`: to pick a queue first.
pub(super) async fn show_choice_page(
    State(context): State<Context>,
    Path(organization): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    answer(&context, &shown, &headers, &organization, None).await
}

/// `GET /chat/{organization}/{queue}`.
pub(super) async fn show_chat_page(
    State(context): State<Context>,
    Path((organization, queue)): Path<(String, String)>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    answer(&context, &shown, &headers, &organization, Some(&queue)).await
}

async fn answer(
    context: &Context,
    shown: &Shown,
    headers: &HeaderMap,
    organization: &str,
    queue: Option<&str>,
) -> Response {
    let locale = language::of_headers(headers);
    match exists(context.db(), organization, queue).await {
        Ok(true) => {}
        Ok(false) => return missing(locale).into_response(),
        Err(error) => {
            tracing::error!(%error, "a chat page could not be looked up");
            return unavailable(locale).into_response();
        }
    }
    let no_script = match locale {
        Locale::PtBr => "Esta página precisa de JavaScript.",
        Locale::En => "This page needs JavaScript.",
    };
    let interface = if shown.embedded.is_some() { String::new() } else { interface(locale, organization, queue) };
    let page =
        PAGE.replace("{lang}", locale.as_str()).replace("{no_script}", no_script).replace("{interface}", &interface);
    let policy = policy(headers.get(header::HOST), &context.config.allowed_origins);
    (html::headers(policy), Html(page)).into_response()
}

/// What a page of its own asks for at once: styles before they are needed, and the scripts that follow.
fn interface(locale: Locale, organization: &str, queue: Option<&str>) -> String {
    let version = asset::VERSION.as_str();
    let style = |address: &str| format!("<link rel=\"stylesheet\" href=\"{address}\">\n");
    // Both are slugs, or there would be no such queue.
    let look = queue.map(|queue| style(&format!("/chat/{organization}/{queue}/look.css"))).unwrap_or_default();
    let script = format!("<link rel=\"modulepreload\" href=\"/widget/{version}/interface.{}.js\">", locale.as_str());
    format!("{}{look}{script}", style(&format!("/widget/{version}/chat.css")))
}

async fn exists(db: &DatabaseConnection, organization: &str, queue: Option<&str>) -> Result<bool, DbErr> {
    let Some(organization) =
        organization::Entity::find().filter(organization::Column::Slug.eq(organization)).one(db).await?
    else {
        return Ok(false);
    };
    let Some(queue) = queue else { return Ok(true) };
    let found = queue::Entity::find()
        .filter(queue::Column::OrganizationId.eq(organization.id))
        .filter(queue::Column::Slug.eq(queue))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// What the page may do. Only pages that may call the API may show it in a frame.
fn policy(host: Option<&HeaderValue>, origins: &[String]) -> HeaderValue {
    let sockets = policy::sockets(host);
    let around = if origins.iter().any(|origin| origin == "*") {
        "*".to_owned()
    } else {
        format!("'self' {}", origins.join(" "))
    };
    policy::header(format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'{sockets}; \
         base-uri 'none'; form-action 'none'; frame-ancestors {around}; require-trusted-types-for 'script'; trusted-types 'none'"
    ))
}

fn missing(locale: Locale) -> Plain {
    let (title, sentence) = match locale {
        Locale::PtBr => {
            ("Endereço não encontrado", "Não há atendimento neste endereço. Confira se ele foi digitado por inteiro.")
        }
        Locale::En => ("Address not found", "There is no chat at this address. Check whether it was typed in full."),
    };
    Plain { status: StatusCode::NOT_FOUND, locale, title, sentence, link: None }
}

fn unavailable(locale: Locale) -> Plain {
    let (title, sentence) = match locale {
        Locale::PtBr => ("Indisponível no momento", "Tente de novo em instantes."),
        Locale::En => ("Not available right now", "Please try again in a moment."),
    };
    Plain { status: StatusCode::SERVICE_UNAVAILABLE, locale, title, sentence, link: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_host_and_nothing_that_only_looks_like_one() {
        let any = ["*".to_owned()];
        let of = |host: &'static str| policy(Some(&HeaderValue::from_static(host)), &any);
        let named = of("chat.example.com:8443");
        assert!(
            named
                .to_str()
                .unwrap()
                .contains("connect-src 'self' ws://chat.example.com:8443 wss://chat.example.com:8443;")
        );
        for odd in ["a.example; script-src *", "*", "a b", ""] {
            assert!(of(odd).to_str().unwrap().contains("connect-src 'self';"), "{odd}");
        }
    }

    #[test]
    fn only_listed_origins_may_show_the_page_in_a_frame() {
        let of = |origins: &[&str]| {
            let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
            policy(None, &origins).to_str().unwrap().to_owned()
        };
        assert!(of(&["*"]).contains("frame-ancestors *;"));
        assert!(of(&["https://shop.example"]).contains("frame-ancestors 'self' https://shop.example;"));
        assert!(of(&[]).contains("frame-ancestors 'self' ;"));
    }

    #[test]
    fn the_page_has_no_place_left_but_language_notice_and_interface() {
        let page = PAGE.replace("{lang}", "en").replace("{no_script}", "").replace("{interface}", "");
        assert!(!page.contains('{'), "{page}");
        let interface = interface(Locale::PtBr, "shop", Some("sales"));
        assert!(
            interface.contains("/chat/shop/sales/look.css") && interface.contains("/interface.pt-BR.js"),
            "{interface}"
        );
        assert!(!super::interface(Locale::En, "shop", None).contains("look.css"));
    }
}
