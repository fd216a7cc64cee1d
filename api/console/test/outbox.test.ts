// What is unsent: in order, kept, repeated under the same id, and given up only by the person.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Item, Outbox } from "../src/desk/outbox";
import { Failure } from "../src/wire/failure";

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Waits until something is so; a test that waits in vain is ended by the runner. */
async function until(so: () => boolean): Promise<void> {
  while (!so()) await turn();
}

let owner = 0;
const fresh = () => `owner-${(owner += 1)}`;

/** Waits that end only when they are cancelled. */
const waiting = () => {
  let cancel = () => {};
  const done = new Promise<void>((resolve) => {
    cancel = resolve;
  });
  return { done, cancel };
};

test("items of one chat are sent in order, one after the other", async () => {
  const sent: string[] = [];
  let running = 0;
  const box = new Outbox(fresh(), async (item) => {
    running += 1;
    assert.equal(running, 1);
    await turn();
    sent.push(item.text);
    running -= 1;
  });
  for (const text of ["one", "two", "three"]) box.add({ to: "chat", kind: "message", text });
  await until(() => box.items.value.length === 0);
  assert.deepEqual(sent, ["one", "two", "three"]);
});

test("a cut keeps the item and sends it again under the same id", async () => {
  const tries: string[] = [];
  let cut = true;
  const box = new Outbox(
    fresh(),
    async (item) => {
      tries.push(item.clientId);
      if (cut) throw new Failure({ code: "offline", retryable: true });
    },
    waiting,
  );
  box.add({ to: "chat", kind: "message", text: "hello" });
  await until(() => box.items.value[0]?.state === "waiting");
  cut = false;
  box.wake();
  await until(() => box.items.value.length === 0);
  assert.equal(tries.length, 2);
  assert.equal(tries[0], tries[1]);
});

test("what is refused stays and lets what follows pass", async () => {
  const sent: string[] = [];
  const box = new Outbox(fresh(), async (item) => {
    if (item.text === "bad") throw new Failure({ code: "chat_closed", status: 409 });
    sent.push(item.text);
  });
  const bad = box.add({ to: "chat", kind: "message", text: "bad" });
  box.add({ to: "chat", kind: "message", text: "good" });
  await until(() => sent.length === 1 && box.items.value.length === 1);
  assert.deepEqual(sent, ["good"]);
  assert.deepEqual(
    box.items.value.map(({ state, code }) => [state, code]),
    [["failed", "chat_closed"]],
  );
  box.discard(bad.clientId);
  assert.equal(box.items.value.length, 0);
});

test("unsent items outlive the page, and belong to their writer", async () => {
  const who = fresh();
  const first = new Outbox(who, async () => Promise.reject(new Failure({ code: "offline", retryable: true })), waiting);
  first.add({ to: "chat", kind: "whisper", text: "kept" });
  await until(() => first.items.value[0]?.state === "waiting");
  first.stop();
  assert.equal(new Outbox(fresh(), async () => {}).items.value.length, 0);
  const sent: Item[] = [];
  const second = new Outbox(who, async (item) => void sent.push(item));
  second.wake();
  await until(() => second.items.value.length === 0);
  assert.deepEqual(
    sent.map(({ text, kind }) => [text, kind]),
    [["kept", "whisper"]],
  );
});

test("one chat that waits does not hold up another", async () => {
  const sent: string[] = [];
  const box = new Outbox(
    fresh(),
    async (item) => {
      if (item.to === "cut") throw new Failure({ code: "offline", retryable: true });
      sent.push(item.to);
    },
    waiting,
  );
  box.add({ to: "cut", kind: "message", text: "1" });
  box.add({ to: "open", kind: "message", text: "2" });
  await until(() => box.items.value.length === 1 && box.items.value[0]?.state === "waiting");
  assert.deepEqual(sent, ["open"]);
});
