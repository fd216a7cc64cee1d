// What a visitor is writing outlasts what they do to messages that are there already.

import assert from "node:assert/strict";

import { until } from "../deadline.mjs";

export default function tell(stage) {
  stage.story("to change an older message leaves what is being written, and to quote meanwhile sends nothing twice", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", {}, [ana]);
    const visitor = await stage.visitor();
    await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/help`);
    await visitor.start("Hello");
    const chatId = await ana.take();
    await ana.say(chatId, "How can I help?");
    await visitor.say("My blue jakcet");
    await ana.hearsVisitor(chatId, "My blue jakcet");
    const pick = async (message, action) => {
      await visitor.message(message).getByLabel("What to do with this message").click();
      await visitor.message(message).getByRole("button", { name: action }).click();
    };
    const holds = (text) => until(`the field holds "${text}"`, async () => (await visitor.field.inputValue()) === text);

    await visitor.field.fill("It came yesterday, and");
    await pick("My blue jakcet", "Edit");
    await holds("My blue jakcet");
    await visitor.say("My blue jacket");
    await ana.event("message.edited", ({ text }) => text === "My blue jacket");
    await holds("It came yesterday, and");
    await pick("My blue jacket", "Edit");
    await visitor.field.press("Escape");
    await holds("It came yesterday, and");
    // A reload finds it, too.
    await visitor.page.reload();
    await visitor.message("How can I help?").waitFor();
    await holds("It came yesterday, and");

    await pick("My blue jacket", "Edit");
    await pick("How can I help?", "Reply");
    await holds("It came yesterday, and");
    await visitor.say("It came yesterday, and is too small");
    const sent = await ana.hearsVisitor(chatId, "It came yesterday, and is too small");
    assert.ok(sent.quoted_id);
    await holds("");
    assert.equal(await visitor.message("My blue jacket").count(), 1);
    visitor.unharmed();
  });
}
