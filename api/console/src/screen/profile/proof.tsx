// Proving once more who is asking: by password, or by a code.

import { useState } from "preact/hooks";
import { FailureNote } from "../../part/failure-note";
import { SelectField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { Failure } from "../../wire/failure";
import { accountWords } from "../../words/account";

type By = "password" | "code";

interface Props {
  submit: string;
  sentence: string;
  danger?: boolean;
  onProved: (proof: Partial<Record<By, string>>) => Promise<unknown>;
  onCancel: () => void;
}

export function ProofForm({ submit, sentence, danger, onProved, onCancel }: Props) {
  const a = accountWords.value;
  const [by, setBy] = useState<By>("password");
  const [value, setValue] = useState("");
  return (
    <Form
      submit={submit}
      danger={danger}
      onCancel={onCancel}
      explain={(failure) => explainProof(failure, a.wrongProof)}
      onSubmit={() => onProved({ [by]: value.trim() })}
    >
      <p>{sentence}</p>
      <SelectField
        label={a.proveBy}
        value={by}
        onChange={setBy}
        choices={(["password", "code"] as const).map((one) => ({ value: one, label: a.proofs[one] }))}
      />
      <TextField
        key={by}
        label={a.proofs[by]}
        name={by}
        type={by === "password" ? "password" : "text"}
        autocomplete={by === "password" ? "current-password" : "one-time-code"}
        value={value}
        onChange={setValue}
      />
    </Form>
  );
}

/** At a sign-in "wrong credentials" is said of three fields; here there is one. */
export function explainProof(failure: Failure, sentence: string) {
  if (failure.code !== "wrong_credentials") return null;
  return <FailureNote failure={new Failure({ code: "wrong_password", detail: sentence })} />;
}
