// What was before: chats, tickets and notes of this person.

import { useState } from "preact/hooks";
import { changes } from "../../desk/desk";
import { Button } from "../../part/button";
import { Empty } from "../../part/empty";
import { useFetched } from "../../part/fetched";
import { MessageCircle, StickyNote, Ticket } from "../../part/icon";
import { Shown } from "../../part/table";
import { attempt } from "../../part/toast";
import { href } from "../../route/router";
import type { ChatView, Page, Wire } from "../../wire";
import { get } from "../../wire/request";
import { words } from "../../words";
import { dayAndClock } from "../../words/format";
import { queueName } from "../chat-name";

type Item = Wire<"JourneyEntryView">;

export function HistoryTab({ chat }: { chat: ChatView }) {
  const t = words.value;
  const [busy, setBusy] = useState(false);
  const address = `/v1/contacts/${chat.contact_id}/journey`;
  const found = useFetched<Page<Item>>(
    () => (chat.contact_id ? get<Page<Item>>(address) : Promise.resolve({ items: [] })),
    [chat.contact_id, changes.value.contact_note, changes.value.ticket],
  );
  if (!chat.contact_id) return <Empty>{t.noContact}</Empty>;
  const more = async (held: Page<Item>) => {
    setBusy(true);
    await attempt(async () => {
      const next: Page<Item> = await get(address, { cursor: held.next_cursor });
      found.set({ items: [...held.items, ...next.items], next_cursor: next.next_cursor });
    });
    setBusy(false);
  };
  return (
    <Shown of={found}>
      {(held) => {
        const items = held.items.filter((item) => item.kind !== "chat" || item.chat.id !== chat.id);
        if (!items.length) return <Empty>{t.noHistory}</Empty>;
        return (
          <>
            <ul class="rows journey">
              {items.map((item) => (
                <li key={`${item.kind} ${item.at}`}>
                  <JourneyRow item={item} />
                </li>
              ))}
            </ul>
            {held.next_cursor && (
              <Button small busy={busy} onClick={() => more(held)}>
                {t.loadMore}
              </Button>
            )}
          </>
        );
      }}
    </Shown>
  );
}

export function JourneyRow({ item }: { item: Item }) {
  const t = words.value;
  const when = (
    <time class="quiet" dateTime={item.at}>
      {dayAndClock(item.at)}
    </time>
  );
  if (item.kind === "chat") {
    return (
      <a class="row" href={href(`chats/${item.chat.id}`)}>
        <MessageCircle size={18} aria-hidden="true" />
        <span class="grow">
          <strong>
            {t.chatNumber(item.chat.number)} · {t.chatStates[item.chat.state]}
          </strong>
          <small>{[queueName(item.chat.queue_id), item.chat.subject, item.chat.disposition?.name].filter(Boolean).join(" · ")}</small>
          {when}
        </span>
      </a>
    );
  }
  const ticket = item.kind === "ticket";
  const Picture = ticket ? Ticket : StickyNote;
  return (
    <div class="row">
      <Picture size={18} aria-hidden="true" />
      <span class="grow">
        <strong>{ticket ? `${t.chatNumber(item.ticket.number)} ${item.ticket.subject}` : item.note.author_name}</strong>
        <small>{ticket ? t.ticketStates[item.ticket.state] : item.note.text}</small>
        {when}
      </span>
    </div>
  );
}
