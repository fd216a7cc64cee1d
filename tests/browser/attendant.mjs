// An agent at work before the console in Portuguese: what is done there all day long.

import assert from "node:assert/strict";

import { until } from "./deadline.mjs";
import { Desk } from "./desk.mjs";

export class Attendant extends Desk {
  static begin(stage, shop, name, options = {}) {
    return this.signIn(stage, shop, name, { locale: "pt-BR", acceptDownloads: true, ...options });
  }

  get dialog() {
    return this.page.locator("dialog[open]");
  }

  /** Opens a place of the menu; what waits there stands before its name. */
  async open(place) {
    const link = this.page.getByRole("navigation").getByRole("link", { name: new RegExp(`${place}$`) });
    await link.click();
    await link.and(this.page.locator("[aria-current=page]")).waitFor();
  }

  /** Declares an availability at home. */
  async declare(availability) {
    await this.open("Início");
    const choice = this.page.locator("main").getByRole("radio", { name: availability, exact: true });
    await choice.click();
    await until(`${availability} is declared`, async () => (await choice.getAttribute("aria-checked")) === "true" && (await choice.isEnabled()));
  }

  sees(text) {
    return this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  offer(text) {
    return this.page.locator(".offer").filter({ hasText: text });
  }

  async accept(text) {
    await this.offer(text).getByRole("button", { name: "Aceitar" }).click();
    await this.head.waitFor();
  }

  /** Where the chat says whose it is and where it stands. */
  get head() {
    return this.page.locator(".chat-head");
  }

  get chatId() {
    return /chats\/([0-9a-f-]{36})/.exec(this.page.url())?.[1];
  }

  /** A list of the conversations. */
  async list(name) {
    await this.open("Conversas");
    await this.page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
  }

  row(text) {
    return this.page.locator(".side-list .row, .card .row").filter({ hasText: text }).first();
  }

  /** Picks an action of the chat's menu. */
  async pick(action) {
    await this.head.getByRole("button", { name: "Ações" }).click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }

  reply(text) {
    return this.say(text, "Responder");
  }

  whisper(text) {
    return this.say(text, "Sussurrar");
  }

  note(text) {
    return this.say(text, "Nota");
  }

  /** Picks a file for the next reply. */
  choose(file) {
    return this.page.locator(".composer input[type=file]").setInputFiles(file);
  }

  /** Attaches a file to the next reply, and waits until it is with the server. */
  async attach(file) {
    await this.choose(file);
    await this.page.locator(".uploads li").filter({ hasText: file.name, hasNot: this.page.locator("progress") }).waitFor();
  }

  /** A whisper stands out in pink. */
  async isPink(text) {
    const bubble = this.page.locator(".entry.whisper").filter({ hasText: text }).locator(".bubble");
    // What is drawn anew while it is asked, as an entry is that was just sent, has no colour.
    const color = await until("a whisper's colour", () => bubble.evaluate((element) => getComputedStyle(element).backgroundColor.match(/\d+/g)));
    const [red, green, blue] = color.map(Number);
    assert.ok(red > blue && blue > green, `pink: ${red}, ${green}, ${blue}`);
  }

  /** A tab beside the chat. */
  async side(tab) {
    await this.page.locator("aside.side").getByRole("tab", { name: tab }).click();
    return this.page.locator(".side-scroll");
  }

  async transferTo(name, note) {
    await this.head.getByRole("button", { name: "Transferir" }).click();
    const target = this.dialog.locator(".target").filter({ hasText: name });
    await until(`${name} can take it`, () => target.getByRole("radio").isEnabled());
    await target.click();
    await this.dialog.getByLabel("Nota para quem continua").fill(note);
    await this.dialog.getByRole("button", { name: "Transferir" }).click();
    await this.dialog.waitFor({ state: "detached" });
  }

  /** Closes the chat, with what is asked for: labels and the options or texts for them. */
  async closeChat(answers = {}) {
    await this.pick("Encerrar chat");
    for (const [label, answer] of Object.entries(answers)) {
      const field = this.dialog.getByLabel(label).first();
      await field.waitFor();
      if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption({ label: answer });
      else await field.fill(answer);
    }
    await this.dialog.getByRole("button", { name: "Encerrar chat" }).click();
    await this.page.getByText("Este chat está encerrado.").waitFor();
  }

  /** Writes to a colleague. */
  async direct(name, text) {
    await this.open("Mensagens");
    await this.row(name).click();
    await this.head.filter({ hasText: name }).waitFor();
    await this.field.fill(text);
    await this.field.press("Enter");
    await this.entry(text).waitFor();
  }

  /** What is downloaded by doing something. */
  async downloads(act) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), act()]);
    return download;
  }
}
