// A form of rows: label, input, what is wrong with it. What the server says of a field is shown beside it, too.

import { el } from "./dom.js";
import { serverProblems } from "./field.js";
import { sayProblem } from "./words.js";

let forms = 0;

export class Form {
  #say;
  #rows = [];
  #problem;
  #button;
  #words;
  #send;
  #typed;
  #prefix = `form${(forms += 1)}-`;

  /**
   * `send(answers)` throws the server's problem; `words` are the keys of the button, `[idle, busy]`; `checkAll(answers)` gives a sentence or null.
   * `typed` holds what stands in the rows by name, and outlasts the form: drawn again, it stands there again.
   */
  constructor(say, { words, send, typed, checkAll = () => null }) {
    this.#say = say;
    this.#words = words;
    this.#send = send;
    this.#typed = typed;
    this.checkAll = checkAll;
    this.#problem = el("p", { class: "problem", role: "alert", hidden: true });
    this.#button = el("button", { class: "primary wide" }, say(words[0]));
  }

  /** Adds a row; `check(answer)` gives the key of a sentence or null. */
  add({ name, label, required = false, input, check = () => null }) {
    const say = this.#say;
    const id = this.#prefix + this.#rows.length;
    const problem = el("p", { class: "problem", id: `${id}-problem`, hidden: true });
    input.id = id;
    input.setAttribute("aria-describedby", problem.id);
    if (required) input.setAttribute("aria-required", "true");
    const box = input.type === "checkbox";
    const text = el("label", { for: id }, label, !required && el("span", { class: "optional" }, ` (${say("entry.optional")})`));
    const element = el("div", { class: box ? "field check" : "field" }, box ? [input, text] : [text, input], problem);
    const row = { name, input, element, problem, check: (answer) => (required && !answer.trim() ? "field.required" : check(answer)) };
    if (box) input.checked = this.#typed[name];
    else input.value = this.#typed[name] ?? "";
    input.addEventListener("input", () => {
      this.#mark(row, null);
      Object.assign(this.#typed, this.answers());
    });
    this.#rows.push(row);
  }

  /** The form, once every row is there. */
  element() {
    return el("form", { novalidate: true, on: { submit: (event) => (event.preventDefault(), this.#submit()) } }, this.#rows.map((row) => row.element), this.#problem, this.#button);
  }

  /** What stands in the rows, by name; a checked box is `yes`. */
  answers() {
    return Object.fromEntries(this.#rows.map(({ name, input }) => [name, input.type === "checkbox" ? (input.checked ? "yes" : "") : input.value]));
  }

  #mark(row, sentence) {
    row.problem.textContent = sentence || "";
    row.problem.hidden = !sentence;
    if (sentence) row.input.setAttribute("aria-invalid", "true");
    else row.input.removeAttribute("aria-invalid");
  }

  /** Shows problems beside their rows and goes to the first; true when there were any. */
  #show(problems) {
    const wrong = this.#rows.filter((row) => {
      this.#mark(row, problems[row.name] || null);
      return problems[row.name];
    });
    this.#tell(wrong.length ? this.#say("entry.check") : null);
    wrong[0]?.input.focus();
    return wrong.length > 0;
  }

  async #submit() {
    if (this.#button.disabled) return;
    const say = this.#say;
    const answers = this.answers();
    const problems = {};
    for (const row of this.#rows) {
      const key = row.check(answers[row.name]);
      if (key) problems[row.name] = say(key);
    }
    if (this.#show(problems)) return;
    const whole = this.checkAll(answers);
    if (whole) return this.#tell(whole);
    this.#busy(true);
    try {
      await this.#send(answers);
    } catch (error) {
      if (!this.#show(serverProblems(say, error))) this.#tell(ownWords(error) || sayProblem(say, error));
    }
    this.#busy(false);
  }

  #busy(busy) {
    this.#button.disabled = busy;
    this.#button.textContent = this.#say(this.#words[busy ? 1 : 0]);
  }

  #tell(sentence) {
    this.#problem.textContent = sentence || "";
    this.#problem.hidden = !sentence;
  }
}

/** The organization's own words when a queue has closed or filled up meanwhile. */
function ownWords(problem) {
  return ["queue_closed", "limit_reached"].includes(problem?.code) ? problem.detail : null;
}
