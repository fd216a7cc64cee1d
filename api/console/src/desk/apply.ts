// Events of the log, taken into the desk. Each is applied to a thing only if its `seq` is higher than the thing's own.

import { batch } from "@preact/signals";
import type { ChatView, DirectMessageView, EventView, MessageView, WhisperView } from "../wire";
import { arrived } from "./arrival";
import {
  agents,
  bump,
  chats,
  directs,
  isMine,
  lastTexts,
  me,
  mentions,
  myId,
  offers,
  putChat,
  queues,
  registers,
  setUnread,
  unread,
} from "./desk";
import { heldDirect } from "./direct";
import { heldTimeline } from "./timeline";

/** Takes one event in. */
export function apply(event: EventView): void {
  batch(() => applied(event));
}

function applied(event: EventView): void {
  const { type, content, seq } = event;
  switch (type) {
    case "chat.started":
    case "chat.updated":
    case "chat.closed":
    case "chat.reopened":
    case "chat.rated":
      takeChat(content, seq);
      break;
    case "chat.transferred":
      takeChat(content.chat, seq);
      if (content.transfer.to_agent_id === myId.peek()) arrived("transfer", event);
      break;
    case "participant.joined":
    case "participant.left":
      takeChat(content.chat, seq);
      if (type === "participant.left" && content.agent_id === myId.peek()) setUnread(content.chat.id, 0);
      break;
    case "chat.assigned":
      takeChat(content.chat, seq);
      offers.apply(content.offer, seq);
      arrived("assigned", event);
      break;
    case "chat.erased":
      chats.remove(content.chat_id, seq);
      break;
    case "message.sent":
    case "message.edited":
    case "message.deleted":
      takeEntry("message", content, event);
      break;
    case "whisper.sent":
    case "whisper.edited":
    case "whisper.deleted":
      takeEntry("whisper", content, event);
      break;
    case "note.added":
    case "note.edited":
      heldTimeline(content.chat_id)?.notes.apply(content, seq);
      break;
    case "note.deleted":
      heldTimeline(content.chat_id)?.notes.remove(content.note_id, seq);
      break;
    case "read.moved":
      moveRead(content);
      break;
    case "visitor_read.moved":
      forward(content.chat_id, "visitor_read_number", content.number);
      break;
    case "visitor_received.moved":
      forward(content.chat_id, "visitor_received_number", content.number);
      break;
    case "agents_received.moved":
      forward(content.chat_id, "agents_received_number", content.number);
      break;
    case "mention.made":
      if (!mentions.peek().some((one) => one.whisper_id === content.whisper_id)) {
        mentions.value = [content, ...mentions.peek()].slice(0, 50);
        arrived("mention", event);
      }
      break;
    case "offer.made":
      if (offers.apply(content, seq)) arrived("offer", event);
      break;
    case "offer.ended":
      offers.apply(content, seq);
      break;
    case "direct_conversation.updated":
      if (content.members.some((member: { agent_id: string }) => member.agent_id === myId.peek())) directs.apply(content, seq);
      else directs.remove(content.id, seq);
      break;
    case "direct_message.sent":
    case "direct_message.edited":
    case "direct_message.deleted":
      takeDirect(content, event);
      break;
    case "direct_read.moved":
      directs.patch(content.conversation_id, (held) => ({
        members: held.members.map((member) =>
          member.agent_id === content.agent_id ? { ...member, read_position: Math.max(member.read_position, content.position) } : member,
        ),
      }));
      if (content.agent_id === myId.peek() && content.position >= (directs.peek(content.conversation_id)?.last_position ?? 0))
        setUnread(content.conversation_id, 0);
      break;
    case "agent.added":
    case "agent.updated":
    case "agent.profile_updated": {
      // What is true only now is told by presence, not by the log.
      const reachability = agents.peek(content.id)?.reachability ?? content.reachability;
      agents.apply({ ...content, reachability }, seq);
      if (content.id === myId.peek() && me.peek()) me.value = { ...me.peek()!, agent: { ...me.peek()!.agent, ...content } };
      break;
    }
    case "availability.changed": {
      const held = agents.peek(content.agent_id);
      if (held) agents.apply({ ...held, availability: content.availability }, seq);
      break;
    }
    case "queue.updated":
      queues.apply(content, seq);
      break;
    case "organization.updated":
      if (me.peek()) me.value = { ...me.peek()!, organization: content };
      break;
    case "register.changed": {
      const register = content.register as keyof typeof registers.value;
      registers.value = { ...registers.peek(), [register]: (registers.peek()[register] ?? 0) + 1 };
      break;
    }
    default:
      // Contacts, tickets, blocks, offline messages, members of queues: read by the screens that show them.
      bump(type.split(".")[0]!);
  }
}

function takeChat(chat: ChatView, seq: number): void {
  putChat(chat, seq);
  if (chat.state === "closed") setUnread(chat.id, 0);
}

function forward(chatId: string, mark: "visitor_read_number" | "visitor_received_number" | "agents_received_number", number: number): void {
  chats.patch(chatId, (held) => ({ [mark]: Math.max(held[mark] ?? 0, number) }));
}

function takeEntry(type: "message" | "whisper", content: MessageView & WhisperView, event: EventView): void {
  const sent = event.type.endsWith(".sent");
  const held = chats.peek(content.chat_id);
  heldTimeline(content.chat_id)?.entries.apply({ ...content, type }, event.seq);
  const last = lastTexts.peek().get(content.chat_id);
  if (!last || content.position >= last.position) {
    const text = content.deleted_at ? "" : content.text || (content.attachments?.[0]?.name ?? "");
    if (text || content.deleted_at)
      lastTexts.value = new Map(lastTexts.peek()).set(content.chat_id, { text, position: content.position, whisper: type === "whisper" });
  }
  if (!held || !sent || content.position <= held.last_position) return;
  chats.patch(content.chat_id, () => ({ last_position: content.position, last_entry_at: content.sent_at }));
  const own = content.sender.id === myId.peek();
  if (own || content.sender.kind === "system" || !isMine(held, myId.peek())) return;
  setUnread(content.chat_id, (unread.peek().get(content.chat_id) ?? 0) + 1);
  arrived(type, event);
}

function moveRead({ chat_id, agent_id, position, number }: { chat_id: string; agent_id: string; position: number; number: number }): void {
  chats.patch(chat_id, (held) => ({
    agents_read_number: Math.max(held.agents_read_number ?? 0, number),
    participants: held.participants.map((one) =>
      one.agent_id === agent_id ? { ...one, read_position: Math.max(one.read_position, position) } : one,
    ),
  }));
  if (agent_id === myId.peek() && position >= (chats.peek(chat_id)?.last_position ?? 0)) setUnread(chat_id, 0);
}

function takeDirect(content: DirectMessageView, event: EventView): void {
  const id = content.conversation_id;
  heldDirect(id)?.messages.apply(content, event.seq);
  const held = directs.peek(id);
  if (event.type !== "direct_message.sent" || !held || content.position <= held.last_position) return;
  directs.patch(id, () => ({ last_position: content.position, last_message_at: content.sent_at }));
  lastTexts.value = new Map(lastTexts.peek()).set(id, { text: content.text, position: content.position, whisper: false });
  if (content.sender_id === myId.peek()) return;
  setUnread(id, (unread.peek().get(id) ?? 0) + 1);
  arrived("direct", event);
}
