//! Subjects: what a chat is about, picked at entry.

mod add;
mod list;
mod remove;

pub use add::add;
pub use list::list;
pub use remove::remove;

use pronto_entity::subject;
use pronto_protocol::queue::SubjectView;

/// A subject as it is read.
fn view(row: subject::Model) -> SubjectView {
    SubjectView { id: row.id, queue_id: row.queue_id, name: row.name }
}
