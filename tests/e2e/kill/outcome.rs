//! What the tables say in the end: events, the deliveries that belong to them, and the rows of every chat.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    time::Duration,
};

use harness::{
    history::{List, Outcome},
    provider::Received,
};
use pronto_entity::{delivery, event, message, whisper};
use pronto_protocol::{delivery::DeliveryState, event::Change, message::SenderKind, push::PushKind};
use sea_orm::{Database, DatabaseConnection, EntityTrait, QueryOrder};
use tokio::time::Instant;
use uuid::Uuid;

use super::load::{Load, agents_side};

/// What phones had to be told, and what the ledger says of it.
pub(super) struct Told {
    /// Entries somebody had to be told of.
    pub pushable: BTreeSet<(List, Uuid)>,
    /// Entries everybody concerned has a delivery for.
    pub told: BTreeSet<(List, Uuid)>,
    rows: Vec<delivery::Model>,
}

/// One thing to tell, and whom.
struct Occasion {
    seq: i64,
    kind: PushKind,
    agents: Vec<Uuid>,
    entry: Option<(List, Uuid)>,
}

/// Waits until every pushable event has a delivery for each device of each agent concerned, and none waits any more.
pub(super) async fn wait_for_deliveries(url: &str, load: &Load, within: Duration) -> Told {
    let database = Database::connect(url).await.expect("the database opens");
    let deadline = Instant::now() + within;
    loop {
        let occasions = occasions(&database, load).await;
        let rows = delivery::Entity::find().all(&database).await.expect("deliveries");
        let missing = missing(&occasions, &rows);
        // Clears of one chat come at most once a minute, so the last ones may wait longer than this test.
        let waits = |row: &&delivery::Model| row.state.0 == DeliveryState::Queued && row.kind.0 != PushKind::Clear;
        let waiting = rows.iter().filter(waits).count();
        if (missing.is_empty() && waiting == 0) || Instant::now() > deadline {
            assert!(
                missing.is_empty(),
                "{} of {} occasions have no delivery, as {:?}",
                missing.len(),
                occasions.len(),
                missing.first()
            );
            let stuck = rows.iter().find(waits);
            assert!(stuck.is_none(), "{waiting} deliveries are never sent, as {stuck:?}");
            let offers = occasions.iter().filter(|occasion| occasion.kind == PushKind::Offer).count();
            assert!(offers > 10, "only {offers} offers were made");
            let entries: BTreeSet<(List, Uuid)> = occasions.iter().filter_map(|occasion| occasion.entry).collect();
            database.close().await.expect("closed");
            return Told { pushable: entries.clone(), told: entries, rows };
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Replays the log: visitors' messages for whoever is in the chat, offers, direct messages for the other side.
async fn occasions(database: &DatabaseConnection, load: &Load) -> Vec<Occasion> {
    let events = event::Entity::find().order_by_asc(event::Column::Seq).all(database).await.expect("events");
    let mut present: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    let mut members: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    let known: HashSet<Uuid> = load.agents.iter().map(|agent| agent.id).collect();
    let mut occasions = Vec::new();
    let mut last = 0;
    for row in events {
        assert_eq!(row.seq, last + 1, "the log has a gap");
        last = row.seq;
        let change: Change = serde_json::from_str(&row.content).expect("an event");
        let (kind, agents, entry) = match change {
            Change::ParticipantJoined { chat, participant } => {
                present.entry(chat.id).or_default().insert(participant.agent_id);
                continue;
            }
            Change::DirectConversationUpdated(conversation) => {
                let agents = conversation.members.iter().map(|member| member.agent_id).collect();
                members.insert(conversation.id, agents);
                continue;
            }
            Change::MessageSent(message) if message.sender.kind == SenderKind::Visitor => {
                let agents: Vec<Uuid> = present.get(&message.chat_id).into_iter().flatten().copied().collect();
                let entry =
                    (!agents.is_empty()).then(|| (agents_side(message.chat_id), message.client_id.expect("an id")));
                (PushKind::Message, agents, entry)
            }
            Change::DirectMessageSent(message) => {
                let others = members[&message.conversation_id].iter().copied().filter(|id| *id != message.sender_id);
                (PushKind::Direct, others.collect(), Some((agents_side(message.conversation_id), message.client_id)))
            }
            Change::OfferMade(offer) => (PushKind::Offer, vec![offer.agent_id], None),
            _ => continue,
        };
        assert!(agents.iter().all(|agent| known.contains(agent)), "somebody unknown is concerned");
        occasions.push(Occasion { seq: row.seq, kind, agents, entry });
    }
    occasions
}

/// Who was not told of what. Each agent has two devices, and each of them one row.
fn missing(occasions: &[Occasion], rows: &[delivery::Model]) -> Vec<(i64, PushKind, Uuid, usize)> {
    let mut devices: HashMap<(i64, PushKind, Uuid), Vec<Option<Uuid>>> = HashMap::new();
    for row in rows {
        let Some(seq) = row.event_seq else { continue };
        devices.entry((seq, row.kind.0, row.agent_id)).or_default().push(row.device_id);
    }
    let mut missing = Vec::new();
    for occasion in occasions {
        for agent in &occasion.agents {
            let found = devices.get(&(occasion.seq, occasion.kind, *agent)).cloned().unwrap_or_default();
            let distinct: HashSet<_> = found.iter().collect();
            assert_eq!(distinct.len(), found.len(), "a device has two deliveries of event {}", occasion.seq);
            if found.len() != 2 {
                missing.push((occasion.seq, occasion.kind, *agent, found.len()));
            }
        }
    }
    missing
}

/// What the ledger calls accepted arrived, and nothing arrived that it does not know. A push sent again after a kill has the
/// same delivery id, so that the phone shows it once.
pub(super) fn phones_agree(told: &Told, arrived: &[Received]) {
    let mut by_id: BTreeMap<Uuid, usize> = BTreeMap::new();
    for push in arrived {
        let content: serde_json::Value =
            serde_json::from_str(push.payload["data"]["pronto"].as_str().expect("our content")).expect("JSON");
        let id = content["delivery_id"].as_str().and_then(|id| id.parse().ok()).expect("a delivery's id");
        *by_id.entry(id).or_default() += 1;
    }
    let known: HashSet<Uuid> = told.rows.iter().map(|row| row.id).collect();
    let ghosts = by_id.keys().filter(|id| !known.contains(id)).count();
    assert_eq!(ghosts, 0, "pushes arrived that no delivery tells of");
    let accepted = told.rows.iter().filter(|row| row.state.0 == DeliveryState::Accepted);
    let lost: Vec<&delivery::Model> = accepted.filter(|row| !by_id.contains_key(&row.id)).collect();
    assert!(lost.is_empty(), "{} deliveries are called accepted and never arrived: {:?}", lost.len(), lost.first());
    let failed: Vec<&delivery::Model> = told.rows.iter().filter(|row| row.state.0 == DeliveryState::Failed).collect();
    assert!(failed.is_empty(), "{} deliveries failed: {:?}", failed.len(), failed.first());
    assert!(by_id.len() > 20, "only {} pushes arrived", by_id.len());
}

/// The tables hold what everybody read: positions 1..n in every chat, over messages and whispers together.
pub(super) async fn rows_agree(url: &str, outcome: &Outcome) {
    let database = Database::connect(url).await.expect("the database opens");
    let mut places: BTreeMap<Uuid, Vec<i64>> = BTreeMap::new();
    for row in message::Entity::find().all(&database).await.expect("messages") {
        places.entry(row.chat_id).or_default().push(row.position);
    }
    for row in whisper::Entity::find().all(&database).await.expect("whispers") {
        places.entry(row.chat_id).or_default().push(row.position);
    }
    database.close().await.expect("closed");
    for (chat_id, mut positions) in places {
        positions.sort_unstable();
        let expected: Vec<i64> = (1..=i64::try_from(positions.len()).expect("a count")).collect();
        assert_eq!(positions, expected, "the positions of chat {chat_id} have a gap or a double");
        if let Some(entries) = outcome.lists.get(&agents_side(chat_id)) {
            assert_eq!(entries.len(), positions.len(), "chat {chat_id} is read otherwise than it is stored");
        }
    }
}
