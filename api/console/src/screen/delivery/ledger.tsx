// The push ledger: each push meant for somebody, whether it was sent and why, what the provider said, and what became of it.

import { useState } from "preact/hooks";
import { agents, isAdmin, may, me } from "../../desk/desk";
import { Button } from "../../part/button";
import { useFetched } from "../../part/fetched";
import { SelectField } from "../../part/field";
import { RefreshCw } from "../../part/icon";
import { More, usePaged } from "../../part/paged";
import { type Column, RowTable, Shown } from "../../part/table";
import { query as asked } from "../../route/router";
import type { Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";
import { AgentName } from "../device/agent-name";
import { DeliveryDialog, wordOf } from "./story";

export type DeliveryView = Wire<"DeliveryView">;
type State = Wire<"DeliveryState">;

const STATES: readonly State[] = ["suppressed", "queued", "accepted", "cancelled", "failed"];

/** One's own pushes, or, with the right to see them, everybody's. */
export function Ledger({ everybody }: { everybody: boolean }) {
  const t = words.value;
  const a = accountWords.value;
  const device = asked.value.get("device") ?? "";
  const [agentId, setAgentId] = useState(asked.value.get("agent") ?? "");
  const [deviceId, setDeviceId] = useState(device);
  const [state, setState] = useState<State | "">("");
  const [open, setOpen] = useState<DeliveryView | null>(null);
  const devices = useFetched(() => all<Wire<"DeviceView">>(isAdmin.value && everybody ? "/v1/admin/devices" : "/v1/devices"), [everybody]);
  const found = usePaged<DeliveryView>("/v1/deliveries", {
    agent_id: everybody ? agentId : me.value?.agent.id,
    device_id: deviceId,
    state,
    chat_id: asked.value.get("chat"),
  });
  const nameOf = (id?: string | null) => devices.value?.find((one) => one.id === id)?.name ?? (id ? t.devices.unknown : "–");
  const everyone = [{ value: "", label: a.everybody }];
  const columns: (Column<DeliveryView> | false)[] = [
    { title: a.when, cell: ({ created_at }) => dayAndClock(created_at) },
    everybody && { title: t.agent, cell: ({ agent_id }) => <AgentName id={agent_id} /> },
    { title: a.device, cell: ({ device_id }) => nameOf(device_id) },
    { title: a.kind, cell: ({ kind }) => a.pushKinds[kind] ?? kind },
    { title: a.decision, cell: ({ state: now }) => <Decision state={now} /> },
    { title: a.reasonWord, cell: ({ reason }) => wordOf(reason) },
    { title: a.attempts, number: true, cell: ({ attempts }) => attempts },
    { title: a.receipt, cell: receiptOf },
  ];
  return (
    <>
      <section class="card filters" aria-label={t.show}>
        {everybody && may("see_deliveries") && (
          <SelectField
            label={t.agent}
            value={agentId}
            onChange={(id) => {
              setAgentId(id);
              setDeviceId("");
            }}
            choices={[...everyone, ...agents.all().map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
        <SelectField
          label={a.device}
          value={deviceId}
          onChange={setDeviceId}
          choices={[
            { value: "", label: t.all },
            ...(devices.value ?? [])
              .filter(({ agent_id }) => !agentId || agent_id === agentId)
              .map(({ id, name, agent_id }) => ({ value: id, label: everybody ? `${name} · ${agents.get(agent_id)?.name ?? ""}` : name })),
          ]}
        />
        <SelectField<State | "">
          label={a.decision}
          value={state}
          onChange={setState}
          choices={[{ value: "", label: t.all }, ...STATES.map((value) => ({ value, label: a.deliveryStates[value] ?? value }))]}
        />
        <div class="buttons start">
          <Button icon={RefreshCw} busy={found.busy} onClick={found.again}>
            {a.refresh}
          </Button>
        </div>
      </section>
      <section class="card">
        <Shown of={found}>
          {({ items }) => (
            <>
              <RowTable
                caption={a.ledger}
                rows={items}
                keyOf={({ id }) => id}
                onOpen={setOpen}
                empty={a.noDeliveries}
                columns={columns.filter((column) => column !== false)}
              />
              <More of={found} />
            </>
          )}
        </Shown>
      </section>
      {open && <DeliveryDialog delivery={open} device={nameOf(open.device_id)} onClose={() => setOpen(null)} />}
    </>
  );
}

function Decision({ state }: { state: State }) {
  const word = accountWords.value.deliveryStates[state] ?? state;
  return <span class={state === "accepted" ? "good-text" : state === "failed" ? "bad-text" : "quiet"}>{word}</span>;
}

/** The furthest that is known of it. */
function receiptOf({ acted_at, opened_at, received_at }: DeliveryView): string {
  const { steps } = accountWords.value;
  if (acted_at) return steps.acted;
  if (opened_at) return steps.opened;
  return received_at ? steps.received : "–";
}
