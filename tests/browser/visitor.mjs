// A visitor before a browser: a page of the host's with the widget, or the hosted page, and what is done there.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

import { DEADLINE_MS } from "./deadline.mjs";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Watches a page for whatever must not happen in it. */
export function watch(page) {
  const wrong = [];
  page.on("console", (message) => {
    const text = message.text();
    if (/Content Security Policy|Trusted ?Type|violates|Refused to/i.test(text)) wrong.push(text);
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    if (dialog.type() !== "beforeunload") wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  return wrong;
}

export class Visitor {
  constructor(page) {
    this.page = page;
    this.wrong = watch(page);
    page.setDefaultTimeout(DEADLINE_MS);
  }

  /** Opens the hosted page. */
  async openPage(url) {
    await this.page.goto(url);
    this.chat = this.page;
  }

  /** Opens a page of the host's; the chat itself stays closed. */
  async openHost(url) {
    await this.page.goto(url);
    this.chat = this.page.frameLocator("iframe");
    this.launcher = this.page.getByRole("button", { name: /^(Chat|Atendimento)/ });
    await this.launcher.waitFor();
  }

  /** Opens the chat in the host's page. */
  async open() {
    await this.launcher.click();
    await this.chat.locator("header").waitFor();
  }

  get frame() {
    return this.page.frames().find((frame) => frame.url().includes("/chat/") && frame.parentFrame()) ?? this.page.mainFrame();
  }

  /**
   * Clicks into a field and writes. As a hand would: once in a hundred times a browser that was just started keeps the keyboard for the page
   * around the frame, whatever scripts focus in it, until something in the frame is clicked.
   */
  async #write(field, text) {
    await field.click();
    await field.fill(text);
  }

  /** Fills in fields by their labels. */
  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) {
      // What may be left out says so after its name.
      const field = this.chat.getByLabel(new RegExp(`^${label.replace(/[?.()]/g, "\\$&")}(\\s|$)`)).first();
      if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption({ label: value });
      else await this.#write(field, value);
    }
  }

  /** Writes the first message into the form. */
  async writeFirst(text) {
    await this.#write(this.chat.getByLabel(/Your message|Sua mensagem/), text);
  }

  /** Starts a chat from a form whose other fields are filled in. */
  async start(text) {
    await this.writeFirst(text);
    await this.chat.getByRole("button", { name: /Start chat|Iniciar/ }).press("Enter");
    await this.field.waitFor();
  }

  get field() {
    return this.chat.getByRole("textbox", { name: /Write a message|Escreva uma mensagem/ });
  }

  async say(text) {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  async choose(...files) {
    await this.chat.locator("input[type=file]").setInputFiles(files);
  }

  /** Leaves the conversation. */
  async leave() {
    await this.chat.getByRole("button", { name: /^(Leave|Sair)$/ }).click();
    await this.chat.getByRole("dialog").getByRole("button", { name: /^(Leave the conversation|Sair da conversa)$/ }).click();
    await this.sees(/You left this conversation|Você saiu desta conversa/);
  }

  /** A message in the list by its text. */
  message(text) {
    return this.chat.locator(".message").filter({ hasText: text });
  }

  async sees(text) {
    await this.chat.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** What axe finds wrong with what is shown now. */
  async accessible(what, { whole = true } = {}) {
    const { frame } = this;
    await frame.evaluate(AXE);
    // A card beside the button is no page that needs a main part and a heading.
    const rules = whole ? {} : { "landmark-one-main": { enabled: false }, "page-has-heading-one": { enabled: false }, region: { enabled: false } };
    const violations = await frame.evaluate(async (rules) => {
      await Promise.all(document.getAnimations().map((animation) => (animation.effect.getTiming().iterations === Infinity ? null : animation.finished.catch(() => null))));
      const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
    }, rules);
    assert.deepEqual(violations, [], `${what}: axe finds something wrong`);
  }

  /** Nothing was refused by a policy, nothing threw and nothing asked. */
  unharmed() {
    assert.deepEqual(this.wrong, []);
  }
}
