//! WhatsApp: what its door lets in, what agents say through it, and what became of that.

mod attach;
mod change;
mod claim;
mod content;
mod delivery;
mod fetch_media;
mod hear;
mod list_templates;
mod offline;
mod post;
mod receive;
mod send_template;
mod sender;
mod settle;
mod speak;
mod status;
mod tell;
mod verify;
mod word;

pub use claim::{claim_delivery, claim_media};
pub(crate) use delivery::{NewDelivery, PARTS_MOST, parts_of};
pub use fetch_media::fetch_media;
pub use list_templates::list_templates;
pub use post::post;
pub use receive::receive;
pub use send_template::send_template;
pub use verify::verify;

/// For how long after a customer's message agents may answer freely, in milliseconds.
pub const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;
