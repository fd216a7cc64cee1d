//! Pushes in a process that has just begun: which account they are for is found in secure storage, and one call does the rest.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use pronto_protocol::push::{ActionOutcomeView, PushAction, PushContent};
use uuid::Uuid;

use super::{DeviceKeys, PushPayload, decode, perform_action};
use crate::client::{
    Account, ClientError, Options, SecureStorage,
    http::{Keeper, Kept},
    storage::off_thread,
};

/// What a person chose on the lock screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockScreenChoice {
    /// Accept the offer.
    Accept,
    /// Decline it.
    Decline,
    /// Answer.
    Reply {
        /// The answer.
        text: String,
    },
    /// Mark as read.
    MarkRead,
}

/// Reads a push with the keys kept on this device, and finds whose it is; nobody's when that account is signed out.
///
/// # Errors
/// As [`decode`]; [`ClientError::SecureStorage`] as before the first unlock.
pub async fn receive(
    storage: &Arc<dyn SecureStorage>,
    payload: &PushPayload,
) -> Result<(PushContent, Option<Uuid>), ClientError> {
    let keys = DeviceKeys::kept(storage).await?;
    let content = decode(payload, keys.as_ref())?;
    let owner = owner(storage, content.session_id).await?;
    Ok((content, owner.map(|kept| kept.tokens.agent_id)))
}

/// Does what was chosen, with the push's own token and within [`Options::action_timeout`]. The same choice again changes nothing
/// more, even from another process: a reply's id is made of the push and its text.
///
/// # Errors
/// As [`perform_action`]; [`ClientError::BadPayload`] when the push offers no actions or its account is signed out.
pub async fn act(
    storage: &Arc<dyn SecureStorage>,
    payload: &PushPayload,
    choice: LockScreenChoice,
    options: Options,
) -> Result<ActionOutcomeView, ClientError> {
    let keys = DeviceKeys::kept(storage).await?;
    let content = decode(payload, keys.as_ref())?;
    let kept = owner(storage, content.session_id).await?;
    let kept = kept.ok_or_else(|| ClientError::bad_payload("the push is of an account that is signed out"))?;
    let token =
        content.action_token.as_deref().ok_or_else(|| ClientError::bad_payload("the push offers no actions"))?;
    let action = match choice {
        LockScreenChoice::Accept => PushAction::Accept,
        LockScreenChoice::Decline => PushAction::Decline,
        LockScreenChoice::MarkRead => PushAction::MarkRead,
        LockScreenChoice::Reply { text } => PushAction::Reply { client_id: reply_id(content.delivery_id, &text), text },
    };
    let options = Options { extra_ca_pem: kept.extra_ca_pem.clone().or(options.extra_ca_pem.clone()), ..options };
    perform_action(&kept.server_url, token, action, options).await
}

/// One id for one answer to one push, whoever makes it.
fn reply_id(delivery_id: Uuid, text: &str) -> Uuid {
    let whole = digest(&SHA256, &[delivery_id.as_bytes(), text.as_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(whole.as_ref().split_at(16).0);
    // The first half is the delivery's time, so that it stands among ids in their order.
    bytes[..6].copy_from_slice(&delivery_id.as_bytes()[..6]);
    bytes[6] = 0x70 | bytes[6] & 0x0f;
    bytes[8] = 0x80 | bytes[8] & 0x3f;
    Uuid::from_bytes(bytes)
}

async fn owner(storage: &Arc<dyn SecureStorage>, session_id: Uuid) -> Result<Option<Kept>, ClientError> {
    for agent_id in Account::kept(storage).await? {
        let bytes = off_thread(storage, move |storage| storage.get(&Keeper::key(agent_id))).await?;
        let kept: Option<Kept> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(kept) = kept.filter(|kept| kept.tokens.session_id == session_id) {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answer_to_the_same_push_has_one_id() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(reply_id(one, "Já vou"), reply_id(one, "Já vou"));
        assert_ne!(reply_id(one, "Já vou"), reply_id(one, "Já vou!"));
        assert_ne!(reply_id(one, "Já vou"), reply_id(other, "Já vou"));
        assert_eq!(reply_id(one, "x").get_version_num(), 7);
    }
}
