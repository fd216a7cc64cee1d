// Devices, one's own or everybody's: what they are, when they were last seen, and whether pushes reach them.

import { useState } from "preact/hooks";
import { me } from "../../desk/desk";
import { More, type Paged } from "../../part/paged";
import { type Column, RowTable, Shown } from "../../part/table";
import type { Wire } from "../../wire";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";
import { AgentName } from "./agent-name";
import { DeviceDialog } from "./detail";

export type DeviceView = Wire<"DeviceView">;

interface Props {
  of: Paged<DeviceView>;
  everybody?: boolean;
  /** It is said elsewhere whose they are. */
  hideAgent?: boolean;
  onEnded?: () => void;
}

export function Devices({ of, everybody, hideAgent, onEnded }: Props) {
  const t = words.value;
  const a = accountWords.value;
  const [open, setOpen] = useState<string | null>(null);
  const shown = of.value?.items.find(({ id }) => id === open);
  const columns: (Column<DeviceView> | false)[] = [
    { title: a.device, cell: (one) => (one.id === me.value?.device_id ? `${one.name} (${a.thisDevice})` : one.name) },
    !!everybody && !hideAgent && { title: t.agent, cell: ({ agent_id }) => <AgentName id={agent_id} /> },
    { title: a.appVersion, cell: (one) => platformOf(one) },
    { title: a.lastUsed, cell: ({ last_seen_at }) => dayAndClock(last_seen_at) },
    { title: a.address, cell: ({ ip }) => ip },
    { title: a.pushHealth, cell: (one) => <PushHealth of={one} /> },
    { title: a.lastError, cell: ({ push_reason }) => push_reason && <span class="bad-text">{a.reasons[push_reason] ?? push_reason}</span> },
    { title: a.liveSessions, number: true, cell: ({ live_sessions }) => live_sessions },
  ];
  return (
    <>
      <Shown of={of}>
        {({ items }) => (
          <>
            <RowTable
              caption={a.devices}
              rows={items}
              keyOf={({ id }) => id}
              onOpen={({ id }) => setOpen(id)}
              columns={columns.filter((column) => column !== false)}
            />
            <More of={of} />
          </>
        )}
      </Shown>
      {shown && (
        <DeviceDialog
          device={shown}
          everybody={everybody}
          onChanged={() => {
            of.again();
            onEnded?.();
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

export function platformOf({ platform, app_version }: DeviceView): string {
  return [accountWords.value.platforms[platform] ?? platform, app_version].filter(Boolean).join(" · ");
}

export function PushHealth({ of: { push_state } }: { of: DeviceView }) {
  const word = accountWords.value.pushStates[push_state] ?? push_state;
  return <span class={push_state === "active" ? "good-text" : push_state === "dead" ? "bad-text" : "quiet"}>{word}</span>;
}
