// Everything by keyboard alone.

import assert from "node:assert/strict";

import { until } from "../deadline.mjs";

export default function tell(stage) {
  stage.story("from the button to the rating without a mouse", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", {}, [ana]);
    const visitor = await stage.visitor();
    const { page } = visitor;
    const press = (key) => page.keyboard.press(key);
    await visitor.openHost(stage.host.page("/keyboard", { "data-organization": shop.slug, "data-queue": "help" }));
    await press("Tab");
    assert.ok(await visitor.launcher.evaluate((button) => button.getRootNode().activeElement === button));
    await press("Enter");
    const focused = () => visitor.frame.evaluate(() => document.activeElement?.getAttribute("aria-label") || document.activeElement?.labels?.[0]?.textContent || document.activeElement?.textContent || "");
    /** Presses Tab until something has the focus; everything on the way can be left again. */
    const reach = async (wanted, key = "Tab") => {
      for (let i = 0; i < 25; i += 1) {
        if (wanted.test(await focused())) return;
        await press(key);
      }
      assert.fail(`${wanted} is not reached; ${await focused()} has the focus`);
    };
    await visitor.chat.getByRole("button", { name: "Start chat" }).waitFor();
    await until("the heading", async () => /help/.test(await focused()));
    await reach(/Your message/);
    await page.keyboard.type("Hello");
    await reach(/Start chat/);
    await press("Enter");
    const chatId = await ana.take();
    await visitor.sees("Ana joined the conversation.");
    await until("the field", async () => /Write a message/.test(await focused()));
    await page.keyboard.type("one");
    await press("Shift+Enter");
    await page.keyboard.type("two");
    await press("Enter");
    await ana.hearsVisitor(chatId, "one\ntwo");
    // The message's own menu.
    await reach(/What to do/, "Shift+Tab");
    await press("Enter");
    await reach(/^Reply$/);
    await press("Escape");
    await until("the menu is closed", async () => (await visitor.chat.locator("details[open]").count()) === 0);
    await press("Enter");
    await reach(/^Edit$/);
    await press("Enter");
    await until("the field", async () => /Write a message/.test(await focused()));
    await page.keyboard.type("!");
    await press("Enter");
    await ana.event("message.edited", ({ text }) => text === "one\ntwo!");
    // Leaving asks first; Escape takes it back.
    await reach(/^Leave$/, "Shift+Tab");
    await press("Enter");
    await visitor.chat.getByRole("dialog").waitFor();
    await press("Escape");
    await visitor.chat.getByRole("dialog").waitFor({ state: "detached" });
    await reach(/^Leave$/, "Shift+Tab");
    await press("Enter");
    await reach(/Leave the conversation/);
    await press("Enter");
    await visitor.sees("You left this conversation.");
    await reach(/Very bad/);
    await press("ArrowRight");
    await press("ArrowRight");
    await press("ArrowRight");
    await reach(/Send rating/);
    await press("Enter");
    await visitor.sees("Thank you for your rating.");
    const { chat } = await shop.admin.call("GET", `/v1/chats/${chatId}`);
    assert.equal(chat.rating.score, 4);
    // Escape puts the chat away and gives the focus back to the button.
    await press("Escape");
    await until("the button has the focus", () => visitor.launcher.evaluate((button) => button.getRootNode().activeElement === button));
    visitor.unharmed();
  });

  stage.story("the chat has the keyboard again when the page around it is given it back as it opens, and lets it go when it is left", async () => {
    const shop = await stage.organization();
    await shop.queue("help", {});
    const visitor = await stage.visitor();
    const { page } = visitor;
    await visitor.openHost(stage.host.page("/given-back", { "data-organization": shop.slug, "data-queue": "help" }));
    await visitor.open();
    await visitor.chat.getByRole("button", { name: /Minimise/ }).click();
    const launched = (wanted) => visitor.launcher.evaluate((button, wanted) => button.ariaExpanded === wanted, wanted);
    await until("the chat is closed", () => launched("false"));
    await visitor.frame.evaluate(() => {
      window.given = 0;
      addEventListener("focus", () => (window.given += 1));
    });
    // What Chromium tells the page when it takes the keyboard from the frame although nothing else was focused.
    await visitor.launcher.evaluate((button) => {
      button.click();
      dispatchEvent(new Event("focus"));
    });
    await until("the frame is focused, and once more", () => visitor.frame.evaluate(() => window.given === 2));
    await visitor.writeFirst("Hello");
    await page.keyboard.type("!");
    assert.equal(await visitor.chat.getByLabel(/Your message/).inputValue(), "Hello!");
    const left = () => visitor.launcher.evaluate((button) => button.getRootNode().activeElement === button);
    await until("the launcher has the focus", async () => (await left()) || (await page.keyboard.press("Shift+Tab")));
    await page.keyboard.press("Enter");
    await until("the chat is closed", () => launched("false"));
    visitor.unharmed();
  });
}
