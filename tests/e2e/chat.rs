//! Rows: R7, R10, C1, P2

use harness::{AgentActor, Organization, TestServer, VisitorActor};
use pronto_protocol::{
    agent::{Permission, ProfileView, Role},
    chat::{ChatEnd, ChatListItemView, ChatState, ChatView},
    error::ErrorCode,
    message::NoticeCode,
    page::Page,
    queue::QueueSettings,
    whisper::TimelineEntryView,
};
use serde_json::json;
use uuid::Uuid;

/// An agent whose profile allows exactly this.
pub async fn agent_who_may(organization: &Organization, name: &str, permissions: &[Permission]) -> AgentActor {
    let agent = organization.agent(name).await;
    let request = json!({"name": format!("Profile of {name}"), "permissions": permissions});
    let profile: ProfileView = organization.admin.api.post("/v1/profiles", &request).await.ok();
    let path = format!("/v1/agents/{}", agent.id);
    organization.admin.api.patch(&path, &json!({"profile_id": profile.id})).await.done();
    AgentActor::sign_in(&organization.base, &organization.slug, &agent.email, "phone").await
}

async fn listed(agent: &AgentActor, filter: &str) -> Vec<ChatListItemView> {
    agent.api.all(&format!("/v1/chats?filter={filter}")).await
}

/// No chats: an empty array says nothing of its type.
const NONE: [Uuid; 0] = [];

async fn ids(agent: &AgentActor, filter: &str) -> Vec<Uuid> {
    listed(agent, filter).await.into_iter().map(|item| item.chat.id).collect()
}

async fn act(agent: &AgentActor, chat_id: Uuid, verb: &str) -> harness::Answer {
    agent.api.act(&format!("/v1/chats/{chat_id}/{verb}")).await
}

async fn close(agent: &AgentActor, chat_id: Uuid) -> harness::Answer {
    agent.api.post(&format!("/v1/chats/{chat_id}/close"), &json!({})).await
}

async fn timeline(agent: &AgentActor, chat_id: Uuid) -> Vec<TimelineEntryView> {
    let mut entries: Vec<TimelineEntryView> = agent.api.all(&format!("/v1/chats/{chat_id}/timeline")).await;
    entries.sort_by_key(TimelineEntryView::position);
    entries
}

fn notices(entries: &[TimelineEntryView]) -> Vec<NoticeCode> {
    let notice = |entry: &TimelineEntryView| match entry {
        TimelineEntryView::Message(message) => message.notice.as_ref().map(|notice| notice.code),
        TimelineEntryView::Whisper(_) => None,
    };
    entries.iter().filter_map(notice).collect()
}

async fn waiting_chats(organization: &Organization, queue: &str, count: usize) -> Vec<(VisitorActor, Uuid)> {
    let mut chats = Vec::new();
    for _ in 0..count {
        let visitor = organization.visitor().await;
        let chat = visitor.start(queue, "Hello").await;
        chats.push((visitor, chat.id));
    }
    chats
}

#[tokio::test]
async fn unread_marks_count_what_others_wrote_after_the_read_mark() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    let read = format!("/v1/chats/{}/read", chat.id);
    assert_eq!(agent.chat(chat.id).await.unread_count, 1, "the first message; notices need no reader");
    visitor.say(chat.id, "One").await;
    let two = visitor.say(chat.id, "Two").await;
    agent.say(chat.id, "My own").await;
    supervisor.whisper(chat.id, "Be kind").await;
    let mine = listed(&agent, "mine").await;
    assert_eq!(mine.iter().map(|item| item.unread_count).collect::<Vec<_>>(), [4]);
    assert_eq!(supervisor.chat(chat.id).await.unread_count, 0, "who is not in the chat has nothing to read");

    let position = timeline(&agent, chat.id)
        .await
        .iter()
        .find(|entry| matches!(entry, TimelineEntryView::Message(message) if message.id == two.id))
        .map(TimelineEntryView::position)
        .expect("the second message");
    let mut heard = visitor.socket().await;
    agent.api.put(&read, &json!({"position": position})).await.done();
    assert_eq!(agent.chat(chat.id).await.unread_count, 1, "the whisper is left");
    let event = heard.event("agents_read.moved").await;
    assert_eq!(event["content"]["number"].as_u64(), Some(two.number), "visitors count messages only");
    agent.api.put(&read, &json!({"position": 1})).await.done();
    assert_eq!(agent.chat(chat.id).await.unread_count, 1, "marks never move back");
    agent.api.put(&read, &json!({"position": u64::MAX})).await.done();
    let seen = agent.chat(chat.id).await;
    assert_eq!(seen.unread_count, 0);
    assert_eq!(seen.chat.participants[0].read_position, seen.chat.last_position, "and never past the last entry");
    supervisor.api.put(&read, &json!({"position": 1})).await.refused(ErrorCode::NotParticipant);
}

