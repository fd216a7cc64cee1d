//! What the demo holds before anybody touches it: a school with two weeks of history, written by the use cases themselves with
//! the clock set back, so that rows, events, reports and the search index have the times they would have had.

mod check;
mod dialogue;
mod dice;
mod house;
mod people;
mod plan;
mod play;
mod register;

use std::{path::PathBuf, time::Duration};

use pronto_entity::{event, follower, organization, organization_log};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

pub use check::check;
pub use house::SLUG;

use self::{dice::Dice, house::House};
use crate::{
    app, calendar, chance,
    clock::Clock,
    config::{Config, SqliteSynchronous},
    context::Context,
    search, worker,
};

/// From this everything is drawn.
const SEED: u64 = 0x0070_726f_6e74_6f21;
/// People who write.
const PEOPLE: usize = 140;
/// How long the followers may take to read it all.
const FOLLOWED_WITHIN: Duration = Duration::from_secs(60);
/// The organization is as old as this.
const AGE_MS: i64 = 21 * 86_400_000;

/// What was made.
#[derive(Clone, Debug)]
pub struct Seeded {
    /// The password of all who answer.
    pub password: String,
    /// Chats of the past.
    pub chats: usize,
}

/// Fills a new data folder.
///
/// # Errors
/// A sentence.
pub async fn seed(config: &Config, folder: PathBuf) -> Result<Seeded, String> {
    let now_ms = Clock::default().now_ms();
    // Nobody is told that anything of this is kept before all of it is: then it may be written without a sync a step.
    let config = Config {
        folder,
        database_url: None,
        sqlite_synchronous: SqliteSynchronous::Normal,
        allow_unsafe_sync: true,
        ..config.clone()
    };
    let context =
        app::build(config, Clock::standing_at_ms(now_ms - AGE_MS)).await.map_err(|error| error.to_string())?;
    let filled = fill(&context, now_ms).await;
    context.tasks.stop(Duration::from_secs(5)).await;
    // The files must be closed before the server opens them.
    let _ = context.database.reader.clone().close().await;
    let _ = context.database.writer.clone().close().await;
    filled
}

async fn fill(context: &Context, now_ms: i64) -> Result<Seeded, String> {
    let existing = organization::Entity::find()
        .filter(organization::Column::Slug.eq(SLUG))
        .count(context.db())
        .await
        .map_err(|error| error.to_string())?;
    if existing > 0 {
        return Err("this folder holds an earlier demo; choose an empty one with --folder, or leave it out".to_owned());
    }
    let password = readable_password();
    let mut house = House::found(context.clone(), &password).await?;
    let registers = register::fill(&house).await?;
    let mut dice = Dice::new(SEED);
    let people = people::people(&mut dice, PEOPLE);
    let plan = plan::plan(&mut dice, &people, calendar::zone_or_utc("America/Sao_Paulo"), now_ms);
    play::play(&house, &registers, &people, &plan).await?;
    house.close_apps();
    context.clock.let_go();
    follow(context, house.organization_id).await?;
    Ok(Seeded { password, chats: plan.talks.len() })
}

/// Lets the followers read the log, so that the server has nothing to catch up with.
async fn follow(context: &Context, organization_id: Uuid) -> Result<(), String> {
    context.tasks.spawn("push follower", worker::push_follower::run(context.clone()));
    context.tasks.spawn("search follower", worker::search_follower::run(context.clone()));
    let followed = async {
        while !is_followed(context, organization_id).await? {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok::<(), crate::error::Error>(())
    };
    let followed = tokio::time::timeout(FOLLOWED_WITHIN, followed).await;
    followed
        .map_err(|_| format!("the demo's past was not indexed within {FOLLOWED_WITHIN:?}"))?
        .map_err(|error| error.to_string())
}

async fn is_followed(context: &Context, organization_id: Uuid) -> crate::error::Result<bool> {
    let indexed = follower::Entity::find()
        .filter(follower::Column::OrganizationId.eq(organization_id))
        .filter(follower::Column::Name.eq(search::NAME))
        .one(context.db())
        .await?
        .map_or(0, |follower| follower.seq);
    let left = event::Entity::find()
        .filter(event::Column::OrganizationId.eq(organization_id))
        .filter(event::Column::Seq.gt(indexed))
        .filter(event::Column::Kind.is_in(search::KINDS))
        .count(context.db())
        .await?;
    let log = organization_log::Entity::find_by_id(organization_id).one(context.db()).await?;
    let decided = context.deliveries.decided(organization_id) >= log.map_or(0, |log| log.seq);
    Ok(left == 0 && decided)
}

/// Two words and four digits: easily typed on a phone.
fn readable_password() -> String {
    const WORDS: [&str; 16] = [
        "lagoa", "jardim", "vento", "pedra", "cacau", "areia", "aurora", "manga", "trilha", "farol", "barco", "nuvem",
        "folha", "ponte", "sabia", "violeta",
    ];
    let [first, second, high, low] = chance::bytes::<4>();
    let word = |byte: u8| WORDS.get(usize::from(byte) % WORDS.len()).copied().unwrap_or("aurora");
    let digits = (u32::from(high) * 256 + u32::from(low)) % 10_000;
    format!("{}-{}-{digits:04}", word(first), word(second))
}
