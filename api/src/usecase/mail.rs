//! Mail to visitors: written with what causes it, sent by a worker, and each with its fate on record.

mod address;
mod claim;
mod deliver;
mod forget_old;
mod list;
mod queue;
mod reply;
mod request_transcript;
mod settle;
mod transcript;
mod unread;
mod word;

pub use claim::claim_due;
pub use deliver::deliver;
pub use forget_old::forget_old;
pub use list::{MailFilter, list};
pub use reply::mail_unread;
pub use request_transcript::{request_own_transcript, request_transcript};
pub(crate) use transcript::mail_closed;
