// The register of tags.

import { useState } from "preact/hooks";
import { registers } from "../../desk/desk";
import { Button } from "../../part/button";
import { Confirm } from "../../part/confirm";
import { Dialog } from "../../part/dialog";
import { useFetched } from "../../part/fetched";
import { CheckField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { Plus } from "../../part/icon";
import { RowTable, Shown } from "../../part/table";
import type { Wire } from "../../wire";
import { all, patch, post, remove } from "../../wire/request";
import { words } from "../../words";

type TagView = Wire<"TagView">;

export function Tags() {
  const t = words.value;
  const tags = useFetched(() => all<TagView>("/v1/tags"), [registers.value.tags]);
  const [editing, setEditing] = useState<TagView | "new" | null>(null);
  const [removing, setRemoving] = useState<TagView | null>(null);
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t.tags}</h1>
        <Button kind="primary" icon={Plus} onClick={() => setEditing("new")}>
          {t.add}
        </Button>
      </header>
      <Shown of={tags}>
        {(rows) => (
          <RowTable
            caption={t.tags}
            rows={rows}
            keyOf={({ id }) => id}
            onOpen={setEditing}
            columns={[
              { title: t.name, cell: ({ name }) => name },
              { title: t.inUse, cell: ({ active }) => (active ? t.yes : t.no) },
              {
                title: t.actions,
                cell: (tag) => (
                  <Button small onClick={() => setRemoving(tag)}>
                    {t.remove}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Shown>
      {editing && (
        <TagDialog
          tag={editing === "new" ? null : editing}
          onClose={() => {
            setEditing(null);
            tags.again();
          }}
        />
      )}
      {removing && (
        <Confirm
          title={t.removeTitle(removing.name)}
          sentence={t.removeSentence}
          confirm={t.remove}
          onConfirm={() => remove(`/v1/tags/${removing.id}`)}
          onClose={() => {
            setRemoving(null);
            tags.again();
          }}
        />
      )}
    </div>
  );
}

function TagDialog({ tag, onClose }: { tag: TagView | null; onClose: () => void }) {
  const t = words.value;
  const [name, setName] = useState(tag?.name ?? "");
  const [active, setActive] = useState(tag?.active ?? true);
  const submit = async () => {
    await (tag ? patch(`/v1/tags/${tag.id}`, { name: name.trim(), active }) : post("/v1/tags", { name: name.trim() }));
    onClose();
  };
  return (
    <Dialog title={tag ? tag.name : t.tags} onClose={onClose}>
      <Form submit={t.save} onSubmit={submit} onCancel={onClose}>
        <TextField label={t.name} name="name" value={name} onChange={setName} />
        {tag && <CheckField label={t.inUse} checked={active} onChange={setActive} />}
      </Form>
    </Dialog>
  );
}
