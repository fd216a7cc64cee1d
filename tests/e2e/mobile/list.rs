//! Lists that an app watches, rebuilt from what is told.

use harness::TestServer;
use pronto_mobile::client::{
    ItemState, Options,
    lists::{ChatRow, Inbox, TimelineRow, Watch},
    store::{SqliteStore, Store},
};
use pronto_protocol::{queue::QueueSettings, whisper::TimelineEntryView};

use super::{Phone, WITHIN, kill, online, phone, same_as_fresh};

/// Looks until what is shown is as wanted.
async fn until<T: Clone + std::fmt::Debug>(
    watch: &Watch<T>,
    shown: &mut Vec<T>,
    what: &str,
    holds: impl Fn(&[T]) -> bool,
) {
    let looking = async {
        while !holds(shown) {
            for diff in watch.changed().await {
                diff.apply(shown);
            }
        }
    };
    assert!(tokio::time::timeout(WITHIN, looking).await.is_ok(), "never shown: {what}; shown is {shown:#?}");
}

fn words(rows: &[TimelineRow]) -> Vec<String> {
    rows.iter()
        .map(|row| match row {
            TimelineRow::Entry(entry) => match &**entry {
                TimelineEntryView::Message(message) => message.text.clone(),
                TimelineEntryView::Whisper(whisper) => whisper.text.clone(),
            },
            TimelineRow::Outgoing(item) => format!("({})", item.content.words()),
        })
        .collect()
}

#[tokio::test]
async fn chats_move_between_the_lists_as_they_are_taken_and_closed() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, bia) = (shop.agent("Ana").await, shop.agent("Bia").await);
    shop.queue("sales", QueueSettings::default(), &[&ana, &bia]).await;
    ana.ready().await;
    let (_phone, account) = phone(&server, &ana).await;
    let lists = [Inbox::Waiting, Inbox::Mine, Inbox::Others].map(|inbox| account.live().watch_chats(inbox));
    let [waiting, mine, others] = &lists;
    let mut shown: [Vec<ChatRow>; 3] = Default::default();

    let vera = shop.visitor().await;
    let first = vera.start("sales", "One").await.id;
    let second = shop.visitor().await.start("sales", "Two").await.id;
    until(waiting, &mut shown[0], "both wait, the first first", |rows| {
        rows.iter().map(|row| row.chat.id).eq([first, second]) && rows.iter().all(|row| row.offer.is_some())
    })
    .await;
    account.accept_chat(first).await.expect("accepted");
    bia.ready().await;
    bia.accept_chat(second).await;
    until(mine, &mut shown[1], "mine", |rows| rows.iter().map(|row| row.chat.id).eq([first])).await;
    until(others, &mut shown[2], "the other's", |rows| rows.iter().map(|row| row.chat.id).eq([second])).await;
    until(waiting, &mut shown[0], "none waits", <[ChatRow]>::is_empty).await;

    vera.say(first, "Are you there?").await;
    until(mine, &mut shown[1], "unread, with what was said last", |rows| {
        let last = rows.first().and_then(|row| row.last_entry.clone());
        rows.first().is_some_and(|row| row.unread_count >= 1)
            && matches!(last, Some(TimelineEntryView::Message(message)) if message.text == "Are you there?")
    })
    .await;
    account.set_draft(first, "Yes, I");
    until(mine, &mut shown[1], "the draft", |rows| rows[0].draft.as_deref() == Some("Yes, I")).await;
    account.close_chat(first, &Default::default()).await.expect("closed");
    until(mine, &mut shown[1], "closed", <[ChatRow]>::is_empty).await;
    same_as_fresh(&account, "whose lists were watched").await;
}

