//! What operations answer when they refuse: one response a status, made of the table of codes, and which operation gives which.

use pronto_protocol::error::ErrorCode;
use utoipa::openapi::{
    AllOfBuilder, Components, Content, Object, ObjectBuilder, Ref, RefOr, Response, Schema, Type,
    header::HeaderBuilder,
    path::{Operation, ParameterIn},
    security::SecurityRequirement,
};

/// All statuses of the table from here on are one response.
const SERVER_ERROR: u16 = 500;

/// Adds the responses that operations refer to.
pub(super) fn describe(components: &mut Components) {
    let mut statuses: Vec<u16> = ErrorCode::ALL.iter().map(|code| code.status().min(SERVER_ERROR)).collect();
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        components.responses.insert(name(status), RefOr::T(response(status)));
    }
}

/// Gives an operation the refusals that follow from what it takes. Others it names itself, by their status alone.
pub(super) fn add(operation: &mut Operation, changes: bool) {
    let takes = |place: ParameterIn| {
        operation.parameters.iter().flatten().any(|parameter| match parameter {
            RefOr::T(parameter) => parameter.parameter_in == place,
            RefOr::Ref(_) => false,
        })
    };
    let closed = operation.security.iter().flatten().any(|way| *way != SecurityRequirement::default());
    let body = operation.request_body.is_some();
    let given: [(bool, &[u16]); 6] = [
        (closed, &[401, 403]),
        (takes(ParameterIn::Path), &[404]),
        (takes(ParameterIn::Query), &[400, 404, 422]),
        (body, &[400, 404, 413, 415, 422]),
        (changes, &[409]),
        (true, &[426, 429, SERVER_ERROR]),
    ];
    let responses = &mut operation.responses.responses;
    let named = responses.keys().filter_map(|status| status.parse::<u16>().ok()).filter(|status| *status >= 400);
    let statuses = given.into_iter().filter(|(gives, _)| *gives).flat_map(|(_, statuses)| statuses.iter().copied());
    for status in statuses.chain(named.collect::<Vec<_>>()) {
        responses.insert(key(status), RefOr::Ref(Ref::from_response_name(name(status))));
    }
}

fn key(status: u16) -> String {
    if status == SERVER_ERROR { "5XX".to_owned() } else { status.to_string() }
}

fn name(status: u16) -> String {
    format!("Problem{}", key(status))
}

fn response(status: u16) -> Response {
    let codes: Vec<ErrorCode> =
        ErrorCode::ALL.iter().copied().filter(|code| code.status().min(SERVER_ERROR) == status).collect();
    let lines: Vec<String> = codes.iter().map(|code| format!("- `{}`: {}", code.as_str(), code.title())).collect();
    let mut response = Response::new(lines.join("\n"));
    let mut statuses: Vec<u16> = codes.iter().map(|code| code.status()).collect();
    statuses.dedup();
    let narrowed = ObjectBuilder::new()
        .property("status", ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some(statuses)))
        .property("code", words(codes.iter().map(|code| code.as_str())));
    let schema = AllOfBuilder::new().item(Ref::from_schema_name("Problem")).item(narrowed.build()).build();
    let content = Content::new(Some(RefOr::T(Schema::AllOf(schema))));
    response.content.insert("application/problem+json".to_owned(), RefOr::T(content));
    let (header, schema, description) = match status {
        401 => ("WWW-Authenticate", words(["Bearer"]), "How to authenticate."),
        429 => ("Retry-After", Object::with_type(Type::Integer), "Seconds to wait."),
        _ => return response,
    };
    let header_object = HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build();
    response.headers.insert(header.to_owned(), RefOr::T(header_object));
    response
}

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}
