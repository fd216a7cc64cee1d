// What is asked of a webhook, new or there.

import type { Wire } from "../../../wire";
import { accountWords } from "../../../words/account";
import type { FieldOf } from "../register/shape";

type EventKind = Wire<"Change">["type"];

/** What is posted to whoever asked for it. */
const KINDS: readonly EventKind[] = [
  "agent.added",
  "agent.profile_updated",
  "agent.updated",
  "agents_received.moved",
  "approach.updated",
  "availability.changed",
  "block.added",
  "block.lifted",
  "chat.assigned",
  "chat.closed",
  "chat.erased",
  "chat.rated",
  "chat.reopened",
  "chat.started",
  "chat.transferred",
  "chat.updated",
  "contact.added",
  "contact.merged",
  "contact.removed",
  "contact.unmerged",
  "contact.updated",
  "message.deleted",
  "message.edited",
  "message.sent",
  "offer.ended",
  "offer.made",
  "offline_message.received",
  "offline_message.updated",
  "organization.updated",
  "participant.joined",
  "participant.left",
  "queue.updated",
  "queue_member.added",
  "queue_member.removed",
  "read.moved",
  "register.changed",
  "ticket.opened",
  "ticket.updated",
  "visitor_read.moved",
  "visitor_received.moved",
  "webhook.disabled",
];
/** What agents say among themselves: only with `internal`. */
const INTERNAL: readonly EventKind[] = [
  "contact_note.added",
  "contact_note.deleted",
  "contact_note.edited",
  "mention.made",
  "note.added",
  "note.deleted",
  "note.edited",
  "ticket_comment.added",
  "whisper.deleted",
  "whisper.edited",
  "whisper.sent",
];

export function webhookFields(): readonly FieldOf<"url" | "kinds" | "internal">[] {
  const a = accountWords.value;
  const many = { label: a.kinds, kind: "many", all: a.everyKind, from: kindsOf } as const;
  const choices = (kinds: readonly string[]) => kinds.map((value) => ({ value, label: value }));
  return [
    { name: "url", label: a.url, hint: a.urlHint, kind: "text", type: "url", placeholder: "https://" },
    { name: "internal", label: a.internal, hint: a.internalHint, kind: "check" },
    { ...many, name: "kinds", choices: choices([...KINDS, ...INTERNAL]) },
  ];
}

function kindsOf({ kinds }: Wire<"WebhookView">): readonly string[] | null {
  return kinds.length ? kinds : null;
}

/** The API says "every type" by an empty list. */
export function withKinds(body: Record<string, unknown>): Record<string, unknown> {
  return { ...body, kinds: body.kinds ?? [] };
}
