// The register of agents; each opens on a page of its own.

import { Presence } from "../../part/avatar";
import { type Fetched, useFetched } from "../../part/fetched";
import { segments } from "../../route/router";
import type { AgentView, Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { AgentName } from "../device/agent-name";
import { profileField, roleField } from "./agents/fields";
import { AgentPage } from "./agents/page";
import { RegisterTable } from "./register/register";
import type { RegisterOf } from "./register/shape";

export type ProfileView = Wire<"ProfileView">;

export function Agents() {
  const id = segments.value[2];
  const profiles = useFetched(() => all<ProfileView>("/v1/profiles"), []);
  return id ? <AgentPage key={id} id={id} profiles={profiles.value ?? []} /> : <RegisterTable of={describe(profiles)} />;
}

function describe({ value: profiles = [] }: Fetched<ProfileView[]>): RegisterOf<AgentView, keyof Wire<"AddAgentRequest">> {
  const t = words.value;
  const a = accountWords.value;
  return {
    title: a.agents,
    about: a.agentsHint,
    add: a.addAgent,
    path: "/v1/agents",
    // Who may sign in first.
    list: async () => (await all<AgentView>("/v1/agents")).sort((one, two) => Number(two.active) - Number(one.active)),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    leads: ({ id }) => `admin/agents/${id}`,
    removable: false,
    columns: [
      { title: t.name, cell: ({ id }) => <AgentName id={id} /> },
      { title: t.email, cell: ({ email }) => email },
      { title: a.role, cell: ({ role }) => t.roles[role] },
      { title: a.profile, cell: ({ profile_id }) => profiles.find(({ id }) => id === profile_id)?.name ?? "–" },
      { title: t.state, cell: (agent) => (agent.active ? <Now of={agent} /> : <span class="quiet">{a.deactivated}</span>) },
    ],
    fields: [
      { name: "name", label: t.name, kind: "text" },
      { name: "email", label: t.email, kind: "text", type: "email" },
      { name: "password", label: a.firstPassword, hint: a.firstPasswordHint, kind: "text" },
      roleField(),
      profileField(profiles, null),
    ],
  };
}

function Now({ of: agent }: { of: AgentView }) {
  return (
    <span class="agent-cell">
      {words.value.availabilities[agent.availability]}
      <span class="avatar-with lone">
        <Presence agent={agent} />
      </span>
    </span>
  );
}
