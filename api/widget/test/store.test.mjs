// Merging: whatever order things arrive in, the state is the same.

import assert from "node:assert/strict";
import { test } from "node:test";

import { applyChat, applyEvent, applyMessage, applyPlace, emptyState, firstNumber, forgetBefore, lastNumber, messagesInOrder, unreadCount } from "../chat/store.js";

const message = (number, seq, more = {}) => ({ id: `m${number}`, chat_id: "c", number, seq, text: `text ${seq}`, sender: { kind: "agent", name: "Ana" }, deleted_at: null, ...more });
const chat = (seq, more = {}) => ({ id: "c", state: "waiting", seq, ...more });

test("what is newer wins, whatever comes first", () => {
  const state = emptyState("c");
  assert.equal(applyMessage(state, message(1, 5)), true);
  assert.equal(applyMessage(state, message(1, 4)), false);
  assert.equal(applyMessage(state, message(1, 5)), false);
  assert.equal(applyMessage(state, message(1, 6)), true);
  assert.equal(state.messages.get("m1").text, "text 6");
});

test("an event's own seq counts when it is the higher", () => {
  const state = emptyState("c");
  applyEvent(state, { seq: 9, type: "message.edited", content: message(1, 0) });
  assert.equal(applyMessage(state, message(1, 8)), false);
  assert.equal(state.messages.get("m1").seq, 9);
});

test("things of other chats and events of later versions are passed over", () => {
  const state = emptyState("c");
  assert.equal(applyMessage(state, message(1, 1, { chat_id: "other" })), false);
  assert.equal(applyChat(state, chat(1, { id: "other" })), false);
  assert.equal(applyEvent(state, { seq: 1, type: "agents_read.moved", content: { chat_id: "other", number: 3 } }), false);
  assert.equal(applyEvent(state, { seq: 1, type: "something.new", content: {} }), false);
});

test("where the chat stands in line is what was heard last, of this chat alone", () => {
  const state = emptyState("c");
  const place = (number) => ({ place: number, estimated_wait_seconds: null });
  assert.equal(applyPlace(state, "other", place(1)), false);
  assert.equal(applyPlace(state, "c", place(3)), true);
  assert.equal(applyPlace(state, "c", place(3)), false);
  assert.equal(applyPlace(state, "c", place(4)), true, "who comes back to the line may stand further behind");
  assert.equal(state.place.place, 4);
  assert.equal(applyPlace(state, "c", undefined), true);
  assert.equal(state.place, null);
});

test("read marks only move forward", () => {
  const state = emptyState("c");
  const moved = (number) => applyEvent(state, { seq: 1, type: "agents_read.moved", content: { chat_id: "c", number } });
  assert.deepEqual([moved(3), moved(2), moved(3), moved(4)], [true, false, false, true]);
  assert.equal(state.agentsRead, 4);
});

test("read marks come with the chat, whatever its seq, and survive a reload", () => {
  const state = emptyState("c");
  applyChat(state, chat(5, { agents_read_number: 4, visitor_read_number: 2 }));
  assert.deepEqual([state.agentsRead, state.ownRead], [4, 2]);
  assert.equal(applyChat(state, chat(5, { agents_read_number: 6, visitor_read_number: 2 })), true);
  assert.equal(applyChat(state, chat(4, { agents_read_number: 1, visitor_read_number: 1 })), false);
  assert.deepEqual([state.agentsRead, state.ownRead, state.chat.seq], [6, 2, 5]);
});

test("only agents' messages after the mark are unread", () => {
  const state = emptyState("c", { ownRead: 1 });
  applyMessage(state, message(1, 1));
  applyMessage(state, message(2, 2, { sender: { kind: "system", name: "" } }));
  applyMessage(state, message(3, 3));
  applyMessage(state, message(4, 4, { deleted_at: "2026-01-01T00:00:00.000Z" }));
  assert.equal(unreadCount(state), 1);
  applyMessage(state, message(5, 5, { sender: { kind: "visitor", name: "Eva" } }));
  assert.equal(unreadCount(state), 0);
});

test("any order of the same events, with repeats, gives the same state", () => {
  const events = [];
  let seq = 0;
  for (let number = 1; number <= 20; number += 1) {
    events.push({ seq: (seq += 1), type: "message.sent", content: message(number, seq) });
    if (number % 3 === 0) events.push({ seq: (seq += 1), type: "message.edited", content: message(number - 1, seq) });
    if (number % 5 === 0) events.push({ seq: (seq += 1), type: "message.deleted", content: message(number - 2, seq, { text: "", deleted_at: "2026-01-01T00:00:00.000Z" }) });
    if (number % 4 === 0) events.push({ seq: (seq += 1), type: "chat.updated", content: chat(seq, { state: "active" }) });
    if (number % 7 === 0) events.push({ seq: (seq += 1), type: "agents_read.moved", content: { chat_id: "c", number } });
  }
  const result = (list) => {
    const state = emptyState("c");
    for (const event of list) applyEvent(state, event);
    return JSON.stringify([state.chat, messagesInOrder(state), state.agentsRead]);
  };
  const wanted = result(events);
  // A small generator of its own, so that a failure can be repeated.
  let chance = 1;
  const next = () => (chance = (chance * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round += 1) {
    const mixed = [...events, ...events.filter(() => next() < 0.3)].map((event) => [next(), event]).sort((a, b) => a[0] - b[0]).map(([, event]) => event);
    assert.equal(result(mixed), wanted);
  }
});

test("what is forgotten leaves the rest as it is", () => {
  const state = emptyState("c");
  for (let number = 1; number <= 10; number += 1) applyMessage(state, message(number, number));
  forgetBefore(state, 6);
  assert.deepEqual([firstNumber(state), lastNumber(state)], [6, 10]);
});
