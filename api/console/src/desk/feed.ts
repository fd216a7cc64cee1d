// The desk's life: opens from what is kept, catches up by the socket, keeps itself, and goes with the session.

import { batch, effect, signal } from "@preact/signals";
import { type LinkState, Socket } from "../link/socket";
import { forget, recallNames } from "../session/keep";
import { accessToken, end, mustEnrol, session } from "../session/tokens";
import type { ServerFrame } from "../wire";
import { put } from "../wire/request";
import { apply, onArrival } from "./apply";
import { forgetAll, keepDesk, keptDesk } from "./cache";
import {
  agents,
  bump,
  chats,
  clear,
  clockAheadMs,
  counters,
  directs,
  known,
  lastTexts,
  me,
  offers,
  queueCounts,
  queues,
  setUnread,
  unread,
  visits,
  whole,
} from "./desk";
import { doubtDirects, forgetDirects } from "./direct";
import { fetchChat, fetchCounts, fetchDesk, fetchMe, fetchPresence } from "./fetch";
import { forgetMoments, hearLooking, hearPresence, hearTyping, stopTyping } from "./moment";
import { Outbox } from "./outbox";
import { forgetPictures } from "./picture";
import { arrivedOwn, sendItem } from "./send";
import { doubtTimelines, forgetTimelines } from "./timeline";

export const link = signal<LinkState>("connecting");
/** Whether the device has a network at all, as far as the browser knows. */
export const network = signal(typeof navigator === "undefined" || navigator.onLine);
/** Rises each time the link is open again: who shows a timeline fetches what may be missing. */
export const greetings = signal(0);
export const outbox = signal<Outbox | null>(null);

let socket: Socket | null = null;
let owner = "";
let saving: ReturnType<typeof setTimeout> | undefined;
const opened = new Map<string, number>();
const watching = { visits: 0, counters: 0 };
let shown: { chat_id?: string; conversation_id?: string } = {};

/** Begins for the session in force; done when there is something to show, or nothing to be had. */
export async function start(): Promise<void> {
  const now = session.peek();
  if (!now) return;
  owner = `${now.agentId}.${now.sessionId}`;
  outbox.value = new Outbox(now.agentId, sendItem);
  const kept = await keptDesk(owner);
  if (session.peek()?.sessionId !== now.sessionId) return;
  if (kept) restore(kept);
  open(kept?.cursor ?? null);
  outbox.value.wake();
  // Enough for the frame of the screen, while the link is on its way; once that is open, everything is fetched.
  if (!kept) await fetchMe().catch(() => {});
}

/** Ends with the session; what is kept of it goes, too. */
export function stop(): void {
  socket?.stop();
  socket = null;
  outbox.peek()?.stop();
  outbox.value = null;
  clearTimeout(saving);
  forgetTimelines();
  forgetDirects();
  forgetMoments();
  forgetPictures();
  clear();
  // What was being written, and whether this device is pushed to, belongs to who has left.
  for (const name of recallNames("draft.")) forget(name);
  forget("push");
  void forgetAll();
}

/** Begins anew once there is the second factor that everything waited for. */
export function enrolled(): void {
  socket?.stop();
  mustEnrol.value = false;
  open(null);
}

function open(cursor: string | null): void {
  const url = `${location.origin.replace(/^http/, "ws")}/v1/socket`;
  let fresh = cursor === null;
  socket = new Socket(
    {
      token: accessToken,
      opened: () => [...opened.keys()],
      ready(resumed, now) {
        if (now) clockAheadMs.value = Date.parse(now) - Date.now();
        focus();
        watch();
        outbox.peek()?.wake();
        greetings.value += 1;
        if (resumed && !fresh) {
          whole.value = true;
          // What the log does not hold: rights, presence, numbers.
          void Promise.all([fetchMe(), fetchPresence(), fetchCounts()]).catch(() => {});
          return;
        }
        doubtTimelines();
        doubtDirects();
        fresh = true;
        void fetchAll().then((done) => {
          fresh = !done;
        });
      },
      event(event) {
        // What is one's own is unsent no longer in the moment it is there.
        batch(() => {
          apply(event);
          arrivedOwn(outbox.peek(), event);
        });
        if (event.type === "session.ended" && event.content.session_id === session.peek()?.sessionId) end(event.content.end);
        else save();
      },
      frame: hear,
      link(state) {
        link.value = state;
        if (state === "lost") forgetMoments();
      },
      gone(code, reason) {
        if (reason === "second_factor_setup_required") mustEnrol.value = true;
        else if (code === 4500) {
          // A cursor that this server does not know.
          void forgetAll();
          open(null);
        } else end(code === 4526 ? "upgrade_required" : "session_revoked");
      },
    },
    cursor,
    url,
  );
  void socket.open();
}

/** Fetches until it is had; a cut in between ends it, since the next greeting begins again. */
async function fetchAll(): Promise<boolean> {
  try {
    await fetchDesk();
    whole.value = true;
    save();
    return true;
  } catch {
    socket?.forgetCursor();
    setTimeout(() => link.peek() === "open" && void fetchAll(), 3_000);
    return false;
  }
}

