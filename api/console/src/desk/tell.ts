// What this device tells the server while it is connected: what is on screen, what is watched, typing and reading.

import type { Socket } from "../link/socket";
import { put } from "../wire/request";
import { setUnread } from "./desk";

let socket: Socket | null = null;
const opened = new Map<string, number>();
const watching = { visits: 0, counters: 0 };
let shown: { chat_id?: string; conversation_id?: string } = {};

/** From now on it is told over this connection. */
export function tellOver(next: Socket | null): void {
  socket = next;
}

/** The chats whose streams are open beside those one is in. */
export function openedChats(): string[] {
  return [...opened.keys()];
}

/** What a connection that is new does not know. */
export function tellAll(): void {
  tellFocus();
  watch();
}

/** Says what is on screen, so that nothing is pushed for it. */
export function show(what: { chat_id?: string; conversation_id?: string }): void {
  shown = what;
  tellFocus();
}

export function tellFocus(): void {
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

/** Says once more which streams are open: the server ends those that one may not hear, and one may hear them again by now. */
export function openAgain(): void {
  for (const chatId of opened.keys()) socket?.send({ type: "open", chat_id: chatId });
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
