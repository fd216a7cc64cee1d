// The console in a real browser: a chat from its offer to its end, without a network, in two tabs, by keyboard alone, and full of
// hostile strings.

import assert from "node:assert/strict";

import { uuid7 } from "../agent.mjs";
import { visitorOf } from "../caller.mjs";
import { until } from "../deadline.mjs";
import { Desk } from "../desk.mjs";
import { PAYLOADS } from "../payload.mjs";

/** An organization with a queue and Ana, who sits before the console. */
async function stand(stage, settings = {}, options = {}) {
  const shop = await stage.organization();
  const ana = await shop.agent("Ana");
  const queue = await shop.queue("help", settings, [ana], "Help");
  const desk = await Desk.signIn(stage, shop, "Ana", options);
  return { shop, ana, queue, desk };
}

/** Whether the browser has kept the desk and what was said in a chat; runs in the page. */
async function kept(chatId) {
  if (!(await indexedDB.databases()).length) return false;
  const answer = (asked) => new Promise((resolve, reject) => Object.assign(asked, { onsuccess: () => resolve(asked.result), onerror: () => reject(asked.error) }));
  const database = await answer(indexedDB.open("pronto-console"));
  try {
    const read = database.transaction(["desk", "timeline"]);
    const [desk, timeline] = await Promise.all([answer(read.objectStore("desk").get("now")), answer(read.objectStore("timeline").get(chatId))]);
    return !!desk?.chats.some(({ id }) => id === chatId) && !!timeline?.entries.length;
  } finally {
    database.close();
  }
}

