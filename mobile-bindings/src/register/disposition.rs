//! Dispositions: how chats end, in the organization's words.

use pronto_protocol::{disposition::DispositionView, page::Page};

use super::{query, read};
use crate::{client::ClientError, error::ProntoError, model::view, runtime::on_core, session::Session};

/// How a chat may end, in the organization's words.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Disposition {
    /// Its id: given when a chat is closed.
    pub disposition_id: String,
    /// What agents read.
    pub name: String,
    /// The queue whose chats it is for; nothing for all.
    pub queue_id: Option<String>,
}

impl From<DispositionView> for Disposition {
    fn from(disposition: DispositionView) -> Self {
        Self {
            disposition_id: disposition.id.to_string(),
            name: disposition.name,
            queue_id: disposition.queue_id.map(|id| id.to_string()),
        }
    }
}

#[uniffi::export]
impl Session {
    /// What may be chosen when a chat of a queue is closed.
    pub async fn dispositions(&self, queue_id: String) -> Result<Vec<Disposition>, ProntoError> {
        let (account, queue_id) = (self.client().clone(), view::id(&queue_id)?);
        let all = on_core(async move {
            let (mut all, mut cursor) = (Vec::new(), None);
            loop {
                let query = query([("limit", Some("100".to_owned())), ("cursor", cursor)]);
                let page: Page<DispositionView> = read(account.calls().list_dispositions(&query).await?)?;
                all.extend(page.items);
                cursor = page.next_cursor;
                if cursor.is_none() {
                    return Ok::<_, ClientError>(all);
                }
            }
        })
        .await?;
        let fits = |one: &DispositionView| one.active && one.queue_id.is_none_or(|id| id == queue_id);
        Ok(all.into_iter().filter(fits).map(Into::into).collect())
    }
}
