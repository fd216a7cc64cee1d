// An agent before the console.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

import { DEADLINE_MS } from "./deadline.mjs";
import { PASSWORD } from "./server.mjs";
import { watch } from "./visitor.mjs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export class Desk {
  /** A console in a browser context of its own, signed in. */
  static async signIn(stage, shop, name, options = {}) {
    const context = await stage.browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
    const desk = new this(await context.newPage(), stage, context);
    stage.shows(desk);
    await desk.page.goto(`${stage.server.url}/console/`);
    await desk.page.getByLabel(/^(Organization|Organização)$/).fill(shop.slug);
    await desk.page.getByLabel("E-mail").fill(`${name.toLowerCase().replace(/[^a-z]+/g, ".")}@${shop.slug}.example`);
    await desk.page.getByLabel(/^(Password|Senha)$/).fill(PASSWORD);
    await desk.page.getByRole("button", { name: /^(Sign in|Entrar)$/ }).click();
    await desk.page.locator(".shell").waitFor();
    return desk;
  }

  constructor(page, stage, context) {
    this.page = page;
    this.stage = stage;
    this.context = context;
    this.wrong = watch(page);
    page.setDefaultTimeout(DEADLINE_MS);
  }

  /** Another tab of the same browser. */
  async tab(place) {
    const tab = new Desk(await this.context.newPage(), this.stage, this.context);
    await tab.page.goto(`${this.stage.server.url}/console/${place}`);
    return tab;
  }

  async go(place) {
    await this.page.goto(`${this.stage.server.url}/console/${place}`);
  }

  get field() {
    return this.page.locator("#composer");
  }

  /** Writes as a message, whisper or note. */
  async say(text, mode = "Reply") {
    await this.page.getByRole("radio", { name: mode }).click();
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  entry(text) {
    return this.page.locator(".entry, .note").filter({ hasText: text });
  }

  /** What axe finds wrong with what is shown now. */
  async accessible(what) {
    await this.page.evaluate(AXE);
    const violations = await this.page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
    });
    assert.deepEqual(violations, [], `${what}: axe finds something wrong`);
  }

  /** Nothing was refused by a policy, nothing threw and nothing asked. */
  unharmed() {
    assert.deepEqual(this.wrong, []);
  }

  close() {
    return this.context.close();
  }
}
