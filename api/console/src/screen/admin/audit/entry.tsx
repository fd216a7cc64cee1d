// One entry of the audit log, with what it changed from what to what.

import { agents, queues } from "../../../desk/desk";
import { Dialog } from "../../../part/dialog";
import { Facts } from "../../../part/facts";
import { RowTable } from "../../../part/table";
import type { Wire } from "../../../wire";
import { accountWords } from "../../../words/account";
import { dayAndClock } from "../../../words/format";

type EntryView = Wire<"AuditEntryView">;

/** What it was done to: by name where that is known here, else by id. */
export function targetOf({ target }: EntryView): string {
  return Object.entries(target)
    .map(([name, id]) => agents.get(id)?.name ?? queues.get(id)?.name ?? `${name} ${id}`)
    .join(", ");
}

interface Props {
  entry: EntryView;
  actor: string;
  onClose: () => void;
}

export function AuditDialog({ entry, actor, onClose }: Props) {
  const a = accountWords.value;
  return (
    <Dialog title={a.entryTitle(entry.number)} onClose={onClose} wide>
      <Facts
        facts={[
          [a.when, dayAndClock(entry.at)],
          [a.actor, actor],
          [a.action, <code key="action">{entry.action}</code>],
          [a.target, targetOf(entry)],
          [a.targetIds, Object.values(entry.target).join(", ")],
          [a.address, entry.ip],
          [a.requestId, entry.request_id],
          [a.fieldsGiven, entry.fields.join(", ")],
          [a.hash, <code key="hash">{entry.hash}</code>],
        ]}
      />
      {entry.changes.length > 0 && (
        <RowTable
          caption={a.changed}
          rows={entry.changes}
          keyOf={({ field }) => field}
          columns={[
            { title: a.field, cell: ({ field }) => <code>{field}</code> },
            { title: a.before, cell: ({ before }) => <span class="breakable">{before ?? "–"}</span> },
            { title: a.after, cell: ({ after }) => <span class="breakable">{after ?? "–"}</span> },
          ]}
        />
      )}
    </Dialog>
  );
}
