//! What the names of fields say of what may stand in them: lengths and forms, from the constants that the use cases hold to.

use std::collections::BTreeSet;

use pronto_protocol::{limit::*, message::TEXT_MOST_CHARS, search::QUESTION_MOST_CHARS};
use utoipa::openapi::{
    Components, KnownFormat, Object, OpenApi as Document, RefOr, Schema, SchemaFormat, Type,
    path::{Operation, ParameterIn},
    schema::{AdditionalProperties, ArrayItems, SchemaType},
};

use crate::page::LIMIT_MOST;

/// What a field of text may hold.
#[derive(Clone, Copy)]
enum Rule {
    /// So many characters at least and at most.
    Chars(usize, usize),
    /// A form, as an expression.
    Form(&'static str),
    /// Whatever the name says elsewhere.
    Any,
}

use Rule::{Any, Chars, Form};

const EMAIL: Rule = Form(r"^\s*[^@\s]+@[^@\s.][^@\s]*\.[^@\s]*[^@\s.]\s*$");
const LINE: Rule = Chars(1, NAME_MOST_CHARS);
const TEXT: Rule = Chars(0, TEXT_MOST_CHARS);
const WRITTEN: Rule = Chars(1, TEXT_MOST_CHARS);

/// What a name means in every request.
const NAMES: &[(&str, Rule)] = &[
    ("app_version", LINE),
    ("consent_text", TEXT),
    ("description", TEXT),
    ("email", EMAIL),
    ("entry_notice", TEXT),
    ("from_address", EMAIL),
    ("from_name", LINE),
    ("issuer", LINE),
    ("label", LINE),
    ("limit_notice", TEXT),
    ("name", LINE),
    ("out_of_hours_notice", TEXT),
    ("reason", Chars(0, REASON_MOST_CHARS)),
    ("text", TEXT),
    ("title", LINE),
];

/// Where it means something else.
const EXCEPTIONS: &[(&str, &str, Rule)] = &[
    ("AddArticleRequest", "body", Chars(1, ARTICLE_MOST_CHARS)),
    ("AddBlockRequest", "reason", Chars(1, REASON_MOST_CHARS)),
    ("AddCannedResponseRequest", "text", WRITTEN),
    ("AddCustomFieldRequest", "key", Form("^[a-z0-9_]{1,40}$")),
    ("AddIdentityRequest", "value", Chars(1, IDENTITY_MOST_CHARS)),
    ("AddNoteRequest", "text", WRITTEN),
    ("AddQueueRequest", "slug", Form("^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")),
    ("AddTicketCommentRequest", "text", WRITTEN),
    ("HandleOfflineMessageRequest", "note", Chars(0, HANDLED_NOTE_MOST_CHARS)),
    ("Holiday", "name", Chars(0, NAME_MOST_CHARS)),
    ("InvitationRequest", "text", Chars(1, APPROACH_MOST_CHARS)),
    ("LeaveOfflineMessageRequest", "email", Any),
    ("LeaveOfflineMessageRequest", "subject", Chars(0, OFFLINE_SUBJECT_MOST_CHARS)),
    ("LeaveOfflineMessageRequest", "text", WRITTEN),
    ("OpenTicketRequest", "subject", Chars(1, TICKET_SUBJECT_MOST_CHARS)),
    ("PersonRequest", "email", Any),
    ("PersonRequest", "name", Chars(0, NAME_MOST_CHARS)),
    ("PersonSelector", "email", Any),
    ("QueueLook", "title", Chars(0, NAME_MOST_CHARS)),
    ("PromotionRequest", "text", Chars(1, APPROACH_MOST_CHARS)),
    ("RateChatRequest", "comment", Chars(0, COMMENT_MOST_CHARS)),
    ("ReportPageViewRequest", "title", Any),
    ("SendDirectMessageRequest", "text", WRITTEN),
    ("SendRedirectRequest", "text", Chars(0, APPROACH_MOST_CHARS)),
    ("SendWhatsappTemplateRequest", "name", Any),
    ("SignInRequest", "email", Any),
    ("TicketContact", "email", Any),
    ("TransferChatRequest", "note", TEXT),
    ("UpdateArticleRequest", "body", Chars(1, ARTICLE_MOST_CHARS)),
    ("UpdateCannedResponseRequest", "text", WRITTEN),
    ("UpdateTicketRequest", "subject", Chars(1, TICKET_SUBJECT_MOST_CHARS)),
];

/// Says it of every schema that a request is made of, and of the length of pages.
pub(super) fn limit(document: &mut Document) {
    let names = sent(document);
    for (name, schema) in &mut document.components.get_or_insert_default().schemas {
        if let (true, RefOr::T(schema)) = (names.contains(name), schema) {
            each_object(schema, &mut |object| limit_fields(name, object));
        }
    }
}

/// The schemas of request bodies, and those that they are made of.
fn sent(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let empty = Components::default();
    let schemas = &document.components.as_ref().unwrap_or(&empty).schemas;
    let mut open: Vec<String> = Vec::new();
    for item in document.paths.paths.values() {
        for operation in [&item.put, &item.post, &item.patch, &item.delete].into_iter().flatten() {
            let body =
                operation.request_body.as_ref().map(|body| serde_json::to_value(body).expect("the document is JSON"));
            open.extend(body.iter().flat_map(references));
        }
    }
    while let Some(name) = open.pop() {
        if let Some(schema) = schemas.get(&name).filter(|_| !names.contains(&name)) {
            open.extend(references(&serde_json::to_value(schema).expect("the document is JSON")));
            names.insert(name);
        }
    }
    names
}

fn references(value: &serde_json::Value) -> Vec<String> {
    use serde_json::Value;

    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, inner)| match inner {
                Value::String(reference) if key == "$ref" => {
                    reference.strip_prefix("#/components/schemas/").map(str::to_owned).into_iter().collect()
                }
                _ => references(inner),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn each_object(schema: &mut Schema, visit: &mut impl FnMut(&mut Object)) {
    let below: Vec<&mut RefOr<Schema>> = match schema {
        Schema::Object(object) => {
            visit(object);
            let more = match object.additional_properties.as_deref_mut() {
                Some(AdditionalProperties::RefOr(inner)) => Some(inner),
                _ => None,
            };
            object.properties.values_mut().chain(more).collect()
        }
        Schema::Array(array) => match &mut array.items {
            ArrayItems::RefOrSchema(items) => vec![items.as_mut()],
            ArrayItems::False => Vec::new(),
        },
        Schema::OneOf(several) => several.items.iter_mut().collect(),
        Schema::AllOf(several) => several.items.iter_mut().collect(),
        Schema::AnyOf(several) => several.items.iter_mut().collect(),
        _ => Vec::new(),
    };
    for inner in below {
        if let RefOr::T(inner) = inner {
            each_object(inner, visit);
        }
    }
}

fn limit_fields(name: &str, object: &mut Object) {
    for (field, schema) in &mut object.properties {
        let special = EXCEPTIONS.iter().find(|(of, exception, _)| *of == name && exception == field);
        let usual = NAMES.iter().find(|(usual, _)| usual == field);
        let rule = special.map(|(_, _, rule)| *rule).or(usual.map(|(_, rule)| *rule));
        let (Some(rule), RefOr::T(Schema::Object(text))) = (rule, schema) else { continue };
        let is_text = match &text.schema_type {
            SchemaType::Type(kind) => *kind == Type::String,
            SchemaType::Array(kinds) => kinds.contains(&Type::String),
            SchemaType::AnyValue => false,
        };
        match rule {
            Chars(least, most) if is_text => {
                text.min_length = (least > 0).then_some(least);
                text.max_length = Some(most);
            }
            Form(form) if is_text => text.pattern = Some(form.to_owned()),
            _ => {}
        }
    }
}

/// The same of queries: pages are of 1 to so many items, days are dates.
pub(super) fn limit_query(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let (ParameterIn::Query, Some(RefOr::T(Schema::Object(object)))) =
            (&parameter.parameter_in, &mut parameter.schema)
        else {
            continue;
        };
        match parameter.name.as_str() {
            "limit" => {
                object.minimum = Some(1_usize.into());
                object.maximum = usize::try_from(LIMIT_MOST).ok().map(Into::into);
            }
            "from" | "to" => object.format = Some(SchemaFormat::KnownFormat(KnownFormat::Date)),
            "q" => object.max_length = Some(QUESTION_MOST_CHARS),
            _ => {}
        }
    }
}
