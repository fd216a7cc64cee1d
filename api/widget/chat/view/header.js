// The head of the page: whose chat it is, who answers, how it stands, and the ways out.

import { el, fill, icon, ICONS } from "../dom.js";
import { avatar } from "./avatar.js";
import { sayWait } from "./place.js";

export class HeaderView {
  #say;
  #organization;
  #faces;
  #facesKey = null;
  #title;
  #status;
  #leave;

  /** `minimise` is null outside a frame. */
  constructor(say, { title, onLeave, minimise }) {
    this.#say = say;
    this.#organization = title;
    this.#title = el("h1", { dir: "auto" }, title);
    this.#status = el("p", { class: "status", role: "status" });
    this.#faces = el("div", { class: "faces" });
    this.#leave = el("button", { type: "button", class: "leave", hidden: true, on: { click: onLeave } }, icon(ICONS.leave), el("span", {}, say("leave")));
    this.element = el(
      "header",
      {},
      this.#faces,
      el("div", { class: "who" }, this.#title, this.#status),
      this.#leave,
      minimise && el("button", { type: "button", class: "round", "aria-label": say("minimise"), title: say("minimise"), on: { click: minimise } }, icon(ICONS.minimise)),
    );
    this.update(null);
  }

  /** Shows how a chat stands, and while it waits its place in line; null before there is one. */
  update(chat, place = null) {
    const sentence = chat ? this.#sentence(chat, place) : "";
    if (this.#status.textContent !== sentence) this.#status.textContent = sentence;
    this.#leave.hidden = !chat || chat.state === "closed";
    const names = chat?.state === "active" && chat.agents.length ? chat.agents.slice(0, 3) : [this.#organization];
    if (names.join("\n") === this.#facesKey) return;
    this.#facesKey = names.join("\n");
    fill(this.#faces, names.map(avatar));
  }

  #sentence(chat, place) {
    const say = this.#say;
    const number = say("status.number", { number: chat.number });
    if (chat.state === "active" && chat.agents.length) {
      const agents = new Intl.ListFormat(say.locale).format(chat.agents);
      return `${say("status.with", { agents })} · ${number}`;
    }
    if (chat.state === "waiting" && place) {
      const stands = say(place.place === 1 ? "status.next" : "status.place", { place: place.place });
      return `${[stands, sayWait(say, place)].filter(Boolean).join(" ")} · ${number}`;
    }
    return `${say(`status.${chat.state}`) || ""} · ${number}`;
  }
}
