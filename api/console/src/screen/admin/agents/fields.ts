// Fields that adding and changing an agent share.

import { words } from "../../../words";
import { accountWords } from "../../../words/account";
import type { ProfileView } from "../agents";
import type { FieldOf } from "../register/shape";

const ROLES = ["agent", "supervisor", "admin"] as const;

export function roleField(): FieldOf<"role"> {
  const t = words.value;
  const a = accountWords.value;
  const hint = ROLES.map((role) => `${t.roles[role]}: ${a.roleHints[role]}`).join(" ");
  const choices = ROLES.map((value) => ({ value, label: t.roles[value] }));
  return { name: "role", label: a.role, hint, kind: "choice", start: "agent", choices };
}

/** The API changes a permission set for another; it takes none away. */
export function profileField(profiles: readonly ProfileView[], held: string | null): FieldOf<"profile_id"> {
  const a = accountWords.value;
  const choices = profiles.map(({ id, name }) => ({ value: id, label: name }));
  return {
    name: "profile_id",
    label: a.profile,
    hint: held ? a.profileStays : a.roleHint,
    kind: "choice",
    empty: null,
    choices: held ? choices : [{ value: "", label: a.noProfile }, ...choices],
  };
}
