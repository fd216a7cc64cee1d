// What is kept in the browser, so that the console opens at once and without a network: the desk as of one cursor, and the
// newest entries of each chat that was opened. It belongs to one session and goes with it.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { AgentView, ChatView, DirectConversationView, MeView, OfferView, QueueView } from "../wire";
import type { Entry } from "./timeline";

/** The desk as of one cursor: written and read as one, so that nothing between is missing. */
export interface Snapshot {
  readonly owner: string;
  readonly cursor: string;
  readonly me: MeView;
  readonly agents: readonly AgentView[];
  readonly queues: readonly QueueView[];
  readonly chats: readonly ChatView[];
  readonly offers: readonly OfferView[];
  readonly directs: readonly DirectConversationView[];
  readonly unread: readonly (readonly [string, number])[];
  readonly lastTexts: readonly (readonly [string, { text: string; position: number; whisper: boolean }])[];
}

interface Schema extends DBSchema {
  desk: { key: string; value: Snapshot };
  timeline: { key: string; value: { at: number; entries: Entry[] } };
}

const TIMELINES_MOST = 200;
let opened: Promise<IDBPDatabase<Schema> | null> | null = null;

function database(): Promise<IDBPDatabase<Schema> | null> {
  opened ??= openDB<Schema>("pronto-console", 1, {
    upgrade(db) {
      db.createObjectStore("desk");
      db.createObjectStore("timeline");
    },
  }).catch(() => null); // Private windows may refuse: then nothing is kept.
  return opened;
}

export async function keptDesk(owner: string): Promise<Snapshot | null> {
  const kept = await (await database())?.get("desk", "now");
  return kept?.owner === owner ? kept : null;
}

/** Keeps a snapshot, unless another tab has kept a later one. */
export async function keepDesk(snapshot: Snapshot): Promise<void> {
  const db = await database();
  if (!db) return;
  const change = db.transaction("desk", "readwrite");
  const held = await change.store.get("now");
  if (!held || held.owner !== snapshot.owner || Number(held.cursor) <= Number(snapshot.cursor)) await change.store.put(snapshot, "now");
  await change.done;
}

export async function keptTimeline(chatId: string): Promise<Entry[]> {
  return (await (await database())?.get("timeline", chatId))?.entries ?? [];
}

export async function keepTimeline(chatId: string, entries: Entry[]): Promise<void> {
  const db = await database();
  if (!db) return;
  await db.put("timeline", { at: Date.now(), entries }, chatId);
  const keys = await db.getAllKeys("timeline");
  if (keys.length > TIMELINES_MOST) {
    const held = await db.getAll("timeline");
    const oldest = keys.map((key, at) => ({ key, at: held[at]?.at ?? 0 })).sort((one, two) => one.at - two.at);
    for (const { key } of oldest.slice(0, keys.length - TIMELINES_MOST)) await db.delete("timeline", key);
  }
}

export async function forgetAll(): Promise<void> {
  const db = await database();
  await db?.clear("desk");
  await db?.clear("timeline");
}
