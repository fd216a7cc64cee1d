//! The chats that a report counts, as the start of every one of its statements, and the groups they fall into.

use pronto_protocol::report::ReportGroup;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use super::period::Period;
use crate::error::Result;

/// Which chats are counted.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub organization_id: Uuid,
    pub period: Period,
    pub queue_id: Option<Uuid>,
    pub agent_id: Option<Uuid>,
}

/// What a row of an answer stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// All chats.
    All,
    /// The day that begins then, in Unix milliseconds.
    Day(i64),
    /// A queue or an agent.
    Id(Uuid),
    /// A subject.
    Word(String),
    /// Chats that have none.
    None,
}

impl Key {
    /// Reads the column `grp`.
    pub fn of(row: &QueryResult, group: Option<ReportGroup>) -> Result<Self, DbErr> {
        Ok(match group {
            None => Self::All,
            Some(ReportGroup::Day) => Self::Day(row.try_get("", "grp")?),
            Some(ReportGroup::Queue | ReportGroup::Agent) => {
                row.try_get::<Option<Uuid>>("", "grp")?.map_or(Self::None, Self::Id)
            }
            Some(ReportGroup::Subject) => row.try_get::<Option<String>>("", "grp")?.map_or(Self::None, Self::Word),
        })
    }
}

/// A statement being written, for either database.
pub(super) struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Adds text, which never holds anything of a person's.
    pub fn add(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        match self.backend {
            DbBackend::Postgres => self.text.push_str(&format!("${}", self.values.len())),
            _ => self.text.push('?'),
        }
        self
    }

    /// Asks.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn rows(self, database: &DatabaseConnection) -> Result<Vec<QueryResult>> {
        let statement = Statement::from_sql_and_values(self.backend, self.text, self.values);
        Ok(database.query_all_raw(statement).await?)
    }
}

impl Scope {
    /// `WITH scope AS (…)`: one row for each chat and group it falls into, with the group in `grp`.
    pub fn with(&self, database: &DatabaseConnection, group: Option<ReportGroup>) -> Sql {
        let mut sql = Sql { backend: database.get_database_backend(), text: String::from("WITH "), values: Vec::new() };
        if group == Some(ReportGroup::Day) {
            self.add_days(&mut sql);
        }
        let grp = match group {
            None => "CAST(0 AS BIGINT)",
            Some(ReportGroup::Day) => "day.starts_at",
            Some(ReportGroup::Queue) => "chat.queue_id",
            Some(ReportGroup::Agent) => "present.agent_id",
            Some(ReportGroup::Subject) => "chat.subject",
        };
        sql.add("scope AS (SELECT ").add(grp);
        sql.add(" AS grp, chat.id, chat.state, chat.started_at, chat.accepted_at, chat.closed_at, chat.ended_by, chat.solved, ");
        sql.add("chat.subject, chat.close_reason FROM chat");
        match group {
            Some(ReportGroup::Day) => {
                sql.add(" JOIN day ON chat.started_at >= day.starts_at AND chat.started_at < day.ends_at");
            }
            Some(ReportGroup::Agent) => {
                sql.add(" LEFT JOIN participant AS present ON present.organization_id = chat.organization_id");
                sql.add(" AND present.chat_id = chat.id");
                if let Some(agent_id) = self.agent_id {
                    sql.add(" AND present.agent_id = ").bind(agent_id);
                }
            }
            _ => {}
        }
        sql.add(" WHERE chat.organization_id = ").bind(self.organization_id);
        sql.add(" AND chat.started_at >= ").bind(self.period.start_ms());
        sql.add(" AND chat.started_at < ").bind(self.period.until_ms);
        if let Some(queue_id) = self.queue_id {
            sql.add(" AND chat.queue_id = ").bind(queue_id);
        }
        if let Some(agent_id) = self.agent_id {
            sql.add(" AND EXISTS (SELECT 1 FROM participant WHERE participant.organization_id = chat.organization_id");
            sql.add(" AND participant.chat_id = chat.id AND participant.agent_id = ").bind(agent_id).add(")");
        }
        sql.add(")");
        sql
    }

    /// The borders of the days: numbers of our own, so they are written out.
    fn add_days(&self, sql: &mut Sql) {
        let starts = &self.period.starts_ms;
        let ends = starts.iter().skip(1).chain([&self.period.until_ms]);
        let days: Vec<String> = starts
            .iter()
            .zip(ends)
            .map(|(start, end)| format!("(CAST({start} AS BIGINT), CAST({end} AS BIGINT))"))
            .collect();
        sql.add("day (starts_at, ends_at) AS (VALUES ").add(&days.join(", ")).add("), ");
    }
}

/// A count, which is never negative.
pub(super) fn count(row: &QueryResult, column: &str) -> Result<u64, DbErr> {
    Ok(row.try_get::<i64>("", column)?.unsigned_abs())
}
