// Headless Chromium of the system's packages; installed when it can be.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { chromium } from "playwright-core";

import { DEADLINE_MS } from "./deadline.mjs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const OPTIONS = { args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb", "--hide-scrollbars"] };

/** Where it is, or null. */
export function place() {
  return process.env.PRONTO_TEST_CHROMIUM || PLACES.find((path) => existsSync(path)) || null;
}

/** Once in some hundreds of times a browser hangs while it starts (seen on a busy machine); that one is given up, and another one started. */
const started = (start) => start().catch(start);

export async function launch() {
  return started(() => chromium.launch({ executablePath: place(), timeout: DEADLINE_MS, ...OPTIONS }));
}

/** A browser that keeps what it is told, in a folder; frames of other sites may, too, each for the site around it. */
export async function launchKept(folder, options) {
  const settings = join(folder, "Default", "Preferences");
  if (!existsSync(settings)) {
    mkdirSync(dirname(settings), { recursive: true });
    // Debian's Chromium refuses it unless it is told otherwise.
    writeFileSync(settings, JSON.stringify({ profile: { cookie_controls_mode: 0, block_third_party_cookies: false } }));
  }
  return started(() => chromium.launchPersistentContext(folder, { executablePath: place(), timeout: DEADLINE_MS, ...OPTIONS, ...options }));
}

export function version() {
  return execFileSync(place(), ["--version"], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
}
