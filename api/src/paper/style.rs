//! What a paragraph is, and how that looks.

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The first thing on the first page.
    Title,
    /// A fact about the whole, below the title.
    Fact,
    /// Who speaks and when; stays with what is said.
    Head,
    /// What is said.
    Body,
    /// What is told beside it.
    Faint,
    /// The lower end of a page.
    Foot,
}

/// How it looks; lengths in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub size: f32,
    pub bold: bool,
    /// Share of light, 0 is black.
    pub grey: u8,
    pub indent: f32,
    pub space_before: f32,
    pub keeps_with_next: bool,
}

impl Style {
    pub(super) const fn look(self) -> Look {
        let plain = Look { size: 10.0, bold: false, grey: 0, indent: 0.0, space_before: 0.0, keeps_with_next: false };
        match self {
            Self::Title => Look { size: 16.0, bold: true, keeps_with_next: true, ..plain },
            Self::Fact => Look { size: 9.0, grey: 60, space_before: 2.0, ..plain },
            Self::Head => Look { size: 9.0, bold: true, space_before: 10.0, keeps_with_next: true, ..plain },
            Self::Body => Look { indent: 10.0, space_before: 1.0, ..plain },
            Self::Faint => Look { size: 9.0, grey: 90, indent: 10.0, space_before: 1.0, ..plain },
            Self::Foot => Look { size: 8.0, grey: 90, ..plain },
        }
    }
}
