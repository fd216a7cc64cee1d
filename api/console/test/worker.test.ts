// Two versions of the console in one browser: neither takes the other's files away while it is in use.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { workerOf } from "../build/worker.mjs";
import { follow } from "../src/notice/worker";

const define = (name: string, value: unknown) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
const pathOf = (request: string | { url: string }) => (typeof request === "string" ? request : new URL(request.url).pathname);

class FakeCache extends Map<string, string> {
  async addAll(paths: string[]): Promise<void> {
    for (const path of paths) this.set(path, "new");
  }
  async match(request: string | { url: string }): Promise<string | undefined> {
    return this.get(pathOf(request));
  }
}

let held: Map<string, FakeCache>;
const worker = new EventTarget();

/** Lets the worker do what it does at an event, and gives what it answers. */
async function happens(type: string, more: object = {}): Promise<unknown> {
  let done: unknown;
  const take = (promise: unknown) => {
    done = promise;
  };
  worker.dispatchEvent(Object.assign(new Event(type), { waitUntil: take, respondWith: take, ...more }));
  return done;
}

beforeEach(async () => {
  held = new Map([
    ["pronto-console", new FakeCache([["/console/", "oldest"]])],
    ["pronto-console-earlier", new FakeCache([["/console/", "old"]])],
    ["pronto-receipts", new FakeCache()],
  ]);
  const open = async (name: string) => {
    if (!held.has(name)) held.set(name, new FakeCache());
    return held.get(name)!;
  };
  const match = async (request: string) => [...held.values()].map((cache) => cache.get(pathOf(request))).find(Boolean);
  define("caches", { open, match, keys: async () => [...held.keys()], delete: async (name: string) => held.delete(name) });
  define("navigator", { language: "en", serviceWorker: Object.assign(new EventTarget(), { controller: null }) });
  define(
    "self",
    Object.assign(worker, {
      location: { origin: "http://desk.example" },
      clients: { claim: async () => {} },
      registration: { installing: null },
    }),
  );
  await import("../src/sw");
});

test("a worker that waits leaves what the one before it serves from as it is, and then serves from its own", async () => {
  await happens("install");
  assert.deepEqual([...held.keys()].slice(0, 2), ["pronto-console", "pronto-console-earlier"]);
  assert.deepEqual([held.get("pronto-console")?.get("/console/"), held.get("pronto-console-earlier")?.get("/console/")], ["oldest", "old"]);
  const request = { method: "GET", mode: "navigate", url: "http://desk.example/console/chats" };
  assert.equal(await happens("fetch", { request }), "new");
  await happens("activate");
  assert.deepEqual([held.has("pronto-console"), held.has("pronto-console-earlier"), held.has("pronto-receipts")], [false, false, true]);
  assert.equal(await happens("fetch", { request }), "new");
});

test("other files, another page or another icon are another version", () => {
  const text = 'const KEPT = "{kept}", CACHE = "pronto-console-{version}";';
  const made = [
    workerOf(text, ["/a.js"], ["page", "icon"]),
    workerOf(text, ["/b.js"], ["page", "icon"]),
    workerOf(text, ["/a.js"], ["page 2", "icon"]),
    workerOf(text, ["/a.js"], ["page", "icon 2"]),
  ];
  assert.equal(new Set(made.map((one) => one.split("CACHE")[1])).size, made.length);
  assert.equal(workerOf(text, ["/a.js"], ["page", "icon"]), made[0]);
  assert.match(made[0]!, /^const KEPT = \["\/a\.js"\], CACHE = "pronto-console-[0-9a-f]{12}";$/);
  assert.throws(() => workerOf("nothing", [], []));
});

test("what a still newer version is filling is left to it", async () => {
  define("self", Object.assign(worker, { registration: { installing: {} } }));
  await happens("activate");
  assert.ok(held.has("pronto-console-earlier"));
});

test("a tab that another worker takes over is loaded again, once; the first worker of all changes nothing", () => {
  const { serviceWorker } = navigator;
  const changed = () => serviceWorker.dispatchEvent(new Event("controllerchange"));
  let reloads = 0;
  follow(() => {
    reloads += 1;
  });
  changed();
  assert.equal(reloads, 0, "the first one");
  changed();
  changed();
  assert.equal(reloads, 1);

  Object.assign(serviceWorker, { controller: {} });
  follow(() => {
    reloads += 1;
  });
  changed();
  assert.equal(reloads, 2, "a tab that had one from its beginning");
});
