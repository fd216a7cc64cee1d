// The administration in a real browser: a queue set up whole, each register opened, filled, changed and emptied, what is refused said
// where it belongs, the widget's configurator, and one register by keyboard alone.

import assert from "node:assert/strict";

import { until } from "../deadline.mjs";
import { Desk } from "../desk.mjs";

const PHONE = { colorScheme: "dark", viewport: { width: 320, height: 700 }, hasTouch: true, isMobile: true };
/** These stories fill in many forms. */
const LONG_MS = 480_000;

/** An admin before the administration. */
class Office {
  static async open(stage, options = {}) {
    const shop = await stage.organization();
    const desk = await Desk.signIn(stage, shop, "Alba Admin", options);
    return new Office(shop, desk);
  }

  constructor(shop, desk) {
    this.shop = shop;
    this.desk = desk;
    this.page = desk.page;
    this.main = desk.page.locator(".admin-main");
    this.dialog = desk.page.locator("dialog");
  }

  async go(place) {
    await this.desk.go(`admin/${place}`);
    await this.page.locator(".admin-main h1").waitFor();
    await this.settled();
  }

  /** Nothing is being fetched any more. */
  settled() {
    return until("the screen is there", async () => (await this.page.locator(".spinner").count()) === 0);
  }

  /** Fills controls by their labels: texts, choices, ticks. */
  async fill(values, within = this.dialog) {
    for (const [label, value] of Object.entries(values)) {
      const control = within.getByLabel(label, { exact: true });
      if (typeof value === "boolean") await control.setChecked(value);
      else if ((await control.evaluate(({ tagName }) => tagName)) === "SELECT") await control.selectOption({ label: value });
      else await control.fill(value);
    }
  }

  /** Presses the button and gives the status of what the server answered. */
  async send(button = "Save", within = this.dialog) {
    const [answer] = await Promise.all([
      this.page.waitForResponse((response) => response.url().includes("/v1/") && response.request().method() !== "GET"),
      within.getByRole("button", { name: button, exact: true }).click(),
    ]);
    return answer.status();
  }

  async accepted(button, within) {
    const status = await this.send(button, within);
    assert.ok(status < 300, `${button ?? "Save"}: ${status}`);
  }

  /** A refusal is shown at the field, which has the focus. */
  async refusedAt(label, within = this.dialog) {
    const control = within.getByLabel(label, { exact: true });
    await until(`${label} is refused`, async () => (await control.getAttribute("aria-invalid")) === "true");
    const told = await control.getAttribute("aria-describedby");
    assert.match(told, /-problem/);
    await until(`${label} has the focus`, () => control.evaluate((element) => element === document.activeElement));
  }

  row(text) {
    return this.page.locator("tbody tr").filter({ hasText: text });
  }

  card(name) {
    return this.page.getByRole("region", { name, exact: true });
  }

  async done() {
    this.desk.unharmed();
    await this.desk.close();
  }
}

