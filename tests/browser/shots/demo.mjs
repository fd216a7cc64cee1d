// `pronto demo`, whose school has lists, reports and chats to be looked at.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { within } from "../deadline.mjs";
import { freePort } from "../server.mjs";

/** Two weeks are written and the story is played before it can be looked at. */
const START_MS = 240_000;

export class Demo {
  #child;
  #folder = mkdtempSync(join(tmpdir(), "pronto-shots."));

  static async start(binary) {
    const demo = new Demo();
    const port = await freePort();
    demo.url = `http://127.0.0.1:${port}`;
    const environment = { PATH: process.env.PATH, PRONTO_RATE_LIMITS__ENABLED: "false" };
    demo.#child = spawn(binary, ["demo", "--folder", join(demo.#folder, "data"), "--port", String(port)], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
    process.once("exit", () => demo.#child.kill("SIGTERM"));
    const said = new Promise((resolve, reject) => {
      createInterface({ input: demo.#child.stdout }).on("line", (line) => {
        const password = /password of all +(\S+)/.exec(line)?.[1];
        if (password) resolve(password);
      });
      demo.#child.once("exit", (code) => reject(new Error(`the demo ended with ${code}`)));
    });
    demo.password = await within("the demo", START_MS, said);
    return demo;
  }

  async stop() {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
