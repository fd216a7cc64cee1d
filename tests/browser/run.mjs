#!/usr/bin/env node
// Stories in a real browser against the real server: `node run.mjs BINARY [WORD…]`. Each file of story/ tells some; with words,
// only files whose names hold one of them. Another console's or page's stories are more files there.

import { readdirSync } from "node:fs";
import { after } from "node:test";

import { version } from "./chromium.mjs";
import { Stage } from "./stage.mjs";

const [binary, ...words] = process.argv.slice(2);
if (!binary) {
  console.error("usage: node run.mjs BINARY [WORD…]");
  process.exit(2);
}
console.log(version());
const stage = await Stage.set(binary);
after(() => stage.strike());
const files = readdirSync(new URL("story/", import.meta.url)).filter((name) => name.endsWith(".mjs") && (!words.length || words.some((word) => name.includes(word))));
for (const file of files.sort()) (await import(`./story/${file}`)).default(stage);
