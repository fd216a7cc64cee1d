// The contact form's inbox: what was left while nobody could answer.

import { useState } from "preact/hooks";
import { agents, changes, me, myId } from "../desk/desk";
import { Button } from "../part/button";
import { Dialog } from "../part/dialog";
import { Empty } from "../part/empty";
import { useFetched } from "../part/fetched";
import { AreaField, SelectField } from "../part/field";
import { Form } from "../part/form";
import { ArrowLeft, Check, Inbox } from "../part/icon";
import { RichText } from "../part/rich-text";
import { Shown } from "../part/table";
import { Tabs } from "../part/tabs";
import { attempt } from "../part/toast";
import { href, segments } from "../route/router";
import { ownSignal } from "../session/own";
import type { Page, Wire } from "../wire";
import { get, post, put } from "../wire/request";
import { words } from "../words";
import { brief, dayAndClock } from "../words/format";
import { queueName } from "./chat-name";

type OfflineMessage = Wire<"OfflineMessageView">;
type State = OfflineMessage["state"];
const shown = ownSignal<State>("new");

export function OfflineMessages() {
  const t = words.value;
  const id = segments.value[1];
  const [busy, setBusy] = useState(false);
  const query = { state: shown.value };
  const page = useFetched(() => get<Page<OfflineMessage>>("/v1/offline_messages", query), [shown.value, changes.value.offline_message]);
  const more = async (held: Page<OfflineMessage>) => {
    setBusy(true);
    await attempt(async () => {
      const next: Page<OfflineMessage> = await get("/v1/offline_messages", { ...query, cursor: held.next_cursor });
      page.set({ items: [...held.items, ...next.items], next_cursor: next.next_cursor });
    });
    setBusy(false);
  };
  return (
    <div class="split">
      <section class="side-list" aria-label={t.offlineMessages}>
        <header class="list-head">
          <h1>{t.offlineMessages}</h1>
        </header>
        <Tabs<State>
          label={t.offlineMessages}
          current={shown.value}
          onPick={(next) => {
            shown.value = next;
          }}
          tabs={[
            { id: "new", label: t.offlineStates.new },
            { id: "handled", label: t.offlineStates.handled },
          ]}
        />
        <div class="list-scroll" role="tabpanel" aria-label={t.offlineStates[shown.value]}>
          <Shown of={page}>
            {(held) =>
              held.items.length ? (
                <ul class="rows">
                  {held.items.map((message) => (
                    <li key={message.id}>
                      <a class="row" href={href(`contact/${message.id}`)} aria-current={message.id === id ? "true" : undefined}>
                        <span class="grow">
                          <strong class="clip">{message.name}</strong>
                          <span class="clip second">{message.subject || message.text}</span>
                        </span>
                        <span class="row-end">
                          <time dateTime={message.received_at}>{brief(message.received_at)}</time>
                          <span>{queueName(message.queue_id)}</span>
                        </span>
                      </a>
                    </li>
                  ))}
                  {held.next_cursor && (
                    <li class="center">
                      <Button small busy={busy} onClick={() => more(held)}>
                        {t.loadMore}
                      </Button>
                    </li>
                  )}
                </ul>
              ) : (
                <Empty>{t.noOfflineMessages}</Empty>
              )
            }
          </Shown>
        </div>
      </section>
      <section class="split-main">{id ? <Message key={id} id={id} /> : <Empty icon={Inbox}>{t.pickOfflineMessage}</Empty>}</section>
    </div>
  );
}

function Message({ id }: { id: string }) {
  const t = words.value;
  const [handling, setHandling] = useState(false);
  const found = useFetched(() => get<OfflineMessage>(`/v1/offline_messages/${id}`), [id, changes.value.offline_message]);
  const assign = (agent_id: string) =>
    attempt(async () => found.set(await put(`/v1/offline_messages/${id}/assignee`, { agent_id: agent_id || null })));
  return (
    <div class="page">
      <a class="only-phone" href={href("contact")}>
        <ArrowLeft size={18} aria-hidden="true" /> {t.back}
      </a>
      <Shown of={found}>
        {(message) => (
          <>
            <header class="page-head">
              <div>
                <h1>{message.subject || message.name}</h1>
                <p class="quiet">{[queueName(message.queue_id), dayAndClock(message.received_at)].join(" · ")}</p>
              </div>
              {message.state === "new" && (
                <Button kind="primary" icon={Check} onClick={() => setHandling(true)}>
                  {t.handled}
                </Button>
              )}
            </header>
            <section class="card">
              <dl class="facts">
                <div>
                  <dt>{t.name}</dt>
                  <dd>{message.name}</dd>
                </div>
                {message.email && (
                  <div>
                    <dt>{t.email}</dt>
                    <dd>
                      <a href={`mailto:${message.email}`}>{message.email}</a>
                    </dd>
                  </div>
                )}
                {message.phone && (
                  <div>
                    <dt>{t.phone}</dt>
                    <dd>
                      <a href={`tel:${message.phone}`}>{message.phone}</a>
                    </dd>
                  </div>
                )}
              </dl>
              <RichText text={message.text} />
            </section>
            <section class="card">
              {message.state === "new" ? (
                <SelectField
                  label={t.assignee}
                  value={message.assignee_id ?? ""}
                  onChange={assign}
                  choices={[
                    { value: "", label: t.none },
                    ...agents
                      .all()
                      .filter(({ active }) => active)
                      .map(({ id: agent, name }) => ({ value: agent, label: agent === myId.value ? `${name} (${t.you})` : name })),
                  ]}
                />
              ) : (
                <p>
                  {[t.offlineStates.handled, message.handled_by_name, message.handled_at && dayAndClock(message.handled_at)]
                    .filter(Boolean)
                    .join(" · ")}
                  {message.handling_note && <small>{message.handling_note}</small>}
                </p>
              )}
            </section>
            {handling && me.value && <Handle id={id} onDone={(done) => found.set(done)} onClose={() => setHandling(false)} />}
          </>
        )}
      </Shown>
    </div>
  );
}

function Handle({ id, onDone, onClose }: { id: string; onDone: (message: OfflineMessage) => void; onClose: () => void }) {
  const t = words.value;
  const [note, setNote] = useState("");
  return (
    <Dialog title={t.handled} onClose={onClose}>
      <Form
        submit={t.handled}
        onCancel={onClose}
        onSubmit={async () => {
          onDone(await post<OfflineMessage>(`/v1/offline_messages/${id}/handle`, { note: note.trim() || null }));
          onClose();
        }}
      >
        <AreaField label={t.reason} name="note" rows={3} value={note} onChange={setNote} />
      </Form>
    </Dialog>
  );
}
