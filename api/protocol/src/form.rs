//! The service form: fields that an organization defines, and what agents fill in for a chat.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::word::words;

words! {
    /// What a custom field takes, and how its value is written.
    pub enum CustomFieldKind {
        /// One line of text, at most 500 characters.
        Text = "text",
        /// A decimal number with a point, as `-12.5`.
        Number = "number",
        /// One of `choices`.
        Choice = "choice",
        /// A day, as `2026-01-31`.
        Date = "date",
        /// `true` or `false`.
        YesNo = "yes_no",
    }
}

/// A field of the service form as agents read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomFieldView {
    /// Its id.
    pub id: Uuid,
    /// Its key in a chat's `form`; unique in the organization.
    pub key: String,
    /// The queue whose chats have it; null = all.
    pub queue_id: Option<Uuid>,
    /// What agents read.
    pub label: String,
    /// What it takes.
    pub kind: CustomFieldKind,
    /// The choices, for `choice`.
    pub choices: Vec<String>,
    /// Whether an agent may close a chat without it.
    pub required_at_close: bool,
    /// Whether it is asked.
    pub active: bool,
}

/// Adds a field to the service form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AddCustomFieldRequest {
    /// Its key: 1–40 lower-case letters, digits and `_`; it stays for good.
    pub key: String,
    /// The queue whose chats have it; null = all.
    #[serde(default)]
    pub queue_id: Option<Uuid>,
    /// What agents read, 1–80 characters.
    pub label: String,
    /// What it takes; it stays for good.
    pub kind: CustomFieldKind,
    /// The choices, for `choice`: 1–50.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether an agent may close a chat without it.
    #[serde(default)]
    pub required_at_close: bool,
}

/// Changes a field; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UpdateCustomFieldRequest {
    /// New label.
    pub label: Option<String>,
    /// New choices; values chosen before stay.
    pub choices: Option<Vec<String>>,
    /// Whether an agent may close a chat without it.
    pub required_at_close: Option<bool>,
    /// Whether it is asked.
    pub active: Option<bool>,
}

/// Fills in a chat's service form; fields that are left out stay.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FillFormRequest {
    /// Values by the field's key, written as its kind says; null or an empty text takes the value away.
    pub values: BTreeMap<String, Option<String>>,
}
