// As much of a server as the desk needs that is tried without a browser: lists by address, and the newest socket.

import type { ChatView, EventView } from "../src/wire";

/** What answers a GET; a chat's list by its filter, as `chats mine`. */
export const answers: Record<string, () => unknown> = {};
/** Addresses asked so far. */
export const asked: string[] = [];
/** What each answer waits for, after it was made. */
let held: Promise<void> = Promise.resolve();

const page = (items: unknown[] = []) => ({ items, next_cursor: null });

export function chat(id: string, more: Partial<ChatView> = {}): ChatView {
  const at = "2027-01-31T12:00:00.000Z";
  const made = { id, seq: 1, state: "waiting", queue_id: "help", participants: [], last_position: 1, last_entry_at: at, started_at: at };
  return { ...made, ...more } as unknown as ChatView;
}

/** A list of chats that answers as it is when it is asked. */
export function listed(...chats: ChatView[]): () => unknown {
  return () => page(chats.map((one) => ({ chat: one, unread_count: 0 })));
}

/** From now on answers are made, but do not arrive before what is given back was called. */
export function hold(): () => void {
  let release = () => {};
  held = new Promise((resolve) => {
    release = resolve;
  });
  return () => {
    held = Promise.resolve();
    release();
  };
}

export class FakeSocket {
  static newest: FakeSocket;
  readyState = 1;
  onopen = () => {};
  onmessage: (event: { data: string }) => void = () => {};
  onclose: (event: { code: number; reason: string }) => void = () => {};
  sent: { type: string; cursor?: string | null }[] = [];

  constructor() {
    FakeSocket.newest = this;
    setTimeout(() => this.onopen());
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  hear(frame: unknown): void {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  event(type: EventView["type"], seq: number, content: unknown): void {
    this.hear({ type: "event", event: { type, seq, content, at: "" } });
  }

  close(): void {}
}

/** Makes the globals that a browser has; who is signed in has no queue. */
export function open(me: string): void {
  for (const name of Object.keys(answers)) delete answers[name];
  asked.length = 0;
  const agent = { id: me, seq: 1, name: me, role: "agent", availability: "ready", reachability: "connected" };
  answers["/v1/me"] = () => ({ agent, queue_ids: [], permissions: [], organization: { settings: {} } });
  answers["/v1/agents"] = () => page([agent]);
  const fake = {
    location: { origin: "http://desk.example" },
    document: { visibilityState: "visible", addEventListener() {} },
    WebSocket: FakeSocket,
    IDBRequest: class extends EventTarget {
      error = new Error("kept nowhere");
    },
    indexedDB: {
      open() {
        const request = new (globalThis as unknown as { IDBRequest: new () => EventTarget }).IDBRequest();
        setTimeout(() => request.dispatchEvent(new Event("error")));
        return request;
      },
    },
    async fetch(address: string) {
      const { pathname, searchParams } = new URL(address, "http://desk.example");
      const name = pathname === "/v1/chats" ? `chats ${searchParams.get("filter")}` : pathname;
      asked.push(name);
      const answer = JSON.stringify((answers[name] ?? page)());
      await held;
      return new Response(answer);
    },
  };
  for (const [name, value] of Object.entries(fake)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
