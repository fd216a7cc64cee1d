//! The index on PostgreSQL: GIN, which knows no order. So it is asked for the newest blocks of numbers first and for more of them
//! only while something is missing: a common word is found at once, and a rare one has few documents to be sorted.

use pronto_entity::column::Word;
use pronto_protocol::search::SearchKind;
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Expr, ExprTrait, Order, Query},
};

use super::{
    index::{Hit, Wanted, hit, kind_word},
    question::{Question, Term},
};
use crate::fold;

/// The indexed expression, letter for letter as the schema has it.
const WORDS: &str = "array_to_tsvector(string_to_array(words \
     || ' _a' || (number >> 11)::text || ' _b' || (number >> 16)::text, ' '))";
/// The sizes of blocks that each document is indexed under, as the letter and the bits of a number within one.
const SMALL: (char, u32) = ('a', 11);
const LARGE: (char, u32) = ('b', 16);
/// So many small ones are asked for at most; instead of more, large ones are.
const SMALL_MOST: i64 = 32;
/// So many large ones at most: every match is compared with the list.
const LARGE_MOST: i64 = 128;
/// Numbers looked at first.
const FIRST: i64 = 1 << SMALL.1;
/// So many times what has been looked at comes next while nothing was found.
const FURTHER: i64 = 16;

/// Neighbouring blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Blocks {
    letter: char,
    bits: u32,
    count: i64,
}

impl Blocks {
    /// Those that hold so many numbers at least, wherever in the newest of them one begins.
    fn holding(numbers: i64) -> Self {
        let of = |(letter, bits): (char, u32)| Self { letter, bits, count: ((numbers - 1) >> bits) + 2 };
        let small = of(SMALL);
        if small.count <= SMALL_MOST {
            return small;
        }
        let large = of(LARGE);
        Self { count: Ord::min(large.count, LARGE_MOST), ..large }
    }

    /// Those that end with the one that holds the number before this one: the first number in them, and the question for them.
    fn before(self, below: i64, least: i64) -> (i64, String) {
        let last = (below - 1) >> self.bits;
        let first = Ord::max(last + 1 - self.count, least >> self.bits);
        let words: Vec<String> = (first..=last).map(|block| format!("'_{}{block}'", self.letter)).collect();
        (Ord::max(first << self.bits, least), words.join(" | "))
    }
}

/// The newest documents with numbers from `least` to before `below`.
pub(super) async fn page<C: ConnectionTrait>(
    database: &C,
    least: i64,
    below: i64,
    wanted: &Wanted<'_>,
) -> Result<Vec<Hit>, DbErr> {
    let matching = matching(wanted.question, wanted.kind);
    let mut hits = Vec::new();
    let mut upto = below;
    let mut numbers = FIRST;
    while upto > least {
        let (from, within) = Blocks::holding(numbers).before(upto, least);
        let missing = wanted.limit - hits.len() as u64;
        hits.extend(read(database, &format!("{matching} & ({within})"), from, upto, missing, wanted).await?);
        if hits.len() as u64 == wanted.limit {
            break;
        }
        upto = from;
        numbers = next(below - from, hits.len() as i64, wanted.limit as i64);
    }
    Ok(hits)
}

/// How many numbers to look at after so many with so many of the wanted hits in them: half as many again as the rest takes if
/// they go on as they began, and never fewer than before, so that the steps stay few.
fn next(seen: i64, hits: i64, wanted: i64) -> i64 {
    let guess =
        if hits == 0 { seen.saturating_mul(FURTHER) } else { (seen / hits).saturating_mul(wanted - hits) / 2 * 3 };
    Ord::max(guess, seen)
}

