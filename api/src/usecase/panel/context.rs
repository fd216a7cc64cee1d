//! The signed context of a panel.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pronto_entity::panel;
use pronto_protocol::panel::PanelContext;
use uuid::Uuid;

use crate::{
    chance,
    context::Context,
    error::{Error, Result},
};

/// A new secret, and the same sealed for its row.
pub(super) fn new_secret(context: &Context, organization_id: Uuid, panel_id: Uuid) -> (String, Vec<u8>) {
    let secret = chance::secret();
    let sealed = context.vault.seal(&place(organization_id, panel_id), secret.as_bytes());
    (secret, sealed)
}

/// The context as a JWT, signed with the panel's own secret.
///
/// # Errors
/// `internal` when the secret cannot be opened.
pub(super) fn signed(context: &Context, row: &panel::Model, claims: &PanelContext) -> Result<String> {
    let secret = context.vault.open(&place(row.organization_id, row.id), &row.secret).map_err(Error::internal)?;
    let key = EncodingKey::from_secret(&secret);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).map_err(Error::internal)
}

fn place(organization_id: Uuid, panel_id: Uuid) -> String {
    format!("panel:{organization_id}:{panel_id}")
}
