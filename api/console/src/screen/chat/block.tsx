// Blocking the visitor of a chat.

import { useState } from "preact/hooks";
import { Dialog } from "../../part/dialog";
import { AreaField, SelectField } from "../../part/field";
import { Form } from "../../part/form";
import { say } from "../../part/toast";
import type { ChatView, Wire } from "../../wire";
import { post } from "../../wire/request";
import { words } from "../../words";

const DAY_MS = 86_400_000;

export function BlockDialog({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const t = words.value;
  const [reason, setReason] = useState("");
  const [days, setDays] = useState<"1" | "7" | "">("1");
  const submit = async () => {
    const ends_at = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
    await post("/v1/blocks", {
      target: { kind: "visitor", visitor_id: chat.visitor_id },
      reason: reason.trim(),
      ends_at,
    } satisfies Wire<"AddBlockRequest">);
    say(t.blocked);
    onClose();
  };
  return (
    <Dialog title={t.blockTitle} onClose={onClose}>
      <Form submit={t.block} danger onSubmit={submit} onCancel={onClose}>
        <AreaField label={t.blockReason} name="reason" rows={2} value={reason} onChange={setReason} />
        <SelectField
          label={t.blockFor}
          value={days}
          onChange={setDays}
          choices={[
            { value: "1", label: t.blockDay },
            { value: "7", label: t.blockWeek },
            { value: "", label: t.blockForever },
          ]}
        />
      </Form>
    </Dialog>
  );
}