#[tokio::test]
async fn a_deleted_message_is_no_longer_unread() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let slip = visitor.say(chat.id, "Oops").await;
    assert_eq!(agent.chat(chat.id).await.unread_count, 2);
    visitor.api.delete(&format!("/v1/visitor/chats/{}/messages/{}", chat.id, slip.id)).await.done();
    assert_eq!(agent.chat(chat.id).await.unread_count, 1);
}

#[tokio::test]
async fn each_list_holds_what_it_says_and_what_the_agent_may_see() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let member = agent_who_may(&shop, "Ana", &[Permission::CloseChats]).await;
    let outsider = agent_who_may(&shop, "Bia", &[]).await;
    let historian = agent_who_may(&shop, "Caio", &[Permission::SeeHistory]).await;
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    let colleague = shop.agent("Duda").await;
    let queue = shop.queue("sales", QueueSettings::default(), &[&member, &colleague]).await;
    member.ready().await;
    colleague.ready().await;
    let chats = waiting_chats(&shop, "sales", 4).await;
    let [waiting, mine, others, closed] = [0, 1, 2, 3].map(|at| chats[at].1);
    member.accept_chat(mine).await;
    colleague.accept_chat(others).await;
    colleague.accept_chat(closed).await;
    close(&colleague, closed).await.done();

    for agent in [&member, &supervisor] {
        assert_eq!(ids(agent, "waiting").await, [waiting]);
    }
    assert_eq!(ids(&member, "mine").await, [mine]);
    assert_eq!(ids(&member, "others").await, [others]);
    assert_eq!(ids(&member, "closed").await, NONE, "a closed chat of others is history");
    assert_eq!(ids(&colleague, "closed").await, [closed]);
    for filter in ["mine", "waiting", "others", "closed"] {
        assert_eq!(ids(&outsider, filter).await, NONE, "{filter}");
    }
    for agent in [&historian, &supervisor] {
        let mut seen = ids(agent, "others").await;
        seen.sort_unstable();
        let mut wanted = vec![mine, others];
        wanted.sort_unstable();
        assert_eq!(seen, wanted);
        assert_eq!(ids(agent, "closed").await, [closed]);
    }
    assert_eq!(ids(&supervisor, &format!("closed&queue_id={}", queue.id)).await, [closed]);
    assert_eq!(ids(&supervisor, &format!("closed&queue_id={}", Uuid::now_v7())).await, NONE);
    for hidden in [waiting, mine, others, closed] {
        outsider.api.get(&format!("/v1/chats/{hidden}")).await.refused(ErrorCode::NotFound);
    }
    member.api.get(&format!("/v1/chats/{closed}")).await.refused(ErrorCode::NotFound);
    member.api.get("/v1/chats?filter=all").await.refused(ErrorCode::BadRequest);
}

#[tokio::test]
async fn lists_are_read_page_by_page_without_gap_or_repetition() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&agent]).await;
    let started: Vec<Uuid> = waiting_chats(&shop, "sales", 7).await.into_iter().map(|(_, id)| id).collect();
    let read = ids(&agent, "waiting&limit=2").await;
    assert_eq!(read, started, "who waits longest comes first");
    agent.api.get("/v1/chats?filter=waiting&limit=0").await.refused(ErrorCode::InvalidFields);
    agent.api.get("/v1/chats?filter=waiting&limit=101").await.refused(ErrorCode::InvalidFields);
    agent.api.get("/v1/chats?filter=waiting&cursor=abc").await.refused(ErrorCode::InvalidCursor);
}