export default function tell(stage) {
  stage.story("an agent is called, accepts, answers, whispers, and closes with a disposition", async () => {
    const { shop, desk } = await stand(stage, { routing_mode: "offer" });
    await shop.admin.call("POST", "/v1/dispositions", { name: "Answered" });
    await shop.admin.call("PATCH", "/v1/organization", { disposition_required: true });
    const visitor = await stage.visitor();
    await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/help`);
    await visitor.start("Do you have it in blue?");
    await desk.page.getByRole("button", { name: "Accept" }).click();
    await desk.entry("Do you have it in blue?").waitFor();
    await desk.say("Yes, in two sizes");
    await visitor.sees("Yes, in two sizes");
    await desk.say("A good customer", "Whisper");
    await desk.page.locator(".entry.whisper").filter({ hasText: "A good customer" }).waitFor();
    await desk.say("Calls back on Monday", "Note");
    await desk.page.locator(".note:not(.unsent)").filter({ hasText: "Calls back on Monday" }).waitFor();
    await visitor.say("Thank you");
    await desk.entry("Thank you").waitFor();
    assert.equal(await visitor.chat.getByText("A good customer").count(), 0);
    assert.equal(await visitor.chat.getByText("Calls back on Monday").count(), 0);
    // One's own message is marked once the visitor has read it.
    await desk.page.getByLabel("Read", { exact: true }).first().waitFor();

    await desk.page.getByRole("button", { name: "Actions" }).first().click();
    await desk.page.getByRole("menuitem", { name: "Close chat" }).click();
    const dialog = desk.page.locator("dialog");
    await dialog.getByRole("button", { name: "Close chat" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.getByLabel("Disposition").selectOption({ label: "Answered" });
    await dialog.getByLabel("Solved?").selectOption("yes");
    await dialog.getByRole("button", { name: "Close chat" }).click();
    await desk.page.getByText("This chat is closed.").waitFor();
    desk.unharmed();
    await desk.close();
  });

  stage.story("what is written without a network is kept over a reload and sent once; what was missed is caught up", async () => {
    const { shop, ana, desk } = await stand(stage);
    const visitor = await visitorOf(stage, shop, "Are you there?");
    await ana.take();
    await desk.go(`chats/${visitor.id}`);
    await desk.entry("Are you there?").waitFor();
    // The worker has the page and its files, and the desk is kept.
    await desk.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await until("the console is kept", () => desk.page.evaluate(async () => !!(await caches.match("/console/")) && !!navigator.serviceWorker.controller));
    await until("the desk and the chat are kept", () => desk.page.evaluate(kept, visitor.id));
    await desk.context.setOffline(true);
    await desk.say("Written in a tunnel");
    await desk.page.locator(".entry.unsent").waitFor();
    await visitor.say("I wrote meanwhile");
    await desk.page.reload();
    await desk.entry("Are you there?").waitFor();
    await desk.page.locator(".entry.unsent").filter({ hasText: "Written in a tunnel" }).waitFor();
    await desk.page.getByText("No connection.").first().waitFor();
    await desk.context.setOffline(false);
    await desk.entry("I wrote meanwhile").waitFor();
    await until("the outbox is empty", async () => (await desk.page.locator(".entry.unsent").count()) === 0);
    const { items } = await ana.call("GET", `/v1/chats/${visitor.id}/timeline`);
    assert.equal(items.filter(({ text }) => text === "Written in a tunnel").length, 1);
    await desk.close();
  });

  stage.story("two tabs are in step, and both are told when the session is ended elsewhere", async () => {
    const { shop, ana, desk } = await stand(stage);
    const visitor = await visitorOf(stage, shop, "In both, please");
    await ana.take();
    await desk.go(`chats/${visitor.id}`);
    const other = await desk.tab(`chats/${visitor.id}`);
    await desk.entry("In both, please").waitFor();
    await other.entry("In both, please").waitFor();
    await desk.say("From the first tab");
    await other.entry("From the first tab").waitFor();
    await other.say("From the second tab");
    await desk.entry("From the second tab").waitFor();
    const { items } = await ana.call("GET", "/v1/sessions");
    const own = items.find(({ current, ended_at, device_name }) => !current && !ended_at && device_name.startsWith("Chrome"));
    await ana.call("DELETE", `/v1/sessions/${own.id}`);
    for (const tab of [desk, other]) await tab.page.locator(".sign-in").waitFor();
    // The event tells by whom, the closing socket only that it ended; whichever came first is shown.
    for (const tab of [desk, other]) await tab.page.getByText(/session (was|has) ended/).waitFor();
    desk.unharmed();
    other.unharmed();
    await desk.close();
  });

  stage.story("a chat is accepted, answered and closed by keyboard alone", async () => {
    const { shop, desk } = await stand(stage, { routing_mode: "offer" });
    await visitorOf(stage, shop, "No mouse today");
    const { page } = desk;
    await page.getByRole("button", { name: "Accept" }).waitFor();
    const reach = async (role, name) => {
      for (let step = 0; step < 80; step += 1) {
        await page.keyboard.press("Tab");
        const here = await page.evaluate(() => {
          const now = document.activeElement;
          return { name: now?.getAttribute("aria-label") ?? now?.textContent?.trim() ?? "", tag: now?.tagName, role: now?.getAttribute("role") };
        });
        if (here.name === name && (here.role ?? { BUTTON: "button", TEXTAREA: "textbox", A: "link" }[here.tag]) === role) return;
      }
      assert.fail(`${role} "${name}" is not reached by Tab`);
    };
    await reach("button", "Accept");
    await page.keyboard.press("Enter");
    await desk.entry("No mouse today").waitFor();
    await reach("textbox", "Reply");
    await page.keyboard.type("None needed");
    await page.keyboard.press("Enter");
    await desk.entry("None needed").waitFor();
    await page.keyboard.press("Shift+Tab");
    await page.evaluate(() => document.activeElement.blur());
    await reach("button", "Actions");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Close chat" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor();
    await page.keyboard.press("Escape");
    await until("the dialog is gone", async () => (await page.locator("dialog").count()) === 0);
    desk.unharmed();
    await desk.close();
  });

  for (const [way, options] of Object.entries({
    "light on a desk": { colorScheme: "light" },
    "dark on a phone": { colorScheme: "dark", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  })) {
    stage.story(`no violation on any screen, ${way}`, async () => {
      const { shop, ana, desk } = await stand(stage, {}, options);
      await shop.admin.call("POST", "/v1/tags", { name: "VIP" });
      const visitor = await visitorOf(stage, shop, "Look at https://shop.example/");
      await ana.take();
      await ana.say(visitor.id, "Looking **now**");
      await ana.call("POST", `/v1/chats/${visitor.id}/whispers`, { client_id: uuid7(), text: "He asked before" });
      await ana.call("POST", `/v1/chats/${visitor.id}/notes`, { client_id: uuid7(), text: "Later" });
      await visitorOf(stage, shop, "I wait");
      for (const place of ["", "chats", `chats/${visitor.id}`, "directs", "search?q=asked", "visitors", "contacts", "tickets", "contact", "board", "reports", "profile"]) {
        await desk.go(place);
        await desk.page.locator(".shell").waitFor();
        await until(`${place} is there`, async () => (await desk.page.locator(".spinner.large").count()) === 0);
        if (place.startsWith("chats/")) await desk.entry("He asked before").waitFor();
        await desk.accessible(`${place || "home"}, ${way}`);
      }
      desk.unharmed();
      await desk.close();
    });
  }

  stage.story(`${PAYLOADS.length} hostile strings in names and messages run nowhere in the console`, async () => {
    const { shop, ana, desk } = await stand(stage, { pre_chat_fields: [{ key: "name", label: "Your name", kind: "name", required: true }] });
    const hits = [];
    await desk.context.exposeBinding("hit", (source) => hits.push(source.page.url()));
    const letters = (text, most) => [...text].slice(0, most).join("");
    const visitor = await visitorOf(stage, shop, "<script>hit()</script>", { name: letters("<img src=x onerror=hit()>", 80) });
    await ana.take();
    await desk.go(`chats/${visitor.id}`);
    await desk.entry("<script>hit()</script>").waitFor();
    for (const payload of PAYLOADS) await visitor.say(letters(payload, 2_000)).catch(() => {});
    await visitor.say("that was all");
    await desk.entry("that was all").waitFor();
    for (const place of ["", "chats", "search?q=hit", "board", `chats/${visitor.id}`]) {
      await desk.go(place);
      await until(`${place} is there`, async () => (await desk.page.locator(".spinner.large").count()) === 0);
      const wrong = await desk.page.evaluate(() => {
        const found = [];
        for (const element of document.querySelectorAll("body *")) {
          if (["OBJECT", "EMBED", "VIDEO", "AUDIO", "MARQUEE", "BASE", "TEMPLATE", "STYLE", "IFRAME", "SCRIPT"].includes(element.tagName)) found.push(element.outerHTML.slice(0, 100));
          for (const { name, value } of element.attributes) {
            if (/^on/i.test(name)) found.push(`${element.tagName} ${name}`);
            if (/^(href|src|action|formaction)$/i.test(name) && !/^(https?:|blob:|\/|#|mailto:|tel:)/.test(value)) found.push(`${element.tagName} ${name}=${value}`);
          }
        }
        return found;
      });
      assert.deepEqual(wrong, [], place);
    }
    assert.deepEqual(hits, []);
    desk.unharmed();
    await desk.close();
  });
}
