// Who answers in a queue, and how many chats each may have there.

import { agents, changes } from "../../../desk/desk";
import { Avatar } from "../../../part/avatar";
import type { QueueView, Wire } from "../../../wire";
import { put } from "../../../wire/request";
import { words } from "../../../words";
import { adminWords } from "../../../words/admin";
import { RegisterTable } from "../register/register";
import type { RegisterOf } from "../register/shape";

type MemberView = Wire<"QueueMemberView">;

export function Members({ queue }: { queue: QueueView }) {
  return <RegisterTable of={describe(`/v1/queues/${queue.id}/members`)} inner="section" />;
}

function describe(path: string): RegisterOf<MemberView, "agent_id" | "chats_most"> {
  const { queues: a } = adminWords.value;
  const people = agents
    .all()
    .filter(({ active }) => active)
    .sort((one, two) => one.name.localeCompare(two.name));
  const nameOf = ({ agent_id }: MemberView) => agents.get(agent_id)?.name ?? agent_id;
  return {
    title: a.tabs.members,
    about: a.members,
    add: a.addMember,
    path,
    keys: [changes.value.queue_member],
    keyOf: ({ agent_id }) => agent_id,
    nameOf,
    searched: nameOf,
    columns: [
      {
        title: words.value.agent,
        cell: (row) => (
          <span class="with-avatar">
            <Avatar name={nameOf(row)} id={row.agent_id} small /> {nameOf(row)}
          </span>
        ),
      },
      { title: a.memberLimit, cell: ({ chats_most }) => chats_most ?? a.asQueue },
    ],
    fields: [
      {
        name: "agent_id",
        label: words.value.agent,
        kind: "choice",
        on: "add",
        start: people[0]?.id,
        choices: people.map(({ id, name }) => ({ value: id, label: name })),
      },
      { name: "chats_most", label: a.memberLimit, hint: a.memberLimitHint, kind: "number", placeholder: a.asQueue },
    ],
    save: ({ agent_id, chats_most }, row) => put(`${path}/${row?.agent_id ?? agent_id}`, { chats_most }),
    removable: { label: a.removeMember, title: a.removeMemberTitle, sentence: a.removeMemberSentence },
  };
}
