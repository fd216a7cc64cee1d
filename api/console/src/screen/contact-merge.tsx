// Merging another contact into one, and undoing it.

import { useState } from "preact/hooks";
import { changes } from "../desk/desk";
import { Button } from "../part/button";
import { useFetched } from "../part/fetched";
import { SelectField, TextField } from "../part/field";
import { Form } from "../part/form";
import { Shown } from "../part/table";
import { attempt } from "../part/toast";
import type { ContactView, Page, Wire } from "../wire";
import { all, get, post } from "../wire/request";
import { words } from "../words";
import { dayAndClock } from "../words/format";

type Merge = Wire<"ContactMergeView">;

export function ContactMerge({ contact }: { contact: ContactView }) {
  const t = words.value;
  const [text, setText] = useState("");
  const [from, setFrom] = useState("");
  const address = `/v1/contacts/${contact.id}/merges`;
  const merges = useFetched(() => all<Merge>(address), [contact.id, changes.value.contact]);
  const query = /[@\d]/.test(text) ? { identity: text.trim() } : { name: text.trim() };
  const found = useFetched<Page<ContactView>>(
    () => (text.trim() ? get<Page<ContactView>>("/v1/contacts", { ...query, limit: 20 }) : Promise.resolve({ items: [] })),
    [text.trim()],
  );
  const others = (found.value?.items ?? []).filter(({ id }) => id !== contact.id);
  return (
    <section class="card" aria-labelledby="merge">
      <h2 id="merge">{t.merge}</h2>
      <Form
        submit={t.merge}
        disabled={!from}
        onSubmit={async () => {
          await post(address, { from_id: from });
          setFrom("");
          setText("");
          merges.again();
        }}
      >
        <TextField label={t.mergeFrom} hint={t.mergeHint} type="search" value={text} onChange={setText} />
        {others.length > 0 && (
          <SelectField
            label={t.contact}
            value={from}
            onChange={setFrom}
            choices={[
              { value: "", label: "—" },
              ...others.map((one) => ({ value: one.id, label: [one.name, ...one.identities.map(({ value }) => value)].join(" · ") })),
            ]}
          />
        )}
      </Form>
      <Shown of={merges}>
        {(items) => (
          <ul class="rows">
            {items.map((merge) => (
              <li key={merge.id} class="row">
                <span class="grow">
                  <strong>{merge.from.name}</strong>
                  <small>{`${merge.merged_by_name} · ${dayAndClock(merge.merged_at)}`}</small>
                </span>
                {!merge.undone_at && (
                  <Button small onClick={() => attempt(() => post(`${address}/${merge.id}/undo`)).then(() => merges.again())}>
                    {t.undo}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  );
}
