//! Column types of our own: words and JSON kept as text.

use std::sync::Arc;

use sea_orm::{
    ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use serde::{Serialize, de::DeserializeOwned};

/// A word of a closed list, kept as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

/// A structure kept as JSON text.
#[derive(Clone, Debug, PartialEq)]
pub struct Json<T>(pub T);

/// A text in the database that this version cannot read.
#[derive(Debug)]
struct Unreadable(String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unreadable column: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

fn unreadable(into: &'static str, why: String) -> TryGetError {
    TryGetError::DbErr(DbErr::TryIntoErr { from: "text", into, source: Arc::new(Unreadable(why)) })
}

impl<T: pronto_protocol::Word> From<Word<T>> for Value {
    fn from(word: Word<T>) -> Self {
        word.0.as_str().into()
    }
}

impl<T: pronto_protocol::Word> TryGetable for Word<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        T::parse(&text).map(Self).ok_or_else(|| unreadable("word", text))
    }
}

impl<T: pronto_protocol::Word> ValueType for Word<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        T::parse(&text).map(Self).ok_or(ValueTypeErr)
    }

    fn type_name() -> String {
        "Word".to_owned()
    }

    fn array_type() -> ArrayType {
        ArrayType::String
    }

    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl<T> Nullable for Word<T> {
    fn null() -> Value {
        Value::String(None)
    }
}

impl<T: pronto_protocol::Word> IntoActiveValue<Self> for Word<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}

impl<T: Serialize> From<Json<T>> for Value {
    fn from(json: Json<T>) -> Self {
        serde_json::to_string(&json.0).expect("rows hold only what JSON can write").into()
    }
}

impl<T: DeserializeOwned> TryGetable for Json<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        serde_json::from_str(&text).map(Self).map_err(|error| unreadable("JSON", error.to_string()))
    }
}

impl<T: Serialize + DeserializeOwned> ValueType for Json<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let text = <String as ValueType>::try_from(value)?;
        serde_json::from_str(&text).map(Self).map_err(|_| ValueTypeErr)
    }

    fn type_name() -> String {
        "Json".to_owned()
    }

    fn array_type() -> ArrayType {
        ArrayType::String
    }

    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl<T> Nullable for Json<T> {
    fn null() -> Value {
        Value::String(None)
    }
}

impl<T: Serialize + DeserializeOwned> IntoActiveValue<Self> for Json<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
