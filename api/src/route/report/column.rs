//! The columns of a report on paper and in spreadsheets: what stands above each, and what stands in it.

use pronto_protocol::{
    organization::Locale,
    report::{ReportFiguresView, ReportGroup},
};

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// A number of things.
    Count(u64),
    /// A span, in milliseconds.
    Span(Option<u64>),
    /// A share, 0 to 1.
    Share(Option<f64>),
}

/// A column.
pub(super) struct Column {
    pt_br: &'static str,
    en: &'static str,
    /// Its cell.
    pub cell: fn(&ReportFiguresView) -> Cell,
}

impl Column {
    /// What stands above it.
    pub fn title(&self, locale: Locale) -> &'static str {
        choose(locale, self.pt_br, self.en)
    }
}

macro_rules! columns {
    ($($pt_br:literal $en:literal $figures:ident => $cell:expr;)+) => {
        &[$(Column { pt_br: $pt_br, en: $en, cell: |$figures| $cell },)+]
    };
}

/// Every column of figures, in order.
pub(super) const COLUMNS: &[Column] = columns! {
    "Iniciados" "Started" row => Cell::Count(row.started);
    "Atendidos" "Accepted" row => Cell::Count(row.accepted);
    "Encerrados" "Closed" row => Cell::Count(row.closed);
    "Visitante saiu" "Visitor left" row => Cell::Count(row.left);
    "Abandonados" "Abandoned" row => Cell::Count(row.abandoned);
    "Abertos" "Open" row => Cell::Count(row.open);
    "Espera média" "Average wait" row => Cell::Span(row.waiting.average_ms);
    "Espera mediana" "Median wait" row => Cell::Span(row.waiting.median_ms);
    "Espera de 90%" "90% wait" row => Cell::Span(row.waiting.p90_ms);
    "Atendimento médio" "Average handling" row => Cell::Span(row.handling.average_ms);
    "Atendimento mediano" "Median handling" row => Cell::Span(row.handling.median_ms);
    "Atendimento de 90%" "90% handling" row => Cell::Span(row.handling.p90_ms);
    "Mensagens de visitantes" "Visitors' messages" row => Cell::Count(row.visitor_messages);
    "Mensagens de atendentes" "Agents' messages" row => Cell::Count(row.agent_messages);
    "Resolvidos" "Solved" row => Cell::Count(row.solved);
    "Não resolvidos" "Not solved" row => Cell::Count(row.unsolved);
    "Parte resolvida" "Share solved" row => Cell::Share(row.solved_share);
};

/// What stands above the names.
pub(super) fn group_title(group: ReportGroup, locale: Locale) -> &'static str {
    match group {
        ReportGroup::Day => choose(locale, "Dia", "Day"),
        ReportGroup::Queue => choose(locale, "Fila", "Queue"),
        ReportGroup::Agent => choose(locale, "Atendente", "Agent"),
        ReportGroup::Subject => choose(locale, "Assunto", "Subject"),
    }
}

/// What stands for chats that have none.
pub(super) fn none_title(group: ReportGroup, locale: Locale) -> &'static str {
    match group {
        ReportGroup::Day | ReportGroup::Queue => "–",
        ReportGroup::Agent => choose(locale, "(sem atendente)", "(no agent)"),
        ReportGroup::Subject => choose(locale, "(sem assunto)", "(no subject)"),
    }
}

/// What stands before the sum.
pub(super) fn total_title(locale: Locale) -> &'static str {
    choose(locale, "Total", "Total")
}

/// The words in one of the two languages.
pub(super) fn choose(locale: Locale, pt_br: &'static str, en: &'static str) -> &'static str {
    match locale {
        Locale::PtBr => pt_br,
        Locale::En => en,
    }
}