/** What each register is given: `fill` in its dialog, `shows` in its table, then `change`, and how it goes. */
const REGISTERS = [
  { at: "subjects", add: "Add a subject", fill: { "What the visitor reads": "Delivery", Queue: "Help" }, shows: "Delivery" },
  { at: "labels", add: "Add a label", fill: { State: "Active", Name: "In talks" }, shows: "In talks", change: { Name: "Talking" }, then: "Talking" },
  { at: "dispositions", add: "Add a disposition", fill: { Name: "Answered", Queue: "Help" }, shows: "Answered", change: { Name: "Sold", "In use": false }, then: "Sold" },
  {
    at: "form",
    add: "Add a field",
    fill: { "What it takes": "A choice", "What agents read": "Branch", Key: "branch", Choices: "North\nSouth", "Needed to close a chat": true },
    shows: "branch",
    change: { "What agents read": "Shop", Choices: "North\nSouth\nWest" },
    then: "Shop",
  },
  { at: "tags", add: "Add a tag", fill: { Name: "VIP" }, shows: "VIP", change: { Name: "Gold", "In use": false }, then: "Gold" },
  { at: "canned", add: "Add a canned response", fill: { Shortcut: "hello", Text: "Hello {{visitor.name}}" }, shows: "Hello {{visitor.name}}", change: { Text: "Good day" }, then: "Good day" },
  { at: "articles", add: "Write an article", fill: { Title: "Opening hours", Text: "At **nine**.", Tags: "hours\nshop" }, shows: "hours, shop", find: "opening", change: { Title: "Hours", State: "Published" }, then: "Published" },
  { at: "invitations", add: "Add an invitation", fill: { "Name, for agents": "Help", "What the visitor reads": "May I help?", "Queue in which the chat starts": "Help" }, shows: "May I help?", change: { "What the visitor reads": "Any question?" }, then: "Any question?" },
  { at: "promotions", add: "Add a promotion", fill: { "Name, for agents": "Spring", "What the visitor reads": "20 % off", "Where it leads": "https://shop.example/spring" }, shows: "20 % off", change: { "What the visitor reads": "30 % off" }, then: "30 % off" },
  { at: "blocks", add: "Block somebody", fill: { "Address or network": "203.0.113.0/24", Reason: "Spam" }, shows: "203.0.113.0/24", go: "Lift", gone: "Lifted" },
  { at: "identity-keys", add: "Add a key", fill: { Name: "Shop", Issuer: "https://shop.example" }, once: "Secret", shows: "https://shop.example" },
  {
    at: "providers",
    add: "Add a provider",
    fill: { "What the button at sign-in says": "Company", "Address (issuer)": "https://id.shop.example", "Client ID": "pronto", "Client secret": "along-enough-secret", "E-mail domains that are let in": "shop.example" },
    once: "Callback URL",
    shows: "https://id.shop.example",
    change: { "What the button at sign-in says": "Company account" },
    then: "Company account",
  },
  { at: "mail", add: "Add a mail account", fill: { "From address": "chat@shop.example", "Mail server (SMTP)": "127.0.0.1", Port: "2525", Security: "None" }, shows: "127.0.0.1:2525", find: "chat@shop", change: { Port: "2526" }, then: "127.0.0.1:2526" },
  {
    at: "whatsapp",
    add: "Add a number",
    fill: { Number: "+551140041234", "Phone number ID": "106540352242922", "WhatsApp Business Account ID": "102290129340398", "Access token": "EAAJ0123456789", "App secret": "0123456789abcdef0123456789abcdef", "Verify token": "a-word-of-ours" },
    once: "Callback URL",
    shows: "106540352242922",
    change: { "Takes and sends messages": false },
    then: "No",
  },
  { at: "panels", add: "Add a panel", fill: { Name: "Orders", Address: "https://shop.example/orders?of={{context}}" }, once: "Secret that signs the context (HS256)", shows: "https://shop.example/orders", change: { Name: "Invoices" }, then: "Invoices" },
];

const PLACES = [...REGISTERS.map(({ at }) => at), "queues", "parameters", "widget"];
const SIDES = ["general", "routing", "hours", "form", "notices", "look", "members", "subjects", "records"];

