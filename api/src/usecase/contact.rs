//! Contacts: known persons, found by name and identity, and who a visitor may be.

mod add;
mod add_identity;
mod attributes;
mod duplicates;
mod find;
mod list;
mod make;
mod normal;
mod phone;
mod remove;
mod remove_identity;
mod show;
mod split_identity;
mod stamp;
mod typed;
mod update;
mod view;

pub use add::add;
pub use add_identity::add_identity;
pub(crate) use find::{find, find_whole};
pub use list::{ContactParams, list};
pub(crate) use make::{NewContact, make};
pub(crate) use normal::{normal_identities, normal_identity, settings_of};
pub use remove::remove;
pub use remove_identity::remove_identity;
pub use show::show;
pub use split_identity::split_identity;
pub(crate) use stamp::stamp;
pub(crate) use typed::{candidates_of, contacts_with, keep_typed, same_identity, typed_of};
pub use update::update;
pub(crate) use view::{view_of, views_of};
