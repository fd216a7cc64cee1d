//! Lines drawn on pages: glyphs with the text they stand for, so that what is read can be found and copied.

use std::collections::HashMap;

use krilla::{
    Document,
    color::rgb,
    geom::Point,
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};

use super::{HEIGHT, MARGIN, PaperError, Set, WIDTH};

/// The file that is being written.
pub(super) struct Ink {
    document: Document,
    /// By the id of their bytes.
    fonts: HashMap<u64, Font>,
}

impl Ink {
    pub fn new(title: String, language: &str) -> Self {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title).language(language.to_owned()).creator("Pronto".to_owned()));
        Self { document, fonts: HashMap::new() }
    }

    /// Draws a page of lines, each with how far its baseline is from the upper end.
    pub fn page<'a>(&mut self, lines: impl Iterator<Item = (&'a Set, usize, f32)>) -> Result<(), PaperError> {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| PaperError("no such page".to_owned()))?;
        let mut page = self.document.start_page_with(settings);
        let mut surface = page.surface();
        for (set, line, baseline) in lines {
            draw(&mut surface, &mut self.fonts, set, line, baseline)?;
        }
        surface.finish();
        page.finish();
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, PaperError> {
        self.document.finish().map_err(|error| PaperError(format!("{error:?}")))
    }
}

fn draw(
    surface: &mut Surface<'_>,
    fonts: &mut HashMap<u64, Font>,
    set: &Set,
    line: usize,
    baseline: f32,
) -> Result<(), PaperError> {
    let Some(line) = set.layout.get(line) else { return Ok(()) };
    let grey = set.look.grey;
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(grey, grey, grey).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }));
    let mut x = MARGIN + set.look.indent + line.metrics().offset;
    for run in line.runs() {
        let (bytes, id) = run.font().data.clone().into_raw_parts();
        let font = match fonts.get(&id) {
            Some(font) => font.clone(),
            None => {
                let font = Font::new(bytes.into(), run.font().index);
                let font = font.ok_or_else(|| PaperError("a font cannot be read".to_owned()))?;
                fonts.entry(id).or_insert(font).clone()
            }
        };
        let size = run.font_size();
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        let mut width = 0.0;
        for cluster in run.visual_clusters() {
            if cluster.is_ligature_continuation() {
                if let Some(glyph) = glyphs.last_mut() {
                    glyph.text_range.end = glyph.text_range.end.max(cluster.text_range().end);
                }
                continue;
            }
            // What only joins or chooses a form leaves a glyph of no width behind, which would be read as a letter.
            let said = set.text.get(cluster.text_range()).unwrap_or_default();
            let joins = said.contains(['\u{200d}', '\u{fe0e}', '\u{fe0f}']);
            for glyph in cluster.glyphs().filter(|glyph| !(joins && glyph.advance == 0.0)) {
                glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance / size,
                    glyph.x / size,
                    glyph.y / size,
                    0.0,
                    cluster.text_range(),
                    None,
                ));
                width += glyph.advance;
            }
        }
        surface.draw_glyphs(Point::from_xy(x, baseline), &glyphs, font, &set.text, size, false);
        x += width;
    }
    Ok(())
}
