// What the visitor says of a chat that is over.

import { el, fill, icon, ICONS } from "../dom.js";
import { sayProblem } from "../words.js";

export class RatingView {
  #say;
  #rate;
  #shown = null;

  /** `rate(score, comment)` throws the server's problem. */
  constructor(say, rate) {
    this.#say = say;
    this.#rate = rate;
    this.element = el("div", { class: "rating" });
  }

  /** Shows the form, or what was said. */
  update(rating) {
    const key = rating ? `${rating.score} ${rating.rated_at}` : "ask";
    if (this.#shown === key) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.#shown = key;
    if (rating) this.#thank(rating);
    else this.#ask(0, "");
    if (hadFocus) this.element.querySelector("[tabindex='-1'], input")?.focus();
  }

  #ask(score, words) {
    const say = this.#say;
    const scores = [1, 2, 3, 4, 5].map((value) =>
      el("label", { class: "star", title: say(`rating.${value}`) }, el("input", { type: "radio", name: "score", value, class: "spoken", "aria-label": say(`rating.${value}`), props: { checked: value === score } }), icon(ICONS.star)),
    );
    const comment = el("textarea", { rows: 2, maxlength: 1000, dir: "auto", "aria-label": say("rating.comment"), placeholder: say("rating.comment"), props: { value: words } });
    const send = el("button", { class: "primary" }, say("rating.send"));
    const more = el("div", { class: "more", hidden: !score }, comment, send);
    const problem = el("p", { class: "problem", role: "alert" });
    const chosen = () => Number(form.elements.score.value);
    const form = el(
      "form",
      {
        on: {
          change: () => (more.hidden = false),
          submit: async (event) => {
            event.preventDefault();
            if (!chosen() || send.disabled) return;
            send.disabled = true;
            try {
              await this.#rate(chosen(), comment.value.trim() || null);
            } catch (error) {
              problem.textContent = sayProblem(say, error);
              send.disabled = false;
            }
          },
        },
      },
      el("fieldset", {}, el("legend", {}, say("rating.ask")), el("div", { class: "stars" }, scores)),
      more,
      problem,
    );
    fill(this.element, form);
  }

  #thank({ score, comment }) {
    const say = this.#say;
    const stars = [1, 2, 3, 4, 5].map((value) => el("span", { class: value <= score ? "star lit" : "star" }, icon(ICONS.star)));
    const change = el("button", { type: "button", class: "link", on: { click: () => (this.#ask(score, comment || ""), this.element.querySelector("input:checked").focus()) } }, say("rating.change"));
    fill(this.element, el("p", { tabindex: "-1" }, say("rating.thanks")), el("div", { class: "stars", role: "img", "aria-label": say(`rating.${score}`) }, stars), change);
  }
}
