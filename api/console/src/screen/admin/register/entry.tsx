// The dialog in which an entry of a register is added or changed.

import { useState } from "preact/hooks";
import { Dialog } from "../../../part/dialog";
import { sentenceOf } from "../../../part/failure-note";
import { Form } from "../../../part/form";
import { asFailure, Failure } from "../../../wire/failure";
import { patch, post, put } from "../../../wire/request";
import { words } from "../../../words";
import { adminWords } from "../../../words/admin";
import { Controls } from "./control";
import { bodyOf, draftOf, shownFields } from "./draft";
import type { RegisterOf } from "./shape";

interface Props<V, Name extends string> {
  of: RegisterOf<V, Name>;
  /** What is changed; null when something is added. */
  row: V | null;
  onSaved: (answer: unknown) => void;
  onClose: () => void;
}

export function EntryDialog<V, Name extends string>({ of, row, onSaved, onClose }: Props<V, Name>) {
  const t = words.value;
  const fields = of.fields ?? [];
  const [draft, setDraft] = useState(() => draftOf(fields, row));
  const shown = shownFields(fields, draft, row === null);
  const submit = async () => {
    const body = bodyOf(shown, draft);
    onSaved(await placed(of, () => (of.save ?? saved(of))(body, row)));
  };
  return (
    <Dialog title={row === null ? (of.add ?? of.title) : of.nameOf(row)} onClose={onClose} wide={shown.length > 5 || !!of.preview}>
      <Form submit={t.save} onSubmit={submit} onCancel={onClose}>
        <Controls fields={shown} draft={draft} onDraft={setDraft} adding={row === null} />
        {of.preview && (
          <details
            class="draft-preview"
            onToggle={({ currentTarget }) => currentTarget.open && currentTarget.scrollIntoView({ block: "start" })}
          >
            <summary>{adminWords.value.preview}</summary>
            {of.preview(draft)}
          </details>
        )}
      </Form>
    </Dialog>
  );
}

/** Saves; a refusal that names no field gets the one that the register knows it to be about. */
async function placed<V, Name extends string>(of: RegisterOf<V, Name>, save: () => Promise<unknown>): Promise<unknown> {
  try {
    return await save();
  } catch (error) {
    const failure = asFailure(error);
    const field = of.refusedAt?.[failure.code];
    if (!field) throw failure;
    throw new Failure({
      status: failure.status,
      code: failure.code,
      detail: failure.message,
      fields: [{ field, problem: failure.code, detail: sentenceOf(failure) }],
    });
  }
}

const saved =
  <V, Name extends string>(of: RegisterOf<V, Name>) =>
  (body: Record<string, unknown>, row: V | null): Promise<unknown> => {
    if (row === null) return post<unknown>(of.path, { ...of.fixed, ...body });
    return (of.change === "put" ? put<unknown> : patch<unknown>)(`${of.path}/${of.keyOf(row)}`, body);
  };
