//! Catching up without a socket, as in a background fetch: the same feed by REST.

use std::sync::Arc;

use pronto_protocol::{error::ErrorCode, event::EventView, socket::SyncView};

use crate::client::{Account, ClientError, SessionEvent, State};

impl Account {
    /// Brings the model up to date by REST; fetches everything if it never was, or if the log no longer reaches back.
    ///
    /// # Errors
    /// Any [`ClientError`]; what was merged before stays.
    pub async fn catch_up(&self) -> Result<(), ClientError> {
        let known = self.live().with(|state| state.cursor().filter(|_| !state.needs_load()).map(str::to_owned));
        let result = match known {
            Some(cursor) => self.read_on(cursor).await,
            None => self.load_and_read_on().await,
        };
        match result {
            Err(error) if error.code() == Some(ErrorCode::ResyncRequired) => self.load_and_read_on().await,
            result => result,
        }
    }

    async fn load_and_read_on(&self) -> Result<(), ClientError> {
        // First where the log stands, then the state: what changes in between is read on from there.
        let start: SyncView<EventView> = self.http().get("v1/sync").await?;
        let opened = self.live().with(|state| state.opened().clone());
        let new = State::load(self.http(), &opened, self.http().options().history_most).await?;
        self.live().change_and_tell(
            |state| {
                state.forget_place();
                state.advance(&start.cursor);
                new.replace(state, &start.events);
            },
            |()| Some(SessionEvent::Reset),
        );
        self.read_on(start.cursor).await
    }

    async fn read_on(&self, mut cursor: String) -> Result<(), ClientError> {
        loop {
            let encoded: String = url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
            let page: SyncView<EventView> = self.http().get(&format!("v1/sync?after={encoded}")).await?;
            for event in page.events {
                let event = Arc::new(event);
                self.live()
                    .change_and_tell(|state| state.apply(&event), |()| Some(SessionEvent::Changed(Arc::clone(&event))));
            }
            self.live().change(|state| state.advance(&page.cursor));
            if !page.more {
                return Ok(());
            }
            cursor = page.cursor;
        }
    }
}
