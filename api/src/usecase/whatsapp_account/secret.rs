//! What is sealed of a number, and the Graph API as the number speaks to it.

use pronto_entity::whatsapp_account;
use uuid::Uuid;

use crate::{
    context::Context,
    error::{Error, Result},
    whatsapp::graph::Graph,
};

/// One of a number's secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secret {
    /// Opens the Graph API.
    AccessToken,
    /// Signs what is posted.
    Signing,
    /// Proves the callback URL.
    VerifyToken,
}

impl Secret {
    /// The place that it is sealed for: one secret does not open in another's.
    pub(super) fn place(self, organization_id: Uuid, account_id: Uuid) -> String {
        let word = match self {
            Self::AccessToken => "access_token",
            Self::Signing => "app_secret",
            Self::VerifyToken => "verify_token",
        };
        format!("whatsapp_account:{organization_id}:{account_id}:{word}")
    }
}

/// Opens a secret.
///
/// # Errors
/// `internal` when it was sealed under another master key.
pub(crate) fn open(context: &Context, account: &whatsapp_account::Model, secret: Secret) -> Result<Vec<u8>> {
    let sealed = match secret {
        Secret::AccessToken => &account.access_token,
        Secret::Signing => &account.app_secret,
        Secret::VerifyToken => &account.verify_token,
    };
    context.vault.open(&secret.place(account.organization_id, account.id), sealed).map_err(Error::internal)
}

/// The Graph API for a number.
///
/// # Errors
/// As [`open`].
pub(crate) fn graph<'a>(context: &'a Context, account: &'a whatsapp_account::Model) -> Result<Graph<'a>> {
    let token = String::from_utf8(open(context, account, Secret::AccessToken)?).map_err(Error::internal)?;
    Ok(Graph::new(&context.egress, &context.config.whatsapp.graph_url, &account.phone_number_id, token))
}
