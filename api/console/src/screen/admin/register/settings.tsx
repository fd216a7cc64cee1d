// A form over something that there is once: fields, filled from what is there, saved in place.

import { useState } from "preact/hooks";
import { Form } from "../../../part/form";
import { say } from "../../../part/toast";
import { words } from "../../../words";
import { Controls } from "./control";
import { bodyOf, draftOf, shownFields } from "./draft";
import type { FieldOf } from "./shape";

interface Props {
  title: string;
  about?: string;
  fields: readonly FieldOf<string>[];
  /** What is there now. */
  of: unknown;
  save: (body: Record<string, unknown>) => Promise<unknown>;
}

export function SettingsForm({ title, about, fields, of, save }: Props) {
  const t = words.value;
  const [draft, setDraft] = useState(() => draftOf(fields, of));
  const [before, setBefore] = useState(draft);
  const shown = shownFields(fields, draft, false);
  return (
    <section class="card settings" aria-label={title}>
      <h2>{title}</h2>
      {about && <p class="quiet">{about}</p>}
      <Form
        submit={t.save}
        onSubmit={async () => {
          // What was not touched stays as it is now, whoever changed it meanwhile.
          const touched = shown.filter(({ name }) => draft[name] !== before[name]);
          await save(bodyOf(touched, draft));
          setBefore(draft);
          say(t.saved);
        }}
      >
        <Controls fields={shown} draft={draft} onDraft={setDraft} />
      </Form>
    </section>
  );
}
