// What is known of one chat. Everything that arrives, by whatever way and in whatever order, is merged here by `seq`.

/** Nothing known yet; marks as this browser kept them. */
export function emptyState(chatId, marks = {}) {
  return {
    chatId,
    chat: null,
    place: null,
    messages: new Map(),
    agentsRead: marks.agentsRead || 0,
    agentsReceived: marks.agentsReceived || 0,
    ownRead: marks.ownRead || 0,
    olderCursor: null,
  };
}

/** Takes a chat in, unless something newer is known. True when something changed. */
export function applyChat(state, chat, seq = 0) {
  if (chat.id !== state.chatId) return false;
  const marked = applyMarks(state, chat);
  const newest = Math.max(chat.seq, seq);
  if (state.chat && newest <= state.chat.seq) return marked;
  state.chat = { ...chat, seq: newest };
  return true;
}

/** Takes in where a waiting chat stands; it is never kept, so what is heard last holds. True when something changed. */
export function applyPlace(state, chatId, place) {
  if (chatId !== state.chatId || JSON.stringify(place ?? null) === JSON.stringify(state.place)) return false;
  state.place = place ?? null;
  return true;
}

/** Takes the read marks of a chat in: they move without a new `seq`, and only forward. True when one moved. */
function applyMarks(state, chat) {
  const before = state.agentsRead + state.agentsReceived;
  state.agentsRead = Math.max(state.agentsRead, chat.agents_read_number || 0);
  state.agentsReceived = Math.max(state.agentsReceived, chat.agents_received_number || 0);
  const own = moveOwnRead(state, chat.visitor_read_number || 0);
  return own || state.agentsRead + state.agentsReceived > before;
}

/** Takes a message in, unless something newer of it is known. True when something changed. */
export function applyMessage(state, message, seq = 0) {
  if (message.chat_id !== state.chatId) return false;
  const newest = Math.max(message.seq, seq);
  const held = state.messages.get(message.id);
  if (held && newest <= held.seq) return false;
  state.messages.set(message.id, { ...message, seq: newest });
  // What the visitor wrote, the visitor has read.
  if (message.sender.kind === "visitor") moveOwnRead(state, message.number);
  return true;
}

/** Moves the visitor's own mark forward. */
export function moveOwnRead(state, number) {
  if (number <= state.ownRead) return false;
  state.ownRead = number;
  return true;
}

/** Takes one event of the log in. True when something changed. */
export function applyEvent(state, { seq, type, content }) {
  switch (type) {
    case "chat.updated":
      return applyChat(state, content, seq);
    case "message.sent":
    case "message.edited":
    case "message.deleted":
      return applyMessage(state, content, seq);
    case "agents_read.moved":
      if (content.chat_id !== state.chatId || content.number <= state.agentsRead) return false;
      state.agentsRead = content.number;
      return true;
    case "agents_received.moved":
      if (content.chat_id !== state.chatId || content.number <= state.agentsReceived) return false;
      state.agentsReceived = content.number;
      return true;
    case "visitor_read.moved":
      return content.chat_id === state.chatId && moveOwnRead(state, content.number);
    default:
      return false;
  }
}

/** Messages in the chat's order. */
export function messagesInOrder(state) {
  return [...state.messages.values()].sort((a, b) => a.number - b.number);
}

/** The last message's number; 0 when there is none. */
export function lastNumber(state) {
  let last = 0;
  for (const message of state.messages.values()) last = Math.max(last, message.number);
  return last;
}

/** The first known message's number; 0 when there is none. */
export function firstNumber(state) {
  let first = 0;
  for (const { number } of state.messages.values()) if (!first || number < first) first = number;
  return first;
}

/** Messages of agents that the visitor has not read. */
export function unreadCount(state) {
  let count = 0;
  for (const message of state.messages.values()) {
    if (message.number > state.ownRead && message.sender.kind === "agent" && !message.deleted_at) count += 1;
  }
  return count;
}

/** Forgets messages before a number: after a long absence older pages may have changed unseen, and are fetched again when wanted. */
export function forgetBefore(state, number) {
  for (const [id, message] of state.messages) if (message.number < number) state.messages.delete(id);
}
