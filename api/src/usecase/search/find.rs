//! Finds what an agent may see: in the index, and in the log beyond it.

use std::collections::HashSet;

use futures_util::future::try_join;
use pronto_entity::chat;
use pronto_protocol::{
    Timestamp,
    page::Page,
    search::{QUESTION_MOST_CHARS, QUESTION_MOST_WORDS, SearchKind, SearchResultView},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    page::{PageParams, page_of},
    policy,
    search::{self, ChatSource, Entry, Hit, Question, Snippet, Source, Standing, Wanted},
};

/// What is looked for.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// The words.
    pub text: String,
    /// This kind only.
    pub kind: Option<SearchKind>,
}

/// Where a search is read on: before this `seq`, and whether the last word is taken as a beginning.
type Cursor = (i64, bool);

/// One page of what matches, newest first.
///
/// # Errors
/// `invalid_fields` (`q` empty or too long, `limit`), `invalid_cursor`.
pub async fn find(
    context: &Context,
    agent: &Agent,
    request: &SearchRequest,
    page: &PageParams,
) -> Result<Page<SearchResultView>> {
    let limit = page.limit()?;
    let question = check(&request.text)?;
    let cursor = page.after::<Cursor>()?;
    // The log first: what is indexed meanwhile is then seen twice, and not missed.
    let standing = search::standing(context.db(), agent.organization_id()).await?.ok_or_else(Error::not_found)?;
    let tail = search::tail(context.db(), agent.organization_id(), &standing).await?;
    let tail = may_see(context, agent, tail).await?;
    let look = Look { context, agent, kind: request.kind, standing, tail };
    let (before_seq, begins) = cursor.unwrap_or((i64::MAX, false));
    if begins {
        let Some(beginning) = question.with_beginning() else { return Ok(empty()) };
        return look.page(&beginning, before_seq, limit, true).await;
    }
    let found = look.page(&question, before_seq, limit, false).await?;
    match question.with_beginning().filter(|_| found.items.is_empty() && cursor.is_none()) {
        Some(beginning) => look.page(&beginning, before_seq, limit, true).await,
        None => Ok(found),
    }
}

fn check(text: &str) -> Result<Question> {
    if text.trim().is_empty() {
        return Err(Error::field("q", "required", "What to look for is needed."));
    }
    if text.chars().count() > QUESTION_MOST_CHARS {
        return Err(Error::field("q", "too_long", format!("At most {QUESTION_MOST_CHARS} characters.")));
    }
    let question = Question::parse(text);
    if question.len() > QUESTION_MOST_WORDS {
        return Err(Error::field("q", "too_long", format!("At most {QUESTION_MOST_WORDS} words.")));
    }
    Ok(question)
}

fn empty() -> Page<SearchResultView> {
    Page { items: Vec::new(), next_cursor: None }
}

/// Leaves out what belongs to chats that the agent may not see.
async fn may_see(context: &Context, agent: &Agent, tail: Vec<Entry>) -> Result<Vec<Entry>> {
    let Some(seen) = policy::seen_chats(agent, Expr::col((chat::Entity, chat::Column::Id))) else { return Ok(tail) };
    let chat_ids: HashSet<Uuid> = tail.iter().filter_map(|entry| entry.chat_id).collect();
    if chat_ids.is_empty() {
        return Ok(tail);
    }
    let allowed: Vec<Uuid> = chat::Entity::find()
        .select_only()
        .column(chat::Column::Id)
        .filter(chat::Column::OrganizationId.eq(agent.organization_id()))
        .filter(chat::Column::Id.is_in(chat_ids))
        .filter(seen)
        .into_tuple()
        .all(context.db())
        .await?;
    let allowed: HashSet<Uuid> = allowed.into_iter().collect();
    Ok(tail.into_iter().filter(|entry| entry.chat_id.is_none_or(|chat_id| allowed.contains(&chat_id))).collect())
}

struct Look<'a> {
    context: &'a Context,
    agent: &'a Agent,
    kind: Option<SearchKind>,
    standing: Standing,
    tail: Vec<Entry>,
}

struct Found {
    hit: Hit,
    source: Source,
    snippet: Snippet,
    chat: Option<ChatSource>,
}

