//! Mail accounts: how an organization or one of its queues sends mail; passwords go in and never come out.

mod add;
mod checked;
mod list;
mod remove;
mod replace;
mod sender;
mod test;

pub use add::add;
pub use list::list;
pub use remove::remove;
pub use replace::replace;
pub(crate) use sender::{account_of, sender};
pub use test::test;
