// Every state of the chat without a violation of accessibility, light and dark, on a desk and on a small phone.

import assert from "node:assert/strict";

import { png } from "../picture.mjs";

const WAYS = [
  { name: "light on a desk", colorScheme: "light", viewport: { width: 1200, height: 800 } },
  { name: "dark on a phone of 320 pixels", colorScheme: "dark", viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
];

/** Nothing sticks out at the side, and whatever is pressed is large enough. */
async function fits(visitor, what) {
  const wrong = await visitor.frame.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push(`it is ${document.documentElement.scrollWidth} wide in ${document.documentElement.clientWidth}`);
    for (const element of document.querySelectorAll("button, input, select, textarea, summary, a[href]")) {
      const { width, height, right, left } = element.getBoundingClientRect();
      if (!width || element.closest(".spoken") || element.classList.contains("spoken")) continue;
      if (right > innerWidth + 1 || left < -1) found.push(`${element.outerHTML.slice(0, 80)} sticks out`);
      // Links inside a sentence are as high as the sentence (WCAG 2.5.8).
      if (element.tagName !== "A" && (width < 24 || height < 24)) found.push(`${element.outerHTML.slice(0, 80)} is ${width} by ${height}`);
    }
    return found;
  });
  assert.deepEqual(wrong, [], what);
}

export default function tell(stage) {
  for (const { name, ...way } of WAYS) {
    stage.story(`no violation in any state, ${name}`, async () => {
      const shop = await stage.organization("A shop with a rather long name, for all your garden needs");
      const ana = await shop.agent("Ana Maria Aparecida dos Santos Oliveira");
      const queue = await shop.queue("help", { entry_notice: "Welcome! See https://shop.example/help", pre_chat_fields: [{ key: "name", label: "Your name", kind: "name", required: true }, { key: "branch", label: "Branch", kind: "choice", required: false, choices: ["Centre", "North"] }] }, [ana], "Help with an order");
      await shop.admin.call("PATCH", "/v1/organization", { consent_text: "I agree that my data are used to answer me.", transcript_mail: "on_request" });
      const check = async (visitor, what) => {
        await visitor.accessible(`${what}, ${name}`);
        await fits(visitor, `${what}, ${name}`);
      };
      const visitor = await stage.visitor(way);
      await visitor.openHost(stage.host.page("/accessible", { "data-organization": shop.slug, "data-queue": "help" }));
      await visitor.open();
      await visitor.chat.getByLabel("Your name").waitFor();
      await check(visitor, "the form");
      await visitor.chat.getByRole("button", { name: "Start chat" }).click();
      await check(visitor, "the form with problems");
      await visitor.chat.getByLabel("Your name").fill("Rita");
      await visitor.chat.getByLabel("I agree").check();
      await visitor.start("Hello");
      await visitor.chat.locator(".place").waitFor();
      await check(visitor, "waiting");
      const chatId = await ana.take();
      await visitor.sees("joined the conversation");
      await ana.say(chatId, "Good morning! ".repeat(12));
      await ana.say(chatId, `https://shop.example/${"a-very-long-address-".repeat(8)}`);
      await visitor.say("Thank you");
      await ana.hearsVisitor(chatId, "Thank you");
      const picture = await ana.upload(chatId, "map.png", "image/png", png(300, 200));
      const file = await ana.upload(chatId, "a file with a very long name that goes on and on.txt", "text/plain", Buffer.from("hello\n"));
      await ana.say(chatId, "", { attachment_ids: [picture.id, file.id] });
      await visitor.chat.locator(".thumbnail img[src]").waitFor();
      ana.types(chatId);
      await visitor.chat.locator(".typing").waitFor();
      await check(visitor, "talking");
      await visitor.message("Thank you").getByLabel("What to do with this message").click();
      await check(visitor, "a message's menu");
      await visitor.message("Thank you").getByRole("button", { name: "Reply" }).click();
      await check(visitor, "a quote");
      await visitor.chat.getByRole("button", { name: "Cancel" }).click();
      await visitor.chat.getByRole("button", { name: "Leave" }).click();
      await check(visitor, "the question before leaving");
      await visitor.chat.getByRole("button", { name: "Cancel" }).click();
      await visitor.chat.getByRole("button", { name: /Open map.png/ }).click();
      await check(visitor, "a picture");
      await visitor.chat.getByRole("button", { name: "Close" }).click();
      await visitor.context.setOffline(true);
      await visitor.say("kept");
      await visitor.sees("You are offline.");
      await check(visitor, "offline");
      await visitor.context.setOffline(false);
      await ana.hearsVisitor(chatId, "kept");
      await ana.close(chatId);
      await visitor.sees("This conversation was closed.");
      await check(visitor, "over");
      await visitor.chat.getByTitle("Very good", { exact: true }).click();
      await check(visitor, "rating");
      await visitor.chat.getByRole("button", { name: "Send rating" }).click();
      await visitor.sees("Thank you for your rating.");
      await check(visitor, "rated");
      await shop.admin.call("PATCH", `/v1/queues/${queue.id}`, { settings: { ...queue.settings, open: false } });
      await visitor.chat.getByRole("button", { name: "Start a new chat" }).click();
      await visitor.chat.getByRole("button", { name: "Leave a message" }).waitFor();
      await check(visitor, "closed");
      await visitor.chat.getByRole("button", { name: "Leave a message" }).click();
      await check(visitor, "the contact form");
      visitor.unharmed();
    });
  }
}
