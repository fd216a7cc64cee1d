// What a chat and its visitor are called.

import { queues } from "../desk/desk";
import type { ChatView, OfferView } from "../wire";
import { words } from "../words";

export function visitorName(chat: Pick<ChatView, "visitor_name" | "number">): string {
  return chat.visitor_name || words.value.anonymousVisitor(chat.number);
}

export function offerName(offer: OfferView): string {
  return offer.visitor_name || words.value.anonymousVisitor(offer.chat_number);
}

export function queueName(id: string): string {
  return queues.get(id)?.name ?? "…";
}
