// Sessions, one's own or everybody's, each with a way to end it.

import { useState } from "preact/hooks";
import { Button } from "../../part/button";
import { CheckField } from "../../part/field";
import { More, type Paged } from "../../part/paged";
import { type Column, RowTable, Shown } from "../../part/table";
import { attempt, say } from "../../part/toast";
import type { Wire } from "../../wire";
import { remove } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";
import { AgentName } from "./agent-name";

export type SessionView = Wire<"SessionView">;

interface Props {
  of: Paged<SessionView>;
  /** Everybody's: with whose they are, and by the admins' address. */
  everybody?: boolean;
  /** It is said elsewhere whose they are. */
  hideAgent?: boolean;
  /** Only those of one device. */
  deviceId?: string;
  onEnded?: () => void;
}

export function Sessions({ of, everybody, hideAgent, deviceId, onEnded }: Props) {
  const t = words.value;
  const a = accountWords.value;
  const [ended, setEnded] = useState(false);
  const end = (one: SessionView) =>
    attempt(async () => {
      await remove(`/v1/${everybody ? "admin/" : ""}sessions/${one.id}`);
      say(a.endedWell);
      of.again();
      onEnded?.();
    });
  const columns: (Column<SessionView> | false)[] = [
    !!everybody && !hideAgent && { title: t.agent, cell: ({ agent_id }) => <AgentName id={agent_id} /> },
    !deviceId && { title: a.device, cell: ({ device_name, current }) => (current ? `${device_name} (${t.thisSession})` : device_name) },
    { title: a.signedInAt, cell: ({ created_at }) => dayAndClock(created_at) },
    { title: a.method, cell: ({ method }) => (method ? a.methods[method] : "") },
    { title: a.lastUsed, cell: ({ last_seen_at }) => dayAndClock(last_seen_at) },
    { title: a.address, cell: ({ ip }) => ip },
    { title: t.state, cell: (one) => <State of={one} /> },
    {
      title: t.actions,
      cell: (one) =>
        !one.ended_at &&
        !one.current && (
          <Button small aria-label={a.endSessionOf(one.device_name)} onClick={() => end(one)}>
            {a.endSession}
          </Button>
        ),
    },
  ];
  return (
    <Shown of={of}>
      {({ items }) => (
        <>
          <RowTable
            caption={a.sessions}
            rows={items.filter((one) => (ended || !one.ended_at) && (!deviceId || one.device_id === deviceId))}
            keyOf={({ id }) => id}
            columns={columns.filter((column) => column !== false)}
          />
          <CheckField label={a.showEnded} checked={ended} onChange={setEnded} />
          <More of={of} />
        </>
      )}
    </Shown>
  );
}

function State({ of: { ended_at, end, sockets } }: { of: SessionView }) {
  const a = accountWords.value;
  if (ended_at) return <span class="quiet">{`${end ? (a.ends[end] ?? end) : ""} ${dayAndClock(ended_at)}`}</span>;
  return sockets > 0 ? <span class="good-text">{a.connected}</span> : <span>{a.live}</span>;
}
