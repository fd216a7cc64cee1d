// What is known of the organization right now: one place, filled by pages and events, read by every screen.

import { computed, signal } from "@preact/signals";
import type {
  AgentView,
  ChatListItemView,
  ChatView,
  CountersView,
  DirectConversationView,
  MentionView,
  MeView,
  OfferView,
  Permission,
  QueueCountsView,
  QueueView,
  Register,
  VisitView,
  Wire,
} from "../wire";
import { Table } from "./table";

export const me = signal<MeView | null>(null);
export const agents = new Table<AgentView>();
export const queues = new Table<QueueView>();
export const chats = new Table<ChatView>();
export const offers = new Table<OfferView>();
export const directs = new Table<DirectConversationView>();
/** Unread entries by chat or direct conversation. */
export const unread = signal<ReadonlyMap<string, number>>(new Map());
/** Numbers of each queue, as the socket tells them. */
export const queueCounts = signal<ReadonlyMap<string, QueueCountsView>>(new Map());
export const mentions = signal<readonly MentionView[]>([]);
export const counters = signal<CountersView | null>(null);
export const visits = signal<ReadonlyMap<string, VisitView>>(new Map());
/** Rises when a register changed: who shows it reads it anew. */
export const registers = signal<Readonly<Partial<Record<Register, number>>>>({});
/** Rises with changes that no table here holds (contacts, tickets, blocks, offline messages), by the first word of the event. */
export const changes = signal<Readonly<Record<string, number>>>({});
/** The last text said in a chat, for lists. */
export const lastTexts = signal<ReadonlyMap<string, { text: string; position: number; whisper: boolean }>>(new Map());
/** Whether there is something to show of what calls, waits and is one's own: kept, or fetched. */
export const known = signal(false);
/** Whether everything was fetched or resumed since this page was opened. */
export const whole = signal(false);
/** What the server's clock is ahead of this one, in milliseconds. */
export const clockAheadMs = signal(0);

export const myId = computed(() => me.value?.agent.id ?? "");
export const myAvailability = computed(() => agents.get(myId.value)?.availability ?? me.value?.agent.availability ?? "offline");
export const isSupervisor = computed(() => me.value?.agent.role === "supervisor" || me.value?.agent.role === "admin");
export const isAdmin = computed(() => me.value?.agent.role === "admin");

export function may(permission: Permission): boolean {
  return isAdmin.value || !!me.value?.permissions.includes(permission);
}

export function isMine(chat: ChatView, id = myId.value): boolean {
  return chat.participants.some(({ agent_id }) => agent_id === id);
}

const newestFirst = (one: ChatView, two: ChatView) => (one.last_entry_at < two.last_entry_at ? 1 : -1);
const RANK = { urgent: 0, high: 1, normal: 2, low: 3 } as const;
const waitingOrder = (one: ChatView, two: ChatView) =>
  RANK[one.priority ?? "normal"] - RANK[two.priority ?? "normal"] || (one.started_at < two.started_at ? -1 : 1);

export const myChats = computed(() =>
  chats
    .all()
    .filter((chat) => chat.state === "active" && isMine(chat))
    .sort(newestFirst),
);
export const othersChats = computed(() =>
  chats
    .all()
    .filter((chat) => chat.state === "active" && !isMine(chat))
    .sort(newestFirst),
);
/** As the server lists them: one that went on to a queue that is not one's own is still held, but waits for others. */
export const waitingChats = computed(() =>
  chats
    .all()
    .filter((chat) => chat.state === "waiting" && (isSupervisor.value || !!me.value?.queue_ids.includes(chat.queue_id)))
    .sort(waitingOrder),
);
export const openOffers = computed(() =>
  offers
    .all()
    .filter((offer) => offer.state === "open" && offer.agent_id === myId.value)
    .sort((one, two) => (one.made_at < two.made_at ? -1 : 1)),
);
export const unreadChats = computed(() => myChats.value.filter(({ id }) => unread.value.get(id)).length);
export const unreadDirects = computed(() => directs.all().filter(({ id }) => unread.value.get(id)).length);
/** The number on the tab and the app's icon. */
export const badge = computed(() => unreadChats.value + unreadDirects.value + openOffers.value.length);

export function setUnread(id: string, count: number): void {
  if ((unread.value.get(id) ?? 0) === count) return;
  const next = new Map(unread.value);
  if (count) next.set(id, count);
  else next.delete(id);
  unread.value = next;
}

/** Takes a chat in; the last entry moves without a new `seq`, and only forward. */
export function putChat(chat: ChatView, seq = chat.seq): void {
  const held = chats.peek(chat.id);
  const last =
    held && held.last_position > chat.last_position ? { last_position: held.last_position, last_entry_at: held.last_entry_at } : {};
  chats.apply({ ...chat, ...last }, seq);
}

/** Takes a chat of a list in. The list may have been read before what events have told meanwhile: then they have counted what is unread. */
export function takeChat({ chat, unread_count }: ChatListItemView): void {
  const held = chats.peek(chat.id);
  const read = (of: ChatView) => of.participants.find(({ agent_id }) => agent_id === myId.peek())?.read_position ?? 0;
  const counted = !!held && (held.last_position > chat.last_position || read(held) > read(chat));
  putChat(chat);
  if (!counted) setUnread(chat.id, unread_count);
}

/** The same for a direct conversation. */
export function takeDirect({ conversation, unread_count }: Wire<"DirectListItemView">): void {
  const counted = (directs.peek(conversation.id)?.last_position ?? 0) > conversation.last_position;
  directs.apply(conversation);
  if (!counted) setUnread(conversation.id, unread_count);
}

export function bump(word: string): void {
  changes.value = { ...changes.value, [word]: (changes.value[word] ?? 0) + 1 };
}

/** Forgets everything, for another person at this screen. */
export function clear(): void {
  for (const table of [agents, queues, chats, offers, directs]) table.clear();
  me.value = null;
  unread.value = new Map();
  queueCounts.value = new Map();
  mentions.value = [];
  counters.value = null;
  visits.value = new Map();
  lastTexts.value = new Map();
  known.value = false;
  whole.value = false;
}
