// Where a waiting chat stands in line.

import { el, fill } from "../dom.js";

export class PlaceView {
  #say;
  #key = null;

  constructor(say) {
    this.#say = say;
    this.element = el("div", { class: "place", hidden: true });
  }

  /** `place` may be null while nothing is known; hidden unless the chat waits. */
  update(waits, place) {
    const key = waits ? JSON.stringify(place) : "";
    if (key === this.#key) return;
    this.#key = key;
    this.element.hidden = !waits;
    if (!waits) return;
    const say = this.#say;
    const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    const number = place ? el("span", { class: "number", "aria-hidden": "true" }, String(place.place)) : dots;
    const wait = place && sayWait(say, place);
    fill(
      this.element,
      number,
      el("div", {}, el("strong", {}, !place ? say("status.waiting") : place.place === 1 ? say("place.first") : say("place.title")), el("p", { class: "hint" }, wait || say("place.soon"))),
      place && dots,
    );
  }
}

/** How long it may take, or null. */
export function sayWait(say, { estimated_wait_seconds: seconds }) {
  if (seconds === null || seconds === undefined) return null;
  const minutes = Math.ceil(seconds / 60);
  return minutes > 1 ? say("status.wait", { minutes }) : say("status.wait_short");
}
