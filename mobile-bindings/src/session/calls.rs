//! Everything that is looked at and changed now and then: one method for each operation of openapi.yaml, in its words. Requests and
//! answers are the API's own JSON, so that an app can show what this core does not know yet.

use std::{collections::HashMap, pin::Pin};

use serde_json::Value;
use uuid::Uuid;

use super::Session;
use crate::{
    client::{ClientError, calls::calls},
    error::ProntoError,
    model::view,
    runtime::{on_core, to_the_end},
};

/// What an answer is waited for by. One for all calls: each of its own would be compiled anew, two hundred times.
type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ProntoError>> + Send>>;

macro_rules! method {
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) plain) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String),*) -> Result<String, ProntoError> {
                self.ask(stringify!($verb), $path, vec![$((stringify!($id), $id)),*], HashMap::new(), None).await
            }
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) query) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String,)* query: HashMap<String, String>) -> Result<String, ProntoError> {
                self.ask(stringify!($verb), $path, vec![$((stringify!($id), $id)),*], query, None).await
            }
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) body) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String,)* body: String) -> Result<String, ProntoError> {
                self.ask(stringify!($verb), $path, vec![$((stringify!($id), $id)),*], HashMap::new(), Some(body)).await
            }
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) file) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String,)* query: HashMap<String, String>) -> Result<Vec<u8>, ProntoError> {
                self.ask_for_file($path, vec![$((stringify!($id), $id)),*], query).await
            }
        }
    };
}

macro_rules! methods {
    ($($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) $kind:ident;)+) => {
        $(method! { $(#[$doc])* $verb $name $path ($($id),*) $kind })+
    };
}

calls!(methods);

#[uniffi::export]
impl Session {
    /// Sets the agent's own picture: PNG, JPEG, GIF or WebP.
    pub async fn upload_avatar(&self, bytes: Vec<u8>) -> Result<(), ProntoError> {
        let account = self.account.clone();
        to_the_end(async move { account.upload_avatar(bytes).await.map(drop) }).await
    }

    /// The audit trail after an entry's number (0 for all), one line of JSON an entry.
    pub async fn export_audit(&self, after: u64) -> Result<Vec<u8>, ProntoError> {
        let account = self.account.clone();
        on_core(async move { account.export_audit(after).await }).await
    }
}

impl Session {
    /// One call; what only reads is given up with whoever waits for it, anything else is carried through.
    fn ask(
        &self,
        verb: &'static str,
        path: &'static str,
        ids: Vec<(&'static str, String)>,
        query: HashMap<String, String>,
        body: Option<String>,
    ) -> Answer<String> {
        let account = self.account.clone();
        Box::pin(async move {
            let (ids, query) = (parsed(ids)?, Vec::from_iter(query));
            let body = body.map(|text| json(&text)).transpose()?;
            let call = async move { account.calls().call(verb, path, &ids, &query, body.as_ref()).await.map(text) };
            if verb == "get" { on_core(call).await } else { to_the_end(call).await }
        })
    }

    fn ask_for_file(
        &self,
        path: &'static str,
        ids: Vec<(&'static str, String)>,
        query: HashMap<String, String>,
    ) -> Answer<Vec<u8>> {
        let account = self.account.clone();
        Box::pin(async move {
            let (ids, query) = (parsed(ids)?, Vec::from_iter(query));
            on_core(async move { account.calls().file(path, &ids, &query).await }).await
        })
    }
}

fn parsed(ids: Vec<(&'static str, String)>) -> Result<Vec<(&'static str, Uuid)>, ProntoError> {
    ids.into_iter().map(|(name, id)| Ok((name, view::id(&id)?))).collect()
}

fn json(text: &str) -> Result<Value, ClientError> {
    serde_json::from_str(text).map_err(ClientError::bad_payload)
}

fn text(value: Value) -> String {
    value.to_string()
}
