//! What the Graph API is asked: to send, to take a file, to give one, and what it knows of a number.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    failure::{Failure, Remedy},
    form,
};
use crate::egress::{Answer, Egress, RESPONSE_LIMIT_BYTES};

/// Templates read at once; a business has rarely more.
const TEMPLATES_MOST: usize = 200;

/// The Graph API as one of the organization's numbers speaks to it.
pub struct Graph<'a> {
    egress: &'a Egress,
    url: &'a str,
    phone_number_id: &'a str,
    token: String,
}

/// Where a file lies, for some minutes.
#[derive(Debug, Deserialize)]
pub struct MediaAddress {
    /// The address; it wants the token, too.
    pub url: String,
    /// How large it is.
    #[serde(default)]
    pub file_size: Value,
}

/// A number as the provider knows it.
#[derive(Debug, Deserialize)]
pub struct KnownNumber {
    /// The number.
    #[serde(default)]
    pub display_phone_number: String,
    /// The name that customers see.
    #[serde(default)]
    pub verified_name: String,
}

/// A template as the provider knows it.
#[derive(Debug, Deserialize)]
pub struct KnownTemplate {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What it is made of.
    #[serde(default)]
    pub components: Vec<TemplateComponent>,
}

/// A part of a template.
#[derive(Debug, Deserialize)]
pub struct TemplateComponent {
    /// `HEADER`, `BODY`, `FOOTER` or `BUTTONS`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its text.
    #[serde(default)]
    pub text: String,
    /// For a header: `TEXT`, or what it wants to show.
    #[serde(default)]
    pub format: String,
}

#[derive(Deserialize)]
struct Sent {
    messages: Vec<Id>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

#[derive(Deserialize)]
struct List<T> {
    #[serde(default = "Vec::new")]
    data: Vec<T>,
}

impl<'a> Graph<'a> {
    /// By the guarded client, at an address, for a number with its token.
    #[must_use]
    pub fn new(egress: &'a Egress, url: &'a str, phone_number_id: &'a str, token: String) -> Self {
        Self { egress, url: url.trim_end_matches('/'), phone_number_id, token }
    }

    /// Sends a message; gives the provider's id of it.
    ///
    /// # Errors
    /// The provider's refusal, or that nothing came of it.
    pub async fn send(&self, message: &Value) -> Result<String, Failure> {
        let address = format!("{}/{}/messages", self.url, self.phone_number_id);
        let sent: Sent = self.post(&address, message).await?;
        let first = sent.messages.into_iter().next();
        first.map(|message| message.id).filter(|id| !id.is_empty()).ok_or_else(unreadable)
    }

    /// Uploads a file; gives the provider's id of it.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub async fn upload(&self, bytes: &[u8], content_type: &str, name: &str) -> Result<String, Failure> {
        let address = format!("{}/{}/media", self.url, self.phone_number_id);
        let (form, body) = form::file(bytes, content_type, name);
        let mut headers = self.headers()?;
        headers.insert(header::CONTENT_TYPE, form);
        let answer = self.egress.carry(Method::POST, &address, headers, body, RESPONSE_LIMIT_BYTES).await;
        let uploaded: Id = read(answer.map_err(Failure::unanswered)?)?;
        // A file that was uploaded twice is shown once: nothing is unknown here.
        Ok(uploaded.id)
    }

    /// Where a file that somebody sent lies.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub async fn find_media(&self, media_id: &str) -> Result<MediaAddress, Failure> {
        let address = format!("{}/{media_id}?phone_number_id={}", self.url, self.phone_number_id);
        self.get(&address).await
    }

    /// The file itself, up to a size in bytes; nothing when it is larger.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub async fn download(&self, address: &str, most_bytes: usize) -> Result<Option<Bytes>, Failure> {
        let answer = self.egress.carry(Method::GET, address, self.headers()?, Bytes::new(), most_bytes).await;
        let answer = answer.map_err(Failure::unanswered)?;
        match answer.status {
            200 if answer.truncated => Ok(None),
            200 => Ok(Some(answer.body.into())),
            // Addresses live for five minutes; the next try asks for a new one.
            404 => Err(Failure { remedy: Remedy::Later(None), ..Failure::of_answer(&answer) }),
            _ => Err(Failure::of_answer(&answer)),
        }
    }

    /// What the provider knows of the number.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub async fn number(&self) -> Result<KnownNumber, Failure> {
        self.get(&format!("{}/{}?fields=display_phone_number,verified_name", self.url, self.phone_number_id)).await
    }

    /// The templates that may be sent.
    ///
    /// # Errors
    /// As [`Graph::send`].
    pub async fn templates(&self, business_account_id: &str) -> Result<Vec<KnownTemplate>, Failure> {
        let address = format!(
            "{}/{business_account_id}/message_templates?status=APPROVED&fields=name,language,components&limit={TEMPLATES_MOST}",
            self.url
        );
        let answer = self.egress.carry(Method::GET, &address, self.headers()?, Bytes::new(), 1024 * 1024).await;
        let list: List<KnownTemplate> = read(answer.map_err(Failure::unanswered)?)?;
        Ok(list.data)
    }

    async fn get<T: DeserializeOwned>(&self, address: &str) -> Result<T, Failure> {
        let answer = self.egress.send(Method::GET, address, self.headers()?, Bytes::new()).await;
        read(answer.map_err(Failure::unanswered)?)
    }

    async fn post<T: DeserializeOwned>(&self, address: &str, body: &Value) -> Result<T, Failure> {
        let mut headers = self.headers()?;
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let answer = self.egress.send(Method::POST, address, headers, body.to_string().into()).await;
        read(answer.map_err(Failure::unanswered)?)
    }

    fn headers(&self) -> Result<HeaderMap, Failure> {
        let bearer = HeaderValue::try_from(format!("Bearer {}", self.token));
        let mut bearer = bearer.map_err(|_| Failure::own("The access token is no header text."))?;
        bearer.set_sensitive(true);
        Ok(HeaderMap::from_iter([(header::AUTHORIZATION, bearer)]))
    }
}

fn read<T: DeserializeOwned>(answer: Answer) -> Result<T, Failure> {
    if !(200..300).contains(&answer.status) {
        return Err(Failure::of_answer(&answer));
    }
    serde_json::from_slice(&answer.body).map_err(|_| unreadable())
}

/// It said yes, and nobody knows to what.
fn unreadable() -> Failure {
    Failure { remedy: Remedy::Unknown, code: None, words: "The answer could not be read.".to_owned() }
}
