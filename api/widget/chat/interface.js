// The interface: resumes or begins a chat, and keeps the view in step with what happens.

import { readableOn } from "./address.js";
import { el, fill } from "./dom.js";
import { webAddress } from "./link.js";
import { noticeText } from "./notice.js";
import { Session } from "./session.js";
import { Shelf } from "./shelf.js";
import { unreadCount } from "./store.js";
import { uuid7 } from "./uuid7.js";
import { ChoiceView } from "./view/choice.js";
import { ContactView } from "./view/contact.js";
import { ConversationView } from "./view/conversation.js";
import { EntryView } from "./view/entry.js";
import { HeaderView } from "./view/header.js";
import { CardView } from "./view/card.js";
import { PromptView } from "./view/prompt.js";
import { sayProblem, speak } from "./words.js";
// The build makes one interface for each language: only one is fetched.
import words, { locale } from "#words";

/** How long a message that came while the chat was put away is shown beside the button. */
const PEEK_MS = 12_000;

/** Begins in a page (see `main.js`); gives what the page's beginning tells on. */
export async function begin(page) {
  const desk = new Desk(page);
  await desk.begin();
  return desk;
}

class Desk {
  #page;
  #app = document.getElementById("app");
  #live = el("div", { class: "spoken", "aria-live": "polite" });
  #shelf;
  #card;
  #say = speak(locale, words);
  #queue;
  #entry = null;
  #header = null;
  #session = null;
  #view = null;
  #shown;
  #approach = null;
  #prompt = null;
  /** What was typed into the forms so far: what stands in both is asked for once. */
  #typed = {};
  /** Counts what was gone into: an answer that comes late for something before is passed over. */
  #entered = 0;
  #drawing = false;
  #arrivals = [];

