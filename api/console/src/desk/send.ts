// What agents write, on its way to the server, and how it is known when it comes back.

import type { DirectMessageView, EventView, MessageView, NoteView, WhisperView } from "../wire";
import { post } from "../wire/request";
import { heldDirect } from "./direct";
import type { Item, Outbox } from "./outbox";
import { heldTimeline } from "./timeline";

/** What is one's own and came as an event is unsent no longer, even before its answer. */
export function arrivedOwn(outbox: Outbox | null, { type, content }: EventView): void {
  if (type.endsWith(".sent") || type === "note.added") outbox?.settle(content.client_id);
}

/** Sends an item; gives what takes the answer in. */
export async function sendItem(item: Item): Promise<() => void> {
  const { clientId: client_id, to, text, attachments, quotedId: quoted_id } = item;
  switch (item.kind) {
    case "message": {
      const body = { client_id, text, attachment_ids: attachments.map(({ id }) => id), quoted_id };
      const sent = await post<MessageView>(`/v1/chats/${to}/messages`, body);
      return () => heldTimeline(to)?.entries.apply({ ...sent, type: "message" });
    }
    case "whisper": {
      const sent = await post<WhisperView>(`/v1/chats/${to}/whispers`, { client_id, text });
      return () => heldTimeline(to)?.entries.apply({ ...sent, type: "whisper" });
    }
    case "note": {
      const added = await post<NoteView>(`/v1/chats/${to}/notes`, { client_id, text });
      return () => heldTimeline(to)?.notes.apply(added);
    }
    case "direct": {
      const sent = await post<DirectMessageView>(`/v1/direct_conversations/${to}/messages`, { client_id, text });
      return () => heldDirect(to)?.messages.apply(sent);
    }
  }
}
