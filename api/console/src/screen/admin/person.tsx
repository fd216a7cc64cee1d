// What the law gives a person: a copy of everything that is kept, or its erasure.

import { useState } from "preact/hooks";
import { Button } from "../../part/button";
import { Dialog } from "../../part/dialog";
import { SelectField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { Download, Trash2 } from "../../part/icon";
import { saveFile } from "../../part/save";
import type { Wire } from "../../wire";
import { Failure } from "../../wire/failure";
import { post } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";

type By = keyof Wire<"PersonSelector">;
type Export = Wire<"PersonExportView">;
type Erasure = Wire<"ErasureView">;

const WAYS: readonly By[] = ["email", "phone", "sub", "contact_id", "visitor_id"];

export function Person() {
  const a = accountWords.value;
  const [by, setBy] = useState<By>("email");
  const [value, setValue] = useState("");
  const [exported, setExported] = useState<Export | null>(null);
  const [erasing, setErasing] = useState(false);
  const [erased, setErased] = useState<Erasure | null>(null);
  const selector = { [by]: value.trim() };
  const changed = (change: () => void) => {
    change();
    setExported(null);
    setErased(null);
  };
  return (
    <div class="page narrow">
      <header class="page-head">
        <div>
          <h1>{a.person}</h1>
          <p class="quiet">{a.personHint}</p>
        </div>
      </header>
      <section class="card" aria-label={a.selectBy}>
        <Form
          submit={a.exportPerson}
          onSubmit={async () => {
            if (!value.trim()) throw required(by);
            setErased(null);
            setExported(await post<Export>("/v1/people/export", selector));
          }}
        >
          <SelectField
            label={a.selectBy}
            value={by}
            onChange={(next) => changed(() => setBy(next))}
            choices={WAYS.map((one) => ({ value: one, label: a.selectors[one] }))}
          />
          <TextField
            key={by}
            label={a.selectors[by]}
            name={by}
            type={by === "email" ? "email" : by === "phone" ? "tel" : "text"}
            autocomplete="off"
            value={value}
            onChange={(next) => changed(() => setValue(next))}
          />
        </Form>
      </section>
      <div role="status">
        {exported && (
          <section class="card">
            <h2>{a.exported}</h2>
            <p>{a.exportedCounts(exported.visitors.length, exported.chats.length, exported.contacts?.length ?? 0)}</p>
            <div class="buttons start">
              <Button icon={Download} onClick={() => saveExport(exported)}>
                {a.saveExport}
              </Button>
              <Button kind="danger" icon={Trash2} onClick={() => setErasing(true)}>
                {a.erasePerson}
              </Button>
            </div>
          </section>
        )}
        {erased && (
          <section class="card">
            <h2>{a.erasing}</h2>
            <p>{a.erasingCounts(erased.visitors, erased.chats, erased.contacts ?? 0, erased.tickets ?? 0)}</p>
          </section>
        )}
      </div>
      {erasing && (
        <EraseDialog
          value={value.trim()}
          onErase={async () => {
            setErased(await post<Erasure>("/v1/people/erase", selector));
            setExported(null);
          }}
          onClose={() => setErasing(false)}
        />
      )}
    </div>
  );
}

function required(field: string): Failure {
  return new Failure({ code: "invalid_fields", fields: [{ field, problem: "required", detail: "" }] });
}

function saveExport(exported: Export): void {
  const text = JSON.stringify(exported, null, 2);
  saveFile(`pronto-person-${new Date().toISOString().slice(0, 10)}.json`, new Blob([text], { type: "application/json" }));
}

/** It cannot be taken back, so the address is typed once more. */
function EraseDialog({ value, onErase, onClose }: { value: string; onErase: () => Promise<void>; onClose: () => void }) {
  const a = accountWords.value;
  const [typed, setTyped] = useState("");
  return (
    <Dialog title={a.eraseTitle} onClose={onClose}>
      <Form
        submit={a.erasePerson}
        danger
        disabled={typed.trim() !== value}
        onCancel={onClose}
        onSubmit={async () => {
          await onErase();
          onClose();
        }}
      >
        <p>{a.eraseSentence}</p>
        <TextField label={a.eraseConfirm(value)} autocomplete="off" value={typed} onChange={setTyped} />
        <p class="quiet">{words.value.removeSentence}</p>
      </Form>
    </Dialog>
  );
}
