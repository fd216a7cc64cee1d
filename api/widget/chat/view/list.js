// The list of messages, by day; it stays at the end unless the visitor reads further up.

import { el, fill, icon, ICONS, reconcile } from "../dom.js";
import { dayOf, sayDay } from "../moment.js";
import { avatar } from "./avatar.js";
import { messageView, refreshState, unsentView } from "./bubble.js";
import { PlaceView } from "./place.js";

const NEAR_PX = 48;

export class ListView {
  #say;
  #actions;
  #list;
  #older;
  #latest;
  #place;
  #typing;
  #typist = null;
  #editMs;
  #atEnd = true;
  #olderFrom = null;

  /** `actions`: those of a message, and `loadOlder`, `retry`, `discard`. */
  constructor(say, actions, { editSeconds }) {
    this.#say = say;
    this.#actions = actions;
    this.#editMs = editSeconds * 1000;
    this.#place = new PlaceView(say);
    this.#typing = el("p", { class: "typing", hidden: true });
    this.#list = el("ol", { class: "messages", "aria-label": say("list.label") });
    this.#older = el("button", { type: "button", class: "plain older", hidden: true, on: { click: () => this.#loadOlder() } }, say("list.older"));
    this.#latest = el("button", { type: "button", class: "latest", hidden: true, on: { click: () => this.toEnd() } }, icon(ICONS.down), say("list.new"));
    // Scrollable by keyboard; what arrives is spoken by the live region, not by the list.
    this.scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": say("list.label"), on: { scroll: () => this.#scrolled() } }, this.#older, this.#list, this.#typing, this.#place.element);
    this.element = el("div", { class: "list" }, this.scroller, this.#latest);
    // The composer grows, a keyboard comes up, a picture loads: whoever was at the end stays there.
    const watch = new ResizeObserver(() => this.#atEnd && this.toEnd());
    watch.observe(this.scroller);
    watch.observe(this.#list);
    watch.observe(this.#typing);
    watch.observe(this.#place.element);
  }

  #drawTyping(name) {
    if (name === this.#typist) return;
    this.#typist = name;
    this.#typing.hidden = name === null;
    const sentence = name ? this.#say("typing.one", { name }) : this.#say("typing.some");
    fill(this.#typing, name !== null && [name ? avatar(name) : null, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("span", { class: "spoken" }, sentence)]);
  }

  update(session, arrived) {
    const { state } = session;
    this.#drawTyping(state.chat?.state === "closed" ? null : session.typing);
    this.#place.update(state.chat?.state === "waiting", state.place);
    const stuck = this.#atEnd;
    this.#older.hidden = !state.olderCursor;
    reconcile(this.#list, this.#items(session));
    if (this.#olderFrom !== null) {
      this.scroller.scrollTop += this.scroller.scrollHeight - this.#olderFrom;
      this.#olderFrom = null;
    } else if (stuck) this.toEnd();
    else if (arrived.some((message) => message.sender.kind !== "visitor")) this.#latest.hidden = false;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#atEnd = true;
    this.#latest.hidden = true;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    // A frame that is put away has no height and scrolls by itself: that is not the visitor's doing.
    if (!clientHeight) return;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (this.#atEnd) this.#latest.hidden = true;
  }

  async #loadOlder() {
    this.#older.disabled = true;
    this.#olderFrom = this.scroller.scrollHeight;
    await this.#actions.loadOlder();
    this.#older.disabled = false;
    if (this.#older.hidden) this.scroller.focus();
  }

  #items(session) {
    const say = this.#say;
    const { state, outbox } = session;
    const closed = state.chat?.state === "closed";
    const items = [];
    let day = null;
    const beginDay = (time) => {
      if (dayOf(time) === day) return;
      day = dayOf(time);
      const label = sayDay(say, time);
      items.push({ key: `day:${day}`, signature: label, build: () => el("li", { class: "day" }, label) });
    };
    const messages = session.messages();
    messages.forEach((message, index) => {
      beginDay(message.sent_at);
      const { kind } = message.sender;
      const first = !together(messages[index - 1], message);
      const last = !together(message, messages[index + 1]);
      const quoted = message.quoted_id ? state.messages.get(message.quoted_id) : null;
      const changeable = Date.now() - Date.parse(message.sent_at) < this.#editMs;
      items.push({
        key: message.client_id ? `client:${message.client_id}` : message.id,
        signature: [message.seq, first, last, closed, changeable, quoted?.seq].join(),
        build: () => messageView(say, message, { first, last, quoted, closed, changeable, actions: this.#actions }),
        refresh: kind === "visitor" ? (node) => refreshState(say, node, message.number <= state.agentsRead, message.number <= state.agentsReceived) : null,
      });
    });
    for (const item of outbox.items) {
      beginDay(item.at);
      items.push({
        key: `client:${item.clientId}`,
        signature: `unsent:${item.state}:${item.code}:${item.files?.length}:${item.progress}`,
        build: () => unsentView(say, item, { retry: () => this.#actions.retry(item.clientId), discard: () => this.#actions.discard(item.clientId) }),
      });
    }
    return items;
  }
}

/** Said by one person in a row, on one day. */
function together(one, next) {
  return Boolean(one && next) && one.sender.kind === next.sender.kind && one.sender.kind !== "system" && one.sender.name === next.sender.name && dayOf(one.sent_at) === dayOf(next.sent_at);
}
