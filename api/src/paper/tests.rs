//! Pages: how many there are, and what stands where.

use super::*;

fn paper(blocks: Vec<(Style, String)>) -> Paper {
    let blocks = blocks.into_iter().map(|(style, text)| Block { text, style }).collect();
    Paper { title: "A".to_owned(), language: "en", blocks, foot: |page, count| format!("{page}/{count}") }
}

fn pages(paper: &Paper) -> (Vec<Set>, Vec<Vec<Placed>>) {
    let mut setter = Setter::new();
    let sets: Vec<Set> = paper.blocks.iter().map(|block| setter.set(block.text.clone(), block.style)).collect();
    let pages = paginate(&sets);
    (sets, pages)
}

#[test]
fn every_line_stands_once_within_the_margins_and_no_head_alone() {
    let blocks = (0..200).flat_map(|index| {
        [(Style::Head, format!("Ana {index}")), (Style::Body, "word ".repeat(index)), (Style::Faint, "x".repeat(300))]
    });
    let (sets, pages) = pages(&paper(blocks.collect()));
    assert!(pages.len() > 10, "{} pages", pages.len());
    let lines: usize = sets.iter().map(|set| set.layout.lines().count()).sum();
    assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), lines);
    for page in &pages {
        assert!(page.iter().all(|placed| placed.baseline > MARGIN && placed.baseline < HEIGHT - MARGIN - FOOT));
        assert!(page.is_sorted_by(|one, other| one.baseline < other.baseline));
        let last = page.last().expect("no page is empty");
        assert!(!sets[last.set].look.keeps_with_next, "a head stands alone at the end of a page");
    }
    for set in &sets {
        for line in set.layout.lines() {
            let metrics = line.metrics();
            let width = metrics.advance - metrics.hanging_advance + set.look.indent;
            assert!(width <= WIDTH - 2.0 * MARGIN + 0.01, "{width} is too wide");
        }
    }
}

#[test]
fn nothing_at_all_is_one_page() {
    let printed = print(paper(Vec::new())).expect("printed");
    assert!(printed.starts_with(b"%PDF-"));
    assert_eq!(pages(&paper(Vec::new())).1.len(), 1);
}
