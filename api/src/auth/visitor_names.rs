//! Names of visitors by chat, remembered: they are fixed at the chat's start, so a message costs no read for them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use pronto_entity::chat;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Visitor;
use crate::error::{Error, Result};

/// Chats remembered at most.
const REMEMBERED_MOST: usize = 50_000;

/// Names of visitors by chat.
#[derive(Clone, Debug, Default)]
pub struct VisitorNames {
    remembered: Arc<Mutex<HashMap<(Uuid, Uuid), String>>>,
}

impl VisitorNames {
    /// The name of a visitor in one of its own chats; empty when none was given.
    ///
    /// # Errors
    /// `not_found` when the chat is not this visitor's.
    pub async fn of<C: ConnectionTrait>(&self, database: &C, visitor: Visitor, chat_id: Uuid) -> Result<String> {
        let key = (visitor.id, chat_id);
        if let Some(name) = self.lock().get(&key) {
            return Ok(name.clone());
        }
        let chat = chat::Entity::find_by_id(chat_id)
            .filter(chat::Column::OrganizationId.eq(visitor.organization_id))
            .filter(chat::Column::VisitorId.eq(visitor.id))
            .one(database)
            .await?
            .ok_or_else(Error::not_found)?;
        let name = chat.visitor_name.unwrap_or_default();
        let mut remembered = self.lock();
        if remembered.len() >= REMEMBERED_MOST {
            remembered.clear();
        }
        remembered.insert(key, name.clone());
        Ok(name)
    }

    /// Forgets the name in a chat whose content was erased.
    pub fn forget(&self, chat_id: Uuid) {
        self.lock().retain(|(_, known), _| *known != chat_id);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(Uuid, Uuid), String>> {
        self.remembered.lock().expect("nothing panics while it holds the names")
    }
}
