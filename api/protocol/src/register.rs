//! Registers: the lists that an organization keeps for its desk.

use crate::word::words;

words! {
    /// A register that agents read.
    pub enum Register {
        /// Reasons for closing a chat.
        Dispositions = "dispositions",
        /// Fields of the service form.
        CustomFields = "custom_fields",
        /// The organization's words for the states of chats.
        StatusLabels = "status_labels",
        /// Tags of chats.
        Tags = "tags",
        /// Canned responses of the organization, and those that agents share.
        CannedResponses = "canned_responses",
        /// Published articles.
        Articles = "articles",
        /// Panels beside chats.
        Panels = "panels",
        /// Invitations to browsing visitors.
        Invitations = "invitations",
        /// Promotions for browsing visitors.
        Promotions = "promotions",
    }
}
