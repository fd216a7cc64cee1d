// What the desk holds follows what its agent may hear, and goes with the session.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { agents, chats, me, unread, waitingChats, whole } from "../src/desk/desk";
import { greetings, start, stop } from "../src/desk/feed";
import { snapshot } from "../src/desk/snapshot";
import { follow } from "../src/desk/tell";
import { draftOf, setDraft } from "../src/screen/chat/draft";
import { session } from "../src/session/tokens";
import { answers, asked, chat, FakeSocket, hold, listed, open } from "./server";

const ME = "ana";
const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

async function until(so: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!so()) {
    assert.ok(Date.now() < end, `not so in time: ${so}`);
    await turn();
  }
}

const socket = () => FakeSocket.newest;
const ids = () => waitingChats.value.map(({ id }) => id);
const member = { queue_id: "help", agent_id: ME };
const fetches = () => asked.filter((name) => name === "chats others").length;

function signIn(agentId: string): void {
  session.value = {
    organization: "shop",
    email: `${agentId}@shop.example`,
    agentId,
    sessionId: `session of ${agentId}`,
    accessToken: "token",
    refreshToken: "token",
    refreshAt: Date.now() + 600_000,
  };
}

/** Ready, and everything is fetched once. */
async function ready(): Promise<void> {
  const before = socket();
  await start();
  await until(() => socket() !== before);
  socket().hear({ type: "ready", resumed: false, cursor: "5" });
  await until(() => whole.value);
}

function belongs(...queues: string[]): void {
  const own = answers["/v1/me"]!() as object;
  answers["/v1/me"] = () => ({ ...own, queue_ids: queues });
}

beforeEach(async () => {
  open(ME);
  signIn(ME);
  await ready();
});

afterEach(() => {
  stop();
  session.value = null;
});

test("a chat that waits in a queue one is added to appears, and goes with the queue, also from what is kept", async () => {
  belongs("help");
  answers["chats waiting"] = listed(chat("c1"));
  socket().event("queue_member.added", 6, member);
  assert.equal(snapshot("owner", "6"), null, "nothing is kept that a reload would not put right");
  await until(() => whole.value);
  assert.deepEqual([ids(), me.value?.queue_ids], [["c1"], ["help"]]);
  assert.ok(asked.includes("/v1/queues/help/counts"));

  belongs();
  answers["chats waiting"] = listed();
  socket().event("queue_member.removed", 7, member);
  await until(() => whole.value);
  assert.deepEqual([ids(), me.value?.queue_ids], [[], []]);
  assert.deepEqual(snapshot("owner", "7")?.chats, []);
});

test("a colleague who is added changes nothing for oneself", async () => {
  socket().event("queue_member.added", 6, { queue_id: "help", agent_id: "bea" });
  await turn();
  assert.equal(whole.value, true);
  assert.equal(fetches(), 1);
});

test("what comes while everything is fetched is kept, and another change brings another fetch", async () => {
  belongs("help");
  answers["chats waiting"] = listed(chat("c1"));
  const release = hold();
  socket().event("queue_member.added", 6, member);
  await until(() => asked.filter((name) => name === "chats waiting").length === 2);
  // Too late for the answers that are on their way.
  socket().event("chat.started", 7, chat("c2", { seq: 7 }));
  answers["chats waiting"] = listed(chat("c1"), chat("c2", { seq: 7 }), chat("c3", { queue_id: "sales" }));
  belongs("help", "sales");
  socket().event("queue_member.added", 8, { queue_id: "sales", agent_id: ME });
  release();
  await until(() => whole.value);
  assert.deepEqual(ids().sort(), ["c1", "c2", "c3"]);
  assert.deepEqual(me.value?.queue_ids, ["help", "sales"]);
  assert.equal(fetches(), 3);
});

test("a chat that goes from one list to another while they are read is kept, and one that is on none is not", async () => {
  belongs("help");
  for (const id of ["c1", "c2"]) chats.apply(chat(id, { state: "active" }));
  const release = hold();
  socket().event("queue_member.added", 6, member);
  await turn();
  socket().event("chat.updated", 7, chat("c1", { seq: 7 }));
  release();
  await until(() => whole.value);
  assert.deepEqual([ids(), chats.peekAll().length], [["c1"], 1]);
});

test("who may hear other things says once more which streams are open, and fetches what they brought meanwhile", async () => {
  const close = follow("c9");
  const before = greetings.peek();
  socket().sent.length = 0;
  socket().event("queue_member.added", 6, member);
  await until(() => whole.value && greetings.peek() > before);
  assert.deepEqual(
    socket()
      .sent.filter(({ type }) => type === "open")
      .map(({ chat_id }) => chat_id),
    ["c9"],
  );
  close();
});

