// What agents send to visitors who browse, where visitors browse, and what the host's page says and hears.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";

import { until } from "../deadline.mjs";

async function browsing(stage, more = {}) {
  const shop = await stage.organization();
  const ana = await shop.agent("Ana Souza");
  const queue = await shop.queue("help", {}, [ana]);
  await shop.admin.call("PATCH", "/v1/organization", { redirect_hosts: ["localhost"] });
  const visitor = await stage.visitor();
  await visitor.openHost(stage.host.page(`/browse-${shop.slug}`, { "data-organization": shop.slug, "data-queue": "help", ...more }));
  return { shop, ana, queue, visitor };
}

async function visitOf(ana) {
  return until("the visit", async () => (await ana.call("GET", "/v1/visits")).items[0]);
}

export default function tell(stage) {
  stage.story("who browses is seen by page, also in a page that changes without loading", async () => {
    const { ana, visitor } = await browsing(stage);
    const visit = await visitOf(ana);
    assert.match(visit.url, /^http:\/\/localhost:\d+\/browse-/);
    assert.match(visit.title, /^Shop /);
    // Nothing of the interface was fetched for that.
    const fetched = await visitor.frame.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    assert.ok(!fetched.some((name) => /interface|chat\.css/.test(name)), fetched.join());
    await visitor.page.evaluate(() => {
      history.pushState({}, "", "/cart");
      window.Pronto.setPage({ url: location.href, title: "Your cart" });
    });
    await until("the next page", async () => (await ana.call("GET", "/v1/visits")).items[0].title === "Your cart");
    assert.equal((await ana.call("GET", "/v1/visits")).items.length, 1);
    // Whoever comes near the button is likely to open it: only now is the interface fetched.
    await visitor.launcher.hover();
    await until("the interface", () => visitor.frame.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => /interface\.en\.js/.test(name))));
    visitor.unharmed();
  });

  stage.story("an invitation names who asks, and a yes opens the chat with that agent", async () => {
    const { shop, ana, queue, visitor } = await browsing(stage);
    const visit = await visitOf(ana);
    const invitation = await shop.admin.call("POST", "/v1/invitations", { name: "Hello", text: "Can I help you find something?", queue_id: queue.id });
    await ana.call("POST", `/v1/visits/${visit.id}/invitation`, { invitation_id: invitation.id });
    await visitor.sees("Ana Souza invites you to a chat");
    await visitor.sees("Can I help you find something?");
    await ana.event("approach.updated", ({ state }) => state === "shown");
    await visitor.accessible("the invitation", { whole: false });
    await visitor.chat.getByRole("button", { name: "Start chat" }).click();
    await visitor.sees("You are talking to Ana Souza");
    const { chat_id: chatId } = await ana.event("approach.updated", ({ state }) => state === "accepted");
    await visitor.say("Yes, please");
    await ana.hearsVisitor(chatId, "Yes, please");
    visitor.unharmed();
  });

  stage.story("a redirect says where it leads and goes only with a yes; a no is told", async () => {
    const { ana, visitor } = await browsing(stage);
    const visit = await visitOf(ana);
    const url = stage.host.page("/checkout", { "data-organization": "none", "data-queue": "none" });
    await ana.call("POST", `/v1/visits/${visit.id}/redirect`, { url, text: "Pay here" });
    await visitor.sees("Ana Souza would like to show you a page");
    await visitor.sees(`Leads to ${new URL(url).host}`);
    await visitor.chat.getByRole("button", { name: "No, thanks" }).click();
    await ana.event("approach.updated", ({ state }) => state === "declined");
    assert.match(visitor.page.url(), /\/browse-/);
    await ana.call("POST", `/v1/visits/${visit.id}/redirect`, { url, text: "Pay here, really" });
    await visitor.sees("Pay here, really");
    await visitor.chat.getByRole("button", { name: "Go to the page" }).click();
    await visitor.page.waitForURL(url);
  });

  stage.story("a page that brings its own button, and asked before the script was there, is heard", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", {}, [ana]);
    const visitor = await stage.visitor();
    const { page } = visitor;
    await page.addInitScript(() => {
      if (window.top !== window) return;
      window.heard = [];
      window.Pronto = [["on", "open", () => window.heard.push("open")], ["on", "close", () => window.heard.push("close")], ["open"]];
    });
    await page.goto(stage.host.page("/own-button", { "data-organization": shop.slug, "data-queue": "help", "data-launcher": "off", "data-visits": "off" }));
    visitor.chat = page.frameLocator("iframe");
    await visitor.start("Hello");
    await ana.take();
    await visitor.sees("Ana joined the conversation.");
    await page.evaluate(() => window.Pronto.close());
    await until("closed", () => page.evaluate(() => window.heard.join() === "open,close"));
    assert.equal(await page.getByRole("button", { name: /^Chat/ }).count(), 0);
    assert.equal((await ana.call("GET", "/v1/visits")).items.length, 0, "page views were switched off");
    await page.evaluate(() => window.Pronto.stop());
    assert.equal(await page.locator("iframe").count(), 0);
    visitor.unharmed();
  });

  stage.story("a person whom the host's server vouches for is the same in another browser, and nobody else is", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", {}, [ana]);
    const key = await shop.admin.call("POST", "/v1/identity_keys", { name: "Shop", issuer: "shop", algorithm: "HS256" });
    const vouch = (sub) => {
      const now = Math.floor(Date.now() / 1000);
      const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const body = `${part({ alg: "HS256", typ: "JWT", kid: key.id })}.${part({ sub, iss: "shop", aud: shop.slug, iat: now, exp: now + 600, name: "Rita Meireles" })}`;
      return `${body}.${createHmac("sha256", key.secret).update(body).digest("base64url")}`;
    };
    const url = stage.host.page("/vouched", { "data-organization": shop.slug, "data-queue": "help" });
    const visitorIds = [];
    const forged = vouch("rita-7").slice(0, -4) + "AAAA";
    for (const jwt of [vouch("rita-7"), vouch("rita-7"), forged]) {
      const visitor = await stage.visitor();
      await visitor.openHost(url);
      const answer = visitor.page.waitForResponse((response) => response.url().endsWith("/v1/visitor/identify") && response.request().method() === "POST");
      await visitor.page.evaluate((jwt) => window.Pronto.identify(jwt), jwt);
      await visitor.open();
      const answered = await answer;
      assert.equal(answered.ok(), jwt !== forged);
      // The answer is here; the chat begins as that person once the browser has kept it.
      if (answered.ok()) {
        const { visitor_id } = await answered.json();
        await until("the person in the browser", () => visitor.frame.evaluate(([key, id]) => JSON.parse(localStorage.getItem(key))?.visitor_id === id, [`pronto:${shop.slug}:visitor`, visitor_id]));
      }
      await visitor.start("Hello");
      const chatId = await ana.take();
      visitorIds.push((await ana.call("GET", `/v1/chats/${chatId}`)).chat.visitor_id);
      await ana.close(chatId);
    }
    assert.equal(visitorIds[0], visitorIds[1]);
    assert.notEqual(visitorIds[0], visitorIds[2]);
  });

  stage.story("a loader named by version and hash runs, and one that was changed does not", async () => {
    const shop = await stage.organization();
    await shop.queue("help", {}, []);
    const pinned = await (await fetch(`${stage.server.url}/widget.json`)).json();
    const answer = await fetch(pinned.src);
    assert.match(answer.headers.get("cache-control"), /immutable/);
    assert.equal(`sha384-${createHash("sha384").update(Buffer.from(await answer.arrayBuffer())).digest("base64")}`, pinned.integrity);
    const visitor = await stage.visitor();
    const attributes = { "data-organization": shop.slug, "data-queue": "help", crossorigin: "anonymous" };
    await visitor.openHost(stage.host.page("/pinned", { ...attributes, integrity: pinned.integrity }, { src: pinned.src }));
    await visitor.open();
    visitor.unharmed();
    const other = await stage.visitor();
    const refused = other.page.waitForEvent("console", (message) => /integrity/i.test(message.text()));
    await other.page.goto(stage.host.page("/changed", { ...attributes, integrity: `sha384-${"A".repeat(64)}` }, { src: pinned.src }));
    await refused;
    assert.equal(await other.page.evaluate(() => typeof window.Pronto), "undefined");
  });
}
