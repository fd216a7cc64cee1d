// Who the visitor is: details of the chat, the contact or the candidates, label, priority and tags.

import { useState } from "preact/hooks";
import { change, undo } from "../../desk/act";
import { changes, chats, may, queues, registers } from "../../desk/desk";
import { Button } from "../../part/button";
import { Dialog } from "../../part/dialog";
import { useFetched } from "../../part/fetched";
import { SelectField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { UserPlus } from "../../part/icon";
import { Shown } from "../../part/table";
import { attempt } from "../../part/toast";
import type { ChatView, ContactView, Wire } from "../../wire";
import { asFailure } from "../../wire/failure";
import { all, get, post } from "../../wire/request";
import { words } from "../../words";
import { dayAndClock, duration } from "../../words/format";
import { visitorName } from "../chat-name";
import { fieldOf } from "./pre-chat";

type Details = Wire<"ChatDetailsView">;

export function ContactTab({ chat }: { chat: ChatView }) {
  const t = words.value;
  const details = useFetched(() => get<Details>(`/v1/chats/${chat.id}/details`), [chat.id, chat.seq, changes.value.contact]);
  const fields = Object.entries(chat.fields as Record<string, string>);
  return (
    <Shown of={details}>
      {(found) => (
        <>
          <ContactCard chat={chat} contact={found.contact ?? null} />
          {found.earlier_chat_count > 0 && <p class="quiet">{t.earlierChats(found.earlier_chat_count)}</p>}
          {may("organize_chats") && <Order chat={chat} />}
          <dl class="facts">
            {fields.map(([key, value]) => (
              <div key={key}>
                <dt>{labelOf(chat.queue_id, key)}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
            <Fact name={t.queue} value={found.queue_name} />
            <Fact name={t.subject} value={chat.subject} />
            <Fact name={t.channel} value={t.channels[chat.channel]} />
            <Fact name={t.startedAt} value={dayAndClock(chat.started_at)} />
            <Fact name={t.waitedFor} value={duration(found.waiting_ms)} />
            <Fact name={t.handledFor} value={duration(found.handling_ms)} />
            <Fact name="IP" value={found.visitor_ip} />
            <Fact
              name={t.agentsInChat}
              value={found.agents.map(({ name, responsible }) => (responsible ? `${name} (${t.responsible})` : name)).join(", ")}
            />
            <Fact name={t.disposition} value={chat.disposition?.name} />
            <Fact
              name={t.rating}
              value={chat.rating ? `${chat.rating.score} / 5${chat.rating.comment ? ` · ${chat.rating.comment}` : ""}` : null}
            />
          </dl>
        </>
      )}
    </Shown>
  );
}

/** What the form before the chat called a field. */
function labelOf(queueId: string, key: string): string {
  return queues.get(queueId)?.settings.pre_chat_fields?.find((field) => field.key === key)?.label ?? key;
}

function Fact({ name, value }: { name: string; value?: string | null }) {
  if (!value) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function ContactCard({ chat, contact }: { chat: ChatView; contact: ContactView | null }) {
  const t = words.value;
  const [adding, setAdding] = useState(false);
  if (contact) {
    return (
      <section class="contact-card">
        <h2>{contact.name}</h2>
        <ul>
          {contact.identities.map(({ id, value }) => (
            <li key={id}>{value}</li>
          ))}
        </ul>
        {may("manage_contacts") && (
          <Button small onClick={() => attempt(() => undo(chat.id, "contact"))}>
            {t.unlinkContact}
          </Button>
        )}
      </section>
    );
  }
  return (
    <section class="contact-card">
      <h2>{visitorName(chat)}</h2>
      <p class="quiet">{t.noContact}</p>
      <Candidates chat={chat} />
      {may("manage_contacts") && (
        <Button small icon={UserPlus} onClick={() => setAdding(true)}>
          {t.newContact}
        </Button>
      )}
      {adding && <NewContact chat={chat} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Candidates({ chat }: { chat: ChatView }) {
  const t = words.value;
  const found = useFetched(() => get<Wire<"CandidatesView">>(`/v1/chats/${chat.id}/candidates`), [chat.id]);
  if (!found.value?.contacts.length) return null;
  return (
    <>
      <h3>{t.candidates}</h3>
      <ul class="candidates">
        {found.value.contacts.map((contact) => (
          <li key={contact.id} class="row">
            <span class="grow">
              {contact.name}
              <small>{contact.identities.map(({ value }) => value).join(", ")}</small>
            </span>
            {may("manage_contacts") && (
              <Button small kind="primary" onClick={() => attempt(() => change(chat.id, "contact", { contact_id: contact.id }))}>
                {t.linkContact}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function NewContact({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const t = words.value;
  const [name, setName] = useState(chat.visitor_name ?? "");
  const [email, setEmail] = useState(() => fieldOf(chat, "email"));
  const [phone, setPhone] = useState(() => fieldOf(chat, "phone"));
  const [registration, setRegistration] = useState(() => fieldOf(chat, "external_id"));
  const [confirm, setConfirm] = useState(false);
  const submit = async () => {
    const identities = [
      { kind: "email", value: email.trim() },
      { kind: "phone", value: phone.trim() },
      { kind: "external_id", value: registration.trim() },
    ].filter(({ value }) => value);
    try {
      const added = await post<ContactView>("/v1/contacts", { name: name.trim(), identities, ...(confirm ? { confirm } : {}) });
      await change(chat.id, "contact", { contact_id: added.id });
      onClose();
    } catch (error) {
      if (asFailure(error).code === "probable_duplicates") setConfirm(true);
      throw error;
    }
  };
  return (
    <Dialog title={t.newContact} onClose={onClose}>
      <Form
        submit={t.save}
        onSubmit={submit}
        onCancel={onClose}
        explain={({ code }) => (code === "probable_duplicates" ? <p class="notice">{t.duplicatesWarning}</p> : null)}
      >
        <TextField label={t.name} name="name" value={name} onChange={setName} />
        <TextField label={t.email} name="identities.0.value" type="email" value={email} onChange={setEmail} />
        <TextField label={t.phone} type="tel" value={phone} onChange={setPhone} />
        <TextField label={t.identityKinds.external_id} value={registration} onChange={setRegistration} />
      </Form>
    </Dialog>
  );
}

/** Status label, priority and tags. */
function Order({ chat }: { chat: ChatView }) {
  const t = words.value;
  const known = useFetched(
    () => Promise.all([all<Wire<"StatusLabelView">>("/v1/status_labels"), all<Wire<"TagView">>("/v1/tags")]),
    [registers.value.status_labels, registers.value.tags],
  );
  const [labels, tags] = known.value ?? [[], []];
  const own = (chats.get(chat.id) ?? chat).tags ?? [];
  const fitting = labels.filter(({ active, state }) => active && state === chat.state);
  const setTags = (ids: string[]) => attempt(() => change(chat.id, "tags", { tag_ids: ids }));
  const free = tags.filter(({ id, active }) => active && !own.some((tag) => tag.id === id));
  return (
    <div class="order">
      {fitting.length > 1 && (
        <SelectField
          label={t.label}
          value={chat.label?.id ?? ""}
          onChange={(label_id) => attempt(() => change(chat.id, "label", { label_id }))}
          choices={fitting.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <SelectField
        label={t.priority}
        value={chat.priority ?? "normal"}
        onChange={(priority) => attempt(() => change(chat.id, "priority", { priority }))}
        choices={(["low", "normal", "high", "urgent"] as const).map((value) => ({ value, label: t.priorities[value] }))}
      />
      {tags.length > 0 && (
        <div class="tags">
          <span class="label">{t.tags}</span>
          {own.map((tag) => (
            <button
              key={tag.id}
              type="button"
              class="tag"
              aria-label={`${t.remove}: ${tag.name}`}
              onClick={() => setTags(own.filter(({ id }) => id !== tag.id).map(({ id }) => id))}
            >
              {tag.name} ×
            </button>
          ))}
          {free.length > 0 && (
            <select
              aria-label={`${t.add}: ${t.tags}`}
              value=""
              onChange={(event) => setTags([...own.map(({ id }) => id), event.currentTarget.value])}
            >
              <option value="">+</option>
              {free.map((tag) => (
                <option key={tag.id} value={tag.id}>
                  {tag.name}
                </option>
              ))}
            </select>
          )}
        </div>
      )}
    </div>
  );
}
