//! Paper: text set into pages as PDF. Shaping, fallback and line breaking are parley's, the file is krilla's; the fonts are
//! inside the binary.

mod ink;
mod style;
mod text;

use parley::Layout;

pub use self::style::Style;
use self::{ink::Ink, style::Look, text::Setter};

/// What is to be set.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What viewers show in the title bar.
    pub title: String,
    /// Its language, as `pt-BR`.
    pub language: &'static str,
    /// The paragraphs, in order.
    pub blocks: Vec<Block>,
    /// What stands at the foot of each page, by its number and how many there are.
    pub foot: fn(usize, usize) -> String,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub struct Block {
    /// The text; line feeds begin new lines.
    pub text: String,
    /// What it is.
    pub style: Style,
}

/// Why nothing could be set.
#[derive(Debug, thiserror::Error)]
#[error("the pages could not be written: {0}")]
pub struct PaperError(pub(crate) String);

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 50.0;
/// What the foot takes at the lower end.
const FOOT: f32 = 24.0;

/// A paragraph with its lines broken.
struct Set {
    text: String,
    look: Look,
    layout: Layout<()>,
}

/// A line of a paragraph on a page: how far its baseline is from the upper end.
#[derive(Clone, Copy)]
struct Placed {
    set: usize,
    line: usize,
    baseline: f32,
}

/// Sets a paper; this takes processor time, so it belongs on a thread that may block.
///
/// # Errors
/// When the file cannot be written, which would be a fault of ours.
pub fn print(paper: Paper) -> Result<Vec<u8>, PaperError> {
    let mut setter = Setter::new();
    let sets: Vec<Set> = paper.blocks.into_iter().map(|block| setter.set(block.text, block.style)).collect();
    let pages = paginate(&sets);
    let count = pages.len();
    let mut ink = Ink::new(paper.title, paper.language);
    for (index, page) in pages.iter().enumerate() {
        let foot = setter.set((paper.foot)(index + 1, count), Style::Foot);
        let lines = page.iter().filter_map(|placed| Some((sets.get(placed.set)?, placed.line, placed.baseline)));
        ink.page(lines.chain([(&foot, 0, HEIGHT - MARGIN)]))?;
    }
    ink.finish()
}

/// Fills page after page. What introduces something is not left alone at the lower end.
fn paginate(sets: &[Set]) -> Vec<Vec<Placed>> {
    let bottom = HEIGHT - MARGIN - FOOT;
    let mut pages = vec![Vec::new()];
    let mut top = MARGIN;
    for (index, set) in sets.iter().enumerate() {
        if top > MARGIN {
            top += set.look.space_before;
        }
        let introduces = if set.look.keeps_with_next { set.layout.height() + set.look.size * 2.0 } else { 0.0 };
        if top > MARGIN && top + introduces > bottom {
            pages.push(Vec::new());
            top = MARGIN;
        }
        let mut above = 0.0;
        for (line, metrics) in set.layout.lines().map(|line| *line.metrics()).enumerate() {
            if top + metrics.line_height > bottom && top > MARGIN {
                pages.push(Vec::new());
                top = MARGIN;
            }
            let placed = Placed { set: index, line, baseline: top + metrics.baseline - above };
            if let Some(page) = pages.last_mut() {
                page.push(placed);
            }
            above += metrics.line_height;
            top += metrics.line_height;
        }
    }
    pages
}

#[cfg(test)]
mod tests;
