// An article in blocks, by the marks that its lines begin with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf } from "../src/part/article-text/block";

test("headings stand alone, neighbouring items and lines stay together, and empty lines part them", () => {
  assert.deepEqual(blocksOf("# Second copy\nOpen the **portal**.\nThen enter.\n\n- one\n* two\n\n- three\n## Then\n## Last"), [
    { kind: "heading", lines: ["Second copy"] },
    { kind: "text", lines: ["Open the **portal**.", "Then enter."] },
    { kind: "item", lines: ["one", "two"] },
    { kind: "item", lines: ["three"] },
    { kind: "heading", lines: ["Then"] },
    { kind: "heading", lines: ["Last"] },
  ]);
});

test("what only looks like a mark is text", () => {
  assert.deepEqual(blocksOf("#hashtag\n-5 degrees\n*all* of it"), [{ kind: "text", lines: ["#hashtag", "-5 degrees", "*all* of it"] }]);
  assert.deepEqual(blocksOf("\n \n"), []);
});
