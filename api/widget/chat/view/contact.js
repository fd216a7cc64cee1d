// The contact form, for when nobody is there.

import { el, fill, icon, ICONS } from "../dom.js";
import { problemOf } from "../field.js";
import { Form } from "../form.js";

export class ContactView {
  #say;
  #entry;
  #actions;

  /** `actions`: `leave(answers)` throws the server's problem; `back()`; `typed` is the form's. */
  constructor(say, entry, actions) {
    this.#say = say;
    this.#entry = entry;
    this.#actions = actions;
    this.heading = el("h2", { tabindex: "-1" }, say("contact.title"));
    this.element = el("section", { class: "entry" });
    this.#ask();
  }

  #ask() {
    const say = this.#say;
    const form = new Form(say, {
      typed: this.#actions.typed,
      words: ["contact.send", "bubble.sending"],
      checkAll: ({ email, phone }) => (email.trim() || phone.trim() ? null : say("contact.either")),
      send: async ({ name, email, phone, subject, text }) => {
        await this.#actions.leave({ name: name.trim(), email: email.trim() || null, phone: phone.trim() || null, subject: subject.trim() || null, text: text.trim() });
        this.#thank();
      },
    });
    const kind = (kind) => (answer) => problemOf({ kind, required: false }, answer);
    form.add({ name: "name", label: say("contact.name"), required: true, input: el("input", { type: "text", autocomplete: "name", maxlength: 80, dir: "auto" }) });
    form.add({ name: "email", label: say("contact.email"), input: el("input", { type: "email", autocomplete: "email", maxlength: 254, autocapitalize: "off", spellcheck: "false" }), check: kind("email") });
    form.add({ name: "phone", label: say("contact.phone"), input: el("input", { type: "tel", autocomplete: "tel", maxlength: 40 }), check: kind("phone") });
    form.add({ name: "subject", label: say("contact.subject"), input: el("input", { type: "text", maxlength: 120, dir: "auto" }) });
    form.add({ name: "text", label: say("contact.text"), required: true, input: el("textarea", { rows: 4, maxlength: 8000, dir: "auto" }) });
    fill(this.element, this.#back(), this.heading, el("p", { class: "hint" }, say("contact.hint")), form.element());
  }

  #back() {
    return el("button", { type: "button", class: "link back", on: { click: () => this.#actions.back() } }, icon(ICONS.back), this.#say("contact.back"));
  }

  #thank() {
    const say = this.#say;
    const done = el("h2", { tabindex: "-1" }, say("contact.done"));
    fill(this.element, el("div", { class: "done" }, el("span", { class: "seal" }, icon(ICONS.check)), done, el("p", { class: "hint" }, say("contact.done_hint")), this.#back()));
    done.focus();
  }
}
