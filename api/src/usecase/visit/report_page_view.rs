//! Takes a page view: one stay is one visit, and the same page again is a sign of life.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_entity::{column::Word, page_view, visit};
use pronto_protocol::visit::{PAGE_VIEWS_MOST, PageViewTakenView, ReportPageViewRequest, VISIT_SILENCE_MS};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    address::web_address,
    browser::{Browser, browser_of},
};
use crate::{
    auth::Visitor,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::{approach::unseen_approach, text::clean_line},
};

/// Characters of a title that are kept.
const TITLE_MOST_CHARS: usize = 200;

struct Page {
    url: String,
    title: String,
    referrer: Option<String>,
    ip: String,
    browser: Browser,
}

/// Takes a page view of this visitor, and gives what an agent has sent and was not shown yet. No event is kept of it: who
/// watches the grid is told of what has changed once a second.
///
/// # Errors
/// `invalid_fields` for what is no address of a page.
pub async fn report_page_view(
    context: &Context,
    visitor: Visitor,
    ip: IpAddr,
    user_agent: &str,
    request: ReportPageViewRequest,
) -> Result<PageViewTakenView> {
    let refused = || Error::field("url", "malformed", "An http or https address of at most 2,000 characters.");
    let page = Page {
        url: web_address(&request.url).ok_or_else(refused)?.into(),
        title: clean_line(&request.title).chars().take(TITLE_MOST_CHARS).collect(),
        referrer: request.referrer.as_deref().and_then(web_address).map(String::from),
        ip: ip.to_canonical().to_string(),
        browser: browser_of(user_agent),
    };
    context.ledger.commit(visitor.organization_id, move |transaction| take(transaction, visitor, page).boxed()).await
}

async fn take(transaction: &mut Transaction, visitor: Visitor, page: Page) -> Result<PageViewTakenView> {
    let latest = visit::Entity::find()
        .filter(visit::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(visit::Column::VisitorId.eq(visitor.id))
        .order_by_desc(visit::Column::LastSeenAt)
        .one(transaction.db())
        .await?;
    let now_ms = transaction.now_ms();
    let visit_id = match latest.filter(|visit| now_ms - visit.last_seen_at < VISIT_SILENCE_MS) {
        Some(visit) => go_on(transaction, visit, page).await?,
        None => begin(transaction, visitor, page).await?,
    };
    let approach = unseen_approach(transaction, visitor).await?;
    Ok(PageViewTakenView { visit_id, approach })
}

async fn begin(transaction: &Transaction, visitor: Visitor, page: Page) -> Result<Uuid> {
    let (visit_id, now_ms) = (transaction.id(), transaction.now_ms());
    let row = visit::ActiveModel {
        id: Set(visit_id),
        organization_id: Set(transaction.organization_id()),
        visitor_id: Set(visitor.id),
        url: Set(page.url.clone()),
        title: Set(page.title.clone()),
        referrer: Set(page.referrer),
        landing_url: Set(page.url.clone()),
        device: Set(Word(page.browser.device)),
        browser: Set(page.browser.browser.to_owned()),
        system: Set(page.browser.system.to_owned()),
        ip: Set(page.ip),
        page_count: Set(1),
        started_at: Set(now_ms),
        page_started_at: Set(now_ms),
        last_seen_at: Set(now_ms),
        changed_at: Set(now_ms),
    };
    row.insert(transaction.db()).await?;
    keep(transaction, visit_id, 1, page.url, page.title).await?;
    Ok(visit_id)
}

async fn go_on(transaction: &Transaction, visit: visit::Model, page: Page) -> Result<Uuid> {
    let (visit_id, now_ms) = (visit.id, transaction.now_ms());
    let same_page = visit.url == page.url;
    let changes = !same_page || visit.title != page.title;
    let number = visit.page_count.saturating_add(1);
    let mut changed: visit::ActiveModel = visit.into_active_model();
    changed.last_seen_at = Set(now_ms);
    if changes {
        changed.title = Set(page.title.clone());
        changed.changed_at = Set(now_ms);
    }
    if !same_page {
        changed.url = Set(page.url.clone());
        changed.page_count = Set(number);
        changed.page_started_at = Set(now_ms);
    }
    changed.update(transaction.db()).await?;
    if !same_page {
        keep(transaction, visit_id, number, page.url, page.title).await?;
    }
    Ok(visit_id)
}

/// Writes a page view and drops the one that is too many: each visit keeps a bounded number.
async fn keep(transaction: &Transaction, visit_id: Uuid, number: i32, url: String, title: String) -> Result<()> {
    let row = page_view::ActiveModel {
        visit_id: Set(visit_id),
        number: Set(number),
        organization_id: Set(transaction.organization_id()),
        url: Set(url),
        title: Set(title),
        at: Set(transaction.now_ms()),
    };
    page_view::Entity::insert(row).exec_without_returning(transaction.db()).await?;
    if i64::from(number) > PAGE_VIEWS_MOST {
        page_view::Entity::delete_many()
            .filter(page_view::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(page_view::Column::VisitId.eq(visit_id))
            .filter(page_view::Column::Number.lte(i64::from(number) - PAGE_VIEWS_MOST))
            .exec(transaction.db())
            .await?;
    }
    Ok(())
}
