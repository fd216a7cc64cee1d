//! Rows for a search: chats with identities and messages, written straight into the tables of a stopped server; the log says
//! that it no longer reaches back to them, so that the index is built from the rows when the server starts.

use std::{collections::BTreeMap, time::Instant};

use pronto_entity::{
    chat,
    column::{Json, Word},
    message, organization, organization_log,
};
use pronto_protocol::{chat::ChatState, message::SenderKind};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    TransactionTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::text::{Dice, Vocabulary};

/// Messages of one chat.
const CHAT_MESSAGES: usize = 40;
/// Rows of one statement.
const ROWS: usize = 400;
/// Statements of one transaction.
const STATEMENTS: usize = 25;
/// When the first message was sent, in Unix milliseconds.
const BEGAN_MS: i64 = 1_750_000_000_000;

/// What was written, to be asked for.
pub(crate) struct Loaded {
    /// Two words that follow each other in some message.
    pub phrases: Vec<String>,
    /// E-mail addresses of visitors.
    pub addresses: Vec<String>,
}

/// Writes so many messages; the same ones each time.
pub(crate) async fn load(database: &DatabaseConnection, vocabulary: &Vocabulary, messages: usize) -> Loaded {
    let began = Instant::now();
    let model = chat::Entity::find().one(database).await.expect("read").expect("a chat to go by");
    let log = organization_log::Entity::find_by_id(model.organization_id).one(database).await.expect("read");
    let mut writer = Writer {
        seq: log.expect("a log").seq,
        number: model.number,
        dice: Dice::new(42),
        vocabulary,
        loaded: Loaded { phrases: Vec::new(), addresses: Vec::new() },
        model,
    };
    let mut left = messages;
    while left > 0 {
        let transaction = database.begin().await.expect("begun");
        for _ in 0..STATEMENTS {
            let count = left.min(ROWS);
            if count > 0 {
                writer.write(&transaction, count, messages).await;
            }
            left -= count;
        }
        transaction.commit().await.expect("committed");
    }
    writer.close(database).await;
    println!("  {messages} messages in {} chats written in {:.0} s", writer.number, began.elapsed().as_secs_f64());
    writer.loaded
}

struct Writer<'a> {
    model: chat::Model,
    seq: i64,
    number: i64,
    dice: Dice,
    vocabulary: &'a Vocabulary,
    loaded: Loaded,
}

impl Writer<'_> {
    async fn write(&mut self, transaction: &DatabaseTransaction, count: usize, of: usize) {
        let mut chats = Vec::new();
        let mut rows = Vec::new();
        for start in (0..count).step_by(CHAT_MESSAGES) {
            let chat = self.chat(of);
            for position in 1..=CHAT_MESSAGES.min(count - start) {
                rows.push(self.message(&chat, position, of));
            }
            chats.push(chat);
        }
        let chats = chats.into_iter().map(|row| row.into_active_model().reset_all());
        chat::Entity::insert_many(chats).exec_without_returning(transaction).await.expect("chats");
        let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
        message::Entity::insert_many(rows).exec_without_returning(transaction).await.expect("messages");
    }

    fn chat(&mut self, of: usize) -> chat::Model {
        self.seq += 1;
        self.number += 1;
        let first = self.vocabulary.word(150 + self.dice.below(20_000)).to_owned();
        let last = self.vocabulary.word(150 + self.dice.below(20_000)).to_owned();
        let address = format!("{}.{}{}@exemplo.com.br", fold(&first), fold(&last), self.number);
        let every = (of / CHAT_MESSAGES / 11).max(1) as i64;
        if self.number % every == 0 && self.loaded.addresses.len() < 10 {
            self.loaded.addresses.push(address.clone());
        }
        let phone = format!("+55 (11) 9{:04}-{:04}", self.dice.below(10_000), self.dice.below(10_000));
        let name = format!("{first} {last}");
        let fields = [("mail", address), ("name", name.clone()), ("phone", phone)];
        let at = self.at_ms();
        chat::Model {
            id: self.id(),
            number: self.number,
            visitor_name: Some(name),
            state: Word(ChatState::Closed),
            fields: Json(fields.map(|(key, answer)| (key.to_owned(), answer)).into_iter().collect::<BTreeMap<_, _>>()),
            client_id: self.id(),
            started_at: at,
            waiting_since: at,
            closed_at: Some(at),
            last_position: CHAT_MESSAGES as i64,
            last_number: CHAT_MESSAGES as i64,
            last_entry_at: at,
            seq: self.seq,
            ..self.model.clone()
        }
    }

    fn message(&mut self, chat: &chat::Model, position: usize, of: usize) -> message::Model {
        self.seq += 1;
        let text = self.vocabulary.message(&mut self.dice);
        // Some phrases from all over the rows.
        if self.dice.below(of.max(100) / 100) == 0 && self.loaded.phrases.len() < 10 {
            let words: Vec<&str> = text.split(' ').collect();
            if let Some([one, two]) = words.get(words.len() / 2..words.len() / 2 + 2) {
                self.loaded.phrases.push(format!("{one} {two}"));
            }
        }
        message::Model {
            id: self.id(),
            organization_id: chat.organization_id,
            chat_id: chat.id,
            position: position as i64,
            number: position as i64,
            sender_kind: Word(SenderKind::Visitor),
            sender_id: chat.visitor_id,
            sender_name: chat.visitor_name.clone().unwrap_or_default(),
            sender_role: None,
            text,
            attachments: None,
            quoted_id: None,
            notice: None,
            client_id: self.id(),
            content_hash: vec![0; 16],
            sent_at: self.at_ms(),
            edited_at: None,
            deleted_at: None,
            seq: self.seq,
        }
    }

    fn at_ms(&self) -> i64 {
        BEGAN_MS + self.seq * 100
    }

    /// In order of time, as those that the server makes.
    fn id(&mut self) -> Uuid {
        let mut random = [0; 10];
        for byte in &mut random {
            *byte = (self.dice.roll() * 256.0) as u8;
        }
        uuid::Builder::from_unix_timestamp_millis(self.at_ms().unsigned_abs(), &random).into_uuid()
    }

    async fn close(&self, database: &DatabaseConnection) {
        let organization_id = self.model.organization_id;
        organization_log::Entity::update_many()
            .col_expr(organization_log::Column::Seq, Expr::value(self.seq))
            .col_expr(organization_log::Column::PrunedSeq, Expr::value(self.seq))
            .filter(organization_log::Column::OrganizationId.eq(organization_id))
            .exec(database)
            .await
            .expect("the log");
        let shop = organization::Entity::find_by_id(organization_id).one(database).await.expect("read");
        let mut shop = shop.expect("an organization").into_active_model();
        shop.chat_number = sea_orm::ActiveValue::Set(self.number);
        shop.update(database).await.expect("the organization");
    }
}

fn fold(word: &str) -> String {
    pronto_api::fold::fold(word)
}
