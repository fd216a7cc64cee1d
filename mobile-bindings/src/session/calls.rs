//! Everything that is looked at and changed now and then: one method for each operation of openapi.yaml, in its words. Requests and
//! answers are the API's own JSON, so that an app can show what this core does not know yet.

use std::collections::HashMap;

use serde_json::Value;

use super::Session;
use crate::{
    client::{ClientError, calls::calls},
    error::ProntoError,
    model::view,
    runtime::{on_core, to_the_end},
};

macro_rules! method {
    ($(#[$doc:meta])* get $name:ident ($($id:ident),*) plain) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String),*) -> Result<String, ProntoError> {
                let account = self.account.clone();
                $(let $id = view::id(&$id)?;)*
                on_core(async move { account.calls().$name($($id),*).await.map(text) }).await
            }
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident ($($id:ident),*) plain) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String),*) -> Result<String, ProntoError> {
                let account = self.account.clone();
                $(let $id = view::id(&$id)?;)*
                to_the_end(async move { account.calls().$name($($id),*).await.map(text) }).await
            }
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident ($($id:ident),*) query) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String,)* query: HashMap<String, String>) -> Result<String, ProntoError> {
                let account = self.account.clone();
                $(let $id = view::id(&$id)?;)*
                let query: Vec<_> = query.into_iter().collect();
                on_core(async move { account.calls().$name($($id,)* &query).await.map(text) }).await
            }
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident ($($id:ident),*) body) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String,)* body: String) -> Result<String, ProntoError> {
                let (account, body) = (self.account.clone(), json(&body)?);
                $(let $id = view::id(&$id)?;)*
                to_the_end(async move { account.calls().$name($($id,)* &body).await.map(text) }).await
            }
        }
    };
    ($(#[$doc:meta])* $verb:ident $name:ident ($($id:ident),*) file) => {
        #[uniffi::export]
        impl Session {
            $(#[$doc])*
            pub async fn $name(&self, $($id: String,)* query: HashMap<String, String>) -> Result<Vec<u8>, ProntoError> {
                let account = self.account.clone();
                $(let $id = view::id(&$id)?;)*
                let query: Vec<_> = query.into_iter().collect();
                on_core(async move { account.calls().$name($($id,)* &query).await }).await
            }
        }
    };
}

macro_rules! methods {
    ($($(#[$doc:meta])* $verb:ident $name:ident $path:literal ($($id:ident),*) $kind:ident;)+) => {
        $(method! { $(#[$doc])* $verb $name ($($id),*) $kind })+
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

fn json(text: &str) -> Result<Value, ClientError> {
    serde_json::from_str(text).map_err(ClientError::bad_payload)
}

fn text(value: Value) -> String {
    value.to_string()
}
