//! Rows: K5

use harness::{AgentActor, Answer, TestServer};
use pronto_protocol::{
    agent::Permission,
    contact::{ContactNoteView, ContactView},
    error::ErrorCode,
    merge::ContactMergeView,
    ticket::TicketView,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    candidate::{asking, start_as},
    chat::agent_who_may,
    contact::contact,
    ticket::opening,
};

async fn merge(agent: &AgentActor, into: Uuid, from: Uuid) -> Answer {
    agent.api.post(&format!("/v1/contacts/{into}/merges"), &json!({"from_id": from})).await
}

async fn undo(agent: &AgentActor, into: Uuid, merge_id: Uuid) -> Answer {
    agent.api.act(&format!("/v1/contacts/{into}/merges/{merge_id}/undo")).await
}

async fn shown(agent: &AgentActor, contact_id: Uuid) -> ContactView {
    agent.api.get(&format!("/v1/contacts/{contact_id}")).await.ok()
}

async fn ticket_for(agent: &AgentActor, contact_id: Uuid) -> TicketView {
    let request = opening("Question", &json!({"kind": "existing", "contact_id": contact_id}));
    agent.api.post("/v1/tickets", &request).await.ok()
}

async fn owner_of_ticket(agent: &AgentActor, ticket_id: Uuid) -> Uuid {
    agent.api.get(&format!("/v1/tickets/{ticket_id}")).await.ok::<TicketView>().contact_id
}

async fn note_on(agent: &AgentActor, contact_id: Uuid, text: &str) -> ContactNoteView {
    let request = json!({"client_id": Uuid::now_v7(), "text": text});
    agent.api.post(&format!("/v1/contacts/{contact_id}/notes"), &request).await.ok()
}

async fn notes_of(agent: &AgentActor, contact_id: Uuid) -> Vec<String> {
    let notes: Vec<ContactNoteView> = agent.api.all(&format!("/v1/contacts/{contact_id}/notes")).await;
    let mut texts: Vec<String> = notes.into_iter().map(|note| note.text).collect();
    texts.sort();
    texts
}

fn values(contact: &ContactView) -> Vec<&str> {
    contact.identities.iter().map(|identity| identity.value.as_str()).collect()
}

#[tokio::test]
async fn a_merge_moves_everything_and_its_undoing_exactly_that() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", asking(), &[&ana]).await;
    let into = contact(&ana, "Rita", "rita@example.com").await;
    let from = contact(&ana, "Rita S.", "rita@work.example").await;
    let visitor = shop.visitor().await;
    let open = start_as(&visitor, "sales", &json!({})).await;
    let link = json!({"contact_id": from.id});
    ana.api.put(&format!("/v1/chats/{}/contact", open.id), &link).await.done();
    let old = ticket_for(&ana, from.id).await;
    let kept = ticket_for(&ana, into.id).await;
    note_on(&ana, from.id, "From the old one").await;
    note_on(&ana, into.id, "Of the other").await;
    let mut heard = ana.socket().await;

    let merged: ContactMergeView = merge(&ana, into.id, from.id).await.ok();
    let moved = merged.moved;
    assert_eq!((moved.identity_count, moved.chat_count, moved.ticket_count, moved.note_count), (1, 1, 1, 1));
    assert_eq!(values(&merged.into), ["rita@example.com", "rita@work.example"]);
    assert_eq!((merged.from.merged_into_id, merged.from.name.as_str()), (Some(into.id), "Rita S."));
    let told = heard.event("contact.merged").await;
    assert_eq!(serde_json::from_value::<ContactMergeView>(told["content"].clone()).expect("a merge"), merged);
    assert_eq!([merged.seq, merged.into.seq, merged.from.seq].map(Some), [told["seq"].as_u64(); 3]);
    assert_eq!(heard.event("chat.updated").await["content"]["contact_id"], json!(into.id));
    assert_eq!(heard.event("ticket.updated").await["content"]["contact_id"], json!(into.id));
    assert_eq!(ana.chat(open.id).await.chat.contact_id, Some(into.id));
    assert_eq!(owner_of_ticket(&ana, old.id).await, into.id);
    assert_eq!(notes_of(&ana, into.id).await, ["From the old one", "Of the other"]);
    let listed: Vec<ContactView> = ana.api.all("/v1/contacts").await;
    assert_eq!(listed.iter().map(|contact| contact.id).collect::<Vec<_>>(), [into.id], "the merged one is in no list");
    assert_eq!(merge(&ana, into.id, from.id).await.ok::<ContactMergeView>(), merged, "again is no change");
    ana.api.patch(&format!("/v1/contacts/{}", from.id), &json!({"name": "x"})).await.refused(ErrorCode::Conflict);
    ana.api.put(&format!("/v1/chats/{}/contact", open.id), &link).await.refused(ErrorCode::Conflict);
    ana.api.delete(&format!("/v1/contacts/{}", into.id)).await.refused(ErrorCode::Conflict);

    // What comes afterwards belongs to the one that stands for both, and stays there.
    let later = ticket_for(&ana, into.id).await;
    note_on(&ana, into.id, "Later").await;
    let undone: ContactMergeView = undo(&ana, into.id, merged.id).await.ok();
    assert!(undone.undone_at.is_some());
    heard.event("contact.unmerged").await;
    assert_eq!(values(&shown(&ana, into.id).await), ["rita@example.com"]);
    let back = shown(&ana, from.id).await;
    assert_eq!((values(&back), back.merged_into_id), (vec!["rita@work.example"], None));
    assert_eq!(ana.chat(open.id).await.chat.contact_id, Some(from.id));
    assert_eq!(owner_of_ticket(&ana, old.id).await, from.id);
    assert_eq!(owner_of_ticket(&ana, kept.id).await, into.id);
    assert_eq!(owner_of_ticket(&ana, later.id).await, into.id);
    assert_eq!(notes_of(&ana, from.id).await, ["From the old one"]);
    assert_eq!(notes_of(&ana, into.id).await, ["Later", "Of the other"]);
    assert_eq!(undo(&ana, into.id, merged.id).await.ok::<ContactMergeView>(), undone, "again is no change");
    let again: ContactMergeView = merge(&ana, into.id, from.id).await.ok();
    assert_ne!(again.id, merged.id);
    let merges: Vec<ContactMergeView> = ana.api.all(&format!("/v1/contacts/{}/merges?limit=1", into.id)).await;
    assert_eq!(merges.iter().map(|merge| merge.id).collect::<Vec<_>>(), [again.id, merged.id]);
}

