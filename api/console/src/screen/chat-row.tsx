// A chat in a list.

import { clockAheadMs, lastTexts, myId } from "../desk/desk";
import { typing } from "../desk/moment";
import { Avatar } from "../part/avatar";
import { Flag } from "../part/icon";
import { Count } from "../part/tabs";
import { serverNow } from "../part/ticking";
import { href } from "../route/router";
import type { ChatView } from "../wire";
import { words } from "../words";
import { brief, duration } from "../words/format";
import { queueName, visitorName } from "./chat-name";

interface Props {
  chat: ChatView;
  unread?: number;
  current?: boolean;
}

export function ChatRow({ chat, unread = 0, current }: Props) {
  const t = words.value;
  const name = visitorName(chat);
  const last = lastTexts.value.get(chat.id);
  const writes = typing.value.get(chat.id)?.some(({ agentId }) => agentId === null);
  const snoozed = chat.participants.find(({ agent_id }) => agent_id === myId.value)?.snoozed_until;
  const urgent = chat.priority === "urgent" || chat.priority === "high";
  return (
    <li>
      <a class={`row chat-row ${unread ? "unread" : ""}`} href={href(`chats/${chat.id}`)} aria-current={current ? "true" : undefined}>
        <Avatar name={name} id={chat.visitor_id} />
        <span class="grow">
          <span class="row-top">
            <strong class="clip">{name}</strong>
            {urgent && <Flag size={14} class={`flag ${chat.priority}`} aria-label={t.priorities[chat.priority!]} />}
            {chat.visitor_name && <span class="quiet">{t.chatNumber(chat.number)}</span>}
          </span>
          <span class={`clip second ${last?.whisper ? "whispered" : ""}`}>
            {writes ? <em>{t.typingOne(name)}</em> : last?.text || chat.subject || queueName(chat.queue_id)}
          </span>
        </span>
        <span class="row-end">
          {chat.state === "waiting" ? (
            <WaitedFor since={chat.started_at} />
          ) : (
            <time dateTime={chat.last_entry_at}>{brief(chat.last_entry_at)}</time>
          )}
          {unread > 0 && <Count value={unread} label={t.unread} />}
          {snoozed && Date.parse(snoozed) > Date.now() + clockAheadMs.peek() && <span class="tag">{t.snoozed}</span>}
        </span>
      </a>
    </li>
  );
}

/** How long somebody has been waiting: red after three minutes. */
export function WaitedFor({ since }: { since: string }) {
  const ms = serverNow() - Date.parse(since);
  return <span class={`waited ${ms > 180_000 ? "red" : ""}`}>{duration(ms)}</span>;
}