test("a chat that waits goes from the list with its transfer to a queue one is not in", async () => {
  belongs("help");
  answers["chats waiting"] = listed(chat("c1"));
  socket().event("queue_member.added", 6, member);
  await until(() => whole.value && ids().length === 1);
  const gone = chat("c1", { seq: 7, queue_id: "elsewhere" });
  socket().event("chat.transferred", 7, { chat: gone, transfer: { to_agent_id: null } });
  assert.deepEqual(ids(), []);
});

test("a message that is counted while a list is on its way is not forgotten with that list", async () => {
  const mine = chat("c1", { state: "active", participants: [{ agent_id: ME, read_position: 1 }] as never });
  answers["chats mine"] = listed(mine);
  const release = hold();
  socket().event("queue_member.added", 6, member);
  await turn();
  socket().event("participant.joined", 7, { chat: { ...mine, seq: 7 } });
  const message = { id: "m1", seq: 8, chat_id: "c1", position: 2, text: "Hello?", sent_at: "2027-01-31T12:01:00.000Z", attachments: [] };
  socket().event("message.sent", 8, { ...message, sender: { kind: "visitor", id: "v1" } });
  release();
  await until(() => whole.value);
  assert.deepEqual([unread.value.get("c1"), chats.peek("c1")?.last_position], [1, 2]);
});

test("who hears other things from now on and is cut for it fetches everything once the link is back", async () => {
  const own = answers["/v1/me"]!() as { agent: object };
  const promoted = { ...own.agent, seq: 6, role: "supervisor" };
  const demoted = { ...promoted, seq: 7, role: "agent" };
  answers["/v1/me"] = () => ({ ...own, agent: promoted });
  answers["chats waiting"] = listed(chat("c1"));
  const before = socket();
  before.onclose({ code: 4003, reason: "retry_after_ms=1" });
  assert.equal(snapshot("owner", "5"), null);
  await until(() => socket() !== before && socket().sent.length > 0);
  assert.equal(socket().sent[0]?.cursor, "5", "what happened meanwhile is resumed");
  socket().hear({ type: "ready", resumed: true, cursor: "6" });
  await until(() => whole.value);
  assert.deepEqual([ids(), me.value?.agent.role], [["c1"], "supervisor"]);

  answers["/v1/me"] = () => ({ ...own, agent: demoted });
  answers["chats waiting"] = listed();
  // The same, heard of by what was missed without a network.
  socket().event("agent.updated", 7, demoted);
  await until(() => whole.value);
  assert.deepEqual([ids(), me.value?.agent.role], [[], "agent"]);
});

test("a link that was lost for another reason fetches little", async () => {
  const before = socket();
  before.onclose({ code: 1006, reason: "retry_after_ms=1" });
  await until(() => socket() !== before);
  socket().hear({ type: "ready", resumed: true, cursor: "5" });
  await turn();
  assert.equal(whole.value, true);
  assert.equal(fetches(), 1);
});

test("what a colleague says of itself is there at once, and who is connected stays so", () => {
  const bea = { id: "bea", seq: 2, name: "Bea", role: "agent", availability: "ready", reachability: "connected" };
  socket().event("agent.added", 6, bea);
  agents.patch("bea", () => ({ reachability: "push" as never }));
  socket().event("agent.profile_updated", 7, { ...bea, seq: 7, name: "Bea Braga", status_text: "At lunch" });
  const held = agents.peek("bea");
  assert.deepEqual([held?.name, held?.status_text, held?.reachability], ["Bea Braga", "At lunch", "push"]);
});

test("the next agent finds neither drafts nor answers to what the last one asked", async () => {
  setDraft("c1", { text: "Dear Rita", kind: "whisper" });
  setDraft("c2", { attachments: [{ id: "a1", name: "contract.pdf" }] as never });
  answers["chats waiting"] = listed(chat("secret"));
  const release = hold();
  socket().event("queue_member.added", 6, member);
  await turn();
  stop();
  session.value = null;
  open("bea");
  signIn("bea");
  release();
  for (let turns = 0; turns < 20; turns += 1) await turn();
  assert.deepEqual([me.value, chats.peekAll()], [null, []]);
  await ready();
  assert.deepEqual([draftOf("c1").text, draftOf("c1").kind, draftOf("c2").attachments], ["", "message", []]);
  assert.deepEqual([ids(), me.value?.agent.id, chats.peekAll()], [[], "bea", []]);
});
