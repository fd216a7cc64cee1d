//! Articles: what agents look up.

use pronto_protocol::{
    article::{ArticleItemView, ArticleState, ArticleView},
    page::Page,
};

use super::{page, query, read};
use crate::{error::ProntoError, model::view, runtime::on_core, session::Session};

/// An article in a list.
#[derive(Clone, Debug, uniffi::Record)]
pub struct ArticleItem {
    /// Its id.
    pub article_id: String,
    /// Its title.
    pub title: String,
    /// How its text begins.
    pub excerpt: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether every agent reads it.
    pub published: bool,
    /// When it was last changed, in milliseconds since 1970.
    pub updated_at_ms: u64,
}

/// An article.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Article {
    /// Its id.
    pub article_id: String,
    /// Its title.
    pub title: String,
    /// The text, in small Markdown.
    pub body: String,
    /// The same as plain text, to be put into an answer.
    pub plain_text: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether every agent reads it.
    pub published: bool,
    /// The author's name at the time.
    pub author_name: String,
    /// When it was last changed, in milliseconds since 1970.
    pub updated_at_ms: u64,
}

page! {
    /// A page of articles.
    ArticlePage of ArticleItem from ArticleItemView
}

impl From<ArticleItemView> for ArticleItem {
    fn from(article: ArticleItemView) -> Self {
        Self {
            article_id: article.id.to_string(),
            title: article.title,
            excerpt: article.excerpt,
            tags: article.tags,
            published: article.state == ArticleState::Published,
            updated_at_ms: view::ms(article.updated_at),
        }
    }
}

impl From<ArticleView> for Article {
    fn from(article: ArticleView) -> Self {
        Self {
            article_id: article.id.to_string(),
            title: article.title,
            body: article.body,
            plain_text: article.plain_text,
            tags: article.tags,
            published: article.state == ArticleState::Published,
            author_name: article.author_name,
            updated_at_ms: view::ms(article.updated_at),
        }
    }
}

#[uniffi::export]
impl Session {
    /// Articles with these words, or with this tag.
    #[uniffi::method(default(words = None, tag = None, cursor = None))]
    pub async fn articles(
        &self,
        words: Option<String>,
        tag: Option<String>,
        cursor: Option<String>,
    ) -> Result<ArticlePage, ProntoError> {
        let account = self.client().clone();
        let query = query([("search", words), ("tag", tag), ("cursor", cursor)]);
        let page = async move { read::<Page<ArticleItemView>>(account.calls().list_articles(&query).await?) };
        on_core(page).await.map(Into::into)
    }

    /// An article.
    pub async fn article(&self, article_id: String) -> Result<Article, ProntoError> {
        let (account, article_id) = (self.client().clone(), view::id(&article_id)?);
        let article = async move { read::<ArticleView>(account.calls().show_article(article_id).await?) };
        on_core(article).await.map(Into::into)
    }
}