#[tokio::test]
async fn what_was_given_to_somebody_else_since_does_not_move_back() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    shop.queue("sales", asking(), &[&ana]).await;
    let into = contact(&ana, "Rita", "").await;
    let from = contact(&ana, "Bruno", "bruno@example.com").await;
    let other = contact(&ana, "Caio", "").await;
    let visitor = shop.visitor().await;
    let chat = start_as(&visitor, "sales", &json!({})).await;
    let path = format!("/v1/chats/{}/contact", chat.id);
    ana.api.put(&path, &json!({"contact_id": from.id})).await.done();
    let merged: ContactMergeView = merge(&ana, into.id, from.id).await.ok();
    ana.api.put(&path, &json!({"contact_id": other.id})).await.done();
    let split = format!("/v1/contacts/{}/identities/{}/split", into.id, from.identities[0].id);
    let own: ContactView = ana.api.post(&split, &json!({"name": "Bruno alone"})).await.ok();
    undo(&ana, into.id, merged.id).await.done();
    assert_eq!(ana.chat(chat.id).await.chat.contact_id, Some(other.id));
    assert_eq!(values(&shown(&ana, own.id).await), ["bruno@example.com"]);
    assert!(shown(&ana, from.id).await.identities.is_empty());
}

#[tokio::test]
async fn an_identity_is_split_off_to_a_contact_of_its_own_and_merged_again() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let reader = agent_who_may(&shop, "Bia", &[Permission::SeeHistory]).await;
    let couple = contact(&ana, "Rita", "family@example.com").await;
    let mut heard = ana.socket().await;
    let split = format!("/v1/contacts/{}/identities/{}/split", couple.id, couple.identities[0].id);
    reader.api.post(&split, &json!({})).await.refused(ErrorCode::Forbidden);
    school.admin.api.post(&split, &json!({})).await.refused(ErrorCode::NotFound);
    ana.api.post(&split, &json!({"name": " "})).await.refused(ErrorCode::InvalidFields);
    let own: ContactView = ana.api.post(&split, &json!({})).await.ok();
    assert_eq!((own.name.as_str(), values(&own)), ("Rita", vec!["family@example.com"]));
    heard.event_where("contact.updated", |contact| contact["id"] == json!(couple.id)).await;
    heard.event_where("contact.updated", |contact| contact["id"] == json!(own.id)).await;
    assert!(shown(&ana, couple.id).await.identities.is_empty());
    ana.api.post(&split, &json!({})).await.refused(ErrorCode::NotFound);
    let merged: ContactMergeView = merge(&ana, couple.id, own.id).await.ok();
    assert_eq!(values(&merged.into), ["family@example.com"]);
}

