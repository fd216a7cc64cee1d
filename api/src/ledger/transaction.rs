//! What a change works with: its own savepoint, the organization's next `seq`, and the time of the group.

use pronto_entity::job;
use pronto_protocol::{Timestamp, event::Change};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{audit::Notes, chance, clock::Clock, error::Result, topic};

/// One change's part of a transaction.
#[derive(Debug)]
pub struct Transaction {
    pub(super) connection: DatabaseTransaction,
    pub(super) organization_id: Uuid,
    pub(super) clock: Clock,
    pub(super) now_ms: i64,
    pub(super) seq: i64,
    pub(super) events: Vec<Emitted>,
    pub(super) planned_jobs: bool,
    pub(super) notes: Notes,
}

/// An event on its way into the log.
#[derive(Debug)]
pub(super) struct Emitted {
    pub organization_id: Uuid,
    pub seq: i64,
    pub at_ms: i64,
    pub change: Change,
    /// `{"type":…,"content":…}`, written once for the log and for every socket.
    pub content: String,
}

impl Emitted {
    pub(super) fn new(organization_id: Uuid, seq: i64, at_ms: i64, change: Change) -> Self {
        let content = serde_json::to_string(&change).expect("events hold only what JSON can write");
        Self { organization_id, seq, at_ms, change, content }
    }

    pub(super) fn kind(&self) -> &'static str {
        topic::kind_of(&self.change)
    }
}

impl Transaction {
    /// Where to read and write; every query through it names the organization.
    #[must_use]
    pub fn db(&self) -> &DatabaseTransaction {
        &self.connection
    }

    /// The organization.
    #[must_use]
    pub fn organization_id(&self) -> Uuid {
        self.organization_id
    }

    /// The time of this group, in Unix milliseconds: the same for rows and events.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The same as a wire time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.now_ms)
    }

    /// A new id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        chance::id(&self.clock)
    }

    /// The `seq` that the next emitted event will have; rows keep it as the event that last changed them.
    #[must_use]
    pub fn next_seq(&self) -> i64 {
        self.seq + 1
    }

    /// Appends an event; returns its `seq`.
    pub fn emit(&mut self, change: Change) -> i64 {
        self.seq += 1;
        self.events.push(Emitted::new(self.organization_id, self.seq, self.now_ms, change));
        self.seq
    }

    /// Tells the audit trail what was made, when this change is an administrative act.
    pub fn note_made(&mut self, id: Uuid) {
        self.notes.made_id = Some(id);
    }

    /// Tells the audit trail what was changed: the fields in which two views differ, without secrets.
    pub fn note_changes(&mut self, before: &impl serde::Serialize, after: &impl serde::Serialize) {
        self.notes.compare(before, after);
    }

    /// Plans a job of `kind` for `subject_id` at a time.
    pub async fn plan_job(&mut self, kind: &str, subject_id: Uuid, run_at_ms: i64) -> Result<()> {
        job::ActiveModel {
            id: Set(self.id()),
            organization_id: Set(self.organization_id),
            kind: Set(kind.to_owned()),
            subject_id: Set(subject_id),
            run_at: Set(run_at_ms),
            attempts: Set(0),
            last_error: Set(None),
            created_at: Set(self.now_ms),
        }
        .insert(&self.connection)
        .await?;
        self.planned_jobs = true;
        Ok(())
    }

    /// Wakes the workers once this is committed: there is something for them in rows of their own.
    pub fn wake_workers(&mut self) {
        self.planned_jobs = true;
    }

    /// Takes back the jobs of `kind` for `subject_id`.
    pub async fn drop_jobs(&mut self, kind: &str, subject_id: Uuid) -> Result<()> {
        use sea_orm::ColumnTrait;
        job::Entity::delete_many()
            .filter(job::Column::OrganizationId.eq(self.organization_id))
            .filter(job::Column::SubjectId.eq(subject_id))
            .filter(job::Column::Kind.eq(kind))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}
