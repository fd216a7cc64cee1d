// The register of panels: pages of the organization's own beside a chat.

import { useFetched } from "../../part/fetched";
import type { Wire } from "../../wire";
import { all, post } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { dayAndClock } from "../../words/format";
import { RegisterTable } from "./register/register";
import type { RegisterOf } from "./register/shape";
import { activeColumn, activeField, nameField } from "./register/usual";

type PanelView = Wire<"PanelView">;
type PanelSecretView = Wire<"PanelSecretView">;

const path = "/v1/panels";

export function Panels() {
  const profiles = useFetched(() => all<Wire<"ProfileView">>("/v1/profiles"), []);
  return <RegisterTable of={describe(profiles.value ?? [])} />;
}

function describe(profiles: readonly Wire<"ProfileView">[]): RegisterOf<PanelView, keyof Wire<"PanelRequest">> {
  const { panels: a, onceHint } = adminWords.value;
  const told = ({ secret }: PanelSecretView) => [{ label: a.secret, value: secret, hint: onceHint }];
  const names = (ids: readonly string[]) => profiles.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path,
    refusedAt: { already_exists: "name" },
    heard: "panels",
    change: "put",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: words.value.name, cell: ({ name }) => name },
      { title: a.url, cell: ({ url_template }) => <span class="excerpt">{url_template}</span> },
      { title: a.profiles, cell: ({ profile_ids }) => (profile_ids ? names(profile_ids).join(", ") || words.value.none : a.everyone) },
      { title: a.secretAt, cell: ({ secret_at }) => dayAndClock(secret_at) },
      activeColumn(),
    ],
    fields: [
      nameField(),
      { name: "url_template", label: a.url, hint: a.urlHint, kind: "text", type: "url", start: "https://…?context={{context}}" },
      {
        name: "profile_ids",
        label: a.profiles,
        kind: "many",
        all: a.everyone,
        choices: profiles.map(({ id, name }) => ({ value: id, label: name })),
      },
      activeField(),
    ],
    once: told,
    acts: [
      {
        label: a.renew,
        confirm: ({ name }) => ({ title: `${a.renew}: ${name}`, sentence: a.renewSentence }),
        run: async ({ id, name }) => ({ title: name, told: told(await post<PanelSecretView>(`${path}/${id}/secret`)) }),
      },
    ],
  };
}
