//! Sessions: signed in, refreshed, used, listed and ended.

mod answer_challenge;
mod confirm;
mod credential_limit;
mod end;
mod expire;
mod finish;
mod list;
mod live;
mod open;
mod refresh;
mod sign_in;
mod tokens;
mod touch;

pub use answer_challenge::answer_challenge;
pub use confirm::confirm;
pub use credential_limit::Attempt;
pub use end::{end_all_of_agent, end_any, end_live, end_others, end_own, sign_out};
pub use expire::expire;
pub use finish::finish;
pub use list::{list, list_all};
pub use live::live;
pub use open::open_vouched;
pub use refresh::refresh;
pub use sign_in::sign_in;
pub use touch::touch;
