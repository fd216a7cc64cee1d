// Closing a chat, with what the organization wants to know.

import { useState } from "preact/hooks";
import { act } from "../../desk/act";
import { me } from "../../desk/desk";
import { Dialog } from "../../part/dialog";
import { useFetched } from "../../part/fetched";
import { AreaField, SelectField } from "../../part/field";
import { Form } from "../../part/form";
import { Shown } from "../../part/table";
import type { ChatView, Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";
import { FormFields, fieldsOf, type Values } from "../side/form-fields";

export function CloseDialog({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const t = words.value;
  const known = useFetched(() => Promise.all([all<Wire<"DispositionView">>("/v1/dispositions"), fieldsOf(chat.queue_id)]), [chat.queue_id]);
  const [disposition, setDisposition] = useState("");
  const [reason, setReason] = useState("");
  const [solved, setSolved] = useState<"" | "yes" | "no">("");
  const [form, setForm] = useState<Values>({ ...(chat.form as Values | undefined) });
  const required = me.value?.organization.settings.disposition_required;
  const submit = async () => {
    const changed = Object.fromEntries(Object.entries(form).filter(([key, value]) => value !== (chat.form as Values | undefined)?.[key]));
    await act(chat.id, "close", {
      disposition_id: disposition || null,
      reason: reason.trim() || null,
      solved: solved ? solved === "yes" : null,
      ...(Object.keys(changed).length ? { form: changed } : {}),
    } satisfies Wire<"CloseChatRequest">);
    onClose();
  };
  return (
    <Dialog title={t.closeTitle} onClose={onClose}>
      <Shown of={known}>
        {([dispositions, fields]) => {
          const fitting = dispositions.filter(({ active, queue_id }) => active && (!queue_id || queue_id === chat.queue_id));
          return (
            <Form submit={t.closeChat} onSubmit={submit} onCancel={onClose}>
              {(fitting.length > 0 || required) && (
                <SelectField
                  label={t.disposition}
                  name="disposition_id"
                  value={disposition}
                  onChange={setDisposition}
                  choices={[{ value: "", label: "—", disabled: required }, ...fitting.map(({ id, name }) => ({ value: id, label: name }))]}
                />
              )}
              <SelectField
                label={t.solved}
                name="solved"
                value={solved}
                onChange={setSolved}
                choices={[
                  { value: "", label: required ? "—" : t.notSaid, disabled: required },
                  { value: "yes", label: t.solvedYes },
                  { value: "no", label: t.solvedNo },
                ]}
              />
              <FormFields fields={fields} values={form} onChange={setForm} prefix="form." />
              <AreaField label={t.reason} name="reason" rows={3} value={reason} onChange={setReason} />
            </Form>
          );
        }}
      </Shown>
    </Dialog>
  );
}
