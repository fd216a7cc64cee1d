//! Offers: read, accepted, declined.

use pronto_protocol::offer::{AcceptedOfferView, OfferView};
use uuid::Uuid;

use crate::client::{Account, ClientError};

impl Account {
    /// Own open offers.
    ///
    /// # Errors
    /// Any [`ClientError`].
    pub async fn offers(&self) -> Result<Vec<OfferView>, ClientError> {
        self.http().pages("v1/offers", usize::MAX).await
    }

    /// Accepts an offer.
    ///
    /// # Errors
    /// [`ClientError::Conflict`] with `offer_taken`, `offer_expired` or `limit_reached`, and any other.
    pub async fn accept_offer(&self, offer_id: Uuid) -> Result<AcceptedOfferView, ClientError> {
        let accepted: AcceptedOfferView = self.http().post_empty(&format!("v1/offers/{offer_id}/accept")).await?;
        self.merge_accepted(&accepted);
        Ok(accepted)
    }

    /// Declines an offer.
    ///
    /// # Errors
    /// [`ClientError::Conflict`] with `offer_expired`, and any other.
    pub async fn decline_offer(&self, offer_id: Uuid) -> Result<OfferView, ClientError> {
        let offer: OfferView = self.http().post_empty(&format!("v1/offers/{offer_id}/decline")).await?;
        self.live().change(|state| state.merge_offer(&offer));
        Ok(offer)
    }

    /// Takes a waiting chat: as broadcast queues allow, or by one's open offer.
    ///
    /// # Errors
    /// [`ClientError::Conflict`] with `offer_taken` or `limit_reached`, and any other.
    pub async fn accept_chat(&self, chat_id: Uuid) -> Result<AcceptedOfferView, ClientError> {
        let accepted: AcceptedOfferView = self.http().post_empty(&format!("v1/chats/{chat_id}/accept")).await?;
        self.merge_accepted(&accepted);
        Ok(accepted)
    }

    /// Takes the longest waiting chat: of one queue, or of all own queues whose mode is `pull`. `client_id` names this
    /// attempt: repeated with it, a lost answer does not take a second chat.
    ///
    /// # Errors
    /// [`ClientError::Conflict`] with `queue_empty` or `limit_reached`, and any other.
    pub async fn take_next(&self, queue_id: Option<Uuid>, client_id: Uuid) -> Result<AcceptedOfferView, ClientError> {
        let path = match queue_id {
            Some(queue_id) => format!("v1/queues/{queue_id}/next?client_id={client_id}"),
            None => format!("v1/chats/next?client_id={client_id}"),
        };
        let accepted: AcceptedOfferView = self.http().post_empty(&path).await?;
        self.merge_accepted(&accepted);
        Ok(accepted)
    }

    fn merge_accepted(&self, accepted: &AcceptedOfferView) {
        self.live().change(|state| {
            state.merge_offer(&accepted.offer);
            state.merge_chat(&accepted.chat);
        });
    }
}
