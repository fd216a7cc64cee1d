//! What WhatsApp posts. Whatever is not known is left out or kept as it is: a field of tomorrow must not lose a message of today.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A whole post.
#[derive(Debug, Default, Deserialize)]
pub struct Post {
    /// What it is about; ours is `whatsapp_business_account`.
    #[serde(default, deserialize_with = "text")]
    pub object: String,
    /// One for each WhatsApp Business Account.
    #[serde(default, deserialize_with = "lenient")]
    pub entry: Vec<Entry>,
}

/// What happened in one WhatsApp Business Account.
#[derive(Debug, Default, Deserialize)]
pub struct Entry {
    /// One for each thing that happened.
    #[serde(default, deserialize_with = "lenient")]
    pub changes: Vec<Change>,
}

/// One thing that happened.
#[derive(Debug, Default, Deserialize)]
pub struct Change {
    /// Which subscription it is of; ours is `messages`.
    #[serde(default, deserialize_with = "text")]
    pub field: String,
    /// What.
    #[serde(default, deserialize_with = "loosely")]
    pub value: News,
}

/// Messages, and what became of messages.
#[derive(Debug, Default, Deserialize)]
pub struct News {
    /// Which number.
    #[serde(default, deserialize_with = "loosely")]
    pub metadata: Number,
    /// Who is spoken of.
    #[serde(default, deserialize_with = "lenient")]
    pub contacts: Vec<Person>,
    /// What came in, in order.
    #[serde(default, deserialize_with = "lenient")]
    pub messages: Vec<Message>,
    /// What became of what went out.
    #[serde(default, deserialize_with = "lenient")]
    pub statuses: Vec<Status>,
}

/// The organization's number.
#[derive(Debug, Default, Deserialize)]
pub struct Number {
    /// The provider's id of it.
    #[serde(default, deserialize_with = "text")]
    pub phone_number_id: String,
}

/// A person on WhatsApp. The number may be missing: who has a user name need not show it.
#[derive(Debug, Default, Deserialize)]
pub struct Person {
    /// The number, as digits.
    #[serde(default, deserialize_with = "text")]
    pub wa_id: String,
    /// The person's id for this business.
    #[serde(default, deserialize_with = "text")]
    pub user_id: String,
    /// The profile.
    #[serde(default, deserialize_with = "loosely")]
    pub profile: Profile,
}

/// A profile.
#[derive(Debug, Default, Deserialize)]
pub struct Profile {
    /// The name that the person has chosen.
    #[serde(default, deserialize_with = "text")]
    pub name: String,
}

/// A message.
#[derive(Debug, Default, Deserialize)]
pub struct Message {
    /// The provider's id.
    #[serde(default, deserialize_with = "text")]
    pub id: String,
    /// The sender's number, as digits; may be missing.
    #[serde(default, deserialize_with = "text")]
    pub from: String,
    /// The sender's id for this business; may be missing.
    #[serde(default, deserialize_with = "text")]
    pub from_user_id: String,
    /// When it was sent, in Unix seconds.
    #[serde(default, deserialize_with = "text")]
    pub timestamp: String,
    /// What it is.
    #[serde(default, rename = "type", deserialize_with = "text")]
    pub kind: String,
    /// What it answers or forwards.
    #[serde(default, deserialize_with = "loosely")]
    pub context: Option<Quote>,
    /// What went wrong with it.
    #[serde(default, deserialize_with = "lenient")]
    pub errors: Vec<Problem>,
    /// What it holds, under the name of its kind.
    #[serde(flatten)]
    pub content: serde_json::Map<String, Value>,
}

/// The message that another one answers.
#[derive(Debug, Default, Deserialize)]
pub struct Quote {
    /// The provider's id.
    #[serde(default, deserialize_with = "text")]
    pub id: String,
}

/// What became of a message that went out.
#[derive(Debug, Default, Deserialize)]
pub struct Status {
    /// The provider's id of the message.
    #[serde(default, deserialize_with = "text")]
    pub id: String,
    /// `sent`, `delivered`, `read`, `played` or `failed`.
    #[serde(default, deserialize_with = "text")]
    pub status: String,
    /// What we sent along: the delivery's id.
    #[serde(default, deserialize_with = "text")]
    pub biz_opaque_callback_data: String,
    /// Why it failed.
    #[serde(default, deserialize_with = "lenient")]
    pub errors: Vec<Problem>,
}

/// What went wrong, in the provider's words.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Problem {
    /// The provider's number for it.
    #[serde(default, deserialize_with = "loosely")]
    pub code: i32,
    /// In short.
    #[serde(default, deserialize_with = "text")]
    pub title: String,
    /// The same, mostly.
    #[serde(default, deserialize_with = "text")]
    pub message: String,
    /// More of it.
    #[serde(default, deserialize_with = "loosely")]
    pub error_data: ProblemDetails,
}

/// More of what went wrong.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ProblemDetails {
    /// In a sentence.
    #[serde(default, deserialize_with = "text")]
    pub details: String,
}

impl Problem {
    /// The provider's words, each once.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for part in [self.message.as_str(), self.title.as_str(), self.error_data.details.as_str()] {
            if !part.is_empty() && !parts.iter().any(|known| known.contains(part)) {
                parts.push(part);
            }
        }
        parts.join(" – ")
    }
}

/// A text; a number is taken for one, and whatever else it is for none.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    })
}

/// A part that may be missing, null or something else.
fn loosely<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).unwrap_or_default())
}

/// A list of which what cannot be read is left out, so that it does not take its neighbours with it.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let items = match Value::deserialize(deserializer)? {
        Value::Array(items) => items,
        _ => Vec::new(),
    };
    let read = items.into_iter().filter_map(|item| match serde_json::from_value(item) {
        Ok(read) => Some(read),
        Err(error) => {
            tracing::error!(%error, "a part of a post of WhatsApp could not be read");
            None
        }
    });
    Ok(read.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_cannot_be_read_takes_nothing_else_with_it() {
        let post = json!({"object": "whatsapp_business_account", "entry": [null, {"changes": [{"field": "messages", "value": {
            "metadata": {"phone_number_id": 106},
            "contacts": null,
            "messages": [
                17,
                {"id": "wamid.1", "from": null, "from_user_id": "BR.1", "timestamp": 1749416383, "type": "poll", "poll": [1],
                    "context": "odd", "errors": {"code": 1}},
            ],
        }}]}]});
        let post: Post = serde_json::from_value(post).unwrap();
        let news = &post.entry[0].changes[0].value;
        assert_eq!(news.metadata.phone_number_id, "106");
        assert_eq!(news.messages.len(), 1);
        let message = &news.messages[0];
        assert_eq!((message.from.as_str(), message.from_user_id.as_str(), message.kind.as_str()), ("", "BR.1", "poll"));
        assert!(message.context.is_none() && message.content.contains_key("poll"));
    }

    #[test]
    fn the_providers_words_are_told_once() {
        let title = "Re-engagement message".to_owned();
        let error_data = ProblemDetails { details: "More than 24 hours have passed.".to_owned() };
        let problem = Problem { code: 131_047, message: title.clone(), title, error_data };
        assert_eq!(problem.words(), "Re-engagement message – More than 24 hours have passed.");
    }
}
