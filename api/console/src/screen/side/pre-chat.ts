// What the visitor typed into the form before the chat, by what it is: each queue calls its fields as it likes.

import { queues } from "../../desk/desk";
import type { ChatView, Wire } from "../../wire";

export function fieldOf(chat: ChatView, kind: Wire<"PreChatField">["kind"]): string {
  const field = queues.get(chat.queue_id)?.settings.pre_chat_fields?.find((one) => one.kind === kind);
  return (field && (chat.fields as Record<string, string>)[field.key]) ?? "";
}
