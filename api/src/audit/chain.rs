//! The chain: each row's hash covers the row before it, and the organization's head says which row is the last.

use pronto_entity::{
    audit_entry, audit_head,
    column::{Json, Word},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Notes, Pending};

/// Writes the act's row behind the last one. The caller holds the organization's lock, so nobody else is writing one.
///
/// # Errors
/// A failure of the database.
pub async fn keep<C: ConnectionTrait>(
    database: &C,
    id: Uuid,
    now_ms: i64,
    pending: &Pending,
    notes: &Notes,
) -> Result<(), DbErr> {
    let act = &pending.act;
    let head = audit_head::Entity::find_by_id(act.organization_id).one(database).await?;
    let (number, previous) = head.as_ref().map_or((0, Vec::new()), |head| (head.number, head.hash.clone()));
    let mut target = act.target.clone();
    if let Some(made_id) = notes.made_id {
        target.insert("id".to_owned(), made_id.to_string());
    }
    let mut row = audit_entry::Model {
        id,
        organization_id: act.organization_id,
        number: number + 1,
        at: now_ms,
        actor_kind: Word(act.actor_kind),
        actor_id: act.actor_id,
        session_id: act.session_id,
        ip: act.ip.map(|ip| ip.to_canonical().to_string()),
        action: act.action.clone(),
        target: Json(target),
        fields: Json(pending.fields.clone()),
        changes: Json(notes.changes.clone()),
        request_id: act.request_id.clone(),
        previous_hash: previous,
        hash: Vec::new(),
    };
    row.hash = digest(&row);
    let (number, hash) = (row.number, row.hash.clone());
    audit_entry::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(database).await?;
    if head.is_none() {
        let first =
            audit_head::ActiveModel { organization_id: Set(act.organization_id), number: Set(number), hash: Set(hash) };
        audit_head::Entity::insert(first).exec_without_returning(database).await?;
    } else {
        audit_head::Entity::update_many()
            .col_expr(audit_head::Column::Number, Expr::value(number))
            .col_expr(audit_head::Column::Hash, Expr::value(hash))
            .filter(audit_head::Column::OrganizationId.eq(act.organization_id))
            .exec(database)
            .await?;
    }
    pending.note_kept();
    Ok(())
}

/// What a row's hash has to be: SHA-256 over [`covered`].
#[must_use]
pub fn digest(row: &audit_entry::Model) -> Vec<u8> {
    Sha256::digest(covered(row)).to_vec()
}

/// What a row's hash covers: everything in it, the previous row's hash included, as JSON.
///
/// # Panics
/// Never: a row holds only what JSON can write.
#[must_use]
pub fn covered(row: &audit_entry::Model) -> String {
    let told = (
        (row.id, row.organization_id, row.number, row.at),
        (row.actor_kind.0, row.actor_id, row.session_id, &row.ip),
        (&row.action, &row.target.0, &row.fields.0, &row.changes.0),
        (&row.request_id, &row.previous_hash),
    );
    serde_json::to_string(&told).expect("rows hold only what JSON can write")
}
