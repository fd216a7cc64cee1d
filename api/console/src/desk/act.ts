// What an agent does with a chat, with the answer taken into the desk at once.

import { uuid7 } from "../link/uuid7";
import { go } from "../route/router";
import type { ChatView, Wire } from "../wire";
import { post, put, remove } from "../wire/request";
import { chats, offers, takeChat } from "./desk";

type Accepted = Wire<"AcceptedOfferView">;

function entered(taken: Accepted): void {
  takeChat({ chat: taken.chat, unread_count: 0 });
  offers.apply(taken.offer);
  go(`chats/${taken.chat.id}`);
}

/** Takes whoever has waited longest, of one queue or of all of one's own. */
export async function takeNext(queueId?: string): Promise<void> {
  // Named by an id of one's own, so that a lost answer does not take a second chat.
  entered(await post<Accepted>(queueId ? `/v1/queues/${queueId}/next` : "/v1/chats/next", undefined, { client_id: uuid7() }));
}

export async function takeOffer(offerId: string): Promise<void> {
  entered(await post<Accepted>(`/v1/offers/${offerId}/accept`));
}

export async function takeWaiting(chatId: string): Promise<void> {
  entered(await post<Accepted>(`/v1/chats/${chatId}/accept`));
}

/** Does something that answers with the chat. */
export async function act(
  chatId: string,
  verb: "join" | "leave" | "take_over" | "reopen" | "close" | "transfer",
  body?: unknown,
): Promise<void> {
  chats.apply(await post<ChatView>(`/v1/chats/${chatId}/${verb}`, body));
}

export async function change(chatId: string, part: "label" | "priority" | "tags" | "contact" | "snooze", body: unknown): Promise<void> {
  chats.apply(await put<ChatView>(`/v1/chats/${chatId}/${part}`, body));
}

export async function undo(chatId: string, part: "contact" | "snooze"): Promise<void> {
  chats.apply(await remove<ChatView>(`/v1/chats/${chatId}/${part}`));
}
