// Tickets: a list by state and assignee, and one with its comments.

import { useState } from "preact/hooks";
import { agents, changes, myId } from "../desk/desk";
import { uuid7 } from "../link/uuid7";
import { Avatar } from "../part/avatar";
import { Button } from "../part/button";
import { Empty } from "../part/empty";
import { useFetched } from "../part/fetched";
import { AreaField, SelectField, TextField } from "../part/field";
import { Form } from "../part/form";
import { ArrowLeft, Ticket } from "../part/icon";
import { RichText } from "../part/rich-text";
import { Shown } from "../part/table";
import { attempt, say } from "../part/toast";
import { href, segments } from "../route/router";
import { ownSignal } from "../session/own";
import type { ContactView, Page, Wire } from "../wire";
import { all, get, patch, post } from "../wire/request";
import { words } from "../words";
import { brief, dayAndClock } from "../words/format";
import { TicketContactDialog } from "./ticket-contact";

type TicketView = Wire<"TicketView">;
type Comment = Wire<"TicketCommentView">;
const STATES = ["open", "pending", "solved", "closed"] as const;
const PRIORITIES = ["low", "normal", "high", "urgent"] as const;
const state = ownSignal<TicketView["state"]>("open");
const mineOnly = ownSignal(false);

export function Tickets() {
  const t = words.value;
  const id = segments.value[1];
  const [busy, setBusy] = useState(false);
  const query = { state: state.value, assignee_id: mineOnly.value ? myId.value : null };
  const page = useFetched(() => get<Page<TicketView>>("/v1/tickets", query), [state.value, mineOnly.value, changes.value.ticket]);
  const more = async (held: Page<TicketView>) => {
    setBusy(true);
    await attempt(async () => {
      const next: Page<TicketView> = await get("/v1/tickets", { ...query, cursor: held.next_cursor });
      page.set({ items: [...held.items, ...next.items], next_cursor: next.next_cursor });
    });
    setBusy(false);
  };
  return (
    <div class="split">
      <section class="side-list" aria-label={t.tickets}>
        <header class="list-head">
          <h1>{t.tickets}</h1>
        </header>
        <div class="list-filters">
          <SelectField
            label={t.state}
            value={state.value}
            onChange={(next) => {
              state.value = next;
            }}
            choices={STATES.map((value) => ({ value, label: t.ticketStates[value] }))}
          />
          <SelectField
            label={t.assignee}
            value={mineOnly.value ? "mine" : ""}
            onChange={(next) => {
              mineOnly.value = next === "mine";
            }}
            choices={[
              { value: "", label: t.all },
              { value: "mine", label: t.you },
            ]}
          />
        </div>
        <div class="list-scroll">
          <Shown of={page}>
            {(held) =>
              held.items.length ? (
                <ul class="rows">
                  {held.items.map((ticket) => (
                    <li key={ticket.id}>
                      <a class="row" href={href(`tickets/${ticket.id}`)} aria-current={ticket.id === id ? "true" : undefined}>
                        <span class="grow">
                          <strong class="clip">{ticket.subject}</strong>
                          <span class="second">{`${t.chatNumber(ticket.number)} · ${t.priorities[ticket.priority]}`}</span>
                        </span>
                        <span class="row-end">
                          <time dateTime={ticket.updated_at}>{brief(ticket.updated_at)}</time>
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
                <Empty>{t.noTickets}</Empty>
              )
            }
          </Shown>
        </div>
      </section>
      <section class="split-main">{id ? <OneTicket key={id} id={id} /> : <Empty icon={Ticket}>{t.pickTicket}</Empty>}</section>
    </div>
  );
}

function OneTicket({ id }: { id: string }) {
  const t = words.value;
  const found = useFetched(async () => {
    const ticket = await get<TicketView>(`/v1/tickets/${id}`);
    const [contact, comments] = await Promise.all([
      ticket.anonymous ? null : get<ContactView>(`/v1/contacts/${ticket.contact_id}`).catch(() => null),
      all<Comment>(`/v1/tickets/${id}/comments`),
    ]);
    return { ticket, contact, comments };
  }, [id, changes.value.ticket, changes.value.ticket_comment]);
  const [giving, setGiving] = useState(false);
  const change = (part: Partial<TicketView>) =>
    attempt(async () => {
      const ticket = await patch<TicketView>(`/v1/tickets/${id}`, part);
      if (found.value) found.set({ ...found.value, ticket });
    });
  return (
    <div class="page">
      <a class="only-phone" href={href("tickets")}>
        <ArrowLeft size={18} aria-hidden="true" /> {t.back}
      </a>
      <Shown of={found}>
        {({ ticket, contact, comments }) => (
          <>
            <header class="page-head">
              <div>
                <h1 class="page-title">
                  {t.chatNumber(ticket.number)} {ticket.subject}
                </h1>
                <p class="quiet">{[contact?.name ?? t.ticketAnonymous, dayAndClock(ticket.opened_at)].join(" · ")}</p>
              </div>
              {ticket.anonymous && <Button onClick={() => setGiving(true)}>{t.ticketContact}</Button>}
            </header>
            {giving && <TicketContactDialog id={id} onDone={found.again} onClose={() => setGiving(false)} />}
            <section class="card filters" aria-label={t.state}>
              <SelectField
                label={t.state}
                value={ticket.state}
                onChange={(next) => change({ state: next })}
                choices={STATES.map((value) => ({ value, label: t.ticketStates[value] }))}
              />
              <SelectField
                label={t.priority}
                value={ticket.priority}
                onChange={(next) => change({ priority: next })}
                choices={PRIORITIES.map((value) => ({ value, label: t.priorities[value] }))}
              />
              <SelectField
                label={t.assignee}
                value={ticket.assignee_id ?? ""}
                onChange={(next) => change({ assignee_id: next || null })}
                choices={[
                  { value: "", label: t.none },
                  ...agents
                    .all()
                    .filter(({ active }) => active)
                    .map(({ id: agent, name }) => ({ value: agent, label: name })),
                ]}
              />
              <TextField
                label={t.dueAt}
                type="date"
                value={ticket.due_at?.slice(0, 10) ?? ""}
                onChange={(next) => change({ due_at: next ? new Date(`${next}T18:00:00`).toISOString() : null })}
              />
            </section>
            {ticket.description && (
              <section class="card">
                <RichText text={ticket.description} />
              </section>
            )}
            {ticket.chat_ids.length > 0 && (
              <ul class="linked">
                {ticket.chat_ids.map((chat) => (
                  <li key={chat}>
                    <a href={href(`chats/${chat}`)}>{t.linkedChat}</a>
                  </li>
                ))}
              </ul>
            )}
            <Comments id={id} comments={comments} />
          </>
        )}
      </Shown>
    </div>
  );
}

function Comments({ id, comments }: { id: string; comments: readonly Comment[] }) {
  const t = words.value;
  const [text, setText] = useState("");
  const [clientId, setClientId] = useState(() => uuid7());
  const submit = async () => {
    await post(`/v1/tickets/${id}/comments`, { client_id: clientId, text: text.trim() });
    setText("");
    setClientId(uuid7());
    say(t.saved);
  };
  return (
    <section class="card" aria-labelledby="comments">
      <h2 id="comments">{t.comments}</h2>
      <ul class="rows">
        {comments.map((comment) => (
          <li key={comment.id} class="row comment">
            <Avatar name={comment.author_name} id={comment.author_id} small />
            <div class="grow">
              <p class="author">
                <strong>{comment.author_name}</strong>
                <time dateTime={comment.created_at}>{dayAndClock(comment.created_at)}</time>
              </p>
              <RichText text={comment.text} />
            </div>
          </li>
        ))}
      </ul>
      <Form submit={t.send} onSubmit={submit} disabled={!text.trim()}>
        <AreaField label={t.comment} name="text" rows={3} value={text} onChange={setText} />
      </Form>
    </section>
  );
}
