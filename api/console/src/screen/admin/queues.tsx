// Queues: their list, and one of them whole.

import { queueCounts, queues } from "../../desk/desk";
import { segments } from "../../route/router";
import type { QueueView, Wire } from "../../wire";
import { post } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { QueueScreen } from "./queue/queue";
import { RegisterTable } from "./register/register";
import type { RegisterOf } from "./register/shape";
import { nameField } from "./register/usual";

export const MODES = ["broadcast", "offer", "pull", "auto"] as const;

export function Queues() {
  const id = segments.value[2];
  return id ? <QueueScreen key={id} id={id} /> : <RegisterTable of={describe()} />;
}

function describe(): RegisterOf<QueueView, keyof Wire<"AddQueueRequest"> | "settings.routing_mode"> {
  const t = words.value;
  const { queues: a } = adminWords.value;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path: "/v1/queues",
    keys: [queues.all().length],
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    leads: ({ id }) => `admin/queues/${id}`,
    removable: false,
    refusedAt: { already_exists: "slug" },
    columns: [
      { title: t.name, cell: ({ name }) => name },
      { title: a.slug, cell: ({ slug }) => <code>{slug}</code> },
      { title: a.mode, cell: ({ settings }) => a.modeNames[settings.routing_mode ?? "broadcast"] },
      { title: a.waiting, number: true, cell: ({ id, waiting_count }) => queueCounts.value.get(id)?.waiting_count ?? waiting_count },
      { title: a.opened, cell: ({ settings }) => (settings.open === false ? t.no : t.yes) },
    ],
    fields: [
      nameField(),
      { name: "slug", label: a.slug, hint: a.slugHint, kind: "text" },
      {
        name: "settings.routing_mode",
        label: a.mode,
        kind: "choice",
        start: "offer",
        choices: MODES.map((mode) => ({ value: mode, label: a.modes[mode] })),
      },
    ],
    save: async (body) => {
      const queue = await post<QueueView>("/v1/queues", body);
      queues.apply(queue);
      return queue;
    },
  };
}
