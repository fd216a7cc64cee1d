//! A pass over a queue: each chat that waits in it, by priority and then the longest first, is given out as far as possible.

use std::collections::{BTreeSet, HashMap};

use pronto_entity::{chat, column::Word, job, offer, participant};
use pronto_protocol::{
    chat::ChatState,
    offer::{OfferState, RoutingStepKind},
    queue::RoutingMode,
};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationDef, Select,
};
use uuid::Uuid;

use super::{
    ROUTE_JOB,
    agent::withdraw_over,
    assign::assign,
    chat::start_round,
    make::make_offers,
    plan::{Again, Past, Plan, plan_in},
    roster::Roster,
    story::{Step, Story, tell},
};
use crate::{error::Result, hub::Hub, ledger::Transaction};

/// Gives out what waits in a queue.
pub(super) async fn pass(transaction: &mut Transaction, hub: &Hub, queue_id: Uuid) -> Result<()> {
    pass_again(transaction, hub, queue_id, Again::ByRound).await
}

/// The same, where some are asked again.
pub(super) async fn pass_again(transaction: &mut Transaction, hub: &Hub, queue_id: Uuid, again: Again) -> Result<()> {
    let filled = pass_once(transaction, hub, queue_id, again).await?;
    pass_on(transaction, hub, filled).await
}

/// Agents were given chats: their offers beyond their limits go on to others, who may be given chats by it in turn. Each
/// time offers end, so this ends, too.
async fn pass_on(transaction: &mut Transaction, hub: &Hub, filled: BTreeSet<Uuid>) -> Result<()> {
    let mut agents: Vec<Uuid> = filled.into_iter().collect();
    while let Some(agent_id) = agents.pop() {
        for queue_id in withdraw_over(transaction, agent_id).await? {
            agents.extend(pass_once(transaction, hub, queue_id, Again::ByRound).await?);
        }
    }
    Ok(())
}

/// Gives out what waits in a queue, once; who was given a chat.
async fn pass_once(transaction: &mut Transaction, hub: &Hub, queue_id: Uuid, again: Again) -> Result<BTreeSet<Uuid>> {
    let mut filled = BTreeSet::new();
    let chats = chat::Entity::find()
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.eq(queue_id))
        .order_by_desc(chat::Column::Priority)
        .order_by_asc(chat::Column::WaitingSince)
        .order_by_asc(chat::Column::Number)
        .all(transaction.db())
        .await?;
    if chats.is_empty() {
        return Ok(filled);
    }
    let Some(mut roster) = Roster::read(transaction, hub, queue_id).await? else { return Ok(filled) };
    let mode = roster.queue.settings.0.routing_mode;
    if mode == RoutingMode::Pull {
        return Ok(filled);
    }
    let mut offers: HashMap<Uuid, Vec<offer::Model>> = HashMap::new();
    for row in past_offers(transaction, queue_id).all(transaction.db()).await? {
        offers.entry(row.chat_id).or_default().push(row);
    }
    for chat in chats {
        let past = match mode {
            RoutingMode::Auto => leavers(transaction, &chat).await?,
            _ => Past::of(&offers.remove(&chat.id).unwrap_or_default(), chat.routing_round),
        };
        let asks_anybody = past == Past::default();
        match give_out(transaction, &mut roster, &chat, &past, again).await? {
            Given::To(agent_id) => {
                filled.insert(agent_id);
            }
            // What keeps this chat from everybody keeps those behind it, too. It was told of each when it began to wait.
            Given::ToNobody if mode == RoutingMode::Auto && asks_anybody => break,
            Given::ToNobody if roster.is_full() => break,
            Given::ToNobody | Given::Offered => {}
        }
    }
    Ok(filled)
}

/// What became of a chat in a pass.
enum Given {
    /// This agent has it now.
    To(Uuid),
    /// It is offered to somebody, now or since before.
    Offered,
    /// It waits on.
    ToNobody,
}

/// Gives out one waiting chat.
pub(super) async fn pass_chat(
    transaction: &mut Transaction,
    hub: &Hub,
    chat: &chat::Model,
    again: Again,
) -> Result<()> {
    // The round may have just begun, or the chat been given in a pass over its queue.
    let chat = crate::step::load_chat(transaction, chat.id).await?;
    if chat.state.0 != ChatState::Waiting {
        return Ok(());
    }
    let Some(mut roster) = Roster::read(transaction, hub, chat.queue_id).await? else { return Ok(()) };
    let past = if roster.queue.settings.0.routing_mode == RoutingMode::Auto {
        leavers(transaction, &chat).await?
    } else {
        let past = past_offers(transaction, chat.queue_id).filter(offer::Column::ChatId.eq(chat.id));
        Past::of(&past.all(transaction.db()).await?, chat.routing_round)
    };
    let filled = match give_out(transaction, &mut roster, &chat, &past, again).await? {
        Given::To(agent_id) => BTreeSet::from([agent_id]),
        Given::Offered | Given::ToNobody => BTreeSet::new(),
    };
    pass_on(transaction, hub, filled).await
}

