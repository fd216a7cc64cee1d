//! Recovery codes: made, hashed, and kept in place of those before.

use data_encoding::BASE32_NOPAD;
use pronto_entity::recovery_code;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{chance, error::Result, ledger::Transaction, token};

/// How many there are.
const COUNT: usize = 10;

/// New codes of 80 bits of chance: too many to guess even from the hashes, and in fours easy to copy by hand.
pub(super) fn make() -> Vec<String> {
    let make = |_| {
        let letters = BASE32_NOPAD.encode(&chance::bytes::<10>()).to_lowercase();
        let fours: Vec<String> =
            letters.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
        fours.join("-")
    };
    (0..COUNT).map(make).collect()
}

/// What is kept of codes.
pub(super) fn hashes(agent_id: Uuid, codes: &[String]) -> Vec<Vec<u8>> {
    codes.iter().map(|code| hash(agent_id, code)).collect()
}

/// What is kept of a code; blanks, dashes and capitals do not matter to who types it.
pub(super) fn hash(agent_id: Uuid, code: &str) -> Vec<u8> {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    token::hash(&format!("{agent_id}:{}", letters.to_lowercase())).to_vec()
}

/// Keeps these in place of all others of the agent.
pub(super) async fn replace(transaction: &Transaction, agent_id: Uuid, hashes: Vec<Vec<u8>>) -> Result<()> {
    let organization_id = transaction.organization_id();
    remove(transaction, agent_id).await?;
    let rows = hashes.into_iter().map(|hash| recovery_code::ActiveModel {
        hash: Set(hash),
        organization_id: Set(organization_id),
        agent_id: Set(agent_id),
        created_at: Set(transaction.now_ms()),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(transaction.db()).await?;
    Ok(())
}

/// Takes all of the agent's away.
pub(super) async fn remove(transaction: &Transaction, agent_id: Uuid) -> Result<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(recovery_code::Column::AgentId.eq(agent_id))
        .exec(transaction.db())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_differ_and_are_known_again_however_they_are_typed() {
        let agent_id = Uuid::from_u128(7);
        let codes = make();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
        for code in &codes {
            assert_eq!((code.len(), code.matches('-').count()), (19, 3), "{code}");
            let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
            assert_eq!(hash(agent_id, &typed), hash(agent_id, code));
            assert_ne!(hash(Uuid::from_u128(8), code), hash(agent_id, code));
        }
    }
}
