// When nobody is there: the organization's notice, and a contact form; and the choice of a queue where an address names none.

import assert from "node:assert/strict";

export default function tell(stage) {
  stage.story("out of hours a message is left and lies in the same inbox", async () => {
    const shop = await stage.organization();
    await shop.queue("help", { open: false, out_of_hours_notice: "We are back at eight." });
    const visitor = await stage.visitor({ colorScheme: "dark" });
    await visitor.openHost(stage.host.page("/closed", { "data-organization": shop.slug, "data-queue": "help" }));
    await visitor.open();
    await visitor.sees("We are back at eight.");
    assert.equal(await visitor.chat.getByRole("button", { name: "Start chat" }).count(), 0);
    await visitor.chat.getByRole("button", { name: "Leave a message" }).click();
    await visitor.chat.getByLabel("Your name").fill("Rita");
    await visitor.chat.getByLabel("Message", { exact: true }).fill("Please call me.");
    await visitor.chat.getByRole("button", { name: "Send message" }).click();
    await visitor.sees("Please give an e-mail address or a phone number.");
    await visitor.chat.getByLabel("Phone").fill("+55 11 98888-7777");
    await visitor.chat.getByRole("button", { name: "Send message" }).click();
    await visitor.sees("Thank you, your message is with us.");
    const { items } = await shop.admin.call("GET", "/v1/offline_messages");
    assert.deepEqual(items.map(({ name, text }) => [name, text]), [["Rita", "Please call me."]]);
    visitor.unharmed();
  });

  stage.story("a full queue says so in the organization's words", async () => {
    const shop = await stage.organization();
    await shop.queue("help", { waiting_most: 1, limit_notice: "Everybody is busy, please try at noon." });
    const first = await stage.visitor();
    await first.openPage(`${stage.server.url}/chat/${shop.slug}/help`);
    const second = await stage.visitor();
    await second.openPage(`${stage.server.url}/chat/${shop.slug}/help`);
    await second.chat.getByLabel("Your message").waitFor();
    await first.start("me first");
    await second.writeFirst("me too");
    await second.chat.getByRole("button", { name: "Start chat" }).click();
    await second.sees("Everybody is busy, please try at noon.");
    second.unharmed();
  });

  stage.story("without a queue in the address a visitor picks a listed one", async () => {
    const shop = await stage.organization("Garden & Co");
    const ana = await shop.agent("Ana");
    await shop.queue("sales", { listed: true }, [ana], "Sales");
    await shop.queue("help", { listed: true, open: false }, [], "Help");
    await shop.queue("secret", {}, [ana], "Secret");
    const visitor = await stage.visitor();
    await visitor.openHost(stage.host.page("/choice", { "data-organization": shop.slug }));
    await visitor.open();
    await visitor.sees("How can we help?");
    assert.deepEqual(await visitor.chat.locator(".choice strong").allTextContents(), ["Help", "Sales"]);
    await visitor.accessible("the choice");
    await visitor.chat.getByRole("button", { name: /Sales/ }).click();
    await visitor.start("Hello");
    const chatId = await ana.take();
    await visitor.sees("Ana joined the conversation.");
    await ana.close(chatId);
    await visitor.sees("This conversation was closed.");
    // Pressed twice before anything is drawn.
    await visitor.chat.getByRole("button", { name: "Start a new chat" }).evaluate((button) => [button.click(), button.click()]);
    await visitor.sees("How can we help?");
    visitor.unharmed();
  });
}
