//! Wrong passwords and codes, counted in the database per account and per address: no server forgets them at a restart, and a
//! failing database refuses instead of letting pass.

use std::{net::IpAddr, time::Duration};

use pronto_entity::credential_failure;
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    context::Context,
    error::{Error, Result},
    limit::address,
};

/// Rows older than this are of no use to anybody.
const KEPT_MS: i64 = 24 * 3600 * 1000;
/// The first wait; each further failure doubles it.
const FIRST_WAIT_MS: i64 = 2_000;

/// How many failures are free, and how long one waits at most after them.
#[derive(Clone, Copy, Debug)]
struct Bound {
    free: i32,
    most_ms: i64,
    /// Failures are forgotten this long after the first of them.
    window_ms: i64,
}

/// Short, because whoever knows an e-mail address could keep its owner out.
const ACCOUNT: Bound = Bound { free: 5, most_ms: 60_000, window_ms: 15 * 60 * 1000 };
/// Wider, because a whole office may share an address.
const ADDRESS: Bound = Bound { free: 20, most_ms: 300_000, window_ms: 15 * 60 * 1000 };
/// Long, because who guesses codes knows the password already, and there are only a million of them: some forty guesses a day.
const CODE: Bound = Bound { free: 5, most_ms: 3_600_000, window_ms: KEPT_MS };

/// One try at a password or a code.
#[derive(Debug)]
pub struct Attempt {
    address: String,
    account: String,
    bound: Bound,
}

impl Attempt {
    /// Accounts are counted as they were written, so that unknown ones behave as known ones do. Who comes from a device
    /// that signed in to this account before is counted there: guesses of strangers do not keep the owner out.
    #[must_use]
    pub fn new(organization: &str, email: &str, own_device_id: Option<Uuid>, ip: IpAddr) -> Self {
        let account = match own_device_id {
            Some(device_id) => return Self::on_device(device_id, ip),
            None => {
                let digest = Sha256::new().chain_update(organization).chain_update([0]).chain_update(email).finalize();
                format!("account:{}", digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
            }
        };
        Self { address: format!("address:{}", address::key(ip)), account, bound: ACCOUNT }
    }

    /// At the password, on a device of the agent's.
    #[must_use]
    pub fn on_device(device_id: Uuid, ip: IpAddr) -> Self {
        let address = format!("address:{}", address::key(ip));
        Self { address, account: format!("device:{device_id}"), bound: ACCOUNT }
    }

    /// At a code, by somebody who knows the password; a device of the agent's is counted by itself here, too.
    #[must_use]
    pub fn of_code(agent_id: Uuid, own_device_id: Option<Uuid>, ip: IpAddr) -> Self {
        let account = match own_device_id {
            Some(device_id) => format!("code:device:{device_id}"),
            None => format!("code:{agent_id}"),
        };
        Self { address: format!("address:{}", address::key(ip)), account, bound: CODE }
    }

    /// Refuses while a wait runs. Asked before the password is looked at, and again before the answer is told: of many
    /// tries at once only those learn it that the bound allows.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn admit(&self, context: &Context) -> Result<()> {
        let blocked = credential_failure::Entity::find()
            .filter(credential_failure::Column::Subject.is_in([&self.address, &self.account].map(String::as_str)))
            .filter(credential_failure::Column::BlockedUntil.gt(context.clock.now_ms()))
            .all(context.db())
            .await?;
        match blocked.iter().map(|row| row.blocked_until).max() {
            Some(until_ms) => Err(wait(until_ms - context.clock.now_ms())),
            None => Ok(()),
        }
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// `rate_limited` when others have reached the bound meanwhile; then this one must not learn that it was wrong.
    pub async fn failed(&self, context: &Context) -> Result<()> {
        let failures = count(context, &self.address, ADDRESS).await?;
        count(context, &self.account, self.bound).await?;
        if failures == 1 {
            credential_failure::Entity::delete_many()
                .filter(credential_failure::Column::WindowStartedAt.lt(context.clock.now_ms() - KEPT_MS))
                .filter(credential_failure::Column::BlockedUntil.lt(context.clock.now_ms()))
                .exec(&context.database.writer)
                .await?;
        }
        Ok(())
    }

    /// Forgets the account's failures. Those of the address stay: one's own account must not pay for guesses at others.
    ///
    /// # Errors
    /// `rate_limited`, as [`Attempt::admit`].
    pub async fn succeeded(&self, context: &Context) -> Result<()> {
        self.admit(context).await?;
        let known = credential_failure::Entity::find_by_id(self.account.clone()).one(context.db()).await?;
        if known.is_some() {
            credential_failure::Entity::delete_many()
                .filter(credential_failure::Column::Subject.eq(&*self.account))
                .filter(credential_failure::Column::BlockedUntil.lte(context.clock.now_ms()))
                .exec(&context.database.writer)
                .await?;
        }
        Ok(())
    }
}

/// One statement, so that of many at once each sees those before it. Not a change of an organization (the account may not
/// even exist), hence not the ledger's.
async fn count(context: &Context, subject: &str, bound: Bound) -> Result<i32> {
    let now_ms = context.clock.now_ms();
    let Bound { free, most_ms, window_ms } = bound;
    // Shifting further than the bound's logarithm would only overflow.
    let doublings = i32::try_from((most_ms / FIRST_WAIT_MS).ilog2()).unwrap_or_default();
    let sql = format!(
        "INSERT INTO credential_failure (subject, failures, window_started_at, blocked_until) VALUES ($1, 1, $2, 0) \
         ON CONFLICT (subject) DO UPDATE SET \
         failures = CASE WHEN credential_failure.window_started_at <= $3 THEN 1 \
         ELSE credential_failure.failures + 1 END, \
         window_started_at = CASE WHEN credential_failure.window_started_at <= $3 THEN $2 \
         ELSE credential_failure.window_started_at END, \
         blocked_until = CASE WHEN credential_failure.window_started_at <= $3 \
         OR credential_failure.failures + 1 < {free} THEN 0 \
         WHEN credential_failure.failures + 1 - {free} > {doublings} THEN $2 + {most_ms} \
         ELSE $2 + (CAST({FIRST_WAIT_MS} AS BIGINT) << (credential_failure.failures + 1 - {free})) END \
         WHERE credential_failure.blocked_until <= $2 RETURNING failures"
    );
    let writer = &context.database.writer;
    let values = [subject.into(), now_ms.into(), (now_ms - window_ms).into()];
    let statement = Statement::from_sql_and_values(writer.get_database_backend(), sql, values);
    match writer.query_one_raw(statement).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => {
            let row = credential_failure::Entity::find_by_id(subject.to_owned()).one(writer).await?;
            Err(wait(row.map_or(FIRST_WAIT_MS, |row| row.blocked_until - now_ms)))
        }
    }
}

fn wait(wait_ms: i64) -> Error {
    let seconds = u64::try_from(wait_ms).unwrap_or_default().div_ceil(1000).max(1);
    Error::new(ErrorCode::RateLimited)
        .retry_after(Duration::from_secs(seconds))
        .detail(format!("Too many wrong passwords or codes; again in {seconds} s."))
}
