// A newer version of the console comes while it is open in two tabs.

import assert from "node:assert/strict";

import { until } from "../deadline.mjs";
import { Desk } from "../desk.mjs";
import { Front } from "../front.mjs";

/** What a tab is made of; nothing while it is being loaded. */
const version = (desk) => desk.page.evaluate(() => document.querySelector("meta[name=version]")?.content ?? "first").catch(() => null);
const mark = (desk) => desk.page.evaluate(() => (window.marked = true));
const marked = (desk) => desk.page.evaluate(() => window.marked === true);

export default function tell(stage) {
  stage.story("a newer version waits beside the one in use, and once it is asked for takes over every tab", async () => {
    const front = await Front.start(stage.server.url);
    stage.atEnd(() => front.stop());
    const shop = await stage.organization();
    await shop.agent("Ana");
    const desk = await Desk.signIn({ server: front, browser: stage.browser, shows: (one) => stage.shows(one) }, shop, "Ana");
    await mark(desk);
    await until("a worker leads the tab", () => desk.page.evaluate(() => !!navigator.serviceWorker.controller));
    const other = await desk.tab("directs");
    await other.page.locator(".shell").waitFor();

    front.version = "2";
    await desk.page.evaluate(() => navigator.serviceWorker.getRegistration("/console/").then((held) => held.update()));
    const button = desk.page.getByRole("button", { name: "Load it" });
    await button.waitFor();
    assert.ok(await marked(desk), "neither the first worker nor one that waits reloads a tab");
    await other.page.reload();
    await other.page.locator(".shell").waitFor();
    assert.equal(await version(other), "first", "what is in use is whole until the newer version is asked for");

    await mark(other);
    await button.click();
    for (const tab of [desk, other]) {
      await until("the tab is of the newer version", async () => (await version(tab)) === "2");
      await tab.page.locator(".shell").waitFor();
      assert.ok(!(await marked(tab)));
    }
    // They were loaded once, and stay.
    for (const tab of [desk, other]) await mark(tab);
    const names = () => desk.page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("pronto-console")));
    await until("only its files are kept", async () => (await names()).join() === "pronto-console-2");
    for (const tab of [desk, other]) assert.ok(await marked(tab));
    desk.unharmed();
    other.unharmed();
    await desk.close();
  });
}
