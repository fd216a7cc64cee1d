// Contacts: found by name or identity; one with its identities, journey, notes and merges.

import { useEffect, useState } from "preact/hooks";
import { changes, may } from "../desk/desk";
import { uuid7 } from "../link/uuid7";
import { Avatar } from "../part/avatar";
import { Button } from "../part/button";
import { Empty } from "../part/empty";
import { useFetched } from "../part/fetched";
import { AreaField, SelectField, TextField } from "../part/field";
import { Form } from "../part/form";
import { ArrowLeft, UsersRound } from "../part/icon";
import { Shown } from "../part/table";
import { attempt, say } from "../part/toast";
import { href, segments } from "../route/router";
import type { ContactView, Page, Wire } from "../wire";
import { get, post, remove } from "../wire/request";
import { words } from "../words";
import { dayAndClock } from "../words/format";
import { ContactMerge } from "./contact-merge";
import { JourneyRow } from "./side/history";

const PAUSE_MS = 250;
/** What looks like an identity is looked up as one. */
const asQuery = (text: string) => (/[@\d]/.test(text) ? { identity: text } : { name: text || null });

export function Contacts() {
  const t = words.value;
  const id = segments.value[1];
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const page = useFetched(() => get<Page<ContactView>>("/v1/contacts", asQuery(asked)), [asked, changes.value.contact]);
  return (
    <div class="split">
      <section class="side-list" aria-label={t.contacts}>
        <header class="list-head">
          <h1>{t.contacts}</h1>
        </header>
        <div class="list-filters one">
          <TextField label={t.search} type="search" placeholder={t.contactSearch} value={text} onChange={setText} />
        </div>
        <div class="list-scroll">
          <Shown of={page}>
            {({ items }) =>
              items.length ? (
                <ul class="rows">
                  {items.map((contact) => (
                    <li key={contact.id}>
                      <a class="row" href={href(`contacts/${contact.id}`)} aria-current={contact.id === id ? "true" : undefined}>
                        <Avatar name={contact.name} id={contact.id} />
                        <span class="grow">
                          <strong class="clip">{contact.name}</strong>
                          <span class="clip second">{contact.identities.map(({ value }) => value).join(", ")}</span>
                        </span>
                      </a>
                    </li>
                  ))}
                </ul>
              ) : (
                <Empty>{t.noResults}</Empty>
              )
            }
          </Shown>
        </div>
      </section>
      <section class="split-main">{id ? <OneContact key={id} id={id} /> : <Empty icon={UsersRound}>{t.pickContact}</Empty>}</section>
    </div>
  );
}

function OneContact({ id }: { id: string }) {
  const t = words.value;
  const found = useFetched(() => get<ContactView>(`/v1/contacts/${id}`), [id, changes.value.contact]);
  return (
    <div class="page">
      <a class="only-phone" href={href("contacts")}>
        <ArrowLeft size={18} aria-hidden="true" /> {t.back}
      </a>
      <Shown of={found}>
        {(contact) => (
          <>
            <header class="profile-head">
              <Avatar name={contact.name} id={contact.id} />
              <div class="grow">
                <h1 class="page-title">{contact.name}</h1>
                <p class="quiet">{dayAndClock(contact.created_at)}</p>
              </div>
            </header>
            <Identities contact={contact} onChange={found.set} />
            <Journey id={id} />
            <AddNote id={id} />
            {may("manage_contacts") && <ContactMerge contact={contact} />}
          </>
        )}
      </Shown>
    </div>
  );
}

function Identities({ contact, onChange }: { contact: ContactView; onChange: (contact: ContactView) => void }) {
  const t = words.value;
  type Kind = ContactView["identities"][number]["kind"];
  const [kind, setKind] = useState<Kind>("email");
  const [value, setValue] = useState("");
  const address = `/v1/contacts/${contact.id}/identities`;
  return (
    <section class="card" aria-labelledby="identities">
      <h2 id="identities">{t.identities}</h2>
      <ul class="rows">
        {contact.identities.map((identity) => (
          <li key={identity.id} class="row">
            <span class="grow">
              <strong>{identity.value}</strong>
              <small>{t.identityKinds[identity.kind]}</small>
            </span>
            {may("manage_contacts") && contact.identities.length > 1 && (
              <Button small onClick={() => attempt(() => post(`${address}/${identity.id}/split`, {}))}>
                {t.split}
              </Button>
            )}
            {may("manage_contacts") && (
              <Button small onClick={() => attempt(async () => onChange(await remove<ContactView>(`${address}/${identity.id}`)))}>
                {t.remove}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may("manage_contacts") && (
        <Form
          submit={t.add}
          disabled={!value.trim()}
          onSubmit={async () => {
            onChange(await post<ContactView>(address, { kind, value: value.trim() }));
            setValue("");
          }}
        >
          <div class="filters two">
            <SelectField
              label={t.identity}
              value={kind}
              onChange={setKind}
              choices={(["email", "phone", "external_id"] as const).map((one) => ({ value: one, label: t.identityKinds[one] }))}
            />
            <TextField label={t.identityKinds[kind]} name="value" value={value} onChange={setValue} />
          </div>
        </Form>
      )}
    </section>
  );
}

function Journey({ id }: { id: string }) {
  const t = words.value;
  const found = useFetched(
    () => get<Page<Wire<"JourneyEntryView">>>(`/v1/contacts/${id}/journey`, { limit: 100 }),
    [id, changes.value.contact_note, changes.value.ticket],
  );
  return (
    <section class="card" aria-labelledby="journey">
      <h2 id="journey">{t.history}</h2>
      <Shown of={found}>
        {({ items }) =>
          items.length ? (
            <ul class="rows journey">
              {items.map((item) => (
                <li key={`${item.kind} ${item.at}`}>
                  <JourneyRow item={item} />
                </li>
              ))}
            </ul>
          ) : (
            <p class="quiet">{t.noHistory}</p>
          )
        }
      </Shown>
    </section>
  );
}

function AddNote({ id }: { id: string }) {
  const t = words.value;
  const [text, setText] = useState("");
  const [clientId, setClientId] = useState(() => uuid7());
  return (
    <section class="card" aria-label={t.noteLabel}>
      <Form
        submit={t.save}
        disabled={!text.trim()}
        onSubmit={async () => {
          await post(`/v1/contacts/${id}/notes`, { client_id: clientId, text: text.trim() });
          setText("");
          setClientId(uuid7());
          say(t.saved);
        }}
      >
        <AreaField label={t.noteLabel} name="text" rows={3} value={text} onChange={setText} />
      </Form>
    </section>
  );
}
