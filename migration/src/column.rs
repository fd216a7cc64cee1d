//! Short words for the column types that both databases share, and for indexes.

use sea_orm_migration::prelude::*;

/// A UUID.
pub fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

/// Text of any length; words and JSON too.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

/// 64 bits; also times, in Unix milliseconds.
pub fn long(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().take()
}

/// 32 bits.
pub fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().take()
}

/// True or false.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().take()
}

/// Bytes.
pub fn blob(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().take()
}

/// Adds a column to a table that has rows: it may be null or has a default. One a statement, since SQLite takes no more.
pub async fn add(schema: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

/// Creates an index.
pub async fn index(
    schema: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    schema.create_index(over(table, name, columns)).await
}

/// Creates an index that holds each value once.
pub async fn unique(
    schema: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    schema.create_index(over(table, name, columns).unique().take()).await
}

fn over(table: &'static str, name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.table(table).name(name);
    for column in columns {
        index.col(*column);
    }
    index
}
