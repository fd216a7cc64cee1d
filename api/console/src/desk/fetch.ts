// The whole state, fetched: at the first start, and when the log no longer reaches back to what is held.

import { batch } from "@preact/signals";
import type { AgentView, ChatListItemView, MentionView, MeView, OfferView, Page, QueueCountsView, QueueView, Wire } from "../wire";
import { all, get } from "../wire/request";
import { agents, chats, directs, lastTexts, me, mentions, offers, queueCounts, queues, setUnread, takeChat } from "./desk";

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

export async function fetchDesk(): Promise<void> {
  const list = (filter: string) => all<ChatListItemView>("/v1/chats", { filter }, 5);
  const [, people, places, mine, waiting, others, open, talks, called] = await Promise.all([
    fetchMe(),
    all<AgentView>("/v1/agents"),
    all<QueueView>("/v1/queues"),
    list("mine"),
    list("waiting"),
    list("others").catch(() => []),
    all<OfferView>("/v1/offers"),
    all<Wire<"DirectListItemView">>("/v1/direct_conversations", {}, 3).catch(() => []),
    get<Page<MentionView>>("/v1/mentions", { limit: 50 }).catch(() => ({ items: [] })),
  ]);
  batch(() => {
    const listed = new Set([...mine, ...waiting, ...others].map(({ chat }) => chat.id));
    chats.keep(({ id }) => listed.has(id));
    const offered = new Set(open.map(({ id }) => id));
    offers.keep(({ id }) => offered.has(id));
    const spoken = new Set(talks.map(({ conversation }) => conversation.id));
    directs.keep(({ id }) => spoken.has(id));
    takeAgents(people);
    for (const queue of places) queues.apply(queue);
    for (const item of [...others, ...waiting, ...mine]) takeChat(item);
    for (const offer of open) offers.apply(offer);
    for (const { conversation, unread_count } of talks) {
      directs.apply(conversation);
      setUnread(conversation.id, unread_count);
    }
    mentions.value = called.items;
    lastTexts.value = new Map([...lastTexts.value].filter(([id]) => listed.has(id) || spoken.has(id)));
  });
  void fetchCounts();
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
