// Whose a ticket is: a known contact, one that is looked for, a new one, or nobody in particular.

import { useState } from "preact/hooks";
import { useFetched } from "../part/fetched";
import { SelectField, TextField } from "../part/field";
import type { ContactView, Page, Wire } from "../wire";
import { get } from "../wire/request";
import { words } from "../words";

export interface Whose {
  /** A contact's id, `new` or `anonymous`. */
  readonly to: string;
  readonly name: string;
  readonly email: string;
  /** To be added although somebody like that is known. */
  readonly confirm: boolean;
}

export function contactOf({ to, name, email, confirm }: Whose): Wire<"TicketContact"> {
  if (to === "anonymous") return { kind: "anonymous" };
  if (to !== "new") return { kind: "existing", contact_id: to };
  return { kind: "new", name: name.trim(), email: email.trim() || null, ...(confirm ? { confirm } : {}) };
}

interface Props {
  /** Who it probably is. */
  known: readonly ContactView[];
  whose: Whose;
  onChange: (whose: Whose) => void;
  anonymous?: boolean;
}

export function WhoseFields({ known, whose, onChange, anonymous }: Props) {
  const t = words.value;
  const [sought, setSought] = useState("");
  const text = sought.trim();
  const found = useFetched<Page<ContactView>>(
    () =>
      text
        ? get<Page<ContactView>>("/v1/contacts", { ...(/[@\d]/.test(text) ? { identity: text } : { name: text }), limit: 20 })
        : Promise.resolve({ items: [] }),
    [text],
  );
  const all = [...known, ...(found.value?.items ?? [])].filter((one, at, list) => list.findIndex(({ id }) => id === one.id) === at);
  const set = (part: Partial<Whose>) => onChange({ ...whose, ...part });
  return (
    <>
      <TextField label={t.findContact} type="search" placeholder={t.contactSearch} value={sought} onChange={setSought} />
      <SelectField
        label={t.ticketFor}
        name="contact"
        value={whose.to}
        onChange={(to) => set({ to })}
        choices={[
          ...all.map((contact) => ({
            value: contact.id,
            label: [contact.name, ...contact.identities.map(({ value }) => value)].join(" · "),
          })),
          { value: "new", label: t.newContact },
          ...(anonymous ? [{ value: "anonymous", label: t.ticketAnonymous }] : []),
        ]}
      />
      {whose.to === "new" && (
        <>
          <TextField label={t.name} name="contact.name" value={whose.name} onChange={(name) => set({ name })} />
          <TextField label={t.email} name="contact.email" type="email" value={whose.email} onChange={(email) => set({ email })} />
        </>
      )}
    </>
  );
}
