//! An identity provider's row as admins read it.

use pronto_entity::identity_provider;
use pronto_protocol::{Timestamp, identity_provider::IdentityProviderView};

use crate::{context::Context, usecase::provider_sign_in::callback_url};

/// The row as a view, without its secret.
#[must_use]
pub(super) fn view(context: &Context, row: identity_provider::Model) -> IdentityProviderView {
    IdentityProviderView {
        id: row.id,
        name: row.name,
        issuer: row.issuer,
        client_id: row.client_id,
        email_domains: row.email_domains.0,
        add_agents: row.add_agents,
        role: row.role.0,
        profile_id: row.profile_id,
        redirect_uris: row.redirect_uris.0,
        callback_url: callback_url(context),
        active: row.active,
        created_at: Timestamp::from_unix_ms(row.created_at),
    }
}
