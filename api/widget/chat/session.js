// One chat, alive: its state, its unsent messages and its socket, and everything the visitor can do in it.

import { Outbox } from "./outbox.js";
import { Socket } from "./socket.js";
import { applyChat, applyEvent, applyMessage, applyPlace, emptyState, firstNumber, forgetBefore, lastNumber, messagesInOrder, moveOwnRead } from "./store.js";
import { upload } from "./upload.js";

const TYPING_SHOWN_MS = 6_000;
const TYPING_EVERY_MS = 3_000;
/** After so many pages of catching up, what is older is forgotten and fetched again when wanted. */
const PAGES_MOST = 10;

export class Session {
  #api;
  #keep;
  #onChange;
  #onGone;
  #socket;
  #fetching = false;
  #fetchAgain = false;
  #typingTimer = null;
  #typedAt = 0;
  #shown = false;
  #markTold = 0;
  #receivedTold = 0;
  #stopped = false;

  /** `onChange(arrived)` hears every change, with messages that just arrived; `onGone(code)` that the chat is not to be had any more. */
  constructor({ api, keep, tabs, shelf, token, chatId, chat = null, onChange, onGone, onApproach }) {
    this.#api = api;
    this.#keep = keep;
    this.token = token;
    this.chatId = chatId;
    this.#onChange = onChange;
    this.#onGone = onGone;
    this.state = emptyState(chatId, keep.get(`marks:${chatId}`) || {});
    if (chat) {
      applyChat(this.state, chat);
      applyPlace(this.state, chatId, chat.waiting);
    }
    this.link = "connecting";
    this.typing = null;
    this.fetched = false;
    this.problem = null;
    this.outbox = new Outbox({
      keep,
      chatId,
      send: (request) => this.#api.sendMessage(chatId, request),
      upload: (file, onProgress) => this.upload(file, onProgress),
      shelf,
      alone: (run) => tabs.alone(`send:${chatId}`, run),
      tell: () => tabs.tell("unsent", chatId),
      onSent: (message) => this.#took([message]),
      onChange: () => this.#changed(),
    });
    tabs.on("unsent", (id) => id === chatId && !this.#stopped && this.outbox.heard());
    this.#socket = new Socket({
      server: api.server,
      token,
      on: {
        ready: (resumed) => {
          this.#socket.focus(this.#shown, this.chatId);
          if (!resumed) this.refresh();
          this.outbox.wake();
          this.#tellMark();
        },
        event: (event) => this.#heard(event),
        typing: (frame) => this.#someoneTypes(frame),
        approach: onApproach,
        place: (frame) => applyPlace(this.state, frame.chat_id, frame.waiting) && this.#changed(),
        link: (state) => {
          this.link = state;
          this.#changed();
        },
        // Where sockets are not let through, asking from time to time still works.
        lost: (attempt) => attempt > 1 && this.refresh(),
        gone: (code) => this.#gone(code),
      },
    });
  }

  start() {
    this.#socket.open();
    this.refresh();
    if (this.outbox.items.length) this.outbox.wake();
  }

  stop() {
    this.#stopped = true;
    this.#socket.stop();
    this.outbox.stop();
    clearTimeout(this.#typingTimer);
  }

  wake() {
    this.#socket.wake();
    this.outbox.wake();
  }

  /** Fetches the state as a whole, every held page included: what was missed may be an edit of any of them. */
  async refresh() {
    if (this.#stopped) return;
    if (this.#fetching) {
      this.#fetchAgain = true;
      return;
    }
    this.#fetching = true;
    try {
      do {
        this.#fetchAgain = false;
        const shown = await this.#api.showChat(this.chatId);
        applyChat(this.state, shown);
        applyPlace(this.state, this.chatId, shown.waiting);
        await this.#fetchMessages();
      } while (this.#fetchAgain);
      this.fetched = true;
      this.problem = null;
      if (this.#socket.ready) this.#socket.whole();
    } catch (error) {
      this.problem = error;
      if (error.status === 401 || error.status === 404) this.#gone(error.status);
    } finally {
      this.#fetching = false;
    }
    this.#changed();
  }

  /** Reads from the newest page back to where what is held begins, so that no gap is left between. */
  async #fetchMessages() {
    const heldFirst = firstNumber(this.state);
    let cursor = null;
    for (let pages = 1; ; pages += 1) {
      const page = await this.#api.listMessages(this.chatId, cursor);
      const first = page.items[0]?.number ?? 0;
      const reached = !heldFirst || first <= heldFirst;
      if (!page.next_cursor || reached || pages >= PAGES_MOST) {
        if (!reached && page.next_cursor) forgetBefore(this.state, first);
        this.state.olderCursor = page.next_cursor;
        this.#took(page.items);
        return;
      }
      this.#took(page.items);
      cursor = page.next_cursor;
    }
  }

  /** Fetches the page before what is shown. */
  async loadOlder() {
    const cursor = this.state.olderCursor;
    if (!cursor) return;
    const page = await this.#api.listMessages(this.chatId, cursor);
    if (this.state.olderCursor === cursor) this.state.olderCursor = page.next_cursor;
    this.#took(page.items);
  }

  send(text, { attachments, files, quotedId }) {
    this.#typedAt = 0;
    this.outbox.add({ text, attachments, files, quotedId });
  }

  async edit(messageId, text) {
    this.#took([await this.#api.editMessage(this.chatId, messageId, text)]);
  }

  async remove(messageId) {
    await this.#api.deleteMessage(this.chatId, messageId);
    // The event brings the rest; without a socket it has to be asked for.
    if (!this.#socket.ready) await this.refresh();
  }

  async leave() {
    applyChat(this.state, await this.#api.leaveChat(this.chatId));
    this.#changed();
  }

  async rate(score, comment) {
    applyChat(this.state, await this.#api.rateChat(this.chatId, { score, comment }));
    this.#changed();
  }

  mailTranscript() {
    return this.#api.mailTranscript(this.chatId);
  }

  printTranscript() {
    return this.#api.printTranscript(this.chatId);
  }

  upload(file, onProgress) {
    return upload({ server: this.#api.server, token: this.token, chat: this.chatId, file, onProgress });
  }

  links(attachmentId) {
    return this.#api.linkAttachment(this.chatId, attachmentId);
  }

  /** The visitor types. */
  types() {
    const now = Date.now();
    if (now - this.#typedAt >= TYPING_EVERY_MS && this.#socket.send({ type: "typing", chat_id: this.chatId })) this.#typedAt = now;
  }

  /** Whether the visitor has the chat before the eyes. */
  show(shown) {
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#socket.focus(shown, this.chatId);
    }
    if (shown && moveOwnRead(this.state, lastNumber(this.state))) this.#changed();
    if (shown) this.#tellMark();
  }

  /** Agents see that a message came, whether or not the chat is looked at. */
  #tellReceived() {
    const last = lastNumber(this.state);
    if (last > this.#receivedTold && this.#socket.send({ type: "received", chat_id: this.chatId, position: last })) this.#receivedTold = last;
  }

  #tellMark() {
    this.#tellReceived();
    const { ownRead } = this.state;
    if (ownRead > this.#markTold && this.#shown && this.#socket.send({ type: "read", chat_id: this.chatId, position: ownRead })) this.#markTold = ownRead;
  }

  #heard(event) {
    const before = event.content.id && this.state.messages.has(event.content.id);
    if (!applyEvent(this.state, event)) return;
    const arrived = event.type === "message.sent" && !before ? [event.content] : [];
    this.#settle(arrived);
    this.#changed(arrived);
  }

  #took(messages) {
    const fresh = this.fetched ? messages.filter((message) => !this.state.messages.has(message.id) && message.number > lastNumber(this.state)) : [];
    for (const message of messages) applyMessage(this.state, message);
    this.#settle(messages);
    this.#changed(fresh);
  }

  #settle(messages) {
    for (const { client_id: clientId, sender } of messages) {
      if (clientId) this.outbox.settle(clientId);
      if (sender.kind === "agent" && sender.name === this.typing) this.#someoneTypes(null);
    }
  }

  #someoneTypes(frame) {
    if (frame && frame.chat_id && frame.chat_id !== this.chatId) return;
    clearTimeout(this.#typingTimer);
    this.typing = frame ? frame.name || "" : null;
    if (frame) this.#typingTimer = setTimeout(() => this.#someoneTypes(null), TYPING_SHOWN_MS);
    this.#changed();
  }

  #gone(code) {
    if (this.#stopped) return;
    this.link = "stopped";
    this.stop();
    this.#onGone(code);
  }

  #changed(arrived = []) {
    if (this.#stopped && this.link !== "stopped") return;
    this.#tellReceived();
    const { agentsRead, agentsReceived, ownRead } = this.state;
    this.#keep.set(`marks:${this.chatId}`, { agentsRead, agentsReceived, ownRead });
    this.#onChange(arrived);
  }

  messages() {
    return messagesInOrder(this.state);
  }
}
