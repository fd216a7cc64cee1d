// The register of permission sets: what agents may do, and how many chats at once.

import type { Wire } from "../../wire";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { register } from "./register/register";

type ProfileView = Wire<"ProfileView">;
type Permission = Wire<"Permission">;

export const Profiles = register<ProfileView, keyof Wire<"ProfileRequest">>(() => {
  const t = words.value;
  const a = accountWords.value;
  const names = Object.entries(a.permissionNames) as [Permission, string][];
  return {
    title: a.profiles,
    about: a.profilesHint,
    add: a.addProfile,
    path: "/v1/profiles",
    change: "put",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: t.name, cell: ({ name }) => name },
      { title: a.permissions, cell: ({ permissions }) => a.permissionCount(permissions.length) },
      { title: a.minChats, number: true, cell: ({ min_chats }) => min_chats },
      { title: a.maxChats, number: true, cell: ({ max_chats }) => max_chats ?? "–" },
    ],
    fields: [
      { name: "name", label: t.name, kind: "text" },
      { name: "min_chats", label: a.minChats, hint: a.minChatsHint, kind: "number", start: 0, empty: 0 },
      { name: "max_chats", label: a.maxChats, hint: a.maxChatsHint, kind: "number" },
      {
        name: "permissions",
        label: a.permissions,
        kind: "many",
        start: names.map(([value]) => value),
        choices: names.map(([value, label]) => ({ value, label })),
      },
    ],
  };
});
