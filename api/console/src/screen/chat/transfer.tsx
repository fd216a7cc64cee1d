// Transferring a chat: who cannot take it is shown with the reason, and cannot be chosen.

import { useState } from "preact/hooks";
import { act } from "../../desk/act";
import { agents } from "../../desk/desk";
import { uuid7 } from "../../link/uuid7";
import { Avatar, Presence } from "../../part/avatar";
import { Dialog } from "../../part/dialog";
import { useFetched } from "../../part/fetched";
import { AreaField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { Shown } from "../../part/table";
import type { ChatView, Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";

type Target = Wire<"TransferTargetView">;
/** So many are seen at a glance; more are looked for by name. */
const FEW = 6;
const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export function TransferDialog({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const t = words.value;
  const declared = agents
    .all()
    .map(({ availability, reachability }) => availability + reachability)
    .join();
  const targets = useFetched(() => all<Target>(`/v1/chats/${chat.id}/transfer_targets`), [chat.id, chat.seq, declared]);
  const [sought, setSought] = useState("");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [clientId] = useState(() => uuid7());
  const submit = async () => {
    const [kind, id] = to.split(":");
    await act(chat.id, "transfer", {
      client_id: clientId,
      note: note.trim() || null,
      ...(kind === "agent" ? { agent_id: id } : { queue_id: id }),
    });
    onClose();
  };
  return (
    <Dialog title={t.transferTitle} onClose={onClose}>
      <Form submit={t.transfer} onSubmit={submit} onCancel={onClose} disabled={!to}>
        <Shown of={targets}>
          {(items) => {
            const found = items.filter(({ name }) => folded(name).includes(folded(sought.trim())));
            return (
              <>
                {items.length > FEW && (
                  <TextField label={t.transferSearch} type="search" autocomplete="off" value={sought} onChange={setSought} />
                )}
                <div class="targets" role="radiogroup" aria-label={t.transferTo}>
                  <Group title={t.transferAgents} targets={found.filter(({ type }) => type === "agent")} to={to} onPick={setTo} />
                  <Group title={t.transferQueues} targets={found.filter(({ type }) => type === "queue")} to={to} onPick={setTo} />
                  {!found.length && <p class="quiet">{t.noResults}</p>}
                </div>
              </>
            );
          }}
        </Shown>
        <AreaField label={t.transferNote} name="note" hint={t.transferNoteHint} rows={3} value={note} onChange={setNote} />
      </Form>
    </Dialog>
  );
}

function Group({ title, targets, to, onPick }: { title: string; targets: readonly Target[]; to: string; onPick: (to: string) => void }) {
  const t = words.value;
  if (!targets.length) return null;
  return (
    <>
      <h3>{title}</h3>
      {targets.map((target) => {
        const id = target.type === "agent" ? target.agent_id : target.queue_id;
        const value = `${target.type}:${id}`;
        return (
          <label key={id} class={`target ${target.obstacle ? "barred" : ""}`}>
            <input
              type="radio"
              name="target"
              value={value}
              checked={to === value}
              disabled={!!target.obstacle}
              onChange={() => onPick(value)}
            />
            {target.type === "agent" && (
              <span class="avatar-with">
                <Avatar name={target.name} id={id} small />
                <Presence agent={target} />
              </span>
            )}
            <span class="grow">{target.name}</span>
            {target.obstacle && <span class="bad-text">{t.obstacles[target.obstacle]}</span>}
          </label>
        );
      })}
    </>
  );
}
