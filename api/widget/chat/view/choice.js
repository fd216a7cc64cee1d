// Which queue to talk to, when the address names none.

import { el, icon, ICONS } from "../dom.js";
import { sayMoment } from "../moment.js";

export class ChoiceView {
  /** `pick(slug)` is called with the queue picked. */
  constructor(say, { queues }, pick) {
    this.heading = el("h2", { tabindex: "-1" }, say("choice.title"));
    const row = (queue) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: "choice", on: { click: () => pick(queue.slug) } },
          el("span", { class: `dot ${queue.open && queue.attended ? "there" : queue.open ? "open" : ""}` }),
          el("span", { class: "words" }, el("strong", { dir: "auto" }, queue.name), el("span", { class: "hint" }, state(say, queue))),
          icon(ICONS.next),
        ),
      );
    this.element = el("section", { class: "entry" }, this.heading, el("p", { class: "hint" }, say(queues.length ? "choice.hint" : "choice.none")), el("ul", { class: "choices" }, queues.map(row)));
  }
}

function state(say, { open, attended, opens_at: opensAt }) {
  if (open) return say(attended ? "choice.attended" : "choice.open");
  return opensAt ? say("entry.opens_at", { when: sayMoment(say, opensAt) }) : say("choice.closed");
}
