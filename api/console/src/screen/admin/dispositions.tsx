// The register of dispositions: reasons and outcomes that agents choose at close.

import type { Wire } from "../../wire";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";
import { activeColumn, activeField, nameField, queueColumn, queueField } from "./register/usual";

type DispositionView = Wire<"DispositionView">;

export const Dispositions = register<DispositionView, keyof Wire<"AddDispositionRequest"> | keyof Wire<"UpdateDispositionRequest">>(() => {
  const { dispositions: a, allQueues, keepsIfUsed } = adminWords.value;
  return {
    title: a.title,
    about: `${a.about} ${a.required}`,
    add: a.add,
    path: "/v1/dispositions",
    refusedAt: { already_exists: "name" },
    heard: "dispositions",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [{ title: words.value.name, cell: ({ name }) => name }, queueColumn(allQueues), activeColumn()],
    fields: [nameField(), queueField(allQueues, "add"), activeField("change")],
    removable: { sentence: keepsIfUsed },
  };
});
