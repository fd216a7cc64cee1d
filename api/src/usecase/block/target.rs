//! Whom a block may refuse.

use pronto_entity::{block, chat, column::Word, visitor};
use pronto_protocol::block::{BlockKind, BlockTarget};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    config::Cidr,
    error::{Error, Result},
    ledger::Transaction,
    usecase::contact,
};

/// Bits that a network has at least: a wider one would be a mistake more often than a wish.
const BITS_LEAST: (u8, u8) = (8, 16);
/// Visitors whose sockets a block closes at most; others are refused when they next say something.
const VISITORS_MOST: u64 = 1_000;

/// A target in its one form.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// What it is.
    pub kind: BlockKind,
    /// The network, for one.
    pub network: Option<String>,
    /// The visitor or contact, for one.
    pub subject_id: Option<Uuid>,
}

/// Checks what can be checked without the database.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check_target(target: &BlockTarget) -> Result<Target> {
    Ok(match target {
        BlockTarget::Network { network } => {
            let network = check_network(network)?;
            Target { kind: BlockKind::Network, network: Some(network.to_string()), subject_id: None }
        }
        BlockTarget::Visitor { visitor_id } => {
            Target { kind: BlockKind::Visitor, network: None, subject_id: Some(*visitor_id) }
        }
        BlockTarget::Contact { contact_id } => {
            Target { kind: BlockKind::Contact, network: None, subject_id: Some(*contact_id) }
        }
    })
}

fn check_network(text: &str) -> Result<Cidr> {
    let field = "target.network";
    let network: Cidr = text
        .parse()
        .map_err(|_| Error::field(field, "malformed", "This is no address or network, as 192.0.2.1 or 10.0.0.0/8."))?;
    let network = network.network();
    let least = if network.is_ipv4() { BITS_LEAST.0 } else { BITS_LEAST.1 };
    if network.bits() < least {
        return Err(Error::field(field, "out_of_range", format!("Not wider than /{least}.")));
    }
    Ok(network)
}

/// The visitors that a target refuses by name, found in the organization.
///
/// # Errors
/// `not_found`; `conflict` for a contact that was merged into another.
pub(super) async fn visitors_of(transaction: &Transaction, target: &Target) -> Result<Vec<Uuid>> {
    let organization_id = transaction.organization_id();
    let Some(subject_id) = target.subject_id else { return Ok(Vec::new()) };
    if target.kind == BlockKind::Visitor {
        let row = visitor::Entity::find_by_id(subject_id)
            .filter(visitor::Column::OrganizationId.eq(organization_id))
            .one(transaction.db())
            .await?;
        return row.map(|row| vec![row.id]).ok_or_else(Error::not_found);
    }
    let row = contact::find_whole(transaction.db(), organization_id, subject_id).await?;
    if row.anonymous {
        return Err(Error::field("target.contact_id", "out_of_range", "An anonymous contact is nobody in particular."));
    }
    let visitor_ids = chat::Entity::find()
        .select_only()
        .column(chat::Column::VisitorId)
        .distinct()
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::ContactId.eq(subject_id))
        .limit(VISITORS_MOST)
        .into_tuple()
        .all(transaction.db())
        .await?;
    Ok(visitor_ids)
}

/// The block of this target that stands, if there is one.
///
/// # Errors
/// A failure of the database.
pub(super) async fn standing_of(transaction: &Transaction, target: &Target) -> Result<Option<block::Model>> {
    let mut query = block::standing(transaction.organization_id(), transaction.now_ms())
        .filter(block::Column::Kind.eq(Word(target.kind)));
    if let Some(network) = &target.network {
        query = query.filter(block::Column::Network.eq(network.as_str()));
    }
    if let Some(subject_id) = target.subject_id {
        query = query.filter(block::Column::SubjectId.eq(subject_id));
    }
    Ok(query.one(transaction.db()).await?)
}
