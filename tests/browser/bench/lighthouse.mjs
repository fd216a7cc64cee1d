// Lighthouse's figures of a page, in a browser that is signed in where the page wants that.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { chromium } from "playwright-core";

import { OPTIONS, place } from "../chromium.mjs";
import { freePort } from "../server.mjs";
import { install } from "./other.mjs";

/** The last that runs on every Node that the rest runs on. */
export const LIGHTHOUSE = "12.8.2";
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const MOST_BYTES = 64 * 1024 * 1024;

export function lighthouseIn(folder) {
  return join(install(folder, "lighthouse", LIGHTHOUSE), "cli", "index.js");
}

/** Looks at an address as a phone and as a desk; `prepare` is given a page beforehand. Gives the scores. */
export async function look(cli, name, url, prepare = null) {
  const scores = [];
  for (const form of ["mobile", "desktop"]) {
    const profile = mkdtempSync(join(tmpdir(), "pronto-lighthouse."));
    const port = await freePort();
    const context = await chromium.launchPersistentContext(profile, { executablePath: place(), ...OPTIONS, args: [...OPTIONS.args, `--remote-debugging-port=${port}`] });
    try {
      if (prepare) await prepare(context);
      scores.push(print(name, form, await run(cli, url, port, form)));
    } finally {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    }
  }
  return scores;
}

async function run(cli, url, port, form) {
  const words = [cli, url, `--port=${port}`, "--output=json", "--quiet", "--disable-storage-reset", `--only-categories=${CATEGORIES}`, ...(form === "desktop" ? ["--preset=desktop"] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: MOST_BYTES });
  return JSON.parse(stdout);
}

function print(name, form, { categories, audits }) {
  const score = (category) => Math.round(categories[category].score * 100);
  const audit = (id) => audits[id].displayValue;
  console.log(`${name.padEnd(16)} ${form.padEnd(8)} performance ${score("performance")}, accessibility ${score("accessibility")}, best practices ${score("best-practices")}; first paint ${audit("first-contentful-paint")}, largest ${audit("largest-contentful-paint")}, blocked ${audit("total-blocking-time")}, shift ${audit("cumulative-layout-shift")}`);
  const wrong = Object.values(categories).flatMap(({ auditRefs }) => auditRefs).filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9);
  for (const { id } of wrong) console.log(`${"".padEnd(25)} ${id}: ${audits[id].displayValue ?? audits[id].title}`);
  return { name, form, performance: score("performance"), accessibility: score("accessibility") };
}
