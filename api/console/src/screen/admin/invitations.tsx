// The register of invitations that agents send to who browses the site.

import type { Wire } from "../../wire";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";
import { activeColumn, activeField, queueChoices, queueColumn } from "./register/usual";

export const Invitations = register<Wire<"InvitationView">, keyof Wire<"InvitationRequest">>(() => {
  const { invitations: a } = adminWords.value;
  const queues = queueChoices();
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path: "/v1/invitations",
    refusedAt: { already_exists: "name" },
    heard: "invitations",
    change: "put",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: a.name, cell: ({ name }) => name },
      { title: a.text, cell: ({ text }) => <span class="excerpt">{text}</span> },
      queueColumn(),
      activeColumn(),
    ],
    fields: [
      { name: "name", label: a.name, kind: "text" },
      { name: "text", label: a.text, kind: "area", rows: 3 },
      { name: "queue_id", label: a.queue, kind: "choice", start: queues[0]?.value, choices: queues },
      activeField(),
    ],
  };
});
