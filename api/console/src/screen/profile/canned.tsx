// Canned responses one can use: the organization's, one's own, and what colleagues share. The organization's are added in the
// administration.

import { useState } from "preact/hooks";
import { isAdmin, may, myId, registers } from "../../desk/desk";
import { Button } from "../../part/button";
import { Confirm } from "../../part/confirm";
import { Dialog } from "../../part/dialog";
import { useFetched } from "../../part/fetched";
import { AreaField, CheckField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { Plus } from "../../part/icon";
import { RowTable, Shown } from "../../part/table";
import type { Wire } from "../../wire";
import { all, patch, post, remove } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";

type CannedView = Wire<"CannedResponseView">;

function ownerOf({ owner, owner_id, owner_name, shared }: CannedView): string {
  const a = accountWords.value;
  if (owner === "organization") return a.ownerOrganization;
  if (owner_id === myId.value) return shared ? `${a.ownerYou}, ${a.sharedShort}` : a.ownerYou;
  return a.ownerShared(owner_name ?? "");
}

export function Canned() {
  const t = words.value;
  const a = accountWords.value;
  const found = useFetched(() => all<CannedView>("/v1/canned_responses"), [registers.value.canned_responses]);
  const [editing, setEditing] = useState<CannedView | "new" | null>(null);
  const [removing, setRemoving] = useState<CannedView | null>(null);
  const mayChange = ({ owner_id }: CannedView) => isAdmin.value || (owner_id === myId.value && may("own_canned_responses"));
  return (
    <section class="card" aria-labelledby="canned-title">
      <header class="page-head">
        <div>
          <h2 id="canned-title">{t.cannedTitle}</h2>
          <p class="quiet">{a.cannedHint}</p>
        </div>
        {may("own_canned_responses") && (
          <Button kind="primary" icon={Plus} onClick={() => setEditing("new")}>
            {a.addCanned}
          </Button>
        )}
      </header>
      <Shown of={found}>
        {(rows) => (
          <RowTable
            caption={t.cannedTitle}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { title: a.shortcut, cell: ({ shortcut }) => <strong>/{shortcut}</strong> },
              { title: a.cannedText, cell: ({ text }) => <span class="lines">{text}</span> },
              { title: a.ownedBy, cell: ownerOf },
              {
                title: t.actions,
                cell: (one) =>
                  mayChange(one) && (
                    <span class="buttons">
                      <Button small aria-label={`${t.edit}: /${one.shortcut}`} onClick={() => setEditing(one)}>
                        {t.edit}
                      </Button>
                      <Button small aria-label={`${t.remove}: /${one.shortcut}`} onClick={() => setRemoving(one)}>
                        {t.remove}
                      </Button>
                    </span>
                  ),
              },
            ]}
          />
        )}
      </Shown>
      {editing && (
        <CannedDialog
          canned={editing === "new" ? null : editing}
          onClose={() => {
            setEditing(null);
            found.again();
          }}
        />
      )}
      {removing && (
        <Confirm
          title={t.removeTitle(`/${removing.shortcut}`)}
          sentence={t.removeSentence}
          confirm={t.remove}
          onConfirm={() => remove(`/v1/canned_responses/${removing.id}`)}
          onClose={() => {
            setRemoving(null);
            found.again();
          }}
        />
      )}
    </section>
  );
}

function CannedDialog({ canned, onClose }: { canned: CannedView | null; onClose: () => void }) {
  const t = words.value;
  const a = accountWords.value;
  const [shortcut, setShortcut] = useState(canned?.shortcut ?? "");
  const [text, setText] = useState(canned?.text ?? "");
  const [shared, setShared] = useState(canned?.shared ?? false);
  const ofAgent = canned?.owner !== "organization";
  const submit = async () => {
    // The organization's is everybody's.
    const request = { shortcut: shortcut.trim(), text, ...(ofAgent ? { shared } : {}) };
    await (canned ? patch(`/v1/canned_responses/${canned.id}`, request) : post("/v1/canned_responses", request));
    onClose();
  };
  return (
    <Dialog title={canned ? `/${canned.shortcut}` : a.addCanned} onClose={onClose}>
      <Form submit={t.save} onSubmit={submit} onCancel={onClose}>
        <TextField
          label={a.shortcut}
          hint={a.shortcutHint}
          name="shortcut"
          autocapitalize="none"
          spellcheck={false}
          value={shortcut}
          onChange={setShortcut}
        />
        <AreaField label={a.cannedText} hint={a.cannedTextHint} name="text" rows={6} value={text} onChange={setText} />
        {ofAgent && <CheckField label={a.shareCanned} checked={shared} onChange={setShared} />}
      </Form>
    </Dialog>
  );
}
