// The rule of merging: an event is applied to a thing only if its `seq` is higher than the thing's own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Table } from "../src/desk/table";

interface Row {
  id: string;
  seq: number;
  text: string;
}

const row = (seq: number, text: string, id = "a"): Row => ({ id, seq, text });

test("the higher seq wins, in whatever order they come", () => {
  for (const order of [
    [1, 2, 3],
    [3, 1, 2],
    [2, 3, 1],
  ]) {
    const table = new Table<Row>();
    for (const seq of order) table.apply(row(seq, `version ${seq}`));
    assert.equal(table.peek("a")?.text, "version 3");
  }
});

test("an event's seq counts when the view carries an older one", () => {
  const table = new Table<Row>();
  assert.ok(table.apply(row(4, "by an event"), 9));
  assert.ok(!table.apply(row(8, "from a page fetched before")));
  assert.equal(table.peek("a")?.text, "by an event");
  assert.equal(table.peek("a")?.seq, 9);
});

test("the same event again changes nothing", () => {
  const table = new Table<Row>();
  assert.ok(table.apply(row(5, "once")));
  assert.ok(!table.apply(row(5, "twice")));
});

test("a page fetched before a removal does not bring the thing back", () => {
  const table = new Table<Row>();
  table.apply(row(3, "there"));
  table.remove("a", 7);
  assert.ok(!table.apply(row(6, "late page")));
  assert.equal(table.peek("a"), undefined);
  assert.ok(table.apply(row(8, "made anew")));
});

test("a part that moves without a seq leaves the seq as it was", () => {
  const table = new Table<Row>();
  table.apply(row(3, "before"));
  table.patch("a", () => ({ text: "patched" }));
  assert.ok(!table.apply(row(3, "same seq")));
  assert.equal(table.peek("a")?.text, "patched");
});
