//! A push app's row as it is read.

use pronto_entity::push_app;
use pronto_protocol::{Timestamp, push::PushAppView};

use crate::context::Context;

/// The row as a view, without its credentials; with what this node knows of a provider that refuses them.
#[must_use]
pub(super) fn view(context: &Context, row: push_app::Model) -> PushAppView {
    PushAppView {
        paused: context.breakers.paused(row.id),
        id: row.id,
        name: row.name,
        provider: row.provider.0,
        topic: row.topic,
        credentials_at: Timestamp::from_unix_ms(row.credentials_at),
    }
}
