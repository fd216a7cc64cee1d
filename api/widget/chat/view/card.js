// The small card beside the widget's button while the chat is put away: a message that came, or what an agent asks.

import { el, fill, icon, ICONS } from "../dom.js";
import { avatar } from "./avatar.js";

export class CardView {
  #host;
  #embedded;
  #box = el("div", { id: "card" });
  #timer = null;
  #watch;

  constructor({ host, embedded }) {
    this.#host = host;
    this.#embedded = embedded;
    // The frame is as high as what it shows.
    this.#watch = new ResizeObserver(() => this.#box.firstChild && this.#tell());
    document.body.append(this.#box);
  }

  /** Shows an element until it is hidden. */
  show(element) {
    if (!this.#embedded) return;
    clearTimeout(this.#timer);
    if (this.#box.firstChild !== element) fill(this.#box, element);
    document.documentElement.classList.add("card");
    this.#watch.observe(this.#box);
    this.#tell();
  }

  hide() {
    clearTimeout(this.#timer);
    this.#watch.disconnect();
    if (!document.documentElement.classList.contains("card")) return;
    fill(this.#box);
    document.documentElement.classList.remove("card");
    this.#host.tell("card", { height: 0 });
  }

  /** Shows the beginning of a message for a while; `open` opens the chat. */
  peek(say, message, { most, open }) {
    const { name } = message.sender;
    this.show(
      el(
        "section",
        { class: "prompt peek", "aria-label": say("peek.from", { name }) },
        el(
          "button",
          { type: "button", class: "words", title: say("peek.open"), on: { click: open } },
          avatar(name),
          el("span", {}, el("strong", { dir: "auto" }, name), el("span", { class: "line", dir: "auto" }, message.text || say("bubble.attachment"))),
        ),
        el("button", { type: "button", class: "round quiet", "aria-label": say("close"), on: { click: () => this.hide() } }, icon(ICONS.close)),
      ),
    );
    this.#timer = setTimeout(() => this.hide(), most);
  }

  #tell() {
    // A frame that is put away has no layout: some height first, the right one as soon as there is one to measure.
    this.#host.tell("card", { height: Math.ceil(this.#box.getBoundingClientRect().height) || 160 });
  }
}
