#!/usr/bin/env node
// Pictures of each main screen, phone and desk, light and dark: `node shots.mjs BINARY FOLDER [widget|console]`.

import { mkdirSync } from "node:fs";

import { consoleShots } from "./shots/console.mjs";
import { widgetShots } from "./shots/widget.mjs";

const [binary, folder, only] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node shots.mjs BINARY FOLDER [widget|console]");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
if (only !== "console") await widgetShots(binary, folder);
if (only !== "widget") await consoleShots(binary, folder);
