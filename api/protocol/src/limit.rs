//! How long what people write may be, in characters: the server holds them, the document tells them, forms may count them.

/// A name, title or label.
pub const NAME_MOST_CHARS: usize = 80;
/// A word in addresses.
pub const SLUG_MOST_CHARS: usize = 40;
/// Why a chat was closed or somebody is blocked.
pub const REASON_MOST_CHARS: usize = 500;
/// What an invitation, a promotion or a redirect says.
pub const APPROACH_MOST_CHARS: usize = 500;
/// The words beside a rating.
pub const COMMENT_MOST_CHARS: usize = 1_000;
/// The text of an article.
pub const ARTICLE_MOST_CHARS: usize = 20_000;
/// What a ticket is about.
pub const TICKET_SUBJECT_MOST_CHARS: usize = 200;
/// What an offline message is about.
pub const OFFLINE_SUBJECT_MOST_CHARS: usize = 120;
/// What was done about an offline message.
pub const HANDLED_NOTE_MOST_CHARS: usize = 2_000;
/// An e-mail address, phone number or external id.
pub const IDENTITY_MOST_CHARS: usize = 200;
