// Before a chat: the queue's notice, the fields it asks for, and a way to begin; or why it does not begin now.

import { el } from "../dom.js";
import { givenAnswers, inputFor, problemOf } from "../field.js";
import { Form } from "../form.js";
import { sayMoment } from "../moment.js";
import { textView } from "./bubble.js";

// No pre-chat field can have these keys.
const SUBJECT = "subject.";
const TEXT = "text";
const CONSENT = "consent.";

export class EntryView {
  /** `actions`: `start({fields, subjectId, text, consent})` throws the server's problem; `contact()` opens the contact form; `other()` goes back to the choice, or null; `typed` is the form's. */
  constructor(say, entry, { start, contact, other, typed }) {
    this.heading = el("h2", { tabindex: "-1" }, entry.queue);
    const leave = entry.contact_form && el("button", { type: "button", class: entry.open ? "plain wide" : "primary wide", on: { click: contact } }, say("entry.leave_message"));
    this.element = el(
      "section",
      { class: "entry" },
      this.heading,
      entry.entry_notice && el("div", { class: "notice-box" }, textView(entry.entry_notice)),
      entry.open ? null : closedView(say, entry),
      entry.open && !entry.attended && el("p", { class: "hint" }, entry.contact_form ? say("entry.unattended") : say("status.waiting")),
      entry.open && entryForm(say, entry, start, typed).element(),
      (!entry.open || !entry.attended) && leave,
      other && el("button", { type: "button", class: "link", on: { click: other } }, say("choice.other")),
    );
  }
}

function closedView(say, entry) {
  return el(
    "div",
    { class: "notice-box closed" },
    entry.closed_notice ? textView(entry.closed_notice) : el("p", {}, say("entry.closed")),
    entry.opens_at && el("p", { class: "hint" }, say("entry.opens_at", { when: sayMoment(say, entry.opens_at) })),
  );
}

function entryForm(say, entry, start, typed) {
  const { pre_chat_fields: fields, subjects } = entry;
  const form = new Form(say, {
    typed,
    words: ["entry.start", "entry.starting"],
    send: (answers) => start({ fields: givenAnswers(fields, answers), subjectId: answers[SUBJECT] || null, text: answers[TEXT].trim() || null, consent: answers[CONSENT] === "yes" }),
  });
  for (const field of fields) {
    const input = field.kind === "choice" ? choice(say, field.choices.map((one) => [one, one])) : el("input", { ...inputFor(field.kind), maxlength: 500, dir: "auto" });
    form.add({ name: field.key, label: field.label, required: field.required, input, check: (answer) => problemOf(field, answer) });
  }
  if (subjects.length) form.add({ name: SUBJECT, label: say("entry.subject"), required: true, input: choice(say, subjects.map(({ id, name }) => [id, name])) });
  form.add({ name: TEXT, label: say("entry.message"), input: el("textarea", { rows: 3, maxlength: 8000, dir: "auto" }) });
  if (entry.consent_text) form.add({ name: CONSENT, label: entry.consent_text, required: true, input: el("input", { type: "checkbox" }) });
  return form;
}

function choice(say, choices) {
  return el("select", {}, el("option", { value: "" }, say("entry.choose")), choices.map(([value, label]) => el("option", { value }, label)));
}