impl Look<'_> {
    async fn page(
        &self,
        question: &Question,
        before_seq: i64,
        limit: u64,
        begins: bool,
    ) -> Result<Page<SearchResultView>> {
        if question.is_empty() {
            return Ok(empty());
        }
        let beyond = self.beyond(question);
        let mut found = Vec::new();
        let mut before_seq = before_seq;
        while (found.len() as u64) <= limit {
            let missing = limit + 1 - found.len() as u64;
            let hits = self.indexed(question, before_seq, missing).await?;
            let last = hits.last().filter(|_| hits.len() as u64 == missing).map(|hit| hit.seq);
            let lowest = last.unwrap_or(i64::MIN);
            let near = beyond.iter().filter(|hit| (lowest..before_seq).contains(&hit.seq)).copied();
            found.extend(self.confirm(question, near.chain(hits).collect()).await?);
            let Some(last) = last else { break };
            before_seq = last;
        }
        Ok(page_of(found, limit, |found| (found.hit.seq, begins), SearchResultView::from))
    }

    /// What matches beyond the index.
    fn beyond(&self, question: &Question) -> Vec<Hit> {
        let wanted = self.tail.iter().filter(|entry| self.kind.is_none_or(|kind| kind == entry.kind));
        wanted
            .filter(|entry| entry.text.as_deref().is_some_and(|text| question.find_in(text).is_some()))
            .map(|entry| Hit { seq: entry.seq, kind: entry.kind, id: entry.id, chat_id: entry.chat_id })
            .collect()
    }

    async fn indexed(&self, question: &Question, before_seq: i64, limit: u64) -> Result<Vec<Hit>> {
        let Some(scope_id) = self.standing.scope_id else { return Ok(Vec::new()) };
        let column = Expr::col(("search_document", "chat_id"));
        let seen = policy::seen_chats(self.agent, column.clone()).map(|seen| seen.add(column.is_null()));
        // Nothing is newer than the log: an index that looks near the newest has to know where that is.
        let before_seq = std::cmp::min(before_seq, self.standing.log_seq.saturating_add(1));
        let wanted = Wanted { question, kind: self.kind, seen, before_seq, limit };
        Ok(search::page(self.context.db(), scope_id, &wanted).await?)
    }

    /// Looks at the things themselves: the index may know an older text of one that was edited or deleted since.
    async fn confirm(&self, question: &Question, mut hits: Vec<Hit>) -> Result<Vec<Found>> {
        if hits.is_empty() {
            return Ok(Vec::new());
        }
        hits.sort_by_key(|hit| std::cmp::Reverse(hit.seq));
        let mut seen = HashSet::new();
        hits.retain(|hit| seen.insert(hit.id));
        let wanted: Vec<(SearchKind, Uuid)> = hits.iter().map(|hit| (hit.kind, hit.id)).collect();
        let chat_ids: HashSet<Uuid> = hits.iter().filter_map(|hit| hit.chat_id).collect();
        let (database, organization_id) = (self.context.db(), self.agent.organization_id());
        let (mut sources, chats) = try_join(
            search::load(database, organization_id, &wanted),
            search::chats_of(database, organization_id, chat_ids.into_iter().collect()),
        )
        .await?;
        let found = hits.into_iter().filter_map(|hit| {
            let source = sources.remove(&hit.id)?;
            let snippet = search::snippet(&source.text, &question.find_in(&source.text)?);
            let chat = source.chat_id.and_then(|chat_id| chats.get(&chat_id)).cloned();
            Some(Found { hit, source, snippet, chat })
        });
        Ok(found.collect())
    }
}

impl From<Found> for SearchResultView {
    fn from(Found { hit, source, snippet, chat }: Found) -> Self {
        let (chat_number, visitor_name) = chat.map(|chat| (chat.number.unsigned_abs(), chat.visitor_name)).unzip();
        Self {
            kind: hit.kind,
            id: hit.id,
            chat_id: source.chat_id,
            chat_number,
            visitor_name: visitor_name.flatten(),
            author: source.author,
            position: source.position.map(i64::unsigned_abs),
            at: Timestamp::from_unix_ms(source.at_ms),
            snippet: snippet.text,
            matches: snippet.matches,
        }
    }
}
