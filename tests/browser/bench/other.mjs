// Other chat widgets whose bundles a package registry carries.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { row, sizeOf } from "./size.mjs";

const OTHERS = [
  { name: "@rocket.chat/livechat", version: "1.13.3" },
  { name: "@papercups-io/chat-widget", version: "1.3.1", remark: "a launcher alone, without React, which it needs; its chat is fetched from elsewhere" },
  { name: "@botpress/webchat", version: "4.5.2" },
  { name: "rasa-webchat", version: "1.0.1" },
];

/** Installs a package into a folder of its own; gives where it lies. */
export function install(folder, name, wanted) {
  const own = join(folder, name.replaceAll("/", "+"));
  const there = join(own, "node_modules", name, "package.json");
  if (existsSync(there) && JSON.parse(readFileSync(there, "utf8")).version === wanted) return join(own, "node_modules", name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "package.json"), '{"private":true}');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--legacy-peer-deps", "--loglevel=error", `${name}@${wanted}`], { cwd: own, stdio: ["ignore", "ignore", "pipe"] });
  return join(own, "node_modules", name);
}

/** The largest script that a package gives browsers: the least a page is sent to show it. */
function bundleOf(at) {
  const files = readdirSync(at, { recursive: true }).filter((name) => !/(^|\/)(node_modules|src|test|docs|stories)\//.test(name) && /\.m?js$/.test(name) && statSync(join(at, name)).isFile());
  const script = files.sort((a, b) => statSync(join(at, b)).size - statSync(join(at, a)).size)[0];
  return { name: script, size: sizeOf(readFileSync(join(at, script))) };
}

export const failureOf = (error) => String(error.stderr || error.message).trim().split("\n")[0];

/** Each with how many times as large as `own` bytes it is. */
export function compare(folder, own) {
  for (const { name, version, remark } of OTHERS) {
    try {
      const { name: file, size } = bundleOf(install(folder, name, version));
      row(`${name} ${version}: ${file}`.slice(0, 52), size);
      console.log(`${"".padEnd(52)} ${(size.brotli / own).toFixed(1)} times our interface${remark ? ` (${remark})` : ""}`);
    } catch (error) {
      console.log(`LEFT OUT: ${name}: ${failureOf(error)}`);
    }
  }
}
