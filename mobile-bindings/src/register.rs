//! What an app's screens show of the registers beside the chats: typed, a page at a time. Everything else of them is JSON, in the
//! methods that bear the names of openapi.yaml.

mod article;
mod canned_response;
mod contact;
mod disposition;
mod ticket;

use pronto_protocol::chat;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::ClientError;

/// How pressing something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Urgency {
    /// After all others.
    Low,
    /// As most are.
    Normal,
    /// Before those.
    High,
    /// At once.
    Urgent,
}

impl From<chat::Priority> for Urgency {
    fn from(priority: chat::Priority) -> Self {
        match priority {
            chat::Priority::Low => Self::Low,
            chat::Priority::Normal => Self::Normal,
            chat::Priority::High => Self::High,
            chat::Priority::Urgent => Self::Urgent,
        }
    }
}

/// Makes the record of a page.
macro_rules! page {
    ($(#[$doc:meta])* $page:ident of $record:ident from $view:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug, uniffi::Record)]
        pub struct $page {
            /// In the list's order.
            pub items: Vec<$record>,
            /// To be given back to read on; nothing at the end.
            pub next_cursor: Option<String>,
        }

        impl From<pronto_protocol::page::Page<$view>> for $page {
            fn from(page: pronto_protocol::page::Page<$view>) -> Self {
                Self { items: page.items.into_iter().map($record::from).collect(), next_cursor: page.next_cursor }
            }
        }
    };
}
use page;

/// What is asked for, by name; what is nothing is not asked for.
fn query<const N: usize>(wanted: [(&str, Option<String>); N]) -> Vec<(String, String)> {
    wanted.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The API's JSON as what it is.
fn read<T: DeserializeOwned>(value: Value) -> Result<T, ClientError> {
    serde_json::from_value(value).map_err(ClientError::bad_payload)
}