async fn read<C: ConnectionTrait>(
    database: &C,
    matching: &str,
    from: i64,
    below: i64,
    limit: u64,
    wanted: &Wanted<'_>,
) -> Result<Vec<Hit>, DbErr> {
    // `number + 0` keeps the planner from walking the primary key and asking every row.
    let mut query = Query::select();
    query
        .columns(["number", "kind", "id", "chat_id"])
        .from("search_document")
        .and_where(Expr::cust_with_values(format!("{WORDS} @@ $1::tsquery"), [matching]))
        .and_where(Expr::cust_with_values("number + 0 >= $1", [from]))
        .and_where(Expr::cust_with_values("number + 0 < $1", [below]))
        .order_by_expr(Expr::cust("number + 0"), Order::Desc)
        .limit(limit);
    for phrase in wanted.question.phrases() {
        query.and_where(Expr::cust_with_values("strpos(' ' || words || ' ', $1) > 0", [phrase]));
    }
    if wanted.kind == Some(SearchKind::Message) {
        query.and_where(Expr::col("kind").eq(Word(SearchKind::Message)));
    }
    if let Some(seen) = &wanted.seen {
        query.cond_where(seen.clone());
    }
    let statement = database.get_database_backend().build(&query);
    database.query_all_raw(statement).await?.iter().map(hit).collect()
}

/// The question in the index's language. Words hold letters, digits, `#`, `@` and `_` only, so that quotes need no care.
fn matching(question: &Question, kind: Option<SearchKind>) -> String {
    let all = |words: &[String]| words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" & ");
    let terms = question.terms().iter().map(|term| match term {
        Term::Word(word) => format!("'{word}'"),
        Term::Begins(start) => format!("'{start}':*"),
        Term::Phrase(words) => all(words),
        Term::Number(digits, words) => {
            let ending = fold::ending(digits).map(|ending| format!("'{ending}':* | ")).unwrap_or_default();
            format!("('{digits}' | {ending}({}))", all(words))
        }
    });
    let kind = kind.and_then(kind_word).map(|word| format!("'{word}'"));
    terms.chain(kind).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_go_down_to_the_organizations_first_number() {
        let least = 3 << 40;
        let two = Blocks::holding(FIRST);
        assert_eq!(two.before(least + 1, least), (least, "'_a1610612736'".to_owned()));
        assert_eq!(two.before(least + 4_096, least), (least, "'_a1610612736' | '_a1610612737'".to_owned()));
        let (from, within) = two.before(least + 4_097, least);
        assert_eq!((from, within.as_str()), (least + 2_048, "'_a1610612737' | '_a1610612738'"));
        let (from, within) = Blocks::holding(100_000).before(from, least);
        assert_eq!((from, within.as_str()), (least, "'_b50331648'"));
    }

    #[test]
    fn as_many_blocks_are_asked_for_as_the_rest_may_need() {
        let blocks = |letter, bits, count| Blocks { letter, bits, count };
        assert_eq!(Blocks::holding(FIRST), blocks('a', 11, 2));
        assert_eq!(Blocks::holding(60_000), blocks('a', 11, 31));
        assert_eq!(Blocks::holding(70_000), blocks('b', 16, 3));
        assert_eq!(Blocks::holding(i64::MAX / 2), blocks('b', 16, LARGE_MOST));
        assert_eq!(next(5_000, 0, 21), 80_000);
        assert_eq!(next(5_000, 5, 21), 24_000);
        assert_eq!(next(5_000, 20, 21), 5_000);
        assert_eq!(next(i64::MAX / 4, 0, 21), i64::MAX);
    }

    #[test]
    fn what_people_write_is_only_ever_text() {
        let table = [
            ("bom dia", "'bom' & 'dia'"),
            ("a | !b <-> c:*", "'a' & 'b' & 'c'"),
            ("\"a b\" it's", "'a' & 'b' & 'it' & 's'"),
            ("98765-4321", "('987654321' | '_123456789':* | ('98765' & '4321'))"),
            ("12.345", "('12345' | ('12' & '345'))"),
        ];
        for (question, wanted) in table {
            assert_eq!(matching(&Question::parse(question), None), wanted, "{question}");
        }
        assert_eq!(matching(&Question::parse("x"), Some(SearchKind::Note)), "'x' & '_note'");
    }
}
