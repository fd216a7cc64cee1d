// A contact, found by name, e-mail or phone.

import { useState } from "preact/hooks";
import { useFetched } from "../../part/fetched";
import { SelectField, TextField } from "../../part/field";
import type { ContactView, Page } from "../../wire";
import { get } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";

interface Props {
  name: string;
  label: string;
  value: string;
  onChange: (id: string) => void;
}

const nameOf = (contact: ContactView) => [contact.name, ...contact.identities.map(({ value }) => value)].join(" · ");

export function ContactPick({ name, label, value, onChange }: Props) {
  const [text, setText] = useState("");
  const asked = text.trim();
  const query = /[@\d]/.test(asked) ? { identity: asked } : { name: asked };
  const found = useFetched<readonly ContactView[]>(
    async () => (asked ? (await get<Page<ContactView>>("/v1/contacts", { ...query, limit: 20 })).items : []),
    [asked],
  );
  const chosen = useFetched<ContactView | null>(async () => (value ? get<ContactView>(`/v1/contacts/${value}`) : null), [value]);
  const listed = [...(chosen.value ? [chosen.value] : []), ...(found.value ?? []).filter(({ id }) => id !== value)];
  return (
    <>
      <TextField label={adminWords.value.blocks.findContact} type="search" value={text} onChange={setText} />
      <SelectField
        label={label}
        name={name}
        value={value}
        onChange={onChange}
        choices={[{ value: "", label: words.value.none }, ...listed.map((one) => ({ value: one.id, label: nameOf(one) }))]}
      />
    </>
  );
}
