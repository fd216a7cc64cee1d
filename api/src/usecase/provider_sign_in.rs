//! Signing in at an identity provider: begun, come back from, finished. No token is ever in an address: the browser carries a
//! `state`, then a code that is good once, for a minute, and only with the secret of whoever began.

mod begin;
mod come_back;
mod enter;
mod finish;
mod list;

pub use begin::{begin, callback_url};
pub use come_back::{Returning, come_back};
pub use finish::finish;
pub use list::list;
