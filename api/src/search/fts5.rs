//! The index on SQLite: FTS5, whose rows are read from the newest down and no further than needed.

use pronto_entity::column::Word;
use pronto_protocol::search::SearchKind;
use sea_orm::{
    Condition, ConnectionTrait, DbErr,
    sea_query::{Expr, ExprTrait, JoinType, Order, Query},
};

use super::{
    index::{Hit, Wanted, hit, kind_word},
    question::{Question, Term},
};
use crate::fold;

/// The newest documents with numbers from `least` to before `below`.
pub(super) async fn page<C: ConnectionTrait>(
    database: &C,
    least: i64,
    below: i64,
    wanted: &Wanted<'_>,
) -> Result<Vec<Hit>, DbErr> {
    let document = |column| Expr::col(("search_document", column));
    let row = || Expr::col(("search_word", "rowid"));
    let mut query = Query::select();
    query
        .columns(["number", "kind", "id", "chat_id"].map(|column| ("search_document", column)))
        .from("search_word")
        // A cross join is read in the order it is written in: the index first, then the rows it gives. It takes no condition of
        // its own.
        .join(JoinType::CrossJoin, "search_document", Condition::all())
        .and_where(document("number").eq(row()))
        .and_where(Expr::cust_with_values("search_word MATCH ?", [matching(wanted.question, wanted.kind)]))
        .and_where(row().gte(least))
        .and_where(row().lt(below))
        .order_by(("search_word", "rowid"), Order::Desc)
        .limit(wanted.limit);
    for phrase in wanted.question.phrases() {
        query.and_where(Expr::cust_with_values("instr(' ' || search_document.words || ' ', ?) > 0", [phrase]));
    }
    if wanted.kind == Some(SearchKind::Message) {
        query.and_where(document("kind").eq(Word(SearchKind::Message)));
    }
    if let Some(seen) = &wanted.seen {
        query.cond_where(seen.clone());
    }
    let statement = database.get_database_backend().build(&query);
    database.query_all_raw(statement).await?.iter().map(hit).collect()
}

/// The question in the index's language. Words hold letters, digits, `#`, `@` and `_` only, so that quotes need no care.
fn matching(question: &Question, kind: Option<SearchKind>) -> String {
    let all = |words: &[String]| words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" AND ");
    let terms = question.terms().iter().map(|term| match term {
        Term::Word(word) => format!("\"{word}\""),
        Term::Begins(start) => format!("\"{start}\" *"),
        Term::Phrase(words) => format!("({})", all(words)),
        Term::Number(digits, words) => {
            let ending = fold::ending(digits).map(|ending| format!("\"{ending}\" * OR ")).unwrap_or_default();
            format!("(\"{digits}\" OR {ending}({}))", all(words))
        }
    });
    let kind = kind.and_then(kind_word).map(|word| format!("\"{word}\""));
    terms.chain(kind).collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_only_ever_text() {
        let table = [
            ("bom dia", "\"bom\" AND \"dia\""),
            ("NEAR(a b) *", "(\"near\" AND \"a\") AND \"b\""),
            ("\"a b\" c-d", "(\"a\" AND \"b\") AND (\"c\" AND \"d\")"),
            ("98765-4321", "(\"987654321\" OR \"_123456789\" * OR (\"98765\" AND \"4321\"))"),
            ("12.345", "(\"12345\" OR (\"12\" AND \"345\"))"),
            ("a\" OR \"b", "\"a\" AND \"or\" AND \"b\""),
        ];
        for (question, wanted) in table {
            assert_eq!(matching(&Question::parse(question), None), wanted, "{question}");
        }
        assert_eq!(matching(&Question::parse("x"), Some(SearchKind::Note)), "\"x\" AND \"_note\"");
    }
}
