// What is being written outlasts the change of an older message, whichever way that ends.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { type } from "./document.mjs";
import words from "../chat/words/en.js";
import { ComposerView } from "../chat/view/composer.js";
import { speak } from "../chat/words.js";

const OLD = { id: "m1", text: "an older message", attachments: [], sender: { kind: "visitor" } };
const turn = () => new Promise((resolve) => setTimeout(resolve));

let kept;
let sent;
let edited;
let composer;
let field;
let failure;

beforeEach(() => {
  [kept, sent, edited, failure] = ["", [], [], null];
  const actions = {
    send: (text, { quotedId }) => sent.push([text, quotedId]),
    takes: () => true,
    edit: async (id, text) => {
      if (failure) throw failure;
      edited.push([id, text]);
    },
    types() {},
    upload() {},
    keepDraft: (text) => (kept = text),
  };
  composer = new ComposerView(speak("en", words), { limitBytes: 1_000, draft: "", actions });
  [field] = composer.element.all("textarea");
});

const write = (value) => type(field, { value });
const press = (key) => field.dispatchEvent(Object.assign(new Event("keydown"), { key }));
async function submit() {
  press("Enter");
  await turn();
}

test("a draft is back once the change of an older message is given up, and was kept all the time", () => {
  write("a long reply");
  composer.beginEdit(OLD);
  assert.equal(field.value, "an older message");
  write("an older message, changed");
  assert.equal(kept, "a long reply");
  press("Escape");
  assert.equal(field.value, "a long reply");
  write("a long reply, and more");
  assert.equal(kept, "a long reply, and more");
});

test("a draft is back once a changed message is saved", async () => {
  write("a long reply");
  composer.beginEdit(OLD);
  write("an older message, changed");
  await submit();
  assert.deepEqual(edited, [["m1", "an older message, changed"]]);
  assert.equal(field.value, "a long reply");
  await submit();
  assert.deepEqual(sent, [["a long reply", null]]);
  assert.deepEqual([field.value, kept], ["", ""]);
});

test("a change that is refused stays in the field, and the draft behind it", async () => {
  write("a long reply");
  composer.beginEdit(OLD);
  write("too late");
  failure = { code: "edit_window_passed" };
  await submit();
  assert.equal(field.value, "too late");
  press("Escape");
  assert.equal(field.value, "a long reply");
});

test("what another tab writes meanwhile is there afterwards", () => {
  write("here");
  composer.beginEdit(OLD);
  composer.takeDraft("there");
  assert.equal(field.value, "an older message");
  press("Escape");
  assert.equal(field.value, "there");
  composer.takeDraft("there again");
  assert.equal(field.value, "there again");
});

test("to quote while an older message is being changed gives that up: its text is not sent anew", async () => {
  composer.beginEdit(OLD);
  composer.beginQuote({ id: "m2", text: "a question", attachments: [], sender: { kind: "agent", name: "Ana" } });
  assert.equal(field.value, "");
  await submit();
  assert.deepEqual(sent, []);
  write("an answer");
  await submit();
  assert.deepEqual([sent, edited], [[["an answer", "m2"]], []]);
});

test("what was sent is not in the field again after another change", async () => {
  write("sent");
  await submit();
  composer.beginEdit(OLD);
  press("Escape");
  assert.equal(field.value, "");
});
