//! The check of an ID token: who signed it, for whom, until when, and for which sign-in.

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{AlgorithmParameters, Jwk},
};
use serde::Deserialize;

use super::{Discovery, Oidc, OidcError};
use crate::token;

/// Longest token read, in bytes.
const TOKEN_MOST_BYTES: usize = 32 * 1024;
/// How far the provider's clock may be off, in seconds.
const SKEW_S: i64 = 60;
/// Signatures by a key pair only: with the others whoever knows the public key, or nothing, could sign.
const ALGORITHMS: [Algorithm; 8] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// What the provider calls this server.
    pub client_id: &'a str,
    /// What this sign-in began with.
    pub nonce: &'a str,
}

/// Whom the provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The person, as the provider knows it for ever.
    pub sub: String,
    /// The address, in lower case, if the provider has verified it.
    pub verified_email: Option<String>,
    /// The name.
    pub name: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: Option<Flag>,
    #[serde(default)]
    name: Option<String>,
}

/// Some providers write it as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Plain(bool),
    Text(String),
}

impl Oidc {
    /// Checks a token and tells whom it vouches for.
    ///
    /// # Errors
    /// [`OidcError::Refused`] with what is wrong; [`OidcError::Unavailable`] when the keys cannot be read.
    pub async fn verify(
        &self,
        discovery: &Discovery,
        expected: Expected<'_>,
        id_token: &str,
    ) -> Result<Vouched, OidcError> {
        if id_token.len() > TOKEN_MOST_BYTES {
            return Err(OidcError::Refused("The token is too long."));
        }
        let header = decode_header(id_token).map_err(|_| OidcError::Refused("The token cannot be read."))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(OidcError::Refused("The token is not signed in a way that is accepted."));
        }
        let key = self.key(discovery, header.kid.as_deref()).await?;
        let claims = read(&key, header.alg, &discovery.issuer, expected.client_id, id_token)?;
        let now_s = self.clock.now_ms() / 1_000;
        if claims.exp + SKEW_S <= now_s || claims.iat.is_some_and(|iat| iat > now_s + SKEW_S) {
            return Err(OidcError::Refused("The token has expired, or is not valid yet."));
        }
        // With several audiences it says who asked for it.
        if claims.azp.is_some_and(|azp| azp != expected.client_id) {
            return Err(OidcError::Refused("The token is meant for somebody else."));
        }
        let nonce = claims.nonce.unwrap_or_default();
        if !token::equal(nonce.as_bytes(), expected.nonce.as_bytes()) {
            return Err(OidcError::Refused("The token belongs to another sign-in."));
        }
        if claims.sub.is_empty() || claims.sub.len() > 255 {
            return Err(OidcError::Refused("The token names nobody."));
        }
        let verified = match claims.email_verified {
            Some(Flag::Plain(verified)) => verified,
            Some(Flag::Text(text)) => text == "true",
            None => false,
        };
        let verified_email = claims.email.filter(|_| verified).map(|email| email.trim().to_lowercase());
        Ok(Vouched { sub: claims.sub, verified_email, name: claims.name })
    }
}

fn read(key: &Jwk, algorithm: Algorithm, issuer: &str, audience: &str, id_token: &str) -> Result<Claims, OidcError> {
    // A secret in a public list is nobody's key.
    if matches!(key.algorithm, AlgorithmParameters::OctetKey(_)) {
        return Err(OidcError::Refused("The provider's key cannot be used."));
    }
    let decoding = DecodingKey::from_jwk(key).map_err(|_| OidcError::Refused("The provider's key cannot be used."))?;
    let mut validation = Validation::new(algorithm);
    // Our clock decides, which tests can move.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "sub", "aud", "iss"]);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[issuer]);
    let decoded = decode::<Claims>(id_token, &decoding, &validation);
    decoded.map(|token| token.claims).map_err(|error| {
        OidcError::Refused(match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidAudience => "The token is meant for somebody else.",
            jsonwebtoken::errors::ErrorKind::InvalidIssuer => "The token is from somebody else.",
            _ => "The token's signature is wrong, or something is missing in it.",
        })
    })
}