/// Who left a chat when it began to wait again.
async fn leavers(transaction: &Transaction, chat: &chat::Model) -> Result<Past> {
    if chat.accepted_at.is_none() {
        return Ok(Past::default());
    }
    let rows = participant::Entity::find()
        .filter(participant::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(participant::Column::ChatId.eq(chat.id))
        .filter(participant::Column::LeftAt.gte(chat.waiting_since))
        .all(transaction.db())
        .await?;
    Ok(Past::of_leavers(rows.into_iter().map(|row| row.agent_id).collect()))
}

/// The offers that decide to whom waiting chats go next: open ones, and those that their agents did not want.
fn past_offers(transaction: &Transaction, queue_id: Uuid) -> Select<offer::Entity> {
    let to_chat: RelationDef =
        offer::Entity::belongs_to(chat::Entity).from(offer::Column::ChatId).to(chat::Column::Id).into();
    let states = [OfferState::Open, OfferState::Declined, OfferState::Expired].map(Word);
    offer::Entity::find()
        .join(JoinType::InnerJoin, to_chat)
        .filter(offer::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(offer::Column::State.is_in(states))
        .filter(chat::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(chat::Column::State.eq(Word(ChatState::Waiting)))
        .filter(chat::Column::QueueId.eq(queue_id))
        .order_by_asc(offer::Column::Seq)
}

async fn give_out(
    transaction: &mut Transaction,
    roster: &mut Roster,
    chat: &chat::Model,
    past: &Past,
    again: Again,
) -> Result<Given> {
    let plan = plan_in(roster, past, again);
    tell_plan(transaction, roster, chat, &plan).await?;
    let mut round = chat.routing_round;
    if plan.new_round {
        start_round(transaction, chat).await?;
        round += 1;
    }
    if let (RoutingMode::Auto, Some(index)) = (roster.queue.settings.0.routing_mode, plan.chosen.first()) {
        return assign(transaction, roster, chat, *index).await.map(Given::To);
    }
    if !plan.chosen.is_empty() {
        make_offers(transaction, roster, chat, round, &plan.chosen).await?;
        if !past.unwanted.is_empty() {
            transaction.drop_jobs(ROUTE_JOB, chat.id).await?;
        }
        return Ok(Given::Offered);
    }
    if plan.later {
        let wait_ms = i64::from(roster.queue.settings.0.offer_seconds) * 1000;
        plan_round(transaction, chat.id, transaction.now_ms() + wait_ms).await?;
    }
    Ok(if past.open.is_empty() { Given::ToNobody } else { Given::Offered })
}

/// Tells why members were passed over, once for each reason of each, and that nobody was there, once.
async fn tell_plan(transaction: &Transaction, roster: &Roster, chat: &chat::Model, plan: &Plan) -> Result<()> {
    let mut steps = Vec::new();
    if plan.new_round {
        steps.push(Step::of_chat(RoutingStepKind::RoundStarted));
    }
    if !plan.skipped.is_empty() || plan.nobody.is_some() {
        let story = Story::read(transaction, chat.id).await?;
        for (index, obstacle) in &plan.skipped {
            let member = &roster.members[*index];
            if !story.has_told(member.agent_id, obstacle.as_str()) {
                steps.push(Step::of_member(RoutingStepKind::Skipped, member, Some(obstacle.as_str())));
            }
        }
        if let Some(reason) = plan.nobody
            && !story.nobody
        {
            steps.push(Step { kind: RoutingStepKind::NobodyAvailable, agent: None, reason: Some(reason) });
        }
    }
    tell(transaction, chat.id, &steps).await
}

/// Plans the next round, unless it is planned already.
async fn plan_round(transaction: &mut Transaction, chat_id: Uuid, at_ms: i64) -> Result<()> {
    let planned = job::Entity::find()
        .filter(job::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(job::Column::SubjectId.eq(chat_id))
        .filter(job::Column::Kind.eq(ROUTE_JOB))
        .count(transaction.db())
        .await?;
    if planned == 0 {
        transaction.plan_job(ROUTE_JOB, chat_id, at_ms).await?;
    }
    Ok(())
}
