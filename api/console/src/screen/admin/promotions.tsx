// The register of promotions, and the hosts that they and redirects may lead to.

import { me } from "../../desk/desk";
import type { Wire } from "../../wire";
import { patch } from "../../wire/request";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";
import { SettingsForm } from "./register/settings";
import { activeColumn, activeField } from "./register/usual";

function Hosts() {
  const { promotions: a } = adminWords.value;
  return (
    <SettingsForm
      title={a.hosts}
      about={a.hostsAbout}
      of={me.value?.organization.settings}
      fields={[{ name: "redirect_hosts", label: a.hostsField, hint: a.hostsHint, kind: "lines", rows: 3 }]}
      save={(body) => patch("/v1/organization", body)}
    />
  );
}

export const Promotions = register<Wire<"PromotionView">, keyof Wire<"PromotionRequest">>(() => {
  const { promotions: a, invitations } = adminWords.value;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path: "/v1/promotions",
    heard: "promotions",
    change: "put",
    above: Hosts,
    refusedAt: { host_not_allowed: "url", already_exists: "name" },
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: invitations.name, cell: ({ name }) => name },
      { title: invitations.text, cell: ({ text }) => <span class="excerpt">{text}</span> },
      { title: a.url, cell: ({ url }) => <span class="excerpt">{url}</span> },
      activeColumn(),
    ],
    fields: [
      { name: "name", label: invitations.name, kind: "text" },
      { name: "text", label: invitations.text, kind: "area", rows: 3 },
      { name: "url", label: a.url, kind: "text", type: "url", placeholder: "https://" },
      activeField(),
    ],
  };
});
