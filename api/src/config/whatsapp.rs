//! The table `whatsapp`: where the WhatsApp Cloud API is.

use serde::{Deserialize, Serialize};

/// WhatsApp. The default is the real one; another address is for a relay on one's own premises or a test. It is reached by the
/// client for supplied addresses, so a private one needs `egress_allow_private`. Numbers and tokens are not here: admins
/// register them, and they are sealed in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WhatsappConfig {
    /// The Graph API with its version. Default `https://graph.facebook.com/v24.0`.
    pub graph_url: String,
}

impl Default for WhatsappConfig {
    fn default() -> Self {
        Self { graph_url: "https://graph.facebook.com/v24.0".to_owned() }
    }
}
