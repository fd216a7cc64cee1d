// The live board: what goes on at this moment, and any chat one click away.

import { useEffect } from "preact/hooks";
import { agents, chats, counters, isSupervisor, may, queueCounts, queues, waitingChats } from "../desk/desk";
import { watchLive } from "../desk/tell";
import { Avatar, Presence } from "../part/avatar";
import { Waiting } from "../part/empty";
import { RowTable } from "../part/table";
import { Count } from "../part/tabs";
import { serverNow } from "../part/ticking";
import { href } from "../route/router";
import { words } from "../words";
import { count, duration } from "../words/format";
import { queueName, visitorName } from "./chat-name";
import { WaitedFor } from "./chat-row";

export function Board() {
  const t = words.value;
  useEffect(() => (may("see_counters") || isSupervisor.peek() ? watchLive("counters") : undefined), []);
  const now = counters.value;
  return (
    <div class="page board" tabIndex={0}>
      <header class="page-head">
        <h1>{t.board}</h1>
      </header>
      {now ? (
        <ul class="numbers" aria-label={t.board}>
          <Figure name={t.waiting} value={now.waiting} red={now.waiting > 0} />
          <Figure name={t.active} value={now.active} />
          <Figure name={t.readyAgents} value={now.ready_agents} red={now.ready_agents === 0} />
          <Figure name={t.browsing} value={now.browsing} />
          <Figure name={t.closedToday} value={now.closed_today} />
          <Figure name={t.abandonedToday} value={now.abandoned_today} />
        </ul>
      ) : (
        <Waiting />
      )}
      <Queues />
      {isSupervisor.value && <Now />}
      <Team />
    </div>
  );
}

function Figure({ name, value, red }: { name: string; value: number; red?: boolean }) {
  return (
    <li class={`card number-card ${red ? "red" : ""}`}>
      <strong>{count(value)}</strong>
      <span>{name}</span>
    </li>
  );
}

function Queues() {
  const t = words.value;
  const known = counters.value?.queues ?? [];
  const rows = queues.all().sort((one, two) => one.name.localeCompare(two.name));
  return (
    <section class="card" aria-labelledby="board-queues">
      <h2 id="board-queues">{t.queue}</h2>
      <RowTable
        caption={t.queue}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { title: t.name, cell: ({ name }) => name },
          {
            title: t.waiting,
            number: true,
            cell: ({ id }) => {
              const waiting = known.find(({ queue_id }) => queue_id === id)?.waiting ?? 0;
              return waiting ? <Count value={waiting} red /> : 0;
            },
          },
          {
            title: t.longestWait,
            number: true,
            cell: ({ id }) => {
              const since = known.find(({ queue_id }) => queue_id === id)?.waiting_since;
              return since ? duration(serverNow() - Date.parse(since)) : "–";
            },
          },
          { title: t.active, number: true, cell: ({ id }) => known.find(({ queue_id }) => queue_id === id)?.active ?? 0 },
          { title: t.availabilities.ready, number: true, cell: ({ id }) => queueCounts.value.get(id)?.ready_count ?? "–" },
          { title: t.nextTitle, cell: ({ id }) => queueCounts.value.get(id)?.next_agent?.name ?? "–" },
        ]}
      />
    </section>
  );
}

/** Every chat that waits or is being answered: a click shows it live. */
function Now() {
  const t = words.value;
  const rows = [...waitingChats.value, ...chats.all().filter(({ state }) => state === "active")];
  return (
    <section class="card" aria-labelledby="board-chats">
      <h2 id="board-chats">
        {t.chatsNow} <Count value={rows.length} />
      </h2>
      <RowTable
        caption={t.chatsNow}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            title: t.visitor,
            cell: (chat) => (
              <a href={href(`chats/${chat.id}`)}>
                {chat.visitor_name ? `${chat.visitor_name} ${t.chatNumber(chat.number)}` : visitorName(chat)}
              </a>
            ),
          },
          { title: t.queue, cell: ({ queue_id }) => queueName(queue_id) },
          { title: t.state, cell: (chat) => chat.label?.name ?? t.chatStates[chat.state] },
          { title: t.agentsInChat, cell: ({ participants }) => participants.map(({ name }) => name).join(", ") || "–" },
          { title: t.waitedFor, number: true, cell: (chat) => (chat.state === "waiting" ? <WaitedFor since={chat.started_at} /> : "–") },
        ]}
      />
    </section>
  );
}

function Team() {
  const t = words.value;
  const RANK = { ready: 0, busy: 1, not_ready: 2, offline: 3 } as const;
  const rows = agents
    .all()
    .filter(({ active }) => active)
    .sort((one, two) => RANK[one.availability] - RANK[two.availability] || one.name.localeCompare(two.name));
  const active = chats.all().filter(({ state }) => state === "active");
  return (
    <section class="card" aria-labelledby="board-team">
      <h2 id="board-team">{t.agentsNow}</h2>
      <RowTable
        caption={t.agentsNow}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          {
            title: t.agent,
            cell: (agent) => (
              <span class="agent-cell">
                <span class="avatar-with">
                  <Avatar name={agent.name} id={agent.id} small />
                  <Presence agent={agent} />
                </span>
                {agent.name}
              </span>
            ),
          },
          { title: t.availability, cell: (agent) => t.availabilities[agent.availability] },
          { title: t.reachability, cell: (agent) => t.reachabilities[agent.reachability] },
          {
            title: t.chatsOfAgent,
            number: true,
            cell: (agent) =>
              active.filter(({ participants }) => participants.some(({ agent_id, responsible }) => responsible && agent_id === agent.id))
                .length,
          },
        ]}
      />
    </section>
  );
}
