// The register of status labels: words for the three states of a chat, in the order in which they are offered.

import type { Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";
import { activeColumn, activeField, nameField } from "./register/usual";

type LabelView = Wire<"StatusLabelView">;

const STATES = ["waiting", "active", "closed"] as const;
const path = "/v1/status_labels";

/** By state; among those of one state the server's order stays. */
async function list(): Promise<readonly LabelView[]> {
  const labels = await all<LabelView>(path);
  return STATES.flatMap((state) => labels.filter((label) => label.state === state));
}

export const Labels = register<LabelView, keyof Wire<"AddStatusLabelRequest"> | keyof Wire<"UpdateStatusLabelRequest">>(() => {
  const t = words.value;
  const { labels: a } = adminWords.value;
  return {
    title: a.title,
    about: `${a.about} ${a.one}`,
    add: a.add,
    path,
    list,
    refusedAt: { already_exists: "name" },
    heard: "status_labels",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [{ title: t.name, cell: ({ name }) => name }, { title: t.state, cell: ({ state }) => t.chatStates[state] }, activeColumn()],
    fields: [
      {
        name: "state",
        label: t.state,
        hint: a.stateHint,
        kind: "choice",
        on: "add",
        start: "waiting",
        choices: STATES.map((state) => ({ value: state, label: t.chatStates[state] })),
      },
      nameField(),
      activeField("change"),
    ],
    order: { group: ({ state }) => state, position: ({ position }) => position },
    removable: { sentence: adminWords.value.keepsIfUsed },
  };
});
