// A form that is drawn again says what was typed before.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type } from "./document.mjs";
import words from "../chat/words/en.js";
import { Form } from "../chat/form.js";
import { EntryView } from "../chat/view/entry.js";
import { speak } from "../chat/words.js";

const say = speak("en", words);
const entry = {
  open: true,
  attended: true,
  queue: "Help",
  pre_chat_fields: [{ key: "name", label: "Name", kind: "name", required: true }, { key: "branch", label: "Branch", kind: "choice", choices: ["Centre", "North"] }],
  subjects: [{ id: "s1", name: "Delivery" }],
  consent_text: "I agree.",
};

test("what stands in the entry's form stands there when the entry is drawn again", () => {
  const typed = {};
  const rows = () => new EntryView(say, entry, { typed }).element.all("input", "select", "textarea");
  const [name, branch, subject, text, consent] = rows();
  type(name, { value: "Rita" });
  type(branch, { value: "North" });
  type(subject, { value: "s1" });
  type(text, { value: "Where is my parcel?" });
  type(consent, { checked: true });
  const again = rows();
  assert.notEqual(again[0], name);
  assert.deepEqual(again.slice(0, 4).map(({ value }) => value), ["Rita", "North", "s1", "Where is my parcel?"]);
  assert.equal(Boolean(again[4].checked), true);
  type(again[4], { checked: false });
  assert.equal(Boolean(rows()[4].checked), false, "a box that was emptied stays empty");
});

test("forms that share what was typed do not take from each other what has another name", () => {
  const typed = {};
  const form = (...names) => {
    const made = new Form(say, { words: ["entry.start", "entry.starting"], typed });
    const inputs = names.map((name) => document.createElement("input"));
    names.forEach((name, index) => made.add({ name, label: name, input: inputs[index] }));
    return inputs;
  };
  const [subject] = form("subject.", "text");
  type(subject, { value: "s1" });
  const [other, text] = form("subject", "text");
  assert.deepEqual([other.value, text.value], ["", ""]);
});
