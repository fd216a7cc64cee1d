// The register of subjects: of one queue, or of all.

import { queues } from "../../desk/desk";
import type { Wire } from "../../wire";
import { all, post, remove } from "../../wire/request";
import { adminWords } from "../../words/admin";
import { RegisterTable } from "./register/register";
import type { RegisterOf } from "./register/shape";
import { queueColumn, queueField } from "./register/usual";

type SubjectView = Wire<"SubjectView">;

const at = (queueId: string) => `/v1/queues/${queueId}/subjects`;

export function Subjects() {
  return <RegisterTable of={subjectsOf(null)} />;
}

/** The subjects of one queue; of all for null. */
export function subjectsOf(queueId: string | null): RegisterOf<SubjectView, "name" | "queue_id"> {
  const { subjects: a } = adminWords.value;
  const ids = queueId ? [queueId] : queues.all().map(({ id }) => id);
  const name = { name: "name", label: a.name, kind: "text" } as const;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path: "/v1/queues",
    list: async () => (await Promise.all(ids.map((id) => all<SubjectView>(at(id))))).flat(),
    keys: [ids.join()],
    change: "never",
    refusedAt: { already_exists: "name" },
    keyOf: ({ id }) => id,
    nameOf: (row) => row.name,
    columns: queueId ? [{ title: a.name, cell: (row) => row.name }] : [{ title: a.name, cell: (row) => row.name }, queueColumn()],
    fields: queueId ? [name] : [name, queueField()],
    save: ({ queue_id, ...body }) => post<SubjectView>(at(queueId ?? String(queue_id)), body),
    remove: (row) => remove(`${at(row.queue_id)}/${row.id}`),
    removable: { sentence: a.removal },
  };
}