function hear(frame: ServerFrame): void {
  switch (frame.type) {
    case "typing":
      hearTyping(frame);
      break;
    case "looking":
      hearLooking(frame);
      break;
    case "presence":
      hearPresence(frame);
      break;
    case "queue_counts":
      queueCounts.value = new Map(queueCounts.peek()).set(frame.counts.queue_id, frame.counts);
      break;
    case "counters":
      counters.value = frame.counters;
      break;
    case "visits": {
      const next = new Map(visits.peek());
      for (const visit of frame.visits) next.set(visit.id, visit);
      for (const id of frame.ended_ids) next.delete(id);
      visits.value = next;
      bump("visits");
      break;
    }
  }
}

/** Says what is on screen, so that nothing is pushed for it. */
export function show(what: { chat_id?: string; conversation_id?: string }): void {
  shown = what;
  focus();
}

function focus(): void {
  const visible = document.visibilityState === "visible";
  socket?.send({ type: "focus", foreground: visible ? "foreground" : "background", ...(visible ? shown : {}) });
}

/** Opens the stream of a chat that one is not in; gives back what closes it. */
export function follow(chatId: string): () => void {
  const held = opened.get(chatId) ?? 0;
  opened.set(chatId, held + 1);
  if (!held) socket?.send({ type: "open", chat_id: chatId });
  return () => {
    const left = (opened.get(chatId) ?? 1) - 1;
    if (left) opened.set(chatId, left);
    else {
      opened.delete(chatId);
      socket?.send({ type: "close", chat_id: chatId });
    }
  };
}

/** Watches the grid of visits or the live counters; gives back what ends it. */
export function watchLive(what: "visits" | "counters"): () => void {
  watching[what] += 1;
  watch();
  return () => {
    watching[what] -= 1;
    watch();
  };
}

function watch(): void {
  socket?.send({ type: "watch", visits: watching.visits > 0, counters: watching.counters > 0 });
}

const typedAt = new Map<string, number>();

/** Says that one types; at most once in three seconds. */
export function tellTyping(where: { chat_id?: string; conversation_id?: string }, whisper = false): void {
  const key = `${where.chat_id ?? where.conversation_id} ${whisper}`;
  if (Date.now() - (typedAt.get(key) ?? 0) < 3_000) return;
  if (socket?.send({ type: "typing", ...where, whisper })) typedAt.set(key, Date.now());
}

/** Moves one's read mark of a chat. */
export function tellRead(chatId: string, position: number): void {
  setUnread(chatId, 0);
  if (!socket?.send({ type: "read", chat_id: chatId, position })) void put(`/v1/chats/${chatId}/read`, { position }).catch(() => {});
}

/** Moves one's read mark of a direct conversation. */
export function tellDirectRead(conversationId: string, position: number): void {
  setUnread(conversationId, 0);
  if (!socket?.send({ type: "read", conversation_id: conversationId, position }))
    void put(`/v1/direct_conversations/${conversationId}/read`, { position }).catch(() => {});
}

function restore(kept: NonNullable<Awaited<ReturnType<typeof keptDesk>>>): void {
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

const SAVE_AFTER_MS = 1_500;

function save(): void {
  if (!saving) saving = setTimeout(saveNow, SAVE_AFTER_MS);
}

function saveNow(): void {
  clearTimeout(saving);
  saving = undefined;
  const cursor = socket?.cursor;
  // Only a state without gaps may be resumed from.
  if (!cursor || !me.peek() || !whole.peek()) return;
  void keepDesk({
    owner,
    cursor,
    me: me.peek()!,
    agents: agents.peekAll(),
    queues: queues.peekAll(),
    chats: chats.peekAll().filter(({ state }) => state !== "closed"),
    offers: offers.peekAll().filter(({ state }) => state === "open"),
    directs: directs.peekAll(),
    unread: [...unread.peek()],
    lastTexts: [...lastTexts.peek()],
  });
}

/** Connects the feed to the page: the screen, the network, the token, what arrives. */
export function attach(): void {
  document.addEventListener("visibilitychange", () => {
    focus();
    if (document.visibilityState === "visible") wake();
    else saveNow();
  });
  addEventListener("online", () => {
    network.value = true;
    wake();
  });
  addEventListener("offline", () => {
    network.value = false;
  });
  addEventListener("pagehide", saveNow);
  onArrival(({ kind, event }) => {
    if (kind === "message" || kind === "whisper") {
      const { sender, chat_id } = event.content;
      stopTyping(chat_id, sender.kind === "visitor" ? null : sender.id);
    }
    // What was said before the chat came here is unread, and no event will count it.
    if (kind === "assigned" || kind === "transfer") void fetchChat(event.content.chat.id).catch(() => {});
  });
  // A renewed token keeps the link that is open.
  let known = session.peek()?.accessToken;
  effect(() => {
    const now = session.value?.accessToken;
    if (now && known && now !== known) socket?.renew(now);
    known = now;
  });
  // Before it expires, even when nothing is asked for.
  setInterval(() => session.peek() && void accessToken().catch(() => {}), 20_000);
}

function wake(): void {
  socket?.wake();
  outbox.peek()?.wake();
}
