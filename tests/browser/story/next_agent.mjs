// Two agents, one after the other, at the same screen.

import assert from "node:assert/strict";

import { visitorOf } from "../caller.mjs";
import { Desk } from "../desk.mjs";
import { PASSWORD } from "../server.mjs";

export default function tell(stage) {
  stage.story("who signs in after a colleague finds nothing that the colleague wrote or looked for", async () => {
    const shop = await stage.organization();
    const [ana, bea] = [await shop.agent("Ana"), await shop.agent("Bea")];
    await shop.queue("help", {}, [ana, bea], "Help");
    const visitor = await visitorOf(stage, shop, "Hello");
    await ana.take();
    await bea.call("POST", `/v1/chats/${visitor.id}/join`);
    const desk = await Desk.signIn(stage, shop, "Ana");
    const { page } = desk;
    await desk.go(`chats/${visitor.id}`);
    await desk.entry("Hello").waitFor();
    await desk.field.fill("Not for Bea's eyes");
    await page.getByRole("radio", { name: "Whisper" }).click();
    await page.getByRole("navigation").getByRole("link", { name: /Search$/ }).click();
    await page.getByRole("searchbox", { name: "Search" }).fill("salary");
    await page.waitForURL(/q=salary/);
    const { items } = await ana.call("GET", "/v1/sessions");
    const own = items.find(({ current, ended_at }) => !current && !ended_at);
    await ana.call("DELETE", `/v1/sessions/${own.id}`);
    await page.getByLabel("E-mail").fill(`bea@${shop.slug}.example`);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Hello, Bea").waitFor();
    assert.equal(new URL(page.url()).search, "");
    await page.getByRole("navigation").getByRole("link", { name: /Conversations$/ }).click();
    await page.locator(".side-list .chat-row").first().click();
    await desk.entry("Hello").waitFor();
    assert.equal(await desk.field.inputValue(), "");
    assert.equal(await page.getByRole("radio", { name: "Reply" }).getAttribute("aria-checked"), "true");
    desk.unharmed();
    await desk.close();
  });
}
