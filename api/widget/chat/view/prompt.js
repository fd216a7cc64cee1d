// What an agent sends to a visitor who browses: an invitation, a promotion or a redirect, with who asks and where it leads.

import { el, fill, icon, ICONS } from "../dom.js";
import { webAddress } from "../link.js";
import { sayProblem } from "../words.js";
import { avatar } from "./avatar.js";
import { textView } from "./bubble.js";

export class PromptView {
  #say;
  #problem;
  #buttons = [];

  /** `answer(approach, word, consent)` throws the server's problem; `consent` is the text to agree to before a chat, or null. */
  constructor(say, approach, { consent, answer }) {
    this.#say = say;
    const { kind, agent_name: name, text } = approach;
    const url = approach.url && webAddress(approach.url);
    const agree = kind === "invitation" && consent ? el("input", { type: "checkbox", id: "prompt-consent" }) : null;
    this.#problem = el("p", { class: "problem", role: "alert" });
    const title = say(`approach.${kind}`, { name });
    const yes = el(
      "button",
      { type: "button", class: "primary", on: { click: () => (agree && !agree.checked ? (this.#tell(say("field.required")), agree.focus()) : this.#act(() => answer(approach, "accepted", Boolean(agree)))) } },
      say(kind === "invitation" ? "approach.chat" : kind === "promotion" ? "approach.see" : "approach.go"),
    );
    const no = el("button", { type: "button", class: "plain", on: { click: () => this.#act(() => answer(approach, "declined", false)) } }, say("approach.no"));
    const close = el("button", { type: "button", class: "round quiet", "aria-label": say("close"), on: { click: () => this.#act(() => answer(approach, "declined", false)) } }, icon(ICONS.close));
    this.#buttons = [yes, no, close];
    this.element = el(
      "section",
      { class: "prompt", "aria-labelledby": "prompt-title" },
      el("div", { class: "top" }, avatar(name), el("h2", { id: "prompt-title", dir: "auto" }, title), close),
      text && textView(text),
      url && el("p", { class: "hint" }, say("approach.to", { host: new URL(url).host })),
      agree && el("div", { class: "field check" }, agree, el("label", { for: agree.id }, consent)),
      this.#problem,
      el("div", { class: "row" }, no, yes),
    );
    /** For who cannot see it come. */
    this.spoken = [title, text, url && say("approach.to", { host: new URL(url).host })].filter(Boolean).join(". ");
  }

  async #act(act) {
    for (const button of this.#buttons) button.disabled = true;
    try {
      await act();
    } catch (error) {
      this.#tell(error.code === "conflict" || error.code === "not_found" ? this.#say("approach.gone") : sayProblem(this.#say, error));
    }
    for (const button of this.#buttons) button.disabled = false;
  }

  #tell(sentence) {
    fill(this.#problem, sentence);
  }
}
