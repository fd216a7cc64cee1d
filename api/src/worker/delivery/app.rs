//! Push apps with their credentials opened, remembered by version.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use pronto_entity::push_app;
use uuid::Uuid;

use crate::{context::Context, push::transport::PushApp, usecase};

/// Push apps remembered.
#[derive(Default)]
pub(super) struct Apps {
    opened: Mutex<HashMap<Uuid, Arc<PushApp>>>,
}

impl Apps {
    /// The app of a row.
    ///
    /// # Errors
    /// A word for the ledger of pushes when the credentials cannot be opened.
    pub(super) fn open(&self, context: &Context, row: &push_app::Model) -> Result<Arc<PushApp>, String> {
        if let Some(app) = self.lock().get(&row.id).filter(|app| app.version == row.version) {
            return Ok(Arc::clone(app));
        }
        let place = usecase::push_app::vault_context(row.organization_id, row.id);
        let json = context.vault.open(&place, &row.credentials).map_err(|error| format!("credentials {error}"))?;
        let credentials = serde_json::from_slice(&json).map_err(|_| "credentials not readable".to_owned())?;
        let app = Arc::new(PushApp { id: row.id, version: row.version, credentials });
        self.lock().insert(row.id, Arc::clone(&app));
        Ok(app)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Arc<PushApp>>> {
        self.opened.lock().expect("nothing panics while it holds the push apps")
    }
}
