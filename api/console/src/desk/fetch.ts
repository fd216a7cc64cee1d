// The whole state, fetched: at the first start, and when the log no longer reaches back to what is held.

import { batch } from "@preact/signals";
import type { AgentView, ChatListItemView, MentionView, MeView, OfferView, Page, QueueCountsView, QueueView, Wire } from "../wire";
import { all, get } from "../wire/request";
import { agents, chats, directs, known, lastTexts, me, mentions, offers, queueCounts, queues, takeChat, takeDirect, unread } from "./desk";
import type { Table, Thing } from "./table";

export async function fetchMe(): Promise<void> {
  me.value = await get<MeView>("/v1/me");
}

/** How each agent can be told now. */
export async function fetchPresence(): Promise<void> {
  takeAgents(await all<AgentView>("/v1/agents"));
}

function takeAgents(people: readonly AgentView[]): void {
  batch(() => {
    for (const agent of people) {
      agents.apply(agent);
      agents.patch(agent.id, () => ({ reachability: agent.reachability }));
    }
  });
}

/**
 * Things that were held before and are listed no longer are gone; what an event has brought or changed meanwhile is not: that may have gone
 * from a list that was not read yet to one that was.
 */
function keepListed<T extends Thing>(table: Table<T>): (listed: Iterable<string>) => void {
  const before = new Map(table.peekAll().map(({ id, seq }) => [id, seq]));
  return (listed) => {
    for (const id of listed) before.delete(id);
    table.keep(({ id, seq }) => before.get(id) !== seq);
  };
}

/** In two steps, each taken in as one: what the home screen shows, and what only other screens do. */
export async function fetchDesk(): Promise<void> {
  const [keepChats, keepOffers, keepDirects] = [keepListed(chats), keepListed(offers), keepListed(directs)];
  const called = new Set(mentions.peek().map(({ whisper_id }) => whisper_id));
  const list = (filter: string) => all<ChatListItemView>("/v1/chats", { filter }, 5);
  const [, people, places, mine, waiting, open] = await Promise.all([
    fetchMe(),
    all<AgentView>("/v1/agents"),
    all<QueueView>("/v1/queues"),
    list("mine"),
    list("waiting"),
    all<OfferView>("/v1/offers"),
  ]);
  batch(() => {
    keepOffers(open.map(({ id }) => id));
    takeAgents(people);
    for (const queue of places) queues.apply(queue);
    for (const item of [...waiting, ...mine]) takeChat(item);
    for (const offer of open) offers.apply(offer);
    known.value = true;
  });
  const [others, talks, calls] = await Promise.all([
    list("others"),
    all<Wire<"DirectListItemView">>("/v1/direct_conversations", {}, 3),
    get<Page<MentionView>>("/v1/mentions", { limit: 50 }),
    fetchCounts(),
  ]);
  batch(() => {
    keepChats([...mine, ...waiting, ...others].map(({ chat }) => chat.id));
    keepDirects(talks.map(({ conversation }) => conversation.id));
    for (const item of others) takeChat(item);
    for (const item of talks) takeDirect(item);
    for (const { whisper_id } of calls.items) called.add(whisper_id);
    mentions.value = [...mentions.peek().filter(({ whisper_id }) => !called.has(whisper_id)), ...calls.items].slice(0, 50);
    const held = ([id]: readonly [string, unknown]) => !!chats.peek(id) || !!directs.peek(id);
    lastTexts.value = new Map([...lastTexts.peek()].filter(held));
    unread.value = new Map([...unread.peek()].filter(held));
  });
}

/** The numbers of one's queues; from then on the socket tells each change. */
export async function fetchCounts(): Promise<void> {
  const ids = me.peek()?.queue_ids ?? [];
  const answers = await Promise.allSettled(ids.map((id) => get<QueueCountsView>(`/v1/queues/${id}/counts`)));
  const next = new Map(queueCounts.peek());
  for (const answer of answers) if (answer.status === "fulfilled") next.set(answer.value.queue_id, answer.value);
  queueCounts.value = next;
}

/** One chat that no list has brought. */
export async function fetchChat(id: string): Promise<void> {
  takeChat(await get<ChatListItemView>(`/v1/chats/${id}`));
}
