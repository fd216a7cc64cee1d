// The desk as it is kept, and taken up again.

import { batch } from "@preact/signals";
import type { Snapshot } from "./cache";
import { agents, chats, directs, known, lastTexts, me, offers, queues, setUnread, unread, whole } from "./desk";

/** The desk as of a cursor; nothing while it has gaps, which nobody may resume from. */
export function snapshot(owner: string, cursor: string): Snapshot | null {
  const own = me.peek();
  if (!own || !whole.peek()) return null;
  return {
    owner,
    cursor,
    me: own,
    agents: agents.peekAll(),
    queues: queues.peekAll(),
    chats: chats.peekAll().filter(({ state }) => state !== "closed"),
    offers: offers.peekAll().filter(({ state }) => state === "open"),
    directs: directs.peekAll(),
    unread: [...unread.peek()],
    lastTexts: [...lastTexts.peek()],
  };
}

/** Makes the desk what it was when it was kept. */
export function restore(kept: Snapshot): void {
  batch(() => {
    me.value = kept.me;
    for (const agent of kept.agents) agents.apply(agent);
    for (const queue of kept.queues) queues.apply(queue);
    for (const chat of kept.chats) chats.apply(chat);
    for (const offer of kept.offers) offers.apply(offer);
    for (const direct of kept.directs) directs.apply(direct);
    for (const [id, count] of kept.unread) setUnread(id, count);
    lastTexts.value = new Map(kept.lastTexts);
    known.value = true;
  });
}
