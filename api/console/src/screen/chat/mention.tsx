// Mentions by `@` in whispers.

import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { agents, myId } from "../../desk/desk";
import { Avatar, Presence } from "../../part/avatar";
import type { AgentView } from "../../wire";
import { words } from "../../words";
import { Suggest } from "./suggest";

interface Props {
  text: string;
  caret: number;
  onPick: (text: string, caret: number) => void;
  field: RefObject<HTMLTextAreaElement>;
}

const BEGUN = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u;
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function MentionList({ text, caret, onPick, field }: Props) {
  const t = words.value;
  const [closed, setClosed] = useState("");
  const before = text.slice(0, caret);
  const begun = BEGUN.exec(before)?.[1];
  if (begun === undefined || closed === text) return null;
  const wanted = plain(begun);
  const found = agents
    .all()
    .filter(
      (agent) =>
        agent.active &&
        agent.id !== myId.value &&
        plain(agent.name)
          .split(/\s+/)
          .some((part) => part.startsWith(wanted)),
    )
    .sort((one, two) => one.name.localeCompare(two.name))
    .slice(0, 8);
  if (!found.length) return null;
  const pick = (agent: AgentView) => {
    const start = before.length - begun.length;
    const name = mentionOf(agent);
    onPick(`${text.slice(0, start)}${name} ${text.slice(caret)}`, start + name.length + 1);
  };
  return (
    <Suggest
      label={t.mentionTitle}
      items={found}
      keyOf={({ id }) => id}
      onPick={pick}
      onClose={() => setClosed(text)}
      field={field}
      row={(agent) => (
        <>
          <Avatar name={agent.name} id={agent.id} small />
          <strong>{agent.name}</strong>
          <Presence agent={agent} />
        </>
      )}
    />
  );
}

/** The first name, as long as nobody else has it. */
function mentionOf(agent: AgentView): string {
  const first = agent.name.split(/\s+/)[0]!;
  const alone = agents.peekAll().filter(({ active, name }) => active && plain(name.split(/\s+/)[0]!) === plain(first)).length === 1;
  return alone ? first : agent.name;
}
