//! A number as admins read it.

use pronto_entity::whatsapp_account;
use pronto_protocol::{Timestamp, whatsapp::WhatsappAccountView};

use crate::context::Context;

/// Without secrets, and with the address that the provider is told.
pub(super) fn view(context: &Context, row: whatsapp_account::Model) -> WhatsappAccountView {
    WhatsappAccountView {
        id: row.id,
        webhook_url: format!("{}/v1/whatsapp/{}", context.config.public_url().trim_end_matches('/'), row.id),
        phone: row.phone,
        phone_number_id: row.phone_number_id,
        business_account_id: row.business_account_id,
        queue_id: row.queue_id,
        enabled: row.enabled,
        created_at: Timestamp::from_unix_ms(row.created_at),
    }
}
