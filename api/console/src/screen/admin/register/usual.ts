// Fields and columns that many registers have.

import { queues } from "../../../desk/desk";
import type { Choice } from "../../../part/field";
import type { Column } from "../../../part/table";
import { words } from "../../../words";
import { adminWords } from "../../../words/admin";
import type { FieldOf } from "./shape";

/** A name, which is also what the entry is called. */
export function nameField(hint?: string): FieldOf<"name"> {
  return { name: "name", label: words.value.name, hint, kind: "text" };
}

/** Whether it can be used; what is new always can. */
export function activeField(on?: "change"): FieldOf<"active"> {
  return { name: "active", label: words.value.inUse, hint: adminWords.value.inUseHint, kind: "check", start: true, on };
}

export function activeColumn<V extends { readonly active?: boolean }>(): Column<V> {
  return { title: words.value.inUse, cell: ({ active }) => (active ? words.value.yes : words.value.no) };
}

/** The queues to choose from, by name. */
export function queueChoices(none?: string): readonly Choice[] {
  const listed = [...queues.all()].sort((one, two) => one.name.localeCompare(two.name)).map(({ id, name }) => ({ value: id, label: name }));
  return none === undefined ? listed : [{ value: "", label: none }, ...listed];
}

/** One queue, or with `none` whatever that word says: null. */
export function queueField(none?: string, on?: "add"): FieldOf<"queue_id"> {
  const choices = queueChoices(none);
  return { name: "queue_id", label: words.value.queue, kind: "choice", choices, empty: null, start: choices[0]?.value, on };
}

export function queueName(id: string | null | undefined, none = ""): string {
  return id ? (queues.get(id)?.name ?? "") : none;
}

export function queueColumn<V extends { readonly queue_id?: string | null }>(none?: string): Column<V> {
  return { title: words.value.queue, cell: ({ queue_id }) => queueName(queue_id, none) };
}
