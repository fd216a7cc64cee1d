// Home: what calls, what waits, what is mine.

import { useState } from "preact/hooks";
import { takeNext } from "../desk/act";
import { agents, known, me, mentions, myChats, myId, openOffers, queueCounts, queues, unread, waitingChats } from "../desk/desk";
import { isPulled } from "../desk/taking";
import { Avatar, Presence } from "../part/avatar";
import { Button } from "../part/button";
import { Empty, Waiting } from "../part/empty";
import { AtSign, Bell, MessageCircle } from "../part/icon";
import { Count } from "../part/tabs";
import { serverNow } from "../part/ticking";
import { attempt } from "../part/toast";
import { href } from "../route/router";
import type { QueueView } from "../wire";
import { words } from "../words";
import { brief, duration } from "../words/format";
import { AvailabilitySwitch } from "./availability";
import { ChatRow } from "./chat-row";
import { OfferList } from "./offer";

export function Home() {
  const t = words.value;
  const first = (me.value?.agent.name ?? "").split(" ")[0]!;
  return (
    <div class="page home">
      <header class="home-head">
        <div>
          <h1>{t.hello(first)}</h1>
          <p class="quiet">{me.value?.organization.name}</p>
        </div>
        <AvailabilitySwitch wide />
      </header>
      {/* That nobody calls is said only when it is known. */}
      {known.value ? <Cards /> : <Waiting />}
    </div>
  );
}

function Cards() {
  const t = words.value;
  return (
    <div class="home-grid">
      <section class="card" aria-labelledby="home-offers">
        <h2 id="home-offers">
          <Bell size={18} aria-hidden="true" /> {t.offersTitle}
          {openOffers.value.length > 0 && <Count value={openOffers.value.length} red />}
        </h2>
        {openOffers.value.length ? <OfferList /> : <p class="quiet">{t.noOffers}</p>}
      </section>
      <Queues />
      <section class="card" aria-labelledby="home-mine">
        <h2 id="home-mine">
          <MessageCircle size={18} aria-hidden="true" /> {t.myChatsTitle}
          {myChats.value.length > 0 && <Count value={myChats.value.length} />}
        </h2>
        {myChats.value.length ? (
          <ul class="rows">
            {myChats.value.slice(0, 8).map((chat) => (
              <ChatRow key={chat.id} chat={chat} unread={unread.value.get(chat.id) ?? 0} />
            ))}
          </ul>
        ) : (
          <p class="quiet">{t.noChatsYet}</p>
        )}
      </section>
      <Mentions />
      <Team />
    </div>
  );
}

function Queues() {
  const t = words.value;
  const mine = queues.all().filter(({ id }) => me.value?.queue_ids.includes(id));
  return (
    <section class="card" aria-labelledby="home-queues">
      <h2 id="home-queues">{t.waitingTitle}</h2>
      {mine.length ? (
        <ul class="queue-list">
          {mine.map((queue) => (
            <QueueLine key={queue.id} queue={queue} />
          ))}
        </ul>
      ) : (
        <p class="quiet">{t.noQueues}</p>
      )}
    </section>
  );
}

export function QueueLine({ queue }: { queue: QueueView }) {
  const t = words.value;
  const [busy, setBusy] = useState(false);
  const waiting = waitingChats.value.filter(({ queue_id }) => queue_id === queue.id);
  const counts = queueCounts.value.get(queue.id);
  const count = Math.max(waiting.length, counts?.waiting_count ?? 0);
  const since = waiting.length ? Math.min(...waiting.map(({ started_at }) => Date.parse(started_at))) : null;
  const next = async () => {
    setBusy(true);
    await attempt(() => takeNext(queue.id));
    setBusy(false);
  };
  return (
    <li class="queue-line">
      <span class={`waiting-number ${count ? "red" : ""}`} aria-hidden="true">
        {count}
      </span>
      <div class="grow">
        <strong>{queue.name}</strong>
        <p class="quiet">
          <span class="spoken">{t.waitingCount(count)} · </span>
          {[
            since !== null && t.waitingFor(duration(serverNow() - since)),
            counts && t.activeCount(counts.active_count),
            counts && t.readyCount(counts.ready_count),
            counts?.next_agent && t.nextAgent(counts.next_agent.name),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {count > 0 && isPulled(queue.id) && (
        <Button small kind="primary" busy={busy} onClick={next}>
          {t.attendNext}
        </Button>
      )}
    </li>
  );
}

function Mentions() {
  const t = words.value;
  if (!mentions.value.length) return null;
  return (
    <section class="card" aria-labelledby="home-mentions">
      <h2 id="home-mentions">
        <AtSign size={18} aria-hidden="true" /> {t.mentionsTitle}
      </h2>
      <ul class="rows">
        {mentions.value.slice(0, 5).map((mention) => (
          <li key={mention.whisper_id}>
            <a class="row" href={href(`chats/${mention.chat_id}?at=${mention.position}`)}>
              <Avatar name={mention.by_name} id={mention.by_id} small />
              <span class="grow">{t.mentionedYou(mention.by_name, mention.chat_number)}</span>
              <time class="quiet" dateTime={mention.mentioned_at}>
                {brief(mention.mentioned_at)}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Team() {
  const t = words.value;
  const RANK = { ready: 0, busy: 1, not_ready: 2, offline: 3 } as const;
  const others = agents
    .all()
    .filter(({ id, active }) => active && id !== myId.value)
    .sort((one, two) => RANK[one.availability] - RANK[two.availability] || one.name.localeCompare(two.name));
  return (
    <section class="card" aria-labelledby="home-team">
      <h2 id="home-team">{t.teamTitle}</h2>
      {others.length ? (
        <ul class="team">
          {others.slice(0, 12).map((agent) => (
            <li key={agent.id}>
              <a class="row" href={href(`directs/with/${agent.id}`)}>
                <span class="avatar-with">
                  <Avatar name={agent.name} id={agent.id} small />
                  <Presence agent={agent} />
                </span>
                <span class="grow">
                  {agent.name}
                  {agent.status_text && <span class="second clip">{agent.status_text}</span>}
                </span>
                <span class="quiet">{t.availabilities[agent.availability]}</span>
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <Empty>{t.nothingHere}</Empty>
      )}
    </section>
  );
}
