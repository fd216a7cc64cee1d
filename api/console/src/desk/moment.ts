// Who is typing and who is looking: true for a moment, never kept.

import { signal } from "@preact/signals";
import type { ServerFrame } from "../wire";
import { agents } from "./desk";

export interface Typing {
  readonly agentId: string | null;
  readonly name: string | null;
  readonly whisper: boolean;
}

const SHOWN_MS = 6_000;

/** By chat or direct conversation. */
export const typing = signal<ReadonlyMap<string, readonly Typing[]>>(new Map());
/** Colleagues by chat: id and name. */
export const looking = signal<ReadonlyMap<string, ReadonlyMap<string, string>>>(new Map());
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function hearTyping(frame: ServerFrame): void {
  const where: string = frame.chat_id ?? frame.conversation_id;
  const who: Typing = { agentId: frame.agent_id ?? null, name: frame.name ?? null, whisper: !!frame.whisper };
  const key = `${where} ${who.agentId}`;
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => stopTyping(where, who.agentId), SHOWN_MS),
  );
  const others = (typing.value.get(where) ?? []).filter((one) => one.agentId !== who.agentId);
  typing.value = new Map(typing.value).set(where, [...others, who]);
}

/** What was being typed has arrived, or nothing did for a while. */
export function stopTyping(where: string, agentId: string | null): void {
  const now = typing.value.get(where);
  if (!now?.some((one) => one.agentId === agentId)) return;
  typing.value = new Map(typing.value).set(
    where,
    now.filter((one) => one.agentId !== agentId),
  );
}

export function hearLooking(frame: ServerFrame): void {
  const here = new Map(looking.value.get(frame.chat_id) ?? []);
  if (frame.looking) here.set(frame.agent_id, frame.name);
  else here.delete(frame.agent_id);
  looking.value = new Map(looking.value).set(frame.chat_id, here);
}

export function hearPresence(frame: ServerFrame): void {
  agents.patch(frame.agent_id, () => ({ reachability: frame.reachability }));
}

/** After a cut nobody says who has stopped. */
export function forgetMoments(): void {
  typing.value = new Map();
  looking.value = new Map();
}
