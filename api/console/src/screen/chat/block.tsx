// Blocking the visitor of a chat.

import { useState } from "preact/hooks";
import { Dialog } from "../../part/dialog";
import { useFetched } from "../../part/fetched";
import { AreaField, SelectField } from "../../part/field";
import { Form } from "../../part/form";
import { say } from "../../part/toast";
import type { ChatView, Wire } from "../../wire";
import { get, post } from "../../wire/request";
import { words } from "../../words";

type Target = Wire<"BlockTarget">;
type Kind = Target["kind"];
const DAY_MS = 86_400_000;

export function BlockDialog({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const t = words.value;
  const details = useFetched(() => get<Wire<"ChatDetailsView">>(`/v1/chats/${chat.id}/details`), [chat.id]);
  const [kind, setKind] = useState<Kind>("visitor");
  const [reason, setReason] = useState("");
  const [days, setDays] = useState<"1" | "7" | "">("1");
  const ip = details.value?.visitor_ip;
  const targets: Partial<Record<Kind, Target>> & { visitor: Target } = {
    visitor: { kind: "visitor", visitor_id: chat.visitor_id },
    ...(ip ? { network: { kind: "network", network: ip } } : {}),
    ...(chat.contact_id ? { contact: { kind: "contact", contact_id: chat.contact_id } } : {}),
  };
  const submit = async () => {
    const ends_at = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
    await post("/v1/blocks", {
      target: targets[kind] ?? targets.visitor,
      reason: reason.trim(),
      ends_at,
    } satisfies Wire<"AddBlockRequest">);
    say(t.blocked);
    onClose();
  };
  return (
    <Dialog title={t.blockTitle} onClose={onClose}>
      <Form submit={t.block} danger onSubmit={submit} onCancel={onClose}>
        <SelectField
          label={t.blockWhom}
          name="target"
          value={kind}
          onChange={setKind}
          choices={[
            { value: "visitor", label: t.blockVisitor },
            ...(ip ? [{ value: "network" as const, label: t.blockNetwork(ip) }] : []),
            ...(chat.contact_id ? [{ value: "contact" as const, label: t.blockContact }] : []),
          ]}
        />
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
