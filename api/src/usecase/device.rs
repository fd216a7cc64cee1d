//! Devices: listed, made to be pushed to, and the language they speak.

mod forget_token;
mod list;
mod locale_of;
mod register_push;
mod registration;
mod unregister_push;
mod view;

pub use forget_token::forget_token;
pub use list::{list, list_all};
pub use locale_of::locale_of;
pub use register_push::register_push;
pub use unregister_push::unregister_push;
