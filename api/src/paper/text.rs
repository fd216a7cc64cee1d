//! Paragraphs broken into lines, in fonts of our own: whatever is installed on the machine changes nothing.

use std::{borrow::Cow, sync::Arc};

use parley::{
    FontContext, FontFamily, FontFamilyName, FontWeight, GenericFamily, LayoutContext, LineHeight, OverflowWrap,
    StyleProperty, fontique::Blob,
};

use super::{MARGIN, Set, WIDTH, style::Style};

/// Latin, Greek and Cyrillic, and every emoji in outlines; their licence lies beside them.
const FONTS: &[&[u8]] = &[
    include_bytes!("font/NotoSans-Regular.ttf"),
    include_bytes!("font/NotoSans-Bold.ttf"),
    include_bytes!("font/NotoEmoji-Regular.ttf"),
];
const FAMILIES: &[FontFamilyName<'static>] = &[FontFamilyName::named("Noto Sans"), FontFamilyName::named("Noto Emoji")];

/// Sets paragraphs.
pub(super) struct Setter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
}

impl Setter {
    pub fn new() -> Self {
        let mut fonts = FontContext::new();
        for font in FONTS {
            fonts.collection.register_fonts(Blob::new(Arc::new(*font)), None);
        }
        let emoji = fonts.collection.family_id("Noto Emoji");
        fonts.collection.set_generic_families(GenericFamily::Emoji, emoji.into_iter());
        Self { fonts, layouts: LayoutContext::new() }
    }

    /// Breaks a text into lines that fit between the margins.
    pub fn set(&mut self, text: String, style: Style) -> Set {
        let look = style.look();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(FAMILIES))));
        builder.push_default(StyleProperty::FontSize(look.size));
        builder.push_default(StyleProperty::FontWeight(if look.bold { FontWeight::BOLD } else { FontWeight::NORMAL }));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.4)));
        // An address longer than a line is broken anywhere.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        let mut layout = builder.build(&text);
        layout.break_all_lines(Some(WIDTH - 2.0 * MARGIN - look.indent));
        Set { text, look, layout }
    }
}
