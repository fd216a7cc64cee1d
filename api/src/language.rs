//! The language somebody is answered in: the first wished one that there are words for.

use http::{HeaderMap, header};
use pronto_protocol::organization::Locale;

tokio::task_local! {
    static SPOKEN: Locale;
}

/// Does something on behalf of somebody who reads this language.
pub async fn speaking<F: Future>(locale: Locale, work: F) -> F::Output {
    SPOKEN.scope(locale, work).await
}

/// The language of whoever is answered now; English where nobody is, and for programs that wish for none.
#[must_use]
pub fn spoken() -> Locale {
    SPOKEN.try_with(|locale| *locale).unwrap_or(Locale::En)
}

/// The first language of `Accept-Language` that there are words for; English when there is none.
#[must_use]
pub fn of_headers(headers: &HeaderMap) -> Locale {
    let Some(wished) = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Locale::En;
    };
    // Browsers list languages in the order of preference; the weights repeat that order.
    let languages =
        wished.split(',').map(|range| range.split([';', '-']).next().unwrap_or("").trim().to_ascii_lowercase());
    languages.filter_map(|language| of_language(&language)).next().unwrap_or(Locale::En)
}

fn of_language(language: &str) -> Option<Locale> {
    match language {
        "pt" => Some(Locale::PtBr),
        "en" => Some(Locale::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(wished: &'static str) -> Locale {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wished));
        of_headers(&headers)
    }

    #[test]
    fn the_first_known_language_is_taken() {
        assert_eq!(of("pt-BR,pt;q=0.9,en;q=0.8"), Locale::PtBr);
        assert_eq!(of("de, en-GB;q=0.8, pt;q=0.5"), Locale::En);
        assert_eq!(of("PT"), Locale::PtBr);
    }

    #[test]
    fn without_a_known_language_it_is_english() {
        assert_eq!(of("*"), Locale::En);
        assert_eq!(of(""), Locale::En);
        assert_eq!(of_headers(&HeaderMap::new()), Locale::En);
    }
}
