// Unsent messages: in order, kept over a reload, repeated under the same id.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Keep } from "../chat/keep.js";
import { Outbox, UNSENT_MOST, UNSENT_MOST_CHARS } from "../chat/outbox.js";
import { SHELF_MOST_BYTES } from "../chat/shelf.js";

/** Storage like the browser's. */
class Area {
  #rows = new Map();
  get length() {
    return this.#rows.size;
  }
  key(index) {
    return [...this.#rows.keys()][index] ?? null;
  }
  getItem(key) {
    return this.#rows.get(key) ?? null;
  }
  setItem(key, value) {
    this.#rows.set(key, value);
  }
  removeItem(key) {
    this.#rows.delete(key);
  }
}

const problem = (code, retryable) => Object.assign(new Error(code), { code, retryable });

/** An outbox whose answers are given one by one, and whose waits end at once or by hand. */
function begin(area, answers, { waits = "at once" } = {}) {
  const requests = [];
  const sent = [];
  let idle;
  const settled = new Promise((resolve) => {
    idle = resolve;
  });
  const outbox = new Outbox({
    keep: new Keep(area, "p:"),
    chatId: "c",
    send: async (request) => {
      requests.push(request);
      const answer = answers.shift();
      if (!answers.length) setImmediate(idle);
      if (answer instanceof Error) throw answer;
      return answer ?? { id: request.client_id };
    },
    onSent: (message) => sent.push(message),
    onChange: () => {},
    wait: () => {
      let cancel;
      const done = new Promise((resolve) => {
        cancel = resolve;
        if (waits === "at once") resolve();
      });
      return { done, cancel };
    },
  });
  return { outbox, requests, sent, settled };
}

test("messages go in order and the same one again under the same id", async () => {
  const { outbox, requests, sent, settled } = begin(new Area(), [problem("network", true), problem("internal", true), null, null]);
  outbox.add({ text: "one" });
  outbox.add({ text: "two" });
  await settled;
  assert.deepEqual(requests.map((request) => request.text), ["one", "one", "one", "two"]);
  assert.equal(new Set(requests.slice(0, 3).map((request) => request.client_id)).size, 1);
  assert.equal(sent.length, 2);
  assert.equal(outbox.items.length, 0);
});

test("a refused message stays and does not hold up the next", async () => {
  const { outbox, requests, settled } = begin(new Area(), [problem("invalid_fields", false), null]);
  const first = outbox.add({ text: "one" });
  outbox.add({ text: "two" });
  await settled;
  assert.equal(requests.length, 2);
  assert.deepEqual(outbox.items.map((item) => [item.clientId, item.state, item.code]), [[first.clientId, "failed", "invalid_fields"]]);
  outbox.discard(first.clientId);
  assert.equal(outbox.items.length, 0);
});

test("what was not sent survives a reload and goes out under its old id", async () => {
  const area = new Area();
  const before = begin(area, [problem("network", true), problem("network", true)], { waits: "by hand" });
  const item = before.outbox.add({ text: "one", quotedId: "q" });
  before.outbox.add({ text: "two" });
  before.outbox.stop();
  const after = begin(area, [null, null]);
  assert.deepEqual(after.outbox.items.map((one) => one.text), ["one", "two"]);
  after.outbox.wake();
  await after.settled;
  assert.equal(after.requests[0].client_id, item.clientId);
  assert.equal(after.requests[0].quoted_id, "q");
  assert.equal(area.length, 0);
});

test("a message that arrived by the socket is not sent again", async () => {
  const { outbox, requests } = begin(new Area(), [problem("network", true), null], { waits: "by hand" });
  const item = outbox.add({ text: "one" });
  await new Promise(setImmediate);
  outbox.settle(item.clientId);
  outbox.wake();
  await new Promise(setImmediate);
  assert.equal(requests.length, 1);
  assert.equal(outbox.items.length, 0);
});

test("storage that is refused is replaced by memory", () => {
  const keep = new Keep(null, "p:");
  keep.set("unsent:c:2", { text: "two" });
  keep.set("unsent:c:1", { text: "one" });
  assert.deepEqual(keep.keys("unsent:c:"), ["unsent:c:1", "unsent:c:2"]);
  keep.set("unsent:c:1", null);
  assert.equal(keep.get("unsent:c:1"), null);
});

test("files are uploaded before their message, and a reload takes them up again", async () => {
  const area = new Area();
  const held = new Map();
  const shelf = { put: async (id, file) => held.set(id, file), get: async (id) => held.get(id) ?? null, remove: async (id) => held.delete(id) };
  const uploads = [];
  const requests = [];
  const make = (fails) =>
    new Promise((resolve) => {
      const outbox = new Outbox({
        keep: new Keep(area, "p:"),
        chatId: "c",
        shelf,
        upload: (file) => ({ done: fails ? Promise.reject(problem("network", true)) : Promise.resolve({ id: `a-${file.name}`, name: file.name }).then((made) => (uploads.push(file.name), made)) }),
        send: async (request) => (requests.push(request), { id: "m" }),
        onSent: () => resolve(outbox),
        onChange: () => fails && outbox?.items[0]?.state === "waiting" && resolve(outbox),
        wait: () => ({ done: new Promise(() => {}), cancel: () => {} }),
      });
      if (fails) outbox.add({ text: "look", files: [{ name: "one.png", size: 3 }, { name: "two.png", size: 4 }] });
      else outbox.wake();
    });
  const before = await make(true);
  before.stop();
  assert.equal(held.size, 2);
  assert.equal(requests.length, 0);
  await make(false);
  assert.deepEqual(uploads, ["one.png", "two.png"]);
  assert.deepEqual(requests[0].attachment_ids, ["a-one.png", "a-two.png"]);
  await new Promise(setImmediate);
  assert.equal(held.size, 0);
});

test("a file that the browser has lost is told, and the message is not sent without it", async () => {
  const area = new Area();
  const outbox = new Outbox({ keep: new Keep(area, "p:"), chatId: "c", shelf: { put: async () => {}, get: async () => null, remove: async () => {} }, upload: () => assert.fail("there is nothing to upload"), send: () => assert.fail("nothing is sent"), onSent: () => {}, onChange: () => {} });
  outbox.add({ text: "", files: [{ name: "gone.png", size: 3 }] });
  while (outbox.items[0]?.state !== "failed") await new Promise(setImmediate);
  assert.equal(outbox.items[0].code, "file_lost");
});

test("what is unsent has bounds", () => {
  const outbox = new Outbox({ keep: new Keep(new Area(), "p:"), chatId: "c", send: () => new Promise(() => {}), onSent: () => {}, onChange: () => {} });
  assert.ok(outbox.takes("x", [{ size: SHELF_MOST_BYTES }]));
  assert.ok(!outbox.takes("x", [{ size: SHELF_MOST_BYTES }, { size: 1 }]));
  assert.ok(!outbox.takes("x".repeat(UNSENT_MOST_CHARS + 1)));
  for (let i = 0; i < UNSENT_MOST; i += 1) outbox.add({ text: "x" });
  assert.ok(!outbox.takes("x"));
});

test("of two tabs one sends, and the other sees it go", async () => {
  const area = new Area();
  let release;
  let turn = Promise.resolve();
  // As the browser's locks: one after the other.
  const alone = (run) => (turn = turn.then(run));
  const boxes = [];
  const requests = [];
  const make = () => {
    const box = new Outbox({ keep: new Keep(area, "p:"), chatId: "c", alone, tell: () => boxes.filter((one) => one !== box).forEach((one) => one.heard()), send: (request) => (requests.push(request), new Promise((resolve) => (release = () => resolve({ id: "m" })))), onSent: () => {}, onChange: () => {} });
    boxes.push(box);
    return box;
  };
  const [one, two] = [make(), make()];
  one.add({ text: "hello" });
  await new Promise(setImmediate);
  assert.equal(two.items[0].text, "hello");
  assert.equal(requests.length, 1);
  release();
  await new Promise(setImmediate);
  assert.equal(requests.length, 1);
  assert.deepEqual([one.items, two.items], [[], []]);
});

test("what is written while files are being kept stands behind their message", async () => {
  const area = new Area();
  let put;
  const shelf = { put: () => new Promise((resolve) => (put = resolve)), get: async () => ({}), remove: async () => {} };
  const requests = [];
  const outbox = new Outbox({
    keep: new Keep(area, "p:"),
    chatId: "c",
    shelf,
    upload: () => ({ done: Promise.resolve({ id: "a" }) }),
    send: async (request) => {
      requests.push(request.text);
      return { id: request.client_id };
    },
    onSent: () => {},
    onChange: () => {},
  });
  outbox.add({ text: "with a file", files: [{ name: "kept.txt", size: 5 }] });
  outbox.add({ text: "after it" });
  await new Promise(setImmediate);
  assert.deepEqual(requests, [], "the second does not overtake the first");
  put();
  for (let turn = 0; requests.length < 2 && turn < 50; turn += 1) await new Promise(setImmediate);
  assert.deepEqual(requests, ["with a file", "after it"]);
});
