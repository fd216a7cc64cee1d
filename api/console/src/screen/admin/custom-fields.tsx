// The register of custom fields, which make the service form.

import type { Wire } from "../../wire";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";
import { activeColumn, activeField, queueColumn, queueField } from "./register/usual";

type FieldView = Wire<"CustomFieldView">;

const KINDS = ["text", "number", "choice", "date", "yes_no"] as const;

export const CustomFields = register<FieldView, keyof Wire<"AddCustomFieldRequest"> | keyof Wire<"UpdateCustomFieldRequest">>(() => {
  const t = words.value;
  const { fields: a, allQueues } = adminWords.value;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path: "/v1/custom_fields",
    refusedAt: { already_exists: "key" },
    heard: "custom_fields",
    keyOf: ({ id }) => id,
    nameOf: ({ label }) => label,
    columns: [
      { title: a.label, cell: ({ label }) => label },
      { title: a.key, cell: ({ key }) => <code>{key}</code> },
      { title: a.kind, cell: ({ kind }) => a.kinds[kind] },
      queueColumn(allQueues),
      { title: a.required, cell: ({ required_at_close }) => (required_at_close ? t.yes : t.no) },
      activeColumn(),
    ],
    fields: [
      { name: "label", label: a.label, kind: "text" },
      { name: "key", label: a.key, hint: a.keyHint, kind: "text", on: "add" },
      {
        name: "kind",
        label: a.kind,
        kind: "choice",
        on: "add",
        start: "text",
        choices: KINDS.map((kind) => ({ value: kind, label: a.kinds[kind] })),
      },
      { name: "choices", label: a.choices, hint: a.onePerLine, kind: "lines", shown: ({ kind }) => kind === "choice" },
      queueField(allQueues, "add"),
      { name: "required_at_close", label: a.required, kind: "check" },
      activeField("change"),
    ],
  };
});
