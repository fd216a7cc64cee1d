// Conversations: lists at the left, the chosen chat beside them.

import { useState } from "preact/hooks";
import { takeNext } from "../desk/act";
import { isMine, me, myChats, myId, othersChats, queueCounts, unread, unreadChats, waitingChats } from "../desk/desk";
import { isPulled } from "../desk/taking";
import { Button } from "../part/button";
import { Empty } from "../part/empty";
import { useFetched } from "../part/fetched";
import { MessageCircle } from "../part/icon";
import { Count, Tabs } from "../part/tabs";
import { attempt } from "../part/toast";
import { segments } from "../route/router";
import { ownSignal } from "../session/own";
import type { ChatListItemView, ChatView } from "../wire";
import { all } from "../wire/request";
import { words } from "../words";
import { Chat } from "./chat";
import { queueName } from "./chat-name";
import { ChatRow } from "./chat-row";
import { ClosedChats } from "./closed-chats";

type List = "mine" | "waiting" | "others" | "closed";
const list = ownSignal<List>("mine");

export function Conversations() {
  const t = words.value;
  const id = segments.value[1];
  return (
    <div class="split">
      <section class="side-list" aria-label={t.conversations}>
        <header class="list-head">
          <h1>{t.conversations}</h1>
        </header>
        <Tabs<List>
          label={t.conversations}
          current={list.value}
          onPick={(next) => {
            list.value = next;
          }}
          tabs={[
            { id: "mine", label: t.mine, count: unreadChats.value },
            { id: "waiting", label: t.waiting, count: waitingChats.value.length, red: true },
            { id: "others", label: t.others },
            { id: "closed", label: t.closed },
          ]}
        />
        <div class="list-scroll" role="tabpanel" aria-label={t[list.value === "closed" ? "closed" : list.value]}>
          {list.value === "mine" && <Rows chats={myChats.value} current={id} empty={t.noChatsYet} />}
          {list.value === "waiting" && <Waiting current={id} />}
          {list.value === "others" && <Rows chats={othersChats.value} current={id} empty={t.noOthers} />}
          {list.value === "closed" && <ClosedChats current={id} />}
        </div>
      </section>
      <section class="split-main">{id ? <Chat key={id} id={id} /> : <Empty icon={MessageCircle}>{t.pickChat}</Empty>}</section>
    </div>
  );
}

export function Rows({ chats, current, empty }: { chats: readonly ChatView[]; current?: string; empty: string }) {
  if (!chats.length) return <Empty>{empty}</Empty>;
  return (
    <ul class="rows">
      {chats.map((chat) => (
        <ChatRow
          key={chat.id}
          chat={chat}
          unread={isMine(chat, myId.value) ? unread.value.get(chat.id) : 0}
          current={chat.id === current}
        />
      ))}
    </ul>
  );
}

/** By queue, with the number of those who wait in red, and "next". */
function Waiting({ current }: { current?: string }) {
  const t = words.value;
  const [busy, setBusy] = useState("");
  const waiting = waitingChats.value;
  const ids = [...new Set([...(me.value?.queue_ids ?? []), ...waiting.map(({ queue_id }) => queue_id)])];
  const next = async (queueId: string) => {
    setBusy(queueId);
    await attempt(() => takeNext(queueId));
    setBusy("");
  };
  const groups = ids
    .map((id) => ({ id, name: queueName(id), chats: waiting.filter(({ queue_id }) => queue_id === id) }))
    .sort((one, two) => one.name.localeCompare(two.name));
  // Chats beyond one's limits that wait for this agent.
  const mini = useFetched(() => all<ChatListItemView>("/v1/chats", { filter: "mini_queue" }, 1), [waiting.length]);
  const own = (mini.value ?? []).map(({ chat }) => chat).filter(({ id }) => waiting.some((one) => one.id === id));
  if (!waiting.length) return <Empty>{t.noWaiting}</Empty>;
  return (
    <>
      {own.length > 0 && (
        <section class="queue-group" aria-label={t.miniQueue}>
          <header>
            <h2 class="clip">{t.miniQueue}</h2>
            <Count value={own.length} red label={t.waiting} />
          </header>
          <Rows chats={own} current={current} empty={t.noWaiting} />
        </section>
      )}
      {groups
        .filter(({ chats }) => chats.length)
        .map(({ id, name, chats }) => (
          <section key={id} class="queue-group" aria-label={name}>
            <header>
              <h2 class="clip">{name}</h2>
              <Count value={Math.max(chats.length, queueCounts.value.get(id)?.waiting_count ?? 0)} red label={t.waiting} />
              {isPulled(id) && (
                <Button small kind="primary" busy={busy === id} onClick={() => next(id)}>
                  {t.attendNext}
                </Button>
              )}
            </header>
            <Rows chats={chats} current={current} empty={t.noWaiting} />
          </section>
        ))}
    </>
  );
}