#[tokio::test]
async fn a_long_timeline_opens_at_its_end_and_is_read_back_from_the_device_and_then_from_the_server() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    for n in 0..60 {
        vera.say(chat.id, &format!("Linha {n}")).await;
    }
    let phone = Phone::new(&server.url(""), &ana);
    let options = |history_most| Options { history_most, ..phone.options() };
    let sign_in = pronto_mobile::client::SignIn::new(
        &phone.url,
        "shop",
        &phone.email,
        harness::PASSWORD,
        pronto_protocol::device::Platform::Ios,
        "Phone",
    );
    // One page is fetched at least: a hundred entries at most.
    let account =
        pronto_mobile::client::Account::sign_in(sign_in, phone.secrets.clone(), options(10)).await.expect("in");
    online(&account).await;
    kill(account);

    // The device was short of room.
    let store = SqliteStore::open(&phone.path().join(ana.id.to_string())).expect("opened");
    store.evict(0, 30).expect("evicted");
    drop(store);
    let restored = pronto_mobile::client::Account::restore(ana.id, phone.secrets.clone(), options(10)).await;
    let account = restored.expect("read").expect("kept");
    let watch = account.live().watch_timeline(chat.id);
    let mut shown = Vec::new();
    until(&watch, &mut shown, "the newest ten", |rows| rows.len() == 10).await;
    assert_eq!(words(&shown).last().map(String::as_str), Some("Linha 59"));
    assert!(account.load_older(chat.id, 20).await.expect("from the device, without a network"));
    until(&watch, &mut shown, "thirty", |rows| rows.len() == 30).await;
    assert_eq!(words(&shown)[0], "Linha 30");
    let found = account.search_here(Some(chat.id), "LINHA 42", 5).await.expect("found");
    assert!(
        matches!(found.as_slice(), [TimelineEntryView::Message(message)] if message.text == "Linha 42"),
        "{found:?}"
    );

    // What came before is on the server alone.
    while account.load_older(chat.id, 100).await.expect("read") {}
    let whole = ana.chat(chat.id).await.chat.last_position as usize;
    until(&watch, &mut shown, "everything", |rows| rows.len() == whole).await;
    assert!(!account.load_older(chat.id, 20).await.expect("asked"));

    // From the server, by position.
    let older: pronto_protocol::page::Page<TimelineEntryView> =
        ana.api.get(&format!("/v1/chats/{}/timeline?before=5&limit=2", chat.id)).await.ok();
    assert_eq!(older.items.iter().map(TimelineEntryView::position).collect::<Vec<_>>(), [3, 4]);
    let before = older.next_cursor.expect("there is more");
    let older: pronto_protocol::page::Page<TimelineEntryView> =
        ana.api.get(&format!("/v1/chats/{}/timeline?before=5&limit=2&cursor={before}", chat.id)).await.ok();
    assert_eq!(older.items.iter().map(TimelineEntryView::position).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test]
async fn what_is_written_stands_at_the_end_until_it_is_sent_and_in_its_place_then() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (ana, vera, chat) = shop.active_chat("sales").await;
    let (_phone, account) = phone(&server, &ana).await;
    let watch = account.live().watch_timeline(chat.id);
    let mut shown = Vec::new();
    account.stop().await;
    server
        .until("everything is shown", async || {
            watch.take().into_iter().for_each(|diff| diff.apply(&mut shown));
            !shown.is_empty()
        })
        .await;
    let long = account.send_text(chat.id, &"y".repeat(9_000)).expect("kept");
    account.outbox().until_sent(long, WITHIN).await.expect_err("too long");
    account.send_text(chat.id, "Mine").expect("kept");
    vera.say(chat.id, "Hers").await;
    online(&account).await;
    until(&watch, &mut shown, "hers, then what waits", |rows| {
        words(rows).ends_with(&["Hers".to_owned(), format!("({})", "y".repeat(9_000)), "(Mine)".to_owned()])
    })
    .await;
    let failed = shown
        .iter()
        .any(|row| matches!(row, TimelineRow::Outgoing(item) if matches!(item.state, ItemState::Failed { .. })));
    assert!(failed, "the refusal is not shown");
    account.outbox().cancel(long);
    until(&watch, &mut shown, "sent", |rows| words(rows).ends_with(&["Hers".to_owned(), "Mine".to_owned()])).await;
}
