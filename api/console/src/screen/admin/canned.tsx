// The register of the organization's canned responses; those of agents are in their profile.

import type { Wire } from "../../wire";
import { all } from "../../wire/request";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";

type CannedView = Wire<"CannedResponseView">;

const path = "/v1/canned_responses";
const VARIABLES = [
  "visitor.name",
  "visitor.first_name",
  "agent.name",
  "agent.first_name",
  "chat.number",
  "chat.subject",
  "queue.name",
  "organization.name",
];

export const Canned = register<CannedView, keyof Wire<"AddCannedResponseRequest">>(() => {
  const { canned: a, text } = adminWords.value;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path,
    list: async () => (await all<CannedView>(path)).filter(({ owner }) => owner === "organization"),
    refusedAt: { already_exists: "shortcut" },
    heard: "canned_responses",
    keyOf: ({ id }) => id,
    nameOf: ({ shortcut }) => `/${shortcut}`,
    columns: [
      { title: a.shortcut, cell: ({ shortcut }) => `/${shortcut}` },
      { title: text, cell: (row) => <span class="excerpt">{row.text}</span> },
    ],
    fields: [
      { name: "shortcut", label: a.shortcut, hint: a.shortcutHint, kind: "text" },
      { name: "text", label: text, hint: a.textHint(VARIABLES.join(", ")), kind: "area", rows: 7 },
    ],
    fixed: { owner: "organization" },
  };
});
