//! What is at an address, before anybody signs in there.

use pronto_protocol::server::ServerView;

use crate::client::{ClientError, Http, Options};

/// What a server says of itself.
///
/// # Errors
/// [`ClientError::BadPayload`] when the address cannot be used or something else answers there;
/// [`ClientError::UpgradeRequired`] when the server no longer understands this core; and any other.
pub async fn discover(server_url: &str, options: Options) -> Result<ServerView, ClientError> {
    // People type what they were told: `chat.example.org`.
    let address = server_url.trim();
    let address = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let protocol = options.protocol;
    let http = Http::anonymous(&address, options)?;
    let view: ServerView = match http.get("v1/server").await {
        Err(ClientError::Api { status: 404, .. }) => {
            return Err(ClientError::bad_payload("no Pronto server answers there"));
        }
        view => view?,
    };
    if view.oldest_protocol > protocol { Err(ClientError::UpgradeRequired) } else { Ok(view) }
}
