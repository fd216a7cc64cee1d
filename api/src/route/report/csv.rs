//! A report as CSV (RFC 4180) that spreadsheets open as it is meant.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::IntoResponse,
};
use pronto_protocol::{
    organization::Locale,
    report::{ReportFiguresView, ReportView},
};

use super::column::{COLUMNS, Cell, choose, group_title, none_title, total_title};

/// Without it, spreadsheets read accents wrongly.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The file.
pub(super) fn answer(view: &ReportView, locale: Locale) -> impl IntoResponse + use<> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    // Days hold digits and `-` only: they were read as days before.
    let name = format!("attachment; filename=\"chats-{}-{}.csv\"", view.from, view.to);
    if let Ok(name) = HeaderValue::try_from(name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    (headers, write(view, locale))
}

fn write(view: &ReportView, locale: Locale) -> String {
    let mut file = String::from(BYTE_ORDER_MARK);
    let titles = COLUMNS.iter().map(|column| match (column.cell)(&ReportFiguresView::default()) {
        Cell::Span(_) => format!("{} ({})", column.title(locale), choose(locale, "segundos", "seconds")),
        Cell::Count(_) | Cell::Share(_) => column.title(locale).to_owned(),
    });
    line(&mut file, std::iter::once(group_title(view.group_by, locale).to_owned()).chain(titles));
    for row in &view.rows {
        let name = row.name.as_deref().unwrap_or_else(|| none_title(view.group_by, locale));
        figures(&mut file, name, &row.figures);
    }
    figures(&mut file, total_title(locale), &view.total);
    file
}

fn figures(file: &mut String, name: &str, figures: &ReportFiguresView) {
    let cells = COLUMNS.iter().map(|column| written((column.cell)(figures)));
    line(file, std::iter::once(name.to_owned()).chain(cells));
}

fn written(cell: Cell) -> String {
    match cell {
        Cell::Count(count) => count.to_string(),
        Cell::Span(Some(span_ms)) => ((span_ms + 500) / 1000).to_string(),
        Cell::Share(Some(share)) => format!("{share:.4}"),
        Cell::Span(None) | Cell::Share(None) => String::new(),
    }
}

fn line(file: &mut String, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.map(|cell| quoted(&neutral(cell))).collect();
    file.push_str(&cells.join(","));
    file.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula.
fn neutral(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', ';', '"', '\r', '\n', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_ends_early() {
        let written = |cell: &str| quoted(&neutral(cell.to_owned()));
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(written(formula).trim_start_matches('"').starts_with('\''), "{formula:?}");
        }
        assert_eq!(written("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        assert_eq!(written("Financeiro, boletos"), "\"Financeiro, boletos\"");
        assert_eq!(written("Acordo"), "Acordo");
    }
}