#[tokio::test]
async fn merges_are_undone_in_the_reverse_order_where_one_rests_on_another() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let first = contact(&ana, "First", "first@example.com").await;
    let second = contact(&ana, "Second", "second@example.com").await;
    let third = contact(&ana, "Third", "third@example.com").await;
    let inner: ContactMergeView = merge(&ana, second.id, first.id).await.ok();
    let outer: ContactMergeView = merge(&ana, third.id, second.id).await.ok();
    assert_eq!(outer.moved.identity_count, 2);
    undo(&ana, second.id, inner.id).await.refused(ErrorCode::Conflict);
    undo(&ana, third.id, outer.id).await.done();
    undo(&ana, second.id, inner.id).await.done();
    for (contact, value) in [(first, "first@example.com"), (second, "second@example.com"), (third, "third@example.com")]
    {
        assert_eq!(values(&shown(&ana, contact.id).await), [value]);
    }
}

#[tokio::test]
async fn of_opposite_merges_at_once_one_is_made() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let ana = shop.agent("Ana").await;
    let one = contact(&ana, "One", "one@example.com").await;
    let other = contact(&ana, "Other", "other@example.com").await;
    let answers = futures_util::future::join_all((0..8).map(|at| {
        let (into, from) = if at % 2 == 0 { (one.id, other.id) } else { (other.id, one.id) };
        let ana = ana.clone();
        async move { merge(&ana, into, from).await }
    }))
    .await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (4, 4));
    let merges: std::collections::BTreeSet<Uuid> =
        made.into_iter().map(|answer| answer.ok::<ContactMergeView>().id).collect();
    assert_eq!(merges.len(), 1, "the same merge again is the same merge");
    refused.into_iter().for_each(|answer| {
        answer.refused(ErrorCode::Conflict);
    });
    let listed: Vec<ContactView> = ana.api.all("/v1/contacts").await;
    assert_eq!(listed.len(), 1);
    assert_eq!(values(&listed[0]).len(), 2);
}

#[tokio::test]
async fn who_may_not_merge_and_what_cannot_be_merged_is_refused() {
    let server = TestServer::start().await;
    let shop = server.organization("shop").await;
    let school = server.organization("school").await;
    let ana = shop.agent("Ana").await;
    let reader = agent_who_may(&shop, "Bia", &[Permission::SeeHistory]).await;
    let rita = contact(&ana, "Rita", "").await;
    let bruno = contact(&ana, "Bruno", "").await;
    let foreign = contact(&school.admin, "Rita", "").await;
    let anonymous: ContactView = ana.api.post("/v1/contacts", &json!({"name": "Balcão", "anonymous": true})).await.ok();
    merge(&reader, rita.id, bruno.id).await.refused(ErrorCode::Forbidden);
    merge(&ana, rita.id, rita.id).await.refused(ErrorCode::InvalidFields);
    merge(&ana, rita.id, Uuid::now_v7()).await.refused(ErrorCode::NotFound);
    merge(&ana, rita.id, foreign.id).await.refused(ErrorCode::NotFound);
    merge(&school.admin, rita.id, bruno.id).await.refused(ErrorCode::NotFound);
    merge(&ana, rita.id, anonymous.id).await.refused(ErrorCode::Conflict);
    merge(&ana, anonymous.id, rita.id).await.refused(ErrorCode::Conflict);
    let merged: ContactMergeView = merge(&ana, rita.id, bruno.id).await.ok();
    undo(&reader, rita.id, merged.id).await.refused(ErrorCode::Forbidden);
    undo(&school.admin, rita.id, merged.id).await.refused(ErrorCode::NotFound);
    undo(&ana, bruno.id, merged.id).await.refused(ErrorCode::NotFound);
    undo(&ana, rita.id, Uuid::now_v7()).await.refused(ErrorCode::NotFound);
    school.admin.api.get(&format!("/v1/contacts/{}/merges", rita.id)).await.refused(ErrorCode::NotFound);
}
