//! A report as a page to print: no script, one stylesheet of its own inside it, and everything of a person's escaped.

use std::sync::LazyLock;

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use pronto_protocol::{
    organization::Locale,
    report::{ReportCountView, ReportFiguresView, ReportView},
};
use sha2::{Digest, Sha256};

use super::column::{COLUMNS, Cell, choose, group_title, none_title, total_title};

const STYLE: &str = "\
body{font:10pt/1.4 system-ui,sans-serif;margin:1.5rem;color:#111}h1{font-size:15pt;margin:0}h2{font-size:12pt}\
p{margin:.2rem 0 1rem;color:#444}table{border-collapse:collapse}th,td{padding:.25rem .5rem;text-align:right;\
border-bottom:1px solid #ccc;vertical-align:bottom}th:first-child,td:first-child{text-align:left}thead th{font-size:8pt}\
tfoot td{font-weight:bold}@page{size:A4 landscape;margin:12mm}@media print{body{margin:0;font-size:8pt}\
thead{display:table-header-group}tr{break-inside:avoid}}";

/// Nothing but this very stylesheet.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
});

/// The page.
pub(super) fn answer(view: &ReportView, organization: &str, locale: Locale) -> impl IntoResponse + use<> {
    let mut headers = HeaderMap::new();
    let policy = format!("{}; frame-ancestors 'none'", *POLICY);
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'")),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, Html(write(view, organization, locale)))
}

fn write(view: &ReportView, organization: &str, locale: Locale) -> String {
    let title = choose(locale, "Relatório de atendimentos", "Report on chats");
    let mut period = format!("{} – {} ({})", view.from, view.to, view.time_zone);
    if !view.complete {
        period.push_str(choose(locale, ", ainda em andamento", ", not complete yet"));
    }
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\"><title>{title}</title><style>{STYLE}</style></head>\n\
         <body><h1>{} – {title}</h1><p>{}</p>\n<table><thead><tr>",
        locale.as_str(),
        *POLICY,
        escaped(organization),
        escaped(&period),
    );
    heading(&mut page, group_title(view.group_by, locale));
    COLUMNS.iter().for_each(|column| heading(&mut page, column.title(locale)));
    page.push_str("</tr></thead><tbody>\n");
    for row in &view.rows {
        let name = row.name.as_deref().unwrap_or_else(|| none_title(view.group_by, locale));
        figures(&mut page, name, &row.figures, locale);
    }
    page.push_str("</tbody><tfoot>");
    figures(&mut page, total_title(locale), &view.total, locale);
    page.push_str("</tfoot></table>\n");
    counts(&mut page, choose(locale, "Assuntos mais procurados", "Subjects asked for most"), &view.subjects);
    counts(&mut page, choose(locale, "Motivos de encerramento", "Reasons given at close"), &view.close_reasons);
    page.push_str("</body></html>\n");
    page
}

fn heading(page: &mut String, title: &str) {
    page.push_str(&format!("<th scope=\"col\">{}</th>", escaped(title)));
}

fn figures(page: &mut String, name: &str, figures: &ReportFiguresView, locale: Locale) {
    page.push_str(&format!("<tr><td>{}</td>", escaped(name)));
    for column in COLUMNS {
        page.push_str(&format!("<td>{}</td>", written((column.cell)(figures), locale)));
    }
    page.push_str("</tr>\n");
}

fn counts(page: &mut String, title: &str, counts: &[ReportCountView]) {
    if counts.is_empty() {
        return;
    }
    page.push_str(&format!("<h2>{}</h2><table><tbody>", escaped(title)));
    for count in counts {
        page.push_str(&format!("<tr><td>{}</td><td>{}</td></tr>", escaped(&count.name), count.count));
    }
    page.push_str("</tbody></table>\n");
}

fn written(cell: Cell, locale: Locale) -> String {
    match cell {
        Cell::Count(count) => count.to_string(),
        Cell::Span(Some(span_ms)) => {
            let seconds = (span_ms + 500) / 1000;
            format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        Cell::Share(Some(share)) => {
            let percent = format!("{:.1}%", share * 100.0);
            if locale == Locale::PtBr { percent.replace('.', ",") } else { percent }
        }
        Cell::Span(None) | Cell::Share(None) => "–".to_owned(),
    }
}

/// Text that stays text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("<b a='1' c=\"2\">&"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;");
    }

    #[test]
    fn spans_are_written_as_a_clock_shows_them() {
        assert_eq!(written(Cell::Span(Some(3_725_400)), Locale::En), "1:02:05");
        assert_eq!(written(Cell::Share(Some(0.5)), Locale::PtBr), "50,0%");
        assert_eq!(written(Cell::Share(None), Locale::En), "–");
    }
}
