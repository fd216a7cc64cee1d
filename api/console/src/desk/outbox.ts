// What is on its way: kept until the server has it, sent in order for each conversation, repeated under the same `client_id`.

import { batch, signal } from "@preact/signals";
import { backoff } from "../link/backoff";
import { uuid7 } from "../link/uuid7";
import { forget, recall, recallNames, remember } from "../session/keep";
import type { AttachmentView } from "../wire";
import { asFailure, type Failure } from "../wire/failure";

export type Kind = "message" | "whisper" | "note" | "direct";

export interface Item {
  readonly clientId: string;
  /** The chat or direct conversation. */
  readonly to: string;
  readonly kind: Kind;
  readonly text: string;
  readonly attachments: readonly AttachmentView[];
  readonly quotedId: string | null;
  readonly at: string;
  readonly state: "sending" | "waiting" | "failed";
  readonly code: string | null;
}

/** What the server made of an item, taken in by whoever holds such things. */
type Taken = (() => void) | undefined;

export type Draft = Pick<Item, "to" | "kind" | "text"> & Partial<Pick<Item, "attachments" | "quotedId">>;

export interface Wait {
  readonly done: Promise<void>;
  cancel(): void;
}

const START = "unsent.";

export class Outbox {
  readonly items = signal<readonly Item[]>([]);
  #send: (item: Item) => Promise<Taken>;
  #wait: (ms: number) => Wait;
  #running = new Set<string>();
  #waits = new Map<string, Wait>();
  #attempts = new Map<string, number>();
  #stopped = false;
  #owner: string;

  /** `send` resolves once the server has the item. Items of another owner stay with them. */
  constructor(owner: string, send: (item: Item) => Promise<Taken>, wait: (ms: number) => Wait = sleep) {
    this.#owner = owner;
    this.#send = send;
    this.#wait = wait;
    const kept = recallNames(this.#start()).map((name) => recall<Item>(name));
    this.items.value = kept
      .filter((item) => item !== null)
      .map((item) => ({ ...item, state: item.state === "failed" ? "failed" : "waiting" }));
  }

  #start(): string {
    return `${START}${this.#owner}.`;
  }

  /** Takes something; it is sent as soon as what was before it is. */
  add(draft: Draft): Item {
    const item: Item = {
      attachments: [],
      quotedId: null,
      ...draft,
      clientId: uuid7(),
      at: new Date().toISOString(),
      state: "sending",
      code: null,
    };
    this.items.value = [...this.items.value, item];
    remember(this.#start() + item.clientId, item);
    void this.#run(item.to);
    return item;
  }

  retry(clientId: string): void {
    const item = this.#set(clientId, { state: "sending", code: null });
    if (item) this.wake(item.to);
  }

  discard(clientId: string): void {
    forget(this.#start() + clientId);
    this.items.value = this.items.value.filter((item) => item.clientId !== clientId);
  }

  /** What of a conversation is to be shown beside what was said in it. */
  unsent(to: string, said: readonly { readonly client_id?: string | null }[]): Item[] {
    const known = new Set(said.map(({ client_id }) => client_id));
    return this.items.value.filter((item) => item.to === to && !known.has(item.clientId));
  }

  /** It arrived by another way: its answer may be lost, but not the thing. */
  settle(clientId: string | null | undefined): void {
    if (clientId && this.#has(clientId)) this.discard(clientId);
  }

  /** The connection is back: no need to wait any longer. */
  wake(only?: string): void {
    for (const to of new Set(this.items.peek().map((item) => item.to))) {
      if (only && to !== only) continue;
      this.#attempts.delete(to);
      this.#waits.get(to)?.cancel();
      void this.#run(to);
    }
  }

  /** Sends nothing any more; what is unsent stays kept. */
  stop(): void {
    this.#stopped = true;
    for (const wait of this.#waits.values()) wait.cancel();
  }

  async #run(to: string): Promise<void> {
    if (this.#running.has(to)) return;
    this.#running.add(to);
    for (;;) {
      const item = this.#stopped ? undefined : this.items.peek().find((one) => one.to === to && one.state !== "failed");
      if (!item) break;
      this.#set(item.clientId, { state: "sending" });
      try {
        const take = await this.#send(item);
        this.#attempts.delete(to);
        // As one: neither both nor none of the two is ever drawn.
        batch(() => {
          take?.();
          this.discard(item.clientId);
        });
      } catch (error) {
        if (this.#stopped) break;
        // Settled meanwhile: what follows need not wait.
        if (this.#has(item.clientId)) await this.#failed(item, asFailure(error));
      }
    }
    this.#running.delete(to);
  }

  async #failed(item: Item, failure: Failure): Promise<void> {
    if (!failure.retryable) {
      this.#set(item.clientId, { state: "failed", code: failure.code });
      return;
    }
    this.#set(item.clientId, { state: "waiting", code: failure.code });
    const attempt = this.#attempts.get(item.to) ?? 0;
    this.#attempts.set(item.to, attempt + 1);
    const wait = this.#wait(Math.max(backoff(attempt), failure.waitMs));
    this.#waits.set(item.to, wait);
    await wait.done;
    this.#waits.delete(item.to);
  }

  #has(clientId: string): boolean {
    return this.items.peek().some((item) => item.clientId === clientId);
  }

  #set(clientId: string, change: Partial<Item>): Item | undefined {
    let changed: Item | undefined;
    this.items.value = this.items.peek().map((item) => {
      if (item.clientId !== clientId) return item;
      changed = { ...item, ...change };
      return changed;
    });
    if (changed) remember(this.#start() + clientId, changed);
    return changed;
  }
}

function sleep(ms: number): Wait {
  let cancel = () => {};
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    cancel = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { done, cancel: () => cancel() };
}
