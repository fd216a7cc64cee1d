//! Where those who follow the log stand: moved in the change that holds what they made of a batch, and taken away when they are
//! no longer needed.

use pronto_entity::follower::{ActiveModel, Column, Entity};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::Transaction;
use crate::error::Result;

impl Transaction {
    /// Moves a follower's position on to `upto`, if it is still at `from`; otherwise tells where it is: another node has read the
    /// batch, and nothing is to be written.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn advance_follower(&self, name: &str, from: i64, upto: i64) -> Result<Option<i64>> {
        let organization_id = self.organization_id();
        let moved = Entity::update_many()
            .col_expr(Column::Seq, Expr::value(upto))
            .filter(Column::OrganizationId.eq(organization_id))
            .filter(Column::Name.eq(name))
            .filter(Column::Seq.lte(from))
            .exec(self.db())
            .await?;
        if moved.rows_affected > 0 {
            return Ok(None);
        }
        let row = Entity::find_by_id((organization_id, name.to_owned())).one(self.db()).await?;
        if let Some(row) = row {
            return Ok(Some(row.seq));
        }
        let first = ActiveModel { organization_id: Set(organization_id), name: Set(name.to_owned()), seq: Set(upto) };
        Entity::insert(first).exec_without_returning(self.db()).await?;
        Ok(None)
    }

    /// Takes a follower's position away: nobody reads on by it, and the log is kept for whoever has not read it.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn drop_follower(&self, name: &str) -> Result<()> {
        Entity::delete_many()
            .filter(Column::OrganizationId.eq(self.organization_id()))
            .filter(Column::Name.eq(name))
            .exec(self.db())
            .await?;
        Ok(())
    }
}
