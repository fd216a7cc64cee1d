// The register of keys by which the organization's own site vouches for its visitors.

import type { Wire } from "../../wire";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { dayAndClock } from "../../words/format";
import { register } from "./register/register";
import { nameField } from "./register/usual";

const ALGORITHMS = ["HS256", "EdDSA"] as const;

export const IdentityKeys = register<Wire<"IdentityKeyView">, keyof Wire<"AddIdentityKeyRequest">>(() => {
  const { keys: a, created, onceHint } = adminWords.value;
  return {
    title: a.title,
    about: `${a.about} ${a.how}`,
    add: a.add,
    path: "/v1/identity_keys",
    change: "never",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: words.value.name, cell: ({ name }) => name },
      { title: a.issuer, cell: ({ issuer }) => issuer },
      { title: a.algorithm, cell: ({ algorithm }) => algorithm },
      { title: a.kid, cell: ({ id }) => <code>{id}</code> },
      { title: created, cell: ({ created_at }) => dayAndClock(created_at) },
    ],
    fields: [
      nameField(),
      { name: "issuer", label: a.issuer, hint: a.issuerHint, kind: "text" },
      {
        name: "algorithm",
        label: a.algorithm,
        kind: "choice",
        start: "HS256",
        choices: ALGORITHMS.map((one) => ({ value: one, label: a.algorithms[one] })),
      },
      {
        name: "public_key",
        label: a.publicKey,
        hint: a.publicKeyHint,
        kind: "area",
        code: true,
        shown: ({ algorithm }) => algorithm === "EdDSA",
      },
    ],
    removable: { sentence: a.removal },
    once: ({ id, secret }: Wire<"AddedIdentityKeyView">) => [
      { label: a.kid, value: id },
      ...(secret ? [{ label: a.secret, value: secret, hint: onceHint }] : []),
    ],
  };
});
