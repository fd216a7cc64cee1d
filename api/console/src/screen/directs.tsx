// Messages among agents.

import { useEffect, useState } from "preact/hooks";
import { agents, directs, lastTexts, myId, unread } from "../desk/desk";
import { uuid7 } from "../link/uuid7";
import { Avatar, Presence } from "../part/avatar";
import { IconButton } from "../part/button";
import { Dialog } from "../part/dialog";
import { Empty, Waiting } from "../part/empty";
import { CheckField, TextField } from "../part/field";
import { Form } from "../part/form";
import { MessagesSquare, Plus, UsersRound } from "../part/icon";
import { Count } from "../part/tabs";
import { attempt } from "../part/toast";
import { go, href, segments } from "../route/router";
import type { AgentView, DirectConversationView, Wire } from "../wire";
import { post } from "../wire/request";
import { words } from "../words";
import { brief } from "../words/format";
import { DirectTalk } from "./direct-talk";

/** What a conversation is called: its title, or who else is in it. */
export function directName(conversation: DirectConversationView): string {
  const others = conversation.members.filter(({ agent_id }) => agent_id !== myId.value).map(({ name }) => name);
  return conversation.title || others.join(", ") || words.value.you;
}

export function otherAgent(conversation: DirectConversationView): AgentView | undefined {
  if (conversation.group) return undefined;
  return agents.get(conversation.members.find(({ agent_id }) => agent_id !== myId.value)?.agent_id);
}

async function openWith(ids: readonly string[], title?: string): Promise<void> {
  const opened = await post<DirectConversationView>("/v1/direct_conversations", {
    client_id: uuid7(),
    agent_ids: ids,
    ...(title ? { title } : {}),
  } satisfies Wire<"OpenDirectRequest">);
  directs.apply(opened);
  go(`directs/${opened.id}`, true);
}

export function Directs() {
  const t = words.value;
  const [adding, setAdding] = useState(false);
  const [, id, person] = segments.value;
  useEffect(() => {
    if (id === "with" && person) void attempt(() => openWith([person])).then((done) => done || go("directs", true));
  }, [id, person]);
  const talks = directs.all().sort((one, two) => (one.last_message_at < two.last_message_at ? 1 : -1));
  const spoken = new Set(talks.filter(({ group }) => !group).flatMap(({ members }) => members.map(({ agent_id }) => agent_id)));
  const others = agents
    .all()
    .filter((agent) => agent.active && agent.id !== myId.value && !spoken.has(agent.id))
    .sort((one, two) => one.name.localeCompare(two.name));
  return (
    <div class="split">
      <section class="side-list" aria-label={t.directMessages}>
        <header class="list-head">
          <h1>{t.directMessages}</h1>
          <IconButton icon={Plus} label={t.newGroup} onClick={() => setAdding(true)} />
        </header>
        <div class="list-scroll">
          {!talks.length && <p class="quiet padded">{t.noDirects}</p>}
          <ul class="rows">
            {talks.map((conversation) => (
              <DirectRow key={conversation.id} conversation={conversation} current={conversation.id === id} />
            ))}
          </ul>
          {others.length > 0 && (
            <>
              <h2 class="list-title">{t.teamTitle}</h2>
              <ul class="rows">
                {others.map((agent) => (
                  <li key={agent.id}>
                    <a class="row" href={href(`directs/with/${agent.id}`)}>
                      <span class="avatar-with">
                        <Avatar name={agent.name} id={agent.id} />
                        <Presence agent={agent} />
                      </span>
                      <span class="grow">
                        <strong>{agent.name}</strong>
                        <span class="second clip">
                          {[t.availabilities[agent.availability], agent.status_text].filter(Boolean).join(" · ")}
                        </span>
                      </span>
                    </a>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      </section>
      <section class="split-main">
        {id === "with" ? <Waiting /> : id ? <DirectTalk key={id} id={id} /> : <Empty icon={MessagesSquare}>{t.pickDirect}</Empty>}
      </section>
      {adding && <NewGroup onClose={() => setAdding(false)} />}
    </div>
  );
}

function DirectRow({ conversation, current }: { conversation: DirectConversationView; current: boolean }) {
  const t = words.value;
  const count = unread.value.get(conversation.id) ?? 0;
  const other = otherAgent(conversation);
  return (
    <li>
      <a
        class={`row chat-row direct ${count ? "unread" : ""}`}
        href={href(`directs/${conversation.id}`)}
        aria-current={current ? "true" : undefined}
      >
        <span class="avatar-with">
          {conversation.group ? (
            <span class="avatar tint-4" aria-hidden="true">
              <UsersRound size={20} />
            </span>
          ) : (
            <Avatar name={directName(conversation)} id={other?.id ?? conversation.id} />
          )}
          {other && <Presence agent={other} />}
        </span>
        <span class="grow">
          <strong class="clip">{directName(conversation)}</strong>
          <span class="clip second">
            {lastTexts.value.get(conversation.id)?.text ?? (other ? t.availabilities[other.availability] : "")}
          </span>
        </span>
        <span class="row-end">
          <time dateTime={conversation.last_message_at}>{brief(conversation.last_message_at)}</time>
          {count > 0 && <Count value={count} label={t.unread} />}
        </span>
      </a>
    </li>
  );
}

function NewGroup({ onClose }: { onClose: () => void }) {
  const t = words.value;
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const others = agents
    .all()
    .filter((agent) => agent.active && agent.id !== myId.value)
    .sort((one, two) => one.name.localeCompare(two.name));
  return (
    <Dialog title={t.newGroup} onClose={onClose}>
      <Form
        submit={t.add}
        onCancel={onClose}
        disabled={!chosen.length || (chosen.length > 1 && !title.trim())}
        onSubmit={async () => {
          await openWith(chosen, chosen.length > 1 ? title.trim() : undefined);
          onClose();
        }}
      >
        <TextField label={t.groupTitle} name="title" value={title} onChange={setTitle} />
        <fieldset class="choices">
          <legend>{t.chooseColleagues}</legend>
          {others.map((agent) => (
            <CheckField
              key={agent.id}
              label={agent.name}
              checked={chosen.includes(agent.id)}
              onChange={(on) => setChosen(on ? [...chosen, agent.id] : chosen.filter((one) => one !== agent.id))}
            />
          ))}
        </fieldset>
      </Form>
    </Dialog>
  );
}
