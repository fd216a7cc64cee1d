//! Lists read to their end, page by page.

use pronto_protocol::page::Page;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::{ClientError, Http};

/// Largest page the server gives.
const PAGE_ITEMS: usize = 100;

impl Http {
    /// One page of `path` (which may hold a query already).
    pub(crate) async fn page<T: DeserializeOwned>(
        &self,
        path: &str,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<T>, ClientError> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let mut path = format!("{path}{mark}limit={}", limit.clamp(1, PAGE_ITEMS));
        if let Some(cursor) = cursor {
            path.push_str("&cursor=");
            path.extend(url::form_urlencoded::byte_serialize(cursor.as_bytes()));
        }
        Ok(readable(self.get(&path).await?))
    }

    /// Pages of `path` until the end or until `most` items are there.
    pub(crate) async fn pages<T: DeserializeOwned>(&self, path: &str, most: usize) -> Result<Vec<T>, ClientError> {
        let (mut items, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page = self.page(path, PAGE_ITEMS, cursor.as_deref()).await?;
            items.extend(page.items);
            match page.next_cursor {
                Some(next) if items.len() < most => cursor = Some(next),
                _ => return Ok(items),
            }
        }
    }
}

/// What a later server says in words that this version does not know is left out; the rest of the page is as good.
fn readable<T: DeserializeOwned>(page: Page<Value>) -> Page<T> {
    let read =
        |item| serde_json::from_value(item).inspect_err(|error| tracing::warn!(%error, "an item is left out")).ok();
    Page { items: page.items.into_iter().filter_map(read).collect(), next_cursor: page.next_cursor }
}

#[cfg(test)]
mod tests {
    use pronto_protocol::agent::Availability;
    use serde_json::json;

    use super::*;

    #[test]
    fn items_in_words_of_a_later_server_are_left_out_of_a_page() {
        let page =
            Page { items: vec![json!("ready"), json!("meditating"), json!("busy")], next_cursor: Some("next".into()) };
        let read: Page<Availability> = readable(page);
        assert_eq!(
            (read.items, read.next_cursor),
            (vec![Availability::Ready, Availability::Busy], Some("next".into()))
        );
    }
}
