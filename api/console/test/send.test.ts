// What one writes is one entry from the first moment on, whichever comes first: its event by the socket, or its answer.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { batch, effect } from "@preact/signals";
import { apply } from "../src/desk/apply";
import { directTimelineOf } from "../src/desk/direct";
import { type Kind, Outbox } from "../src/desk/outbox";
import { arrivedOwn, sendItem } from "../src/desk/send";
import { timelineOf } from "../src/desk/timeline";
import { session } from "../src/session/tokens";
import type { EventView } from "../src/wire";

const ME = "agent-1";
const KINDS: readonly Kind[] = ["message", "whisper", "note", "direct"];
const EVENTS = { message: "message.sent", whisper: "whisper.sent", note: "note.added", direct: "direct_message.sent" } as const;

let answer: (response: Response) => void = () => {};
let number = 0;

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

beforeEach(() => {
  session.value = {
    organization: "shop",
    email: "ana@shop.example",
    agentId: ME,
    sessionId: "session",
    accessToken: "token",
    refreshToken: "token",
    refreshAt: Date.now() + 60_000,
  };
  globalThis.fetch = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
});

/** What the server makes of what was sent. */
function view(kind: Kind, to: string, text: string, clientId: string): EventView["content"] {
  number += 1;
  const own = { id: `made-${number}`, text, client_id: clientId, seq: number, position: number, number };
  if (kind === "note") return { ...own, chat_id: to, author_id: ME, created_at: new Date().toISOString() };
  if (kind === "direct") return { ...own, conversation_id: to, sender_id: ME };
  return { ...own, chat_id: to, sender: { kind: "agent", id: ME }, attachments: [] };
}

function hear(box: Outbox, kind: Kind, content: EventView["content"]): void {
  batch(() => {
    const event = { type: EVENTS[kind], content, seq: content.seq, at: "" };
    apply(event);
    arrivedOwn(box, event);
  });
}

/** How many entries are on the screen. */
function shown(box: Outbox, kind: Kind, to: string): number {
  if (kind === "direct") return directTimelineOf(to).inOrder().length + box.unsent(to, directTimelineOf(to).inOrder()).length;
  const said = [...timelineOf(to).entries.all(), ...timelineOf(to).notes.all()];
  return said.length + box.unsent(to, said).length;
}

for (const kind of KINDS) {
  test(`a ${kind} whose event comes before its answer is one entry`, async () => {
    const to = `early-${kind}`;
    const box = new Outbox(to, sendItem);
    const { clientId } = box.add({ to, kind, text: " hello " });
    await turn();
    assert.equal(shown(box, kind, to), 1);
    const content = view(kind, to, "hello", clientId);
    hear(box, kind, content);
    assert.equal(shown(box, kind, to), 1);
    answer(Response.json(content));
    await turn();
    assert.equal(shown(box, kind, to), 1);
    assert.equal(box.items.value.length, 0);
  });

  test(`a ${kind} whose answer comes first is one entry at every drawing`, async () => {
    const to = `late-${kind}`;
    const box = new Outbox(to, sendItem);
    shown(box, kind, to);
    const { clientId } = box.add({ to, kind, text: "hello" });
    await turn();
    const counts = new Set<number>();
    const end = effect(() => void counts.add(shown(box, kind, to)));
    const content = view(kind, to, "hello", clientId);
    answer(Response.json(content));
    await turn();
    hear(box, kind, content);
    end();
    assert.deepEqual([...counts], [1]);
  });
}

test("a note that was written twice stays twice, and one of a colleague's hides nothing", async () => {
  const to = "same-notes";
  const box = new Outbox(to, sendItem);
  shown(box, "note", to);
  const first = box.add({ to, kind: "note", text: "again" });
  const second = box.add({ to, kind: "note", text: "again" });
  await turn();
  hear(box, "note", { ...view("note", to, "again", "another's"), author_id: "agent-2" });
  assert.equal(shown(box, "note", to), 3);
  hear(box, "note", view("note", to, "again", first.clientId));
  assert.equal(shown(box, "note", to), 3);
  assert.deepEqual(
    box.unsent(to, []).map(({ clientId }) => clientId),
    [second.clientId],
  );
});

test("what arrived while its answer was lost lets what follows pass at once", async () => {
  const to = "lost-answer";
  const box = new Outbox(to, sendItem);
  const { clientId } = box.add({ to, kind: "message", text: "one" });
  const next = box.add({ to, kind: "message", text: "two" });
  await turn();
  hear(box, "message", view("message", to, "one", clientId));
  answer(new Response("", { status: 502 }));
  await turn();
  assert.deepEqual(
    box.items.value.map(({ clientId, state }) => [clientId, state]),
    [[next.clientId, "sending"]],
  );
});