#[tokio::test]
async fn the_timeline_holds_messages_and_whispers_by_position_without_gap() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    for at in 0..6 {
        visitor.say(chat.id, &format!("Question {at}")).await;
        agent.whisper(chat.id, &format!("Thought {at}")).await;
        agent.say(chat.id, &format!("Answer {at}")).await;
    }
    let path = format!("/v1/chats/{}/timeline", chat.id);
    let newest: Page<TimelineEntryView> = agent.api.get(&format!("{path}?limit=5")).await.ok();
    let positions: Vec<u64> = newest.items.iter().map(TimelineEntryView::position).collect();
    let last = agent.chat(chat.id).await.chat.last_position;
    assert_eq!(positions, (last - 4..=last).collect::<Vec<_>>(), "the newest page, ascending");
    let all: Vec<TimelineEntryView> = agent.api.all(&format!("{path}?limit=5")).await;
    let mut positions: Vec<u64> = all.iter().map(TimelineEntryView::position).collect();
    positions.sort_unstable();
    assert_eq!(positions, (1..=last).collect::<Vec<_>>());
    assert_eq!(all.iter().filter(|entry| matches!(entry, TimelineEntryView::Whisper(_))).count(), 6);
    let numbers: Vec<u64> = visitor.messages(chat.id).await.iter().map(|message| message.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeline_that_is_read_while_it_grows_has_no_hole() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let chat_id = chat.id;
    let reader = agent.clone();
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let reading = tokio::spawn(async move {
        let mut reads = 0;
        while stopped.try_recv().is_err() {
            let page: Page<TimelineEntryView> =
                reader.api.get(&format!("/v1/chats/{chat_id}/timeline?limit=10")).await.ok();
            let positions: Vec<u64> = page.items.iter().map(TimelineEntryView::position).collect();
            let last = positions.last().copied().expect("an entry");
            let whole: Vec<u64> = (last + 1 - positions.len() as u64..=last).collect();
            assert_eq!(positions, whole, "something in between was left out");
            reads += 1;
        }
        reads
    });
    for _ in 0..300 {
        // At once, so that both are often committed together, between the reader's two looks.
        tokio::join!(visitor.say(chat_id, "Question"), agent.whisper(chat_id, "Thought"), agent.say(chat_id, "Answer"));
    }
    stop.send(()).expect("it reads");
    assert!(reading.await.expect("a reader") > 20, "it was hardly read meanwhile");
}

#[tokio::test]
async fn a_colleague_joins_an_active_chat_and_the_visitor_is_told() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let colleague = shop.agent("Bia").await;
    let mut heard = visitor.socket().await;
    let joined: ChatView = act(&colleague, chat.id, "join").await.ok();
    let own = joined.participants.iter().find(|participant| participant.agent_id == colleague.id).expect("joined");
    assert!(!own.responsible, "who joins has no more chats than before");
    assert_eq!(joined.participants.len(), 2);
    let event = heard.event_where("message.sent", |content| content["notice"]["code"] == "agent_joined").await;
    assert_eq!(event["content"]["notice"]["names"]["agent"], "Bia");
    let again: ChatView = act(&colleague, chat.id, "join").await.ok();
    assert_eq!(again, joined);
    let takes_it_over: ChatView = act(&agent, chat.id, "join").await.ok();
    assert_eq!(takes_it_over, joined, "who has the chat keeps it");
    colleague.say(chat.id, "Hello from me too").await;
}

#[tokio::test]
async fn a_waiting_closed_unknown_or_foreign_chat_cannot_be_joined() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let colleague = shop.agent("Bia").await;
    let outsider = agent_who_may(&shop, "Caio", &[Permission::JoinChats]).await;
    let forbidden = agent_who_may(&shop, "Duda", &[Permission::SeeHistory]).await;
    let stranger = school.agent("Eva").await;
    act(&outsider, chat.id, "join").await.refused(ErrorCode::NotFound);
    act(&forbidden, chat.id, "join").await.refused(ErrorCode::Forbidden);
    act(&stranger, chat.id, "join").await.refused(ErrorCode::NotFound);
    act(&colleague, Uuid::now_v7(), "join").await.refused(ErrorCode::NotFound);
    let waiting = shop.visitor().await.start("sales", "Hello").await;
    act(&colleague, waiting.id, "join").await.refused(ErrorCode::Conflict);
    close(&agent, chat.id).await.done();
    act(&colleague, chat.id, "join").await.refused(ErrorCode::ChatClosed);
}

