// What a queue asks before a chat: fields in order, with kinds and choices.

import { useState } from "preact/hooks";
import { AreaField, CheckField, SelectField, TextField } from "../../../part/field";
import { Form } from "../../../part/form";
import { say } from "../../../part/toast";
import type { QueueView, Wire } from "../../../wire";
import { words } from "../../../words";
import { adminWords } from "../../../words/admin";
import { Rows } from "../register/rows";
import { saveQueue } from "./save";

type Field = Wire<"PreChatField">;
/** Choices stay text while they are typed. */
type Draft = Omit<Field, "choices"> & { readonly choices: string };

const KINDS = ["name", "email", "phone", "external_id", "text", "choice"] as const;
const draftOf = (field: Field): Draft => ({ ...field, choices: (field.choices ?? []).join("\n") });

function fieldOf({ choices, ...draft }: Draft): Field {
  const lines = choices
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return { ...draft, choices: draft.kind === "choice" ? lines : [] };
}

/** A key made of a label, until one is typed. */
function keyOf(label: string): string {
  return label
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);
}

export function PreChat({ queue }: { queue: QueueView }) {
  const { queues: a } = adminWords.value;
  const [fields, setFields] = useState<readonly Draft[]>(() => (queue.settings.pre_chat_fields ?? []).map(draftOf));
  return (
    <section class="card" aria-label={a.preChat}>
      <h2>{a.preChat}</h2>
      <p class="quiet">{a.preChatAbout}</p>
      <Form
        submit={words.value.save}
        onSubmit={async () => {
          await saveQueue(queue.id, { settings: { pre_chat_fields: fields.map(fieldOf) } });
          say(words.value.saved);
        }}
      >
        <Rows
          items={fields}
          onChange={setFields}
          nameOf={({ label }, at) => label || `${a.newField} ${at + 1}`}
          add={a.addField}
          blank={(): Draft => ({ key: "", kind: "text", label: "", required: false, choices: "" })}
          empty={a.noFields}
          ordered
        >
          {(field, change, at) => <OneField field={field} change={change} path={`settings.pre_chat_fields.${at}`} />}
        </Rows>
      </Form>
    </section>
  );
}

function OneField({ field, change, path }: { field: Draft; change: (part: Partial<Draft>) => void; path: string }) {
  const { queues: a } = adminWords.value;
  const relabel = (label: string) => change(field.key === keyOf(field.label) ? { label, key: keyOf(label) } : { label });
  return (
    <>
      <div class="two-fields">
        <TextField label={a.fieldLabel} name={`${path}.label`} value={field.label} onChange={relabel} />
        <SelectField
          label={a.fieldKind}
          name={`${path}.kind`}
          value={field.kind}
          onChange={(kind) => change({ kind })}
          choices={KINDS.map((kind) => ({ value: kind, label: a.fieldKinds[kind] }))}
        />
      </div>
      <TextField
        label={a.fieldKey}
        name={`${path}.key`}
        hint={a.fieldKeyHint}
        class="code"
        value={field.key}
        onChange={(key) => change({ key })}
      />
      {field.kind === "choice" && (
        <AreaField
          label={a.fieldChoices}
          name={`${path}.choices`}
          rows={3}
          value={field.choices}
          onChange={(choices) => change({ choices })}
        />
      )}
      <CheckField label={a.fieldRequired} checked={field.required} onChange={(required) => change({ required })} />
    </>
  );
}