  constructor(page) {
    const { address, tabs } = page;
    this.#page = page;
    this.#queue = address.queue ?? page.keep.get("queue");
    this.#shown = !address.embedded;
    this.#shelf = new Shelf(`pronto:${address.organization}`);
    this.#card = new CardView({ host: page.host, embedded: address.embedded });
    tabs.on("visitor", () => this.becameAnother());
    tabs.on(address.chatKey, (chat) => this.#follow(chat));
    tabs.on("draft", ({ chatId, text }) => this.#session?.chatId === chatId && this.#view.takeDraft?.(text));
  }

  async begin() {
    const { address } = this.#page;
    document.documentElement.classList.toggle("embedded", address.embedded);
    if (address.color) {
      document.documentElement.style.setProperty("--accent", address.color);
      document.documentElement.style.setProperty("--on-accent", readableOn(address.color));
    }
    if (address.embedded) await this.#dress("chat.css");
    document.documentElement.lang = locale;
    this.#listen();
    await this.#enter();
  }

  /** Adds a stylesheet and waits for it; one that does not come is done without. */
  #dress(path) {
    const href = new URL(path, this.#page.version).pathname;
    if (document.querySelector(`link[href="${href}"]`)) return null;
    return new Promise((resolve) => document.head.append(el("link", { rel: "stylesheet", href, on: { load: resolve, error: resolve } })));
  }

  #listen() {
    const { address } = this.#page;
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && address.embedded && !event.defaultPrevented && !document.querySelector("dialog[open]")) this.#minimise();
    });
    document.addEventListener("visibilitychange", () => {
      this.#session?.show(this.#visible());
      if (this.#visible()) this.#session?.wake();
    });
    addEventListener("online", () => (this.#session ? this.#session.wake() : this.#view?.retry?.()));
    addEventListener("offline", () => this.#session && this.#changed([]));
  }

  /** Where the visitor belongs now: a chat that goes on, the queue's entry, or the choice of a queue. */
  async #enter() {
    const { address, api, keep, who } = this.#page;
    const entered = (this.#entered += 1);
    const queue = this.#queue;
    fill(this.#app, el("p", { class: "loading" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("span", { class: "spoken" }, this.#say("loading"))));
    let answer;
    try {
      answer = await (queue ? api.showEntry(address.organization, queue) : api.listEntries(address.organization));
      if (queue && (!address.queue || address.embedded)) await this.#dress(`/chat/${encodeURIComponent(address.organization)}/${encodeURIComponent(queue)}/look.css`);
    } catch (error) {
      if (entered !== this.#entered) return;
      // A queue that was picked once may be gone.
      if (error.status === 404 && !address.queue && queue) {
        this.#forgetQueue();
        return this.#enter();
      }
      const retry = () => this.#enter();
      this.#view = { retry };
      fill(this.#app, el("div", { class: "loading" }, el("p", { role: "alert" }, sayProblem(this.#say, error)), el("button", { type: "button", class: "primary", on: { click: retry } }, this.#say("again"))));
      return;
    }
    if (entered !== this.#entered) return;
    if (!queue) return this.#choose(answer);
    this.#entry = answer;
    const { color, position, title } = answer;
    this.#page.host.tell("look", { color, position });
    document.title = `${title} · ${answer.queue}`;
    this.#makeHeader(title);
    const chat = keep.get(address.chatKey);
    if (chat && who.token()) this.#resume(chat);
    else this.#showEntry(false);
  }

  #makeHeader(title) {
    this.#header = new HeaderView(this.#say, { title, onLeave: () => this.#view.leave(), minimise: this.#page.address.embedded ? () => this.#minimise() : null });
  }

  #choose(list) {
    this.#makeHeader(list.organization);
    document.title = list.organization;
    this.#show(
      new ChoiceView(this.#say, list, async (slug) => {
        this.#queue = slug;
        this.#page.keep.set("queue", slug);
        await this.#enter();
        this.#view.heading?.focus();
      }),
    );
  }

  #forgetQueue() {
    this.#queue = null;
    this.#typed = {};
    this.#page.keep.set("queue", null);
  }

  #show(next) {
    this.#view = next;
    fill(this.#app, this.#header.element, next.element, this.#live);
    this.#app.removeAttribute("aria-busy");
    this.#placePrompt();
  }

  #showEntry(focus = true) {
    const { address, host, presence } = this.#page;
    this.#session?.stop();
    this.#session = null;
    presence.rest(false);
    this.#header.update(null);
    host.tell("unread", { count: 0, chat: false });
    const next = new EntryView(this.#say, this.#entry, {
      typed: this.#typed,
      start: (request) => this.#start(request),
      contact: () => this.#showContact(),
      other: address.queue ? null : () => (this.#forgetQueue(), this.#enter()),
    });
    this.#show(next);
    if (focus) next.heading.focus();
  }

  #showContact() {
    const { api, keep, who } = this.#page;
    const next = new ContactView(this.#say, this.#entry, {
      typed: this.#typed,
      back: () => this.#enter().then(() => this.#view.heading?.focus()),
      leave: async (answers) => {
        const request = { queue: this.#queue, ...answers };
        const clientId = sameOr(keep, "offline", request);
        await who.as(() => api.leaveOfflineMessage({ client_id: clientId, ...request }));
        keep.set("offline", null);
        this.#typed = {};
      },
    });
    this.#show(next);
    next.heading.focus();
  }

  /** Begins a chat. A start that may have reached the server is repeated as it was, under the same id. */
  async #start({ fields, subjectId, text, consent }) {
    const { api, keep, who } = this.#page;
    const request = { queue: this.#queue, subject_id: subjectId, fields, text, consent };
    const clientId = sameOr(keep, "start", request);
    const chat = await who.as(() => api.startChat({ client_id: clientId, ...request }));
    keep.set("start", null);
    this.#typed = {};
    this.#goInto(chat.id, chat);
  }

  #goInto(chatId, chat = null) {
    const { address, keep, tabs } = this.#page;
    keep.set(address.chatKey, chatId);
    this.#resume(chatId, chat);
    this.#view.focus();
    tabs.tell(address.chatKey, chatId);
  }

  #resume(chatId, chat = null) {
    const { api, keep, presence, tabs, who } = this.#page;
    this.#entered += 1;
    this.#session?.stop();
    presence.rest(true);
    this.#session = new Session({
      api,
      keep,
      tabs,
      shelf: this.#shelf,
      token: who.token(),
      chatId,
      chat,
      onChange: (arrived) => this.#changed(arrived),
      onGone: (code) => this.#gone(code),
      onApproach: (approach) => presence.came(approach),
    });
    const draftKey = `draft:${chatId}`;
    this.#show(
      new ConversationView(this.#say, {
        session: this.#session,
        entry: this.#entry,
        draft: keep.get(draftKey) || "",
        actions: {
          again: () => this.#again(),
          keepDraft: (text) => {
            keep.set(draftKey, text || null);
            tabs.tell("draft", { chatId, text });
          },
        },
      }),
    );
    this.#session.start();
    this.#session.show(this.#visible());
  }

  #again() {
    const { address, keep, tabs } = this.#page;
    const session = this.#session;
    // Pressed twice.
    if (!session) return;
    const { chatId } = session;
    session.stop();
    for (const key of [`draft:${chatId}`, `marks:${chatId}`, ...keep.keys(`unsent:${chatId}:`)]) keep.set(key, null);
    keep.set(address.chatKey, null);
    tabs.tell(address.chatKey);
    this.#session = null;
    if (!address.queue) this.#forgetQueue();
    this.#enter().then(() => this.#view.heading?.focus());
  }

  /** Another tab began this chat, or ended it. What that tab has kept may be heard of later than what it tells. */
  #follow(chat) {
    const { address, keep, who } = this.#page;
    keep.set(address.chatKey, chat);
    this.#queue = address.queue ?? keep.get("queue");
    if (chat === (this.#session?.chatId ?? null)) return;
    if (chat && who.token() && this.#entry && this.#queue) this.#resume(chat);
    else {
      this.#session?.stop();
      this.#session = null;
      this.#enter();
    }
  }

  /** The chat is not to be had any more: its token is not good, or it does not exist. */
  #gone(code) {
    const { address, keep, who } = this.#page;
    if (code === 401 || code === 4401 || code === 4501 || code === 4503) {
      const token = who.token();
      // Only who the visitor was before is not known any more: another tab has become somebody else.
      if (token && token !== this.#session?.token) return this.becameAnother();
      who.forget();
    } else if (code !== 404) return this.#changed([]);
    keep.set(address.chatKey, null);
    this.#showEntry(false);
  }

  /** The host's server said who the visitor is: the chat goes on with the person's own token. */
  becameAnother() {
    const chat = this.#page.keep.get(this.#page.address.chatKey);
    if (this.#session && chat) this.#resume(chat);
  }

  /** Many changes at once are drawn once. Not by animation frames: a frame that is put away has none. */
  #changed(arrived) {
    this.#arrivals.push(...arrived);
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => {
      this.#drawing = false;
      const fresh = this.#arrivals.splice(0);
      if (this.#session) this.#draw(fresh);
    });
  }

  #draw(fresh) {
    const { host } = this.#page;
    const { state } = this.#session;
    this.#view.update(fresh);
    this.#header.update(state.chat, state.place);
    this.#session.show(this.#visible());
    const count = unreadCount(state);
    document.title = `${count ? `(${count}) ` : ""}${this.#entry.title} · ${this.#entry.queue}`;
    host.tell("unread", { count, chat: true });
    // Who and when, never what: the page around the frame may carry scripts of others.
    for (const message of fresh) host.tell("message", { from: message.sender.kind, at: message.sent_at });
    const others = fresh.filter((message) => message.sender.kind !== "visitor");
    if (others.length) this.#speakUp(others.map((message) => this.#asSentence(message)));
    const last = others.findLast((message) => message.sender.kind === "agent");
    if (last && !this.#shown && !this.#prompt) this.#card.peek(this.#say, last, { most: PEEK_MS, open: () => host.tell("open") });
  }

  #asSentence(message) {
    if (message.sender.kind === "system") return noticeText(this.#say, message);
    return this.#say("sender.says", { name: message.sender.name, text: message.text || this.#say("bubble.attachment") });
  }

  #speakUp(sentences) {
    fill(this.#live, sentences.map((sentence) => el("p", {}, sentence)));
  }

  #visible() {
    return this.#shown && document.visibilityState === "visible";
  }

  /** The host opened or closed the frame; `focus` when the visitor did it just now. */
  shown(now, focus) {
    this.#shown = now;
    this.#card.hide();
    this.#placePrompt();
    this.#session?.show(this.#visible());
    if (!now || !this.#view) return;
    if (this.#session) this.#view.toEnd();
    if (focus) (this.#session ? this.#view : this.#view.heading)?.focus();
  }

  #minimise() {
    this.#page.host.tell("close");
  }

  /** An invitation, a promotion or a redirect came, or stands otherwise now. */
  approach(approach) {
    const { api, who } = this.#page;
    const over = approach.state !== "sent" && approach.state !== "shown";
    if (over) {
      if (this.#approach?.id !== approach.id) return;
      this.#approach = this.#prompt = null;
      this.#placePrompt();
      return;
    }
    if (this.#approach?.id === approach.id) return;
    this.#approach = approach;
    this.#prompt = new PromptView(this.#say, approach, { consent: this.#entry?.consent_text ?? null, answer: (...given) => this.#answer(...given) });
    this.#placePrompt();
    this.#speakUp([this.#prompt.spoken]);
    if (document.visibilityState === "visible") who.as(() => api.answerApproach(approach.id, { answer: "shown" })).catch(() => {});
  }

  /** In the chat when it is open, and otherwise beside the button. */
  #placePrompt() {
    if (!this.#prompt) return this.#card.hide();
    if (this.#shown) {
      this.#card.hide();
      this.#header?.element.after(this.#prompt.element);
    } else this.#card.show(this.#prompt.element);
  }

  async #answer(approach, answer, consent) {
    const { api, host, tabs, who, address } = this.#page;
    const answered = await who.as(() => api.answerApproach(approach.id, { answer, consent }));
    tabs.tell("approach", answered);
    this.approach(answered);
    if (answer !== "accepted") return;
    if (answered.chat_id) {
      this.#goInto(answered.chat_id);
      host.tell("open");
      return;
    }
    const url = answered.url && webAddress(answered.url);
    if (!url) return;
    if (address.embedded) host.tell("go", { url });
    else location.assign(url);
  }
}

/** The id of a request: the same one while the same thing is asked for again. */
function sameOr(keep, key, request) {
  const before = keep.get(key);
  const same = before && JSON.stringify(before.request) === JSON.stringify(request);
  const clientId = same ? before.clientId : uuid7();
  keep.set(key, { request, clientId });
  return clientId;
}