#[tokio::test]
async fn a_chat_goes_on_when_one_of_its_agents_leaves() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let colleague = shop.agent("Bia").await;
    act(&colleague, chat.id, "join").await.done();
    let left: ChatView = act(&colleague, chat.id, "leave").await.ok();
    assert_eq!(left.state, ChatState::Active);
    assert_eq!(left.participants.iter().map(|participant| participant.agent_id).collect::<Vec<_>>(), [agent.id]);
    let entries = timeline(&agent, chat.id).await;
    let again: ChatView = act(&colleague, chat.id, "leave").await.ok();
    assert_eq!(again.participants.len(), 1);
    assert_eq!(timeline(&agent, chat.id).await, entries, "leaving again says nothing");
    let path = format!("/v1/chats/{}/messages", chat.id);
    colleague.api.post(&path, &harness::message("x")).await.refused(ErrorCode::NotParticipant);
    let never_in = shop.agent("Caio").await;
    act(&never_in, chat.id, "leave").await.refused(ErrorCode::NotParticipant);
    assert!(
        visitor
            .messages(chat.id)
            .await
            .iter()
            .any(|message| { message.notice.as_ref().is_some_and(|notice| notice.code == NoticeCode::AgentLeft) })
    );
}

#[tokio::test]
async fn a_chat_whose_last_agent_leaves_waits_again_and_is_offered_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, _visitor, chat) = shop.active_chat("sales").await;
    let colleague = shop.agent("Bia").await;
    let queues: Vec<serde_json::Value> = shop.admin.api.all("/v1/queues").await;
    let member = format!("/v1/queues/{}/members/{}", queues[0]["id"].as_str().expect("an id"), colleague.id);
    shop.admin.api.put(&member, &json!({})).await.done();
    // Only who can be told is offered anything.
    let _reachable = colleague.socket().await;
    colleague.ready().await;
    assert!(colleague.offers().await.is_empty());
    let left: ChatView = act(&agent, chat.id, "leave").await.ok();
    assert_eq!((left.state, left.participants.len()), (ChatState::Waiting, 0));
    assert_eq!(ids(&colleague, "waiting").await, [chat.id]);
    assert!(colleague.offers().await.iter().any(|offer| offer.chat_id == chat.id));
    let taken = colleague.accept_chat(chat.id).await.chat;
    assert_eq!(taken.state, ChatState::Active);
    assert_eq!(taken.participants[0].agent_id, colleague.id);
}

#[tokio::test]
async fn closing_ends_the_chat_once_for_everybody() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    let mut heard = visitor.socket().await;
    let path = format!("/v1/chats/{}/close", chat.id);
    let problem = agent.api.post(&path, &json!({"reason": "é".repeat(501)})).await.refused(ErrorCode::InvalidFields);
    assert_eq!(problem.fields[0].field, "reason");
    let closed: ChatView = agent.api.post(&path, &json!({"reason": "Sold", "solved": true})).await.ok();
    assert_eq!((closed.state, closed.end), (ChatState::Closed, Some(ChatEnd::ClosedByAgent)));
    assert_eq!(closed.participants.len(), 1, "it still shows who was in it");
    let event = heard.event_where("chat.updated", |content| content["state"] == "closed").await;
    assert_eq!(event["content"]["left_by_visitor"], false);
    let entries = timeline(&agent, chat.id).await;
    assert_eq!(notices(&entries).last(), Some(&NoticeCode::ChatClosed));
    let again: ChatView = agent.api.post(&path, &json!({"solved": false})).await.ok();
    assert_eq!(again, closed);
    assert_eq!(timeline(&agent, chat.id).await, entries);
    assert_eq!(ids(&agent, "mine").await, NONE);
    assert_eq!(ids(&agent, "closed").await, [chat.id]);
    let send = format!("/v1/chats/{}/messages", chat.id);
    agent.api.post(&send, &harness::message("x")).await.refused(ErrorCode::ChatClosed);
    act(&agent, chat.id, "leave").await.refused(ErrorCode::ChatClosed);
}

