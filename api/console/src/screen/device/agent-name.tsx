// An agent by id, as far as it is known.

import { agents } from "../../desk/desk";
import { Avatar } from "../../part/avatar";

export function AgentName({ id }: { id: string }) {
  const name = agents.get(id)?.name ?? "–";
  return (
    <span class="agent-cell">
      <Avatar name={name} id={id} small />
      {name}
    </span>
  );
}
