// What the stories share: one server, one site, one browser; and a fresh visitor for each.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { launch, launchKept } from "./chromium.mjs";
import { Host } from "./host.mjs";
import { Server } from "./server.mjs";
import { Visitor } from "./visitor.mjs";

/** No story takes longer, even where several of its steps take as long as they may. */
const STORY_MS = 300_000;
let organizations = 0;

export class Stage {
  static async set(binary) {
    const stage = new Stage();
    stage.#binary = binary;
    stage.server = new Server(binary);
    await stage.server.start();
    stage.host = await Host.start(stage.server.url);
    stage.browser = await launch();
    return stage;
  }

  /** The same browser before another server, for a story whose server is told more than the others'; it ends with the story. */
  async before(environment) {
    const server = new Server(this.#binary, environment);
    await server.start();
    this.atEnd(() => server.remove());
    return { server, browser: this.browser, shows: (one) => this.shows(one) };
  }

  async strike() {
    await this.browser.close();
    this.host.stop();
    await this.server.remove();
  }

  /** An organization of the story's own. */
  organization(name) {
    organizations += 1;
    return this.server.organization(`shop${organizations}`, name);
  }

  /**
   * A visitor with a browser of their own. Not a context of a shared one: those are private windows, in which Chromium refuses
   * frames of other sites their storage; `closedDoors` asks for just that.
   */
  async visitor({ closedDoors = false, folder = null, ...options } = {}) {
    const asked = { locale: "en-GB", viewport: { width: 1200, height: 800 }, reducedMotion: "reduce", acceptDownloads: true, ...options };
    const own = folder ?? mkdtempSync(join(tmpdir(), "pronto-profile."));
    const context = closedDoors ? await this.browser.newContext(asked) : await launchKept(own, asked);
    const visitor = new Visitor(context.pages()[0] ?? (await context.newPage()));
    visitor.context = context;
    this.shows(visitor);
    this.atEnd(() => !folder && rmSync(own, { recursive: true, force: true }));
    return visitor;
  }

  /** Somebody before a browser: put away at the story's end, and looked at when it fails. */
  shows(one) {
    this.#shown.push(one);
    this.atEnd(() => one.context.close().catch(() => {}));
  }

  /** What is put away when the story is over, however it ended; in this order. */
  atEnd(putAway) {
    this.#open.push(putAway);
  }

  #binary;
  #open = [];
  #shown = [];

  /** How it looked when it failed, where PRONTO_TEST_SHOTS names a folder. */
  async #picture(name) {
    const folder = process.env.PRONTO_TEST_SHOTS;
    if (!folder) return;
    const pages = this.#shown.flatMap(({ context }) => context.pages());
    await Promise.all(pages.map((page, index) => page.screenshot({ path: `${folder}/${name.replace(/\W+/g, "-").slice(0, 60)}-${index}.png`, timeout: 15_000 }).catch(() => {})));
  }

  /** A story: a test that has an end, and whose browsers are put away. */
  story(name, tell, ms = STORY_MS) {
    test(name, { timeout: ms }, async () => {
      try {
        await tell();
      } catch (error) {
        await this.#picture(name);
        const wrong = this.#shown.flatMap((one) => one.wrong);
        if (wrong.length) error.message += `\n${wrong.join("\n")}`;
        throw error;
      } finally {
        this.#shown = [];
        for (const putAway of this.#open.splice(0)) await putAway();
      }
    });
  }
}
