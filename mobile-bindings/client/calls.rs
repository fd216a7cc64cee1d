//! Calls that the model does not follow: registers, contacts, tickets, reports and whatever else is looked at and changed now and
//! then. What they change in chats comes back as events.

mod list;

use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

pub(crate) use list::calls;

use crate::client::{Account, ClientError, http::Payload};

/// What a query asks for, by name.
pub type Query = [(String, String)];

/// The calls of an account.
#[derive(Clone, Copy, Debug)]
pub struct Calls<'a> {
    account: &'a Account,
}

impl Account {
    /// Everything that is done now and then, by the names of openapi.yaml.
    #[must_use]
    pub fn calls(&self) -> Calls<'_> {
        Calls { account: self }
    }
}

/// A call of openapi.yaml.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its `operationId`.
    pub name: &'static str,
    /// Its method, in small letters.
    pub method: &'static str,
    /// Its path, without the first slash.
    pub path: &'static str,
}

macro_rules! method {
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) plain) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// Any [`ClientError`].
        pub async fn $name(&self, $($id: Uuid),*) -> Result<Value, ClientError> {
            self.call(stringify!($verb), $path, &[$((stringify!($id), $id)),*], &[], None).await
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) query) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// Any [`ClientError`].
        pub async fn $name(&self, $($id: Uuid,)* query: &Query) -> Result<Value, ClientError> {
            self.call(stringify!($verb), $path, &[$((stringify!($id), $id)),*], query, None).await
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) body) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// Any [`ClientError`].
        pub async fn $name(&self, $($id: Uuid,)* body: &Value) -> Result<Value, ClientError> {
            self.call(stringify!($verb), $path, &[$((stringify!($id), $id)),*], &[], Some(body)).await
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) file) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// Any [`ClientError`].
        pub async fn $name(&self, $($id: Uuid,)* query: &Query) -> Result<Vec<u8>, ClientError> {
            self.file($path, &[$((stringify!($id), $id)),*], query).await
        }
    };
}

macro_rules! methods {
    ($($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) $kind:ident;)+) => {
        impl Calls<'_> {
            $(method! { $(#[$doc])* $verb $name $path ($($id),*) $kind })+
        }

        /// Every call in this list.
        pub const CALLS: &[Call] = &[$(Call { name: stringify!($name), method: stringify!($verb), path: $path }),+];
    };
}

calls!(methods);

impl Calls<'_> {
    /// Makes a call of this list.
    pub(crate) async fn call(
        &self,
        verb: &str,
        path: &str,
        ids: &[(&str, Uuid)],
        query: &Query,
        body: Option<&Value>,
    ) -> Result<Value, ClientError> {
        let method = Method::from_bytes(verb.to_uppercase().as_bytes()).map_err(ClientError::internal)?;
        let payload = match body {
            Some(body) => Payload::Json(serde_json::to_vec(body).map_err(ClientError::bad_payload)?),
            None => Payload::Nothing,
        };
        let http = self.account.http();
        http.call(method, &filled(path, ids, query), &payload, http.options().call_timeout).await
    }

    /// The same for one that gives a file.
    pub(crate) async fn file(&self, path: &str, ids: &[(&str, Uuid)], query: &Query) -> Result<Vec<u8>, ClientError> {
        self.account.http().bytes(&filled(path, ids, query)).await
    }
}

/// A path with its ids and its query.
fn filled(path: &str, ids: &[(&str, Uuid)], query: &Query) -> String {
    let mut filled = path.to_owned();
    for (name, id) in ids {
        filled = filled.replace(&format!("{{{name}}}"), &id.to_string());
    }
    if !query.is_empty() {
        let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        filled.push('?');
        filled.push_str(&encoded);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_filled_and_queries_escaped() {
        let id = Uuid::from_u128(7);
        assert_eq!(filled("v1/chats/{chat_id}/tags", &[("chat_id", id)], &[]), format!("v1/chats/{id}/tags"));
        let query = [("q".to_owned(), "a&b=ç".to_owned())];
        assert_eq!(filled("v1/search", &[], &query), "v1/search?q=a%26b%3D%C3%A7");
    }

    #[test]
    fn no_call_is_listed_twice() {
        let mut names: Vec<_> = CALLS.iter().map(|call| call.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CALLS.len());
    }
}
