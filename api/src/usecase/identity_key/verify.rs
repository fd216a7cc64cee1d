//! Verifies an identity token.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use pronto_entity::{identity_key, organization};
use pronto_protocol::{error::ErrorCode, identity::IdentityAlgorithm};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use uuid::Uuid;

use super::vault_context;
use crate::{
    context::Context,
    error::{Error, Result},
    usecase::visitor::{Claims, checked_claims},
};

/// Longest token, in bytes.
const TOKEN_MOST_BYTES: usize = 8_192;
/// How far off a token's end may be, in seconds.
const LIFE_MOST_S: i64 = 3_600;
/// How far the other side's clock may be ahead, in seconds.
const SKEW_S: i64 = 60;

#[derive(Deserialize)]
struct Told {
    sub: String,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone: Option<String>,
}

/// What the token vouches for. The algorithm is the key's, never the token's own choice.
///
/// # Errors
/// `identity_refused`, the same whatever is wrong with the signature; `invalid_fields` for claims that cannot be kept.
pub async fn verify(context: &Context, organization_id: Uuid, jwt: &str) -> Result<Claims> {
    let refused = |why: &str| Error::new(ErrorCode::IdentityRefused).detail(why.to_owned());
    if jwt.len() > TOKEN_MOST_BYTES {
        return Err(refused("The token is too long."));
    }
    let header = decode_header(jwt).map_err(|_| refused("This is not a token."))?;
    let organization = organization::Entity::find_by_id(organization_id).one(context.db()).await?;
    let organization = organization.ok_or_else(Error::not_found)?;
    let keys = identity_key::Entity::find()
        .filter(identity_key::Column::OrganizationId.eq(organization_id))
        .all(context.db())
        .await?;
    let named = |key: &&identity_key::Model| header.kid.as_ref().is_none_or(|kid| *kid == key.id.to_string());
    let told = keys.iter().filter(named).find_map(|key| read(context, key, &organization.slug, jwt));
    let told = told.ok_or_else(|| refused("No key of this organization has signed it for this organization."))?;
    let now_s = context.clock.now_ms() / 1000;
    if told.exp <= now_s {
        return Err(refused("It has expired."));
    }
    if told.exp > now_s + LIFE_MOST_S + SKEW_S {
        return Err(refused("It lives for more than an hour."));
    }
    if told.nbf.is_some_and(|nbf| nbf > now_s + SKEW_S) {
        return Err(refused("It is not valid yet."));
    }
    checked_claims("sub", &told.sub, told.name, told.email, told.phone)
}

fn read(context: &Context, key: &identity_key::Model, audience: &str, jwt: &str) -> Option<Told> {
    let place = vault_context(key.organization_id, key.id);
    let bytes = context.vault.open(&place, &key.sealed).inspect_err(|error| tracing::error!(%error, "an identity key"));
    let bytes = bytes.ok()?;
    let (algorithm, decoding) = match key.algorithm.0 {
        IdentityAlgorithm::Hs256 => (Algorithm::HS256, DecodingKey::from_secret(&bytes)),
        IdentityAlgorithm::EdDsa if bytes.starts_with(b"-----BEGIN") => {
            (Algorithm::EdDSA, DecodingKey::from_ed_pem(&bytes).ok()?)
        }
        IdentityAlgorithm::EdDsa => (Algorithm::EdDSA, DecodingKey::from_ed_der(&bytes)),
    };
    let mut validation = Validation::new(algorithm);
    // Our clock decides, which tests can move.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "sub", "aud", "iss"]);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[key.issuer.as_str()]);
    decode::<Told>(jwt, &decoding, &validation).ok().map(|token| token.claims)
}
