// The register of identity providers by which agents sign in.

import { useFetched } from "../../part/fetched";
import type { Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { RegisterTable } from "./register/register";
import type { RegisterOf } from "./register/shape";
import { activeColumn, activeField } from "./register/usual";

type ProviderView = Wire<"IdentityProviderView">;

const ROLES = ["agent", "supervisor"] as const;

export function IdentityProviders() {
  const profiles = useFetched(() => all<Wire<"ProfileView">>("/v1/profiles"), []);
  return <RegisterTable of={describe(profiles.value ?? [])} />;
}

function describe(profiles: readonly Wire<"ProfileView">[]): RegisterOf<ProviderView, keyof Wire<"IdentityProviderRequest">> {
  const t = words.value;
  const { providers: a } = adminWords.value;
  const callback = ({ callback_url }: ProviderView) => [{ label: a.callback, value: callback_url, hint: a.callbackHint }];
  const registering = ({ add_agents }: { readonly add_agents?: unknown }) => !!add_agents;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path: "/v1/identity_providers",
    change: "put",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [{ title: t.name, cell: ({ name }) => name }, { title: a.issuer, cell: ({ issuer }) => issuer }, activeColumn()],
    fields: [
      { name: "name", label: a.name, kind: "text" },
      { name: "issuer", label: a.issuer, kind: "text", type: "url", placeholder: "https://" },
      { name: "client_id", label: a.clientId, kind: "text" },
      { name: "client_secret", label: a.clientSecret, kind: "secret" },
      { name: "email_domains", label: a.domains, hint: a.domainsHint, kind: "lines", rows: 2 },
      { name: "redirect_uris", label: a.redirects, hint: a.redirectsHint, kind: "lines", rows: 2 },
      { name: "add_agents", label: a.addAgents, kind: "check" },
      {
        name: "role",
        label: a.role,
        kind: "choice",
        start: "agent",
        shown: registering,
        choices: ROLES.map((role) => ({ value: role, label: t.roles[role] })),
      },
      {
        name: "profile_id",
        label: a.profile,
        kind: "choice",
        empty: null,
        shown: registering,
        choices: [{ value: "", label: t.none }, ...profiles.map(({ id, name }) => ({ value: id, label: name }))],
      },
      activeField(),
    ],
    once: callback,
    acts: [{ label: a.callback, run: async (row) => ({ title: row.name, told: callback(row) }) }],
  };
}
