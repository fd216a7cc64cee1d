// A person's picture, or initials on a colour that stays the same.

import { agents } from "../desk/desk";
import { pictureOf } from "../desk/picture";
import type { AgentView } from "../wire";
import { words } from "../words";

const COLORS = 8;

function colorOf(key: string): number {
  let sum = 2_166_136_261;
  for (const letter of key) sum = Math.imul(sum ^ letter.charCodeAt(0), 16_777_619);
  return ((sum >>> 13) ^ (sum >>> 3)) % COLORS;
}

function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0]!, parts.at(-1)!] : parts;
  return letters.map((part) => [...part][0]!.toLocaleUpperCase()).join("") || "?";
}

export function Avatar({ name, id, small }: { name: string; id?: string; small?: boolean }) {
  const pictureId = id && agents.get(id)?.avatar_id;
  const picture = pictureId && pictureOf(id, pictureId);
  return (
    <span class={`avatar tint-${colorOf(id ?? name)} ${small ? "small" : ""}`} aria-hidden="true">
      {picture ? <img src={picture} alt="" /> : initialsOf(name)}
    </span>
  );
}

/** An agent with what was declared, and whether it can be told. */
export function Presence({ agent }: { agent: Pick<AgentView, "availability" | "reachability"> }) {
  const t = words.value;
  const label = `${t.availabilities[agent.availability]}, ${t.reachabilities[agent.reachability]}`;
  return (
    <span class={`presence ${agent.availability} ${agent.reachability}`} title={label}>
      <span class="spoken">{label}</span>
    </span>
  );
}
