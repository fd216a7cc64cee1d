// What forms of registers send, in which order places are given, and what a search finds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, draftOf, shownFields } from "../src/screen/admin/register/draft";
import { swapped } from "../src/screen/admin/register/order";
import { found } from "../src/screen/admin/register/search";
import type { FieldOf } from "../src/screen/admin/register/shape";
import { plainTag } from "../src/screen/admin/widget/snippet";
import { Failure } from "../src/wire/failure";

const label = "";
const FIELDS: readonly FieldOf<string>[] = [
  { name: "name", label, kind: "text" },
  { name: "from_name", label, kind: "text", empty: null },
  { name: "settings.look.color", label, kind: "color", empty: null },
  { name: "settings.chats_most", label, kind: "number" },
  { name: "edit_window_seconds", label, kind: "number", per: 60, empty: 0 },
  { name: "active", label, kind: "check", start: true },
  { name: "choices", label, kind: "lines" },
  { name: "password", label, kind: "secret" },
  { name: "ends_at", label, kind: "moment" },
];

test("what was filled from a view and not touched is sent as it was", () => {
  const view = {
    name: "Sales",
    from_name: null,
    settings: { look: { color: "#0b5cad" }, chats_most: 5 },
    edit_window_seconds: 90,
    active: false,
    choices: ["North", "South"],
    ends_at: "2027-01-31T12:00:00.000Z",
  };
  const { password, ...body } = bodyOf(FIELDS, draftOf(FIELDS, view));
  assert.deepEqual(body, view);
  assert.equal(password, undefined);
});

test("something new begins with what its fields say, and empty controls send what means nothing", () => {
  const draft = draftOf(FIELDS, null);
  assert.equal(draft.active, true);
  assert.deepEqual(bodyOf(FIELDS, draft), {
    name: "",
    from_name: null,
    settings: { look: { color: null }, chats_most: null },
    edit_window_seconds: 0,
    active: true,
    choices: [],
    ends_at: null,
  });
});

test("lines are trimmed and empty ones dropped; decimals are for larger units only", () => {
  const draft = { ...draftOf(FIELDS, null), choices: " North \n\nSouth\n", edit_window_seconds: "1,5" };
  const body = bodyOf(FIELDS, draft);
  assert.deepEqual(body.choices, ["North", "South"]);
  assert.equal(body.edit_window_seconds, 90);
});

test("what cannot be a number is refused at its field, before it is sent", () => {
  for (const typed of ["many", "-1", "1.5", "1e3"]) {
    const draft = { ...draftOf(FIELDS, null), "settings.chats_most": typed };
    assert.throws(
      () => bodyOf(FIELDS, draft),
      (error: unknown) => error instanceof Failure && error.code === "invalid_fields" && error.fields[0]?.field === "settings.chats_most",
      typed,
    );
  }
});

test("fields stand only where they belong", () => {
  const fields: readonly FieldOf<string>[] = [
    { name: "key", label, kind: "text", on: "add" },
    { name: "active", label, kind: "check", on: "change" },
    { name: "choices", label, kind: "lines", shown: ({ kind }) => kind === "choice" },
  ];
  const names = (adding: boolean, kind: string) => shownFields(fields, { kind }, adding).map(({ name }) => name);
  assert.deepEqual(names(true, "text"), ["key"]);
  assert.deepEqual(names(false, "choice"), ["active", "choices"]);
});

test("an item changes places with its neighbour, and not past the ends", () => {
  assert.deepEqual(swapped(["a", "b", "c"], 1, -1), ["b", "a", "c"]);
  assert.deepEqual(swapped(["a", "b", "c"], 1, 1), ["a", "c", "b"]);
  assert.deepEqual(swapped(["a", "b", "c"], 0, -1), ["a", "b", "c"]);
  assert.deepEqual(swapped(["a", "b", "c"], 2, 1), ["a", "b", "c"]);
});

test("a search finds each of its words, whatever the accents and case", () => {
  const rows = [{ name: "Não resolvido" }, { name: "Resolvido" }, { name: "Matrícula" }];
  assert.deepEqual(found(rows, "NAO resol"), [rows[0]]);
  assert.deepEqual(found(rows, "matricula"), [rows[2]]);
  assert.equal(found(rows, "").length, 3);
  assert.equal(found(rows, "resolvido matricula").length, 0);
});

test("the widget's tag names what was chosen only, and nothing breaks out of it", () => {
  const choice = { organization: "shop", queue: "sales", color: "", position: "", locale: "", launcher: true, visits: true };
  assert.equal(
    plainTag("https://chat.example.com", choice),
    '<script src="https://chat.example.com/widget.js" data-organization="shop" data-queue="sales" async></script>',
  );
  const hostile = plainTag("https://chat.example.com", { ...choice, visits: false, color: '"><script>hit()</script>' });
  assert.equal(hostile.match(/<script/g)?.length, 1);
  assert.match(hostile, / data-visits="off"/);
});
