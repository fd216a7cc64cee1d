// Tickets of this chat and its contact, and opening one.

import { useState } from "preact/hooks";
import { changes } from "../../desk/desk";
import { uuid7 } from "../../link/uuid7";
import { Button } from "../../part/button";
import { Dialog } from "../../part/dialog";
import { Empty } from "../../part/empty";
import { useFetched } from "../../part/fetched";
import { AreaField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { Plus } from "../../part/icon";
import { Shown } from "../../part/table";
import { attempt } from "../../part/toast";
import type { ChatView, ContactView, Page, Wire } from "../../wire";
import { asFailure } from "../../wire/failure";
import { get, patch, post } from "../../wire/request";
import { words } from "../../words";
import { dayAndClock } from "../../words/format";
import { contactOf, type Whose, WhoseFields } from "../ticket-whose";
import { fieldOf } from "./pre-chat";

type TicketView = Wire<"TicketView">;
type State = TicketView["state"];

export function TicketsTab({ chat }: { chat: ChatView }) {
  const t = words.value;
  const [opening, setOpening] = useState(false);
  const query = chat.contact_id ? { contact_id: chat.contact_id } : { chat_id: chat.id };
  const found = useFetched(() => get<Page<TicketView>>("/v1/tickets", query), [chat.id, chat.contact_id, changes.value.ticket]);
  const setState = (ticket: TicketView, state: State) =>
    attempt(() => patch(`/v1/tickets/${ticket.id}`, { state })).then(() => found.again());
  return (
    <>
      <Button small icon={Plus} onClick={() => setOpening(true)}>
        {t.openTicket}
      </Button>
      <Shown of={found}>
        {({ items }) =>
          items.length ? (
            <ul class="rows">
              {items.map((ticket) => (
                <li key={ticket.id} class="row ticket">
                  <span class="grow">
                    <strong>
                      {t.chatNumber(ticket.number)} {ticket.subject}
                    </strong>
                    {ticket.description && <small>{ticket.description}</small>}
                    <small>{dayAndClock(ticket.opened_at)}</small>
                  </span>
                  <select
                    aria-label={t.state}
                    value={ticket.state}
                    onChange={(event) => setState(ticket, event.currentTarget.value as State)}
                  >
                    {(["open", "pending", "solved", "closed"] as const).map((state) => (
                      <option key={state} value={state}>
                        {t.ticketStates[state]}
                      </option>
                    ))}
                  </select>
                </li>
              ))}
            </ul>
          ) : (
            <Empty>{t.noTickets}</Empty>
          )
        }
      </Shown>
      {opening && (
        <OpenTicket
          chat={chat}
          onClose={() => {
            setOpening(false);
            found.again();
          }}
        />
      )}
    </>
  );
}

/** For a known contact (the chat's, or a candidate), a new one, or nobody in particular. */
function OpenTicket({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const t = words.value;
  const candidates = useFetched(() => get<Wire<"CandidatesView">>(`/v1/chats/${chat.id}/candidates`), [chat.id]);
  const linked = useFetched<ContactView | null>(
    () => (chat.contact_id ? get<ContactView>(`/v1/contacts/${chat.contact_id}`) : Promise.resolve(null)),
    [chat.contact_id],
  );
  const known = [...(linked.value ? [linked.value] : []), ...(candidates.value?.contacts ?? [])];
  const [whose, setWhose] = useState<Whose>({
    to: chat.contact_id ?? "new",
    name: chat.visitor_name ?? "",
    email: fieldOf(chat, "email"),
    confirm: false,
  });
  const [subject, setSubject] = useState(chat.subject ?? "");
  const [description, setDescription] = useState("");
  const [clientId] = useState(() => uuid7());
  const submit = async () => {
    try {
      await post("/v1/tickets", {
        client_id: clientId,
        contact: contactOf(whose),
        subject: subject.trim(),
        description: description.trim(),
        chat_id: chat.id,
      } satisfies Wire<"OpenTicketRequest">);
      onClose();
    } catch (error) {
      if (asFailure(error).code === "probable_duplicates") setWhose({ ...whose, confirm: true });
      throw error;
    }
  };
  return (
    <Dialog title={t.openTicket} onClose={onClose}>
      <Form
        submit={t.openTicket}
        onSubmit={submit}
        onCancel={onClose}
        explain={({ code }) => (code === "probable_duplicates" ? <p class="notice">{t.duplicatesWarning}</p> : null)}
      >
        <WhoseFields known={known} whose={whose} onChange={setWhose} anonymous />
        <TextField label={t.ticketSubject} name="subject" value={subject} onChange={setSubject} />
        <AreaField label={t.ticketDescription} name="description" value={description} onChange={setDescription} />
      </Form>
    </Dialog>
  );
}
