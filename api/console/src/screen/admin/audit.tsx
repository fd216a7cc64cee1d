// The audit log: who did what to what, whether the chain is whole, and all of it as a file.

import { useState } from "preact/hooks";
import { agents } from "../../desk/desk";
import { Button } from "../../part/button";
import { CopyField } from "../../part/copy";
import { useFetched } from "../../part/fetched";
import { SelectField, TextField } from "../../part/field";
import { Download, ShieldAlert } from "../../part/icon";
import { More, usePaged } from "../../part/paged";
import { saveFile } from "../../part/save";
import { RowTable, Shown } from "../../part/table";
import { attempt } from "../../part/toast";
import type { Wire } from "../../wire";
import { all, get, send } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { count, dayAndClock } from "../../words/format";
import { AuditDialog, targetOf } from "./audit/entry";

type EntryView = Wire<"AuditEntryView">;
type Verification = Wire<"AuditVerificationView">;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A day by this device's clock, as the moment at which it begins. */
const startOf = (day: string, later = 0) => (day ? new Date(new Date(`${day}T00:00:00`).getTime() + later).toISOString() : null);
const DAY_MS = 86_400_000;

export function Audit() {
  const t = words.value;
  const a = accountWords.value;
  const [actorId, setActorId] = useState("");
  const [action, setAction] = useState("");
  const [target, setTarget] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [open, setOpen] = useState<EntryView | null>(null);
  const [verified, setVerified] = useState<Verification | null>(null);
  const [busy, setBusy] = useState(false);
  const keys = useFetched(() => all<Wire<"ApiKeyView">>("/v1/api_keys"), []);
  const found = usePaged<EntryView>("/v1/audit", {
    actor_id: actorId,
    action: action.trim(),
    // While it is typed it is no id yet.
    target_id: UUID.test(target.trim()) ? target.trim() : null,
    from: startOf(from),
    until: startOf(until, DAY_MS),
  });
  const actorOf = ({ actor_id, actor_kind }: EntryView) => {
    if (actor_kind === "agent") return agents.get(actor_id)?.name ?? actor_id;
    return a.integrationActor(keys.value?.find(({ id }) => id === actor_id)?.name ?? actor_id);
  };
  const verify = async () => {
    setBusy(true);
    await attempt(async () => setVerified(await get<Verification>("/v1/audit/verify")));
    setBusy(false);
  };
  const save = () =>
    attempt(async () => {
      const answer = await send("POST", "/v1/audit/export", { body: {} });
      saveFile(`pronto-audit-${new Date().toISOString().slice(0, 10)}.jsonl`, await answer.blob());
      found.again();
    });
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{a.audit}</h1>
          <p class="quiet">{a.auditHint}</p>
        </div>
        <div class="buttons">
          <Button icon={ShieldAlert} busy={busy} onClick={verify}>
            {a.verify}
          </Button>
          <Button icon={Download} onClick={save}>
            {a.exportLog}
          </Button>
        </div>
      </header>
      <div role="status">{verified && <Verdict of={verified} />}</div>
      <section class="card filters" aria-label={t.show}>
        <SelectField
          label={a.actor}
          value={actorId}
          onChange={setActorId}
          choices={[
            { value: "", label: a.everybody },
            ...agents.all().map(({ id, name }) => ({ value: id, label: name })),
            ...(keys.value ?? []).map(({ id, name }) => ({ value: id, label: a.integrationActor(name) })),
          ]}
        />
        <TextField label={a.action} hint={a.actionHint} value={action} onChange={setAction} spellcheck={false} autocapitalize="none" />
        <TextField label={a.target} hint={a.targetHint} value={target} onChange={setTarget} spellcheck={false} autocapitalize="none" />
        <TextField label={t.from} type="date" value={from} max={until} onChange={setFrom} />
        <TextField label={t.until} type="date" value={until} min={from} onChange={setUntil} />
      </section>
      <section class="card" aria-label={a.audit}>
        <Shown of={found}>
          {({ items }) => (
            <>
              <RowTable
                caption={a.audit}
                rows={items}
                keyOf={({ id }) => id}
                onOpen={setOpen}
                empty={a.noAudit}
                columns={[
                  { title: a.number, cell: ({ number }) => count(number) },
                  { title: a.when, cell: ({ at }) => dayAndClock(at) },
                  { title: a.actor, cell: actorOf },
                  { title: a.action, cell: ({ action: act }) => <code>{act}</code> },
                  { title: a.target, cell: (entry) => <span class="breakable quiet">{targetOf(entry)}</span> },
                  { title: a.changed, cell: ({ changes }) => changes.map(({ field }) => field).join(", ") },
                  { title: a.address, cell: ({ ip }) => ip },
                ]}
              />
              <More of={found} />
            </>
          )}
        </Shown>
      </section>
      {open && <AuditDialog entry={open} actor={actorOf(open)} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Verdict({ of: { intact, entries, head, broken_at, problem } }: { of: Verification }) {
  const a = accountWords.value;
  return (
    <section class="card">
      {intact ? (
        <p class="good-text">{a.verifyIntact(count(entries))}</p>
      ) : (
        <p class="bad-text">{a.verifyBroken(count(broken_at ?? 0), (problem && a.auditProblems[problem]) || "")}</p>
      )}
      <CopyField label={a.head} hint={a.headHint} value={head} />
    </section>
  );
}
