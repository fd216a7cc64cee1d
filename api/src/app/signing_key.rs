//! The key that signs access tokens: made once, sealed in the database, shared by all nodes.

use pronto_entity::signing_key;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait, QueryOrder};

use crate::{
    auth::AccessTokens,
    chance,
    clock::Clock,
    error::{Error, Result},
    vault::Vault,
};

/// The oldest key, or a new one.
///
/// # Errors
/// A failure of the database, or a vault whose key is not the one that sealed it.
pub async fn load(database: &DatabaseConnection, vault: &Vault, clock: &Clock) -> Result<AccessTokens> {
    if oldest(database).await?.is_none() {
        let id = chance::id(clock).to_string();
        let pkcs8 = AccessTokens::make_key()?;
        let sealed = vault.seal(&context_of(&id), &pkcs8);
        let row = signing_key::ActiveModel {
            id: Set(id),
            sealed: Set(sealed),
            public: Set(Vec::new()),
            created_at: Set(clock.now_ms()),
        };
        row.insert(database).await?;
    }
    // Two nodes may have made one each: both take the older.
    let row = oldest(database).await?.ok_or_else(|| Error::internal("the signing key is gone"))?;
    let pkcs8 = vault.open(&context_of(&row.id), &row.sealed).map_err(Error::internal)?;
    AccessTokens::new(row.id, &pkcs8, clock.clone())
}

async fn oldest(database: &DatabaseConnection) -> Result<Option<signing_key::Model>> {
    Ok(signing_key::Entity::find().order_by_asc(signing_key::Column::Id).one(database).await?)
}

fn context_of(id: &str) -> String {
    format!("signing_key:{id}")
}
