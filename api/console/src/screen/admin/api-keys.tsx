// The register of API keys: each is told once, and can only be revoked.

import { agents } from "../../desk/desk";
import type { Wire } from "../../wire";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";
import { register } from "./register/register";

type KeyView = Wire<"ApiKeyView">;

function stateOf({ revoked_at, expires_at }: KeyView): "revoked" | "expired" | "inForce" {
  if (revoked_at) return "revoked";
  return expires_at && Date.parse(expires_at) <= Date.now() ? "expired" : "inForce";
}

export const ApiKeys = register<KeyView, keyof Wire<"AddApiKeyRequest">>(() => {
  const a = accountWords.value;
  return {
    title: a.apiKeys,
    about: a.apiKeysHint,
    add: a.addApiKey,
    path: "/v1/api_keys",
    change: "never",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: a.whatFor, cell: ({ name }) => name },
      { title: a.scopes, cell: ({ scopes }) => scopes.map((scope) => a.scopeNames[scope] ?? scope).join(", ") },
      { title: a.ending, cell: ({ hint }) => <code>…{hint}</code> },
      { title: a.addedBy, cell: ({ added_by }) => agents.get(added_by)?.name ?? "–" },
      { title: a.lastUsed, cell: ({ last_used_at }) => (last_used_at ? dayAndClock(last_used_at) : a.never) },
      { title: a.expires, cell: ({ expires_at }) => (expires_at ? dayAndClock(expires_at) : a.never) },
      {
        title: words.value.state,
        cell: (key) => {
          const state = stateOf(key);
          return <span class={state === "inForce" ? "good-text" : "quiet"}>{a[state]}</span>;
        },
      },
    ],
    fields: [
      { name: "name", label: a.whatFor, kind: "text" },
      {
        name: "scopes",
        label: a.scopes,
        kind: "many",
        start: [],
        choices: Object.entries(a.scopeNames).map(([value, label]) => ({ value, label: `${label} (${value})` })),
      },
      { name: "expires_at", label: a.expires, hint: a.expiryHint, kind: "moment" },
    ],
    once: ({ secret }: Wire<"AddedApiKeyView">) => [{ label: a.keyMade, value: secret, hint: a.keyOnce }],
    removable: {
      label: a.revoke,
      title: a.revokeTitle,
      sentence: a.revokeSentence,
      shown: (key) => stateOf(key) === "inForce",
    },
  };
});
