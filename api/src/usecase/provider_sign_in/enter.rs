//! Finds whom an identity provider vouches for among the agents, or registers them where the organization says so.

use pronto_entity::{agent, agent_identity, column::Word, identity_provider, provider_sign_in};
use pronto_protocol::{agent::AddAgentRequest, error::ErrorCode, identity_provider::SignInStage};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    oidc::Vouched,
    usecase::{agent::register, text::check_name},
};

/// How long the code may take from the browser to who began.
const CODE_MS: i64 = 60_000;

/// Who came back.
pub(super) struct Entering {
    pub state_hash: Vec<u8>,
    pub code_hash: Vec<u8>,
    pub provider: identity_provider::Model,
    pub who: Vouched,
    /// Of a password that nobody knows, for who is registered.
    pub password_hash: String,
}

/// Notes the agent and the code with the sign-in.
///
/// # Errors
/// `sign_in_not_allowed`, `provider_refused` without a verified address, each with a sentence.
pub(super) async fn enter(transaction: &mut Transaction, entering: Entering) -> Result<()> {
    let (state_hash, code_hash) = (entering.state_hash.clone(), entering.code_hash.clone());
    let agent_id = agent_of(transaction, entering).await?;
    provider_sign_in::Entity::update_many()
        .col_expr(provider_sign_in::Column::Stage, Expr::value(Word(SignInStage::Vouched)))
        .col_expr(provider_sign_in::Column::AgentId, Expr::value(agent_id))
        .col_expr(provider_sign_in::Column::CodeHash, Expr::value(code_hash))
        .col_expr(provider_sign_in::Column::ExpiresAt, Expr::value(transaction.now_ms() + CODE_MS))
        .filter(provider_sign_in::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(provider_sign_in::Column::StateHash.eq(state_hash))
        .exec(transaction.db())
        .await?;
    Ok(())
}

async fn agent_of(transaction: &mut Transaction, entering: Entering) -> Result<Uuid> {
    let organization_id = transaction.organization_id();
    let not_allowed = |why: &str| Error::new(ErrorCode::SignInNotAllowed).detail(why.to_owned());
    let place = (organization_id, entering.provider.issuer.clone(), entering.who.sub.clone());
    if let Some(known) = agent_identity::Entity::find_by_id(place).one(transaction.db()).await? {
        let agent = agent::Entity::find_by_id(known.agent_id)
            .filter(agent::Column::OrganizationId.eq(organization_id))
            .one(transaction.db())
            .await?
            .filter(|agent| agent.active)
            .ok_or_else(|| not_allowed("This account is closed."))?;
        let mut used = known.into_active_model();
        used.last_used_at = Set(transaction.now_ms());
        used.update(transaction.db()).await?;
        return Ok(agent.id);
    }
    // An address that nobody has verified could be anybody's.
    let email = entering.who.verified_email.clone().ok_or_else(|| {
        Error::new(ErrorCode::ProviderRefused).detail("The provider has not verified this person's e-mail address.")
    })?;
    let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
    let domains = &entering.provider.email_domains.0;
    if !domains.is_empty() && !domains.contains(&domain) {
        return Err(not_allowed("Addresses of this domain are not let in."));
    }
    let found = agent::Entity::find()
        .filter(agent::Column::OrganizationId.eq(organization_id))
        .filter(agent::Column::Email.eq(&email))
        .one(transaction.db())
        .await?;
    let (issuer, sub) = (entering.provider.issuer.clone(), entering.who.sub.clone());
    let agent_id = match found {
        Some(agent) if agent.active => agent.id,
        Some(_) => return Err(not_allowed("This account is closed.")),
        None if entering.provider.add_agents => add(transaction, entering, email).await?,
        None => return Err(not_allowed("Nobody here has this e-mail address.")),
    };
    let link = agent_identity::ActiveModel {
        organization_id: Set(organization_id),
        issuer: Set(issuer),
        sub: Set(sub),
        agent_id: Set(agent_id),
        created_at: Set(transaction.now_ms()),
        last_used_at: Set(transaction.now_ms()),
    };
    link.insert(transaction.db()).await?;
    Ok(agent_id)
}

async fn add(transaction: &mut Transaction, entering: Entering, email: String) -> Result<Uuid> {
    let local = email.split('@').next().unwrap_or_default().to_owned();
    let name = entering.who.name.and_then(|name| check_name("name", &name).ok()).unwrap_or(local);
    let request = AddAgentRequest {
        name,
        email,
        password: entering.password_hash,
        role: entering.provider.role.0,
        profile_id: entering.provider.profile_id,
    };
    Ok(register(transaction, request).await?.id)
}