export default function tell(stage) {
  stage.story(
    "an admin sets up a queue whole on the screen, and a visitor meets it so",
    async () => {
      const office = await Office.open(stage);
      const { shop, page, desk } = office;
      const ana = await shop.agent("Ana Souza");
      await office.go("queues");
      await page.getByRole("button", { name: "Add a queue" }).click();
      await office.fill({ Name: "Sales", "Word in addresses": "Not a slug!", "How chats are given out": "Offer: one agent after the other is asked" });
      assert.equal(await office.send(), 422);
      await office.refusedAt("Word in addresses");
      await office.fill({ "Word in addresses": "sales" });
      await office.accepted();
      await page.getByRole("heading", { name: "Sales", level: 1 }).waitFor();

      const side = async (name) => {
        await page.getByRole("tab", { name, exact: true }).click();
        await office.settled();
      };
      const general = office.card("General");
      await office.fill({ Name: "Sales desk", "Visitors who pick a queue see it": true, "Visitors may leave a message when nobody is there": false }, general);
      await office.accepted("Save", general);
      await page.getByRole("heading", { name: "Sales desk", level: 1 }).waitFor();

      await side("Routing and limits");
      const given = office.card("How chats are given out");
      await office.fill({ "An offer stands for (seconds)": "700" }, given);
      assert.equal(await office.send("Save", given), 422);
      await office.refusedAt("An offer stands for (seconds)", given);
      await office.fill({ "An offer stands for (seconds)": "60", "How chats are given out": "Broadcast: every ready agent is called, the first one gets it" }, given);
      await office.accepted("Save", given);
      const limits = office.card("Limits");
      await office.fill({ "Active chats per agent": "many" }, limits);
      await limits.getByRole("button", { name: "Save" }).click();
      await office.refusedAt("Active chats per agent", limits);
      await office.fill({ "Active chats per agent": "4", "Active chats of the whole queue": "40", "Chats that may wait": "20" }, limits);
      await office.accepted("Save", limits);
      const silence = office.card("Silence");
      await office.fill({ "Agent silent: back to the queue after (minutes)": "15", "Visitor silent: warned after (minutes)": "10" }, silence);
      await office.fill({ "Closed as abandoned after the warning (minutes)": "7" }, silence);
      await office.accepted("Save", silence);

      await side("Hours");
      const hours = office.card("Hours");
      await office.fill({ "Always open": false }, hours);
      await office.fill({ "Time zone": "Mars/Olympus", "Monday, from": "19:00" }, hours);
      assert.equal(await office.send("Save", hours), 422);
      await office.refusedAt("Time zone", hours);
      await office.fill({ "Time zone": "America/Sao_Paulo", "Monday, from": "00:00", "Monday, to": "00:00" }, hours);
      await hours.getByRole("button", { name: "Monday’s hours to Friday" }).click();
      for (const day of ["Saturday", "Sunday"]) {
        await hours.getByRole("button", { name: `Add hours: ${day}` }).click();
        await office.fill({ [`${day}, from`]: "00:00", [`${day}, to`]: "00:00" }, hours);
      }
      await hours.getByRole("button", { name: "Add a holiday" }).click();
      await office.fill({ Date: "2031-12-25", Name: "Christmas" }, hours);
      await office.accepted("Save", hours);

      await side("Form");
      const form = office.card("What is asked before a chat");
      for (const [label, kind, required] of [["Branch", "A choice", false], ["Your name", "Name", true]]) {
        await form.getByRole("button", { name: "Add a field" }).click();
        const field = form.getByRole("group").last();
        await office.fill({ "What the visitor reads": label, "What it takes": kind, Required: required }, field);
        if (kind === "A choice") {
          // Without choices it is refused, at its own field.
          assert.equal(await office.send("Save", form), 422);
          await office.refusedAt("Choices, one a line", form);
          await office.fill({ "Choices, one a line": "North\nSouth" }, field);
        }
      }
      await form.getByRole("button", { name: "Move up: Your name" }).click();
      await office.accepted("Save", form);

      await side("Notices");
      const notices = office.card("Notices");
      await office.fill({ "When entering": "Welcome to sales." }, notices);
      await office.accepted("Save", notices);

      await side("Look");
      const look = office.card("Look");
      await office.fill({ Colour: "green" }, look);
      assert.equal(await office.send("Save", look), 422);
      await office.refusedAt("Colour", look);
      await office.fill({ Colour: "#1f6f43", "Name at the top": "Garden & Co", "Corner of the widget": "Left", Stylesheet: "header { letter-spacing: 1px; }" }, look);
      await office.accepted("Save", look);

      await side("Members");
      await page.getByRole("button", { name: "Add a member" }).click();
      await office.fill({ Agent: "Ana Souza", "Active chats at most": "3" });
      await office.accepted();
      await office.row("Ana Souza").getByText("3").waitFor();

      await side("Subjects");
      await page.getByRole("button", { name: "Add a subject" }).click();
      await office.fill({ "What the visitor reads": "Delivery" });
      await office.accepted();
      await office.row("Delivery").waitFor();

      await side("Mail and retention");
      const kept = office.card("How long things are kept");
      await office.fill({ "Closed chats are erased after (days)": "90" }, kept);
      await office.accepted("Save", kept);

      for (const name of SIDES) {
        const [, , , queues, id] = new URL(page.url()).pathname.split("/");
        await office.go(`${queues}/${id}/${name}`);
        await desk.accessible(`the queue's ${name}`);
      }
      const { items } = await shop.admin.call("GET", "/v1/queues");
      const { settings, slug, name } = items[0];
      assert.deepEqual([slug, name], ["sales", "Sales desk"]);
      const every = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((weekday) => ({ weekday, from: "00:00", to: "24:00" }));
      const by = (week) => Object.fromEntries(week.map((span) => [span.weekday, span]));
      assert.deepEqual(by(settings.hours.week), by(every));
      assert.deepEqual(settings.hours.holidays, [{ date: "2031-12-25", name: "Christmas", hours: [] }]);
      assert.equal(settings.hours.time_zone, "America/Sao_Paulo");
      assert.deepEqual(settings.pre_chat_fields.map(({ key, kind, required, choices }) => ({ key, kind, required, choices: choices ?? [] })), [
        { key: "your_name", kind: "name", required: true, choices: [] },
        { key: "branch", kind: "choice", required: false, choices: ["North", "South"] },
      ]);
      const { routing_mode, offer_seconds, agent_chats_most, chats_most, waiting_most, agent_silence_minutes, visitor_silence_minutes, abandon_minutes, retention_days, listed, contact_form } = settings;
      assert.deepEqual(
        { routing_mode, offer_seconds, agent_chats_most, chats_most, waiting_most, agent_silence_minutes, visitor_silence_minutes, abandon_minutes, retention_days, listed, contact_form },
        { routing_mode: "broadcast", offer_seconds: 60, agent_chats_most: 4, chats_most: 40, waiting_most: 20, agent_silence_minutes: 15, visitor_silence_minutes: 10, abandon_minutes: 7, retention_days: 90, listed: true, contact_form: false },
      );
      assert.deepEqual({ ...settings.look }, { color: "#1f6f43", position: "left", stylesheet: "header { letter-spacing: 1px; }", title: "Garden & Co" });

      const visitor = await stage.visitor();
      await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/sales`);
      await visitor.chat.getByLabel("Your name").fill("Rita");
      await visitor.sees("Welcome to sales.");
      await visitor.chat.getByLabel("What is it about?").selectOption({ label: "Delivery" });
      await visitor.start("Do you deliver?");
      await ana.take();
      await office.done();
    },
    LONG_MS,
  );

  stage.story(
    "each register takes an entry, shows it, changes it and lets it go",
    async () => {
      const office = await Office.open(stage);
      const { shop, page, main, dialog, desk } = office;
      await shop.queue("help", {}, [], "Help");
      await shop.admin.call("PATCH", "/v1/organization", { redirect_hosts: ["shop.example"] });
      for (const { at, add, fill, shows, find = shows, once, change, then, go = "Delete", gone } of REGISTERS) {
        await office.go(at);
        await main.getByRole("button", { name: add }).click();
        await desk.accessible(`${at}, its dialog`);
        await office.fill(fill);
        await office.accepted();
        if (once) {
          assert.ok((await dialog.getByLabel(once, { exact: true }).inputValue()).length > 8, `${at}: ${once} is told`);
          await dialog.getByRole("button", { name: "Done" }).click();
        }
        const row = office.row(shows);
        const search = main.getByLabel("Search", { exact: true });
        await row.waitFor();
        await search.fill(find.toUpperCase());
        await row.waitFor();
        await search.fill("nothing like this");
        await row.waitFor({ state: "detached" });
        await search.fill("");
        await row.waitFor();
        await desk.accessible(`${at}, with an entry`);
        if (change) {
          await row.locator(".cell-link").click();
          await office.fill(change);
          await office.accepted();
        }
        const last = then ? office.row(then) : row;
        await last.first().waitFor();
        await last.first().getByRole("button", { name: new RegExp(`^${go}: `) }).click();
        await office.accepted(go);
        if (gone) await office.row(gone).waitFor();
        else await last.first().waitFor({ state: "detached" });
      }
      await office.done();
    },
    LONG_MS,
  );

  stage.story("what is refused is said where it belongs: labels, hosts, panels, networks, doubles", async () => {
    const office = await Office.open(stage);
    const { shop, page, dialog } = office;
    const { items: labels } = await shop.admin.call("GET", "/v1/status_labels");
    const only = labels.filter(({ state, active }) => state === "waiting" && active);
    assert.equal(only.length, 1);
    await office.go("labels");
    await office.row(only[0].name).locator(".cell-link").click();
    await office.fill({ "In use": false });
    assert.equal(await office.send(), 409);
    await dialog.getByText("Each state needs an active label.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await office.row(only[0].name).getByRole("button", { name: /^Delete: / }).click();
    assert.equal(await office.send("Delete"), 409);
    await dialog.getByText("Each state needs an active label.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();

    // A second one may go before it, and then the first may leave.
    await page.getByRole("button", { name: "Add a label" }).click();
    await office.fill({ State: "Waiting", Name: "On hold" });
    await office.accepted();
    await page.getByRole("button", { name: "Move up: On hold" }).click();
    await until("it stands first", async () => {
      const { items } = await shop.admin.call("GET", "/v1/status_labels");
      return items.filter(({ state }) => state === "waiting")[0].name === "On hold";
    });

    await office.go("promotions");
    await page.getByRole("button", { name: "Add a promotion" }).click();
    await office.fill({ "Name, for agents": "Spring", "What the visitor reads": "20 % off", "Where it leads": "https://elsewhere.example/" });
    assert.equal(await office.send(), 422);
    await office.refusedAt("Where it leads");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    const hosts = office.card("Allowed hosts");
    await office.fill({ Hosts: "not a host" }, hosts);
    assert.equal(await office.send("Save", hosts), 422);
    await office.refusedAt("Hosts", hosts);
    await office.fill({ Hosts: "elsewhere.example\n*.shop.example" }, hosts);
    await office.accepted("Save", hosts);
    await page.getByRole("button", { name: "Add a promotion" }).click();
    await office.fill({ "Name, for agents": "Spring", "What the visitor reads": "20 % off", "Where it leads": "https://elsewhere.example/" });
    await office.accepted();
    await office.row("Spring").waitFor();

    await office.go("panels");
    await page.getByRole("button", { name: "Add a panel" }).click();
    await office.fill({ Name: "Orders", Address: "http://shop.example/" });
    assert.equal(await office.send(), 422);
    await office.refusedAt("Address");

    await office.go("blocks");
    await page.getByRole("button", { name: "Block somebody" }).click();
    await office.fill({ "Address or network": "everybody", Reason: "Spam" });
    assert.equal(await office.send(), 422);
    await office.refusedAt("Address or network");

    await office.go("tags");
    for (const expected of [201, 409]) {
      await page.getByRole("button", { name: "Add a tag" }).click();
      await office.fill({ Name: "VIP" });
      assert.equal(await office.send(), expected);
      if (expected === 201) await office.row("VIP").waitFor();
      else await office.refusedAt("Name");
    }

    await office.go("parameters");
    const chats = office.card("Chats");
    await office.fill({ "Messages may be edited or deleted for (minutes)": "1,5", "A disposition is needed to close a chat": true, "Largest attachment (MB)": "3" }, chats);
    assert.equal(await office.send("Save", chats), 422);
    await office.refusedAt("Largest attachment (MB)", chats);
    await office.fill({ "Largest attachment (MB)": "1" }, chats);
    await office.accepted("Save", chats);
    const { settings } = await shop.admin.call("GET", "/v1/organization");
    const { edit_window_seconds, disposition_required, attachment_limit_bytes } = settings;
    assert.deepEqual({ edit_window_seconds, disposition_required, attachment_limit_bytes }, { edit_window_seconds: 90, disposition_required: true, attachment_limit_bytes: 1_048_576 });
    await office.done();
  });

  stage.story("the widget's configurator shows the real widget and writes the tag for it", async () => {
    const office = await Office.open(stage);
    const { shop, page, desk } = office;
    await shop.queue("help", {}, [], "Help");
    await office.go("widget");
    await office.fill({ Queue: "Help", Colour: "#7a1f6f", Corner: "Left", Language: "Português (Brasil)" }, office.main);
    const plain = page.getByRole("textbox", { name: "For your page", exact: true });
    const attributes = `data-organization="${shop.slug}" data-queue="help" data-color="#7a1f6f" data-position="left" data-locale="pt-BR"`;
    assert.equal(await plain.inputValue(), `<script src="${stage.server.url}/widget.js" ${attributes} async></script>`);
    const pinned = await (await fetch(`${stage.server.url}/widget.json`)).json();
    assert.equal(
      await page.getByLabel("Pinned, with its hash", { exact: true }).inputValue(),
      `<script src="${pinned.src}" integrity="${pinned.integrity}" crossorigin="anonymous" ${attributes} async></script>`,
    );
    assert.equal(await page.getByLabel("Link to the chat page", { exact: true }).inputValue(), `${stage.server.url}/chat/${shop.slug}/help`);
    const site = page.frameLocator(".preview iframe");
    const launcher = site.getByRole("button", { name: "Atendimento" });
    // The frame is made anew after each choice.
    const color = () => launcher.evaluate((button) => getComputedStyle(button).backgroundColor, null, { timeout: 5_000 }).catch(() => null);
    await until("the colour is the chosen one", async () => (await color()) === "rgb(122, 31, 111)");
    // It is fixed to the frame's lower corner, and nothing inside the frame brings that into view.
    await page.locator(".preview iframe").evaluate((frame) => frame.scrollIntoView({ block: "end" }));
    await launcher.click();
    await site.frameLocator("iframe").getByRole("heading", { name: "Help" }).waitFor();
    await desk.accessible("the configurator");

    // The tag works on a page elsewhere as it was copied.
    const visitor = await stage.visitor();
    const given = Object.fromEntries([...(await plain.inputValue()).matchAll(/(data-[a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    await visitor.openHost(stage.host.page("/configured", given));
    await visitor.launcher.waitFor();
    await office.done();
  });

  stage.story("a tag is added, taken out of use and deleted by keyboard alone", async () => {
    const office = await Office.open(stage);
    const { page, dialog } = office;
    await office.go("tags");
    const reach = async (name) => {
      for (let step = 0; step < 80; step += 1) {
        await page.keyboard.press("Tab");
        const here = await page.evaluate(() => {
          const now = document.activeElement;
          return now?.getAttribute("aria-label") ?? now?.labels?.[0]?.textContent ?? now?.textContent?.trim() ?? "";
        });
        if (here === name) return;
      }
      assert.fail(`"${name}" is not reached by Tab`);
    };
    await reach("Add a tag");
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await reach("Name");
    await page.keyboard.type("VIP");
    await page.keyboard.press("Enter");
    await office.row("VIP").waitFor();
    await reach("VIP");
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await reach("In use");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await office.row("VIP").getByText("No", { exact: true }).waitFor();
    await reach("Delete: VIP");
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    await reach("Delete");
    await page.keyboard.press("Enter");
    await office.row("VIP").waitFor({ state: "detached" });
    await until("the focus is not lost", () => page.evaluate(() => document.activeElement?.tagName === "H1"));
    await office.done();
  });

  stage.story(
    "the administration is whole and without a violation on a small dark phone",
    async () => {
      const office = await Office.open(stage, PHONE);
      const { shop, page, desk } = office;
      const queue = await shop.queue("help", { pre_chat_fields: [{ key: "name", label: "Your name", kind: "name", required: true }] }, [shop.admin], "Help");
      await desk.go("admin");
      await page.getByRole("link", { name: "Queues" }).waitFor();
      await desk.accessible("the menu");
      for (const place of [...PLACES, ...SIDES.map((side) => `queues/${queue.id}/${side}`)]) {
        await office.go(place);
        await desk.accessible(place);
        const beyond = await page.evaluate(() => {
          const main = document.querySelector(".admin-main");
          return main.scrollWidth > main.clientWidth || document.documentElement.scrollWidth > innerWidth;
        });
        assert.ok(!beyond, `${place} is wider than the phone`);
      }
      await office.done();
    },
    LONG_MS,
  );
}
