// What outlasts a reload, a lost connection, another tab, a restart of the server, and days.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "../deadline.mjs";
import { Visitor } from "../visitor.mjs";

async function begun(stage, options) {
  const shop = await stage.organization();
  const ana = await shop.agent("Ana");
  await shop.queue("help", {}, [ana]);
  const visitor = await stage.visitor(options);
  const url = stage.host.page(`/resume-${shop.slug}`, { "data-organization": shop.slug, "data-queue": "help" });
  await visitor.openHost(url);
  await visitor.open();
  await visitor.start("Hello");
  const chatId = await ana.take();
  await visitor.sees("Ana joined the conversation.");
  return { shop, ana, visitor, url, chatId };
}

export default function tell(stage) {
  stage.story("a reload in the middle keeps the chat, what was being written, and says what came meanwhile", async () => {
    const { ana, visitor, chatId } = await begun(stage);
    await visitor.field.pressSequentially("half a sent");
    await visitor.page.goto("about:blank");
    await ana.say(chatId, "Are you there?");
    await visitor.page.goBack();
    visitor.chat = visitor.page.frameLocator("iframe");
    await visitor.message("Are you there?").waitFor();
    assert.equal(await visitor.field.inputValue(), "half a sent");
    await visitor.say("half a sentence");
    await ana.hearsVisitor(chatId, "half a sentence");
    visitor.unharmed();
  });

  stage.story("what is written and dropped without a connection is kept over a reload and sent once, in order", async () => {
    const { ana, visitor, chatId } = await begun(stage);
    await visitor.context.setOffline(true);
    await visitor.sees("You are offline.");
    await visitor.chat.locator(".conversation").evaluate((box) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["kept\n"], "kept.txt", { type: "text/plain" }));
      for (const type of ["dragover", "drop"]) box.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    });
    await visitor.chat.locator(".tray li.waiting").waitFor();
    await visitor.say("first");
    await visitor.say("second");
    await visitor.chat.locator(".unsent").nth(1).waitFor();
    await visitor.context.setOffline(false);
    // Cut again before anything went: the server is asked, and does not answer.
    await visitor.page.reload();
    visitor.chat = visitor.page.frameLocator("iframe");
    await ana.hearsVisitor(chatId, "second");
    const { items } = await ana.call("GET", `/v1/chats/${chatId}/timeline?limit=50`);
    const texts = items.filter((item) => item.sender?.kind === "visitor" || item.message?.sender?.kind === "visitor").map((item) => item.message ?? item);
    assert.deepEqual(texts.map(({ text }) => text).sort(), ["Hello", "first", "second"]);
    assert.equal(texts.find(({ text }) => text === "first").attachments[0].name, "kept.txt");
    assert.ok(texts.find(({ text }) => text === "first").number < texts.find(({ text }) => text === "second").number);
    await until("nothing unsent", async () => (await visitor.chat.locator(".unsent").count()) === 0);
    visitor.unharmed();
  });

  stage.story("a server that stops and comes back is waited for, and nothing is lost or twice", async () => {
    const { ana, visitor, chatId, shop } = await begun(stage);
    await stage.server.stop("SIGKILL");
    await visitor.sees("Connection lost. Reconnecting…");
    await visitor.say("while you were away");
    await visitor.chat.locator(".unsent").waitFor();
    await stage.server.start();
    await until("the message", async () => {
      const { items } = await shop.admin.call("GET", `/v1/chats/${chatId}/timeline?limit=50`);
      return JSON.stringify(items).split("while you were away").length === 2;
    });
    await until("a quiet page", async () => (await visitor.chat.locator(".unsent, .banner.shown").count()) === 0);
    assert.equal(await visitor.message("while you were away").count(), 1);
    await ana.hangUp();
  });

  stage.story("two tabs stay in step: messages, drafts, read marks, the end and the next beginning", async () => {
    const { ana, visitor, url, chatId } = await begun(stage);
    const other = new Visitor(await visitor.context.newPage());
    await other.openHost(url);
    await other.open();
    await other.message("Hello").waitFor();
    await visitor.say("from one");
    await other.message("from one").waitFor();
    await ana.say(chatId, "to both");
    await visitor.message("to both").waitFor();
    await other.message("to both").waitFor();
    await visitor.field.pressSequentially("a draft");
    await until("the draft in the other tab", async () => (await other.field.inputValue()) === "a draft");
    await visitor.context.setOffline(true);
    await visitor.say("kept in both");
    await other.chat.locator(".unsent", { hasText: "kept in both" }).waitFor();
    await visitor.context.setOffline(false);
    await ana.hearsVisitor(chatId, "kept in both");
    await until("sent in both", async () => (await other.chat.locator(".unsent").count()) + (await visitor.chat.locator(".unsent").count()) === 0);
    // That it was sent is told by the first tab, and what was sent comes by the other's own socket, maybe later.
    await until("once in the other tab", async () => (await other.message("kept in both").count()) === 1);
    await ana.close(chatId);
    await visitor.sees("This conversation was closed.");
    await other.sees("This conversation was closed.");
    // A click waits for the page to be drawn, and a tab behind another is drawn once a second or less.
    await visitor.page.bringToFront();
    await visitor.chat.getByRole("button", { name: "Start a new chat" }).click();
    await other.chat.getByLabel("Your message").waitFor();
    await visitor.start("again");
    await other.message("again").waitFor();
    visitor.unharmed();
    other.unharmed();
  });

  const faketime = () => {
    try {
      execFileSync("faketime", ["--version"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };
  if (!faketime()) {
    console.log("LEFT OUT: ten days later: there is no faketime to move the server's clock");
    return;
  }
  stage.story("ten days later, in a browser that was closed and with a server that was away, the chat goes on", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", {}, [ana]);
    const url = `${stage.server.url}/chat/${shop.slug}/help`;
    const folder = mkdtempSync(join(tmpdir(), "pronto-profile."));
    try {
      const visitor = await stage.visitor({ folder });
      await visitor.openPage(url);
      await visitor.start("Hello");
      const chatId = await ana.take();
      await ana.say(chatId, "I will find out and tell you.");
      await visitor.sees("I will find out and tell you.");
      await visitor.context.close();
      ana.hangUp();
      await stage.server.stop();
      await stage.server.start({ days: 10 });
      const later = await shop.again("Ana");
      await later.say(chatId, "Here is your answer.");
      const back = await stage.visitor({ folder });
      await back.page.clock.install({ time: Date.now() + 10 * 24 * 3600 * 1000 });
      await back.page.clock.resume();
      await back.openPage(url);
      await back.sees("Here is your answer.");
      await back.sees("I will find out and tell you.");
      assert.equal(await back.chat.locator(".day").count(), 2, "each day has its heading");
      await back.say("Thank you!");
      await later.hearsVisitor(chatId, "Thank you!");
      back.unharmed();
    } finally {
      await stage.server.stop();
      await stage.server.start({ days: 0 });
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
