// How this agent may take a waiting chat: that depends on how its queue gives chats out.

import type { ChatView } from "../wire";
import { takeNext, takeOffer, takeWaiting } from "./act";
import { me, openOffers, queues } from "./desk";

export type Taking = "offer" | "any" | "next" | null;

function isMember(queueId: string): boolean {
  return !!me.value?.queue_ids.includes(queueId);
}

/** Whether a queue's members take the longest waiting chat themselves. */
export function isPulled(queueId: string): boolean {
  return isMember(queueId) && queues.get(queueId)?.settings.routing_mode === "pull";
}

export function takingOf(chat: ChatView): Taking {
  if (chat.state !== "waiting") return null;
  if (openOffers.value.some(({ chat_id }) => chat_id === chat.id)) return "offer";
  if (!isMember(chat.queue_id)) return null;
  const mode = queues.get(chat.queue_id)?.settings.routing_mode;
  return mode === "broadcast" ? "any" : mode === "pull" ? "next" : null;
}

export async function takeChatBy(taking: Taking, chat: ChatView): Promise<void> {
  const offer = openOffers.peek().find(({ chat_id }) => chat_id === chat.id);
  if (taking === "offer" && offer) await takeOffer(offer.id);
  else if (taking === "any") await takeWaiting(chat.id);
  else if (taking === "next") await takeNext(chat.queue_id);
}