#[tokio::test]
async fn only_who_is_in_a_chat_and_may_close_or_supervises_closes_it() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (_agent, _visitor, chat) = shop.active_chat("sales").await;
    let colleague = shop.agent("Bia").await;
    let helper = agent_who_may(&shop, "Caio", &[Permission::JoinChats, Permission::SeeHistory]).await;
    act(&helper, chat.id, "join").await.done();
    close(&helper, chat.id).await.refused(ErrorCode::Forbidden);
    close(&colleague, chat.id).await.refused(ErrorCode::NotParticipant);
    close(&school.admin, chat.id).await.refused(ErrorCode::NotFound);
    close(&colleague, Uuid::now_v7()).await.refused(ErrorCode::NotFound);
    let supervisor = shop.agent_with_role("Sara", Role::Supervisor).await;
    let closed: ChatView = close(&supervisor, chat.id).await.ok();
    assert_eq!(closed.state, ChatState::Closed);
}

#[tokio::test]
async fn a_reopened_chat_has_its_agents_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    act(&agent, chat.id, "reopen").await.refused(ErrorCode::ChatNotClosed);
    close(&agent, chat.id).await.done();
    let mut heard = visitor.socket().await;
    let opened: ChatView = act(&agent, chat.id, "reopen").await.ok();
    assert_eq!((opened.state, opened.end, opened.closed_at), (ChatState::Active, None, None));
    assert_eq!(opened.participants[0].agent_id, agent.id);
    heard.event_where("chat.updated", |content| content["state"] == "active").await;
    heard.event_where("message.sent", |content| content["notice"]["code"] == "chat_reopened").await;
    act(&agent, chat.id, "reopen").await.refused(ErrorCode::ChatNotClosed);
    visitor.say(chat.id, "One more thing").await;
    agent.say(chat.id, "Yes?").await;
    assert_eq!(ids(&agent, "mine").await, [chat.id]);
}

#[tokio::test]
async fn a_chat_nobody_had_taken_waits_again_when_it_is_reopened() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let agent = shop.agent("Ana").await;
    shop.queue("sales", QueueSettings::default(), &[&agent]).await;
    let _reachable = agent.socket().await;
    agent.ready().await;
    let (visitor, chat_id) = waiting_chats(&shop, "sales", 1).await.remove(0);
    visitor.api.act(&format!("/v1/visitor/chats/{chat_id}/leave")).await.done();
    act(&agent, chat_id, "reopen").await.refused(ErrorCode::NotParticipant);
    let opened: ChatView = act(&shop.admin, chat_id, "reopen").await.ok();
    assert_eq!(opened.state, ChatState::Waiting);
    assert!(agent.offers().await.iter().any(|offer| offer.chat_id == chat_id));
}

#[tokio::test]
async fn a_chat_is_not_reopened_against_the_rules() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (agent, visitor, chat) = shop.active_chat("sales").await;
    close(&agent, chat.id).await.done();
    act(&school.admin, chat.id, "reopen").await.refused(ErrorCode::NotFound);
    let newer = visitor.start("sales", "Something new").await;
    let problem = act(&agent, chat.id, "reopen").await.refused(ErrorCode::AlreadyExists);
    assert!(problem.detail.expect("the newer chat").contains(&newer.id.to_string()));
    visitor.api.act(&format!("/v1/visitor/chats/{}/leave", newer.id)).await.done();
    shop.admin.api.patch("/v1/organization", &json!({"reopen_allowed": false})).await.done();
    act(&agent, chat.id, "reopen").await.refused(ErrorCode::Forbidden);
}

#[tokio::test]
async fn another_organization_finds_nothing_at_any_address_of_a_chat() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let (_agent, _visitor, chat) = shop.active_chat("sales").await;
    let api = &school.admin.api;
    let path = |rest: &str| format!("/v1/chats/{}{rest}", chat.id);
    for rest in ["", "/timeline", "/notes"] {
        api.get(&path(rest)).await.refused(ErrorCode::NotFound);
    }
    for verb in ["join", "leave", "reopen"] {
        act(&school.admin, chat.id, verb).await.refused(ErrorCode::NotFound);
    }
    api.put(&path("/read"), &json!({"position": 1})).await.refused(ErrorCode::NotFound);
    for filter in ["mine", "waiting", "others", "closed"] {
        assert_eq!(ids(&school.admin, filter).await, NONE);
    }
}
