//! Shows an offer.

use pronto_protocol::offer::OfferView;
use uuid::Uuid;

use super::own::own_offer;
use crate::{auth::Agent, context::Context, error::Result, routing};

/// One's own offer, open or not.
///
/// # Errors
/// `not_found`.
pub async fn show(context: &Context, agent: &Agent, offer_id: Uuid) -> Result<OfferView> {
    let row = own_offer(context.db(), &agent.card, offer_id).await?;
    routing::offer_view(context.db(), row).await
}
