// People, their devices and their ways in, in a real browser: by themselves in their profile, and by an admin.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

import { until } from "../deadline.mjs";
import { Desk } from "../desk.mjs";
import { Google } from "../google.mjs";
import { IdentityProvider } from "../oidc.mjs";
import { png } from "../picture.mjs";
import { PASSWORD } from "../server.mjs";
import { earlierTotp, totp } from "../totp.mjs";

const ADMIN = "Alba Admin";

/** A receiver of webhooks that keeps what it is given. */
async function receiver() {
  const posts = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += part));
    request.on("end", () => {
      posts.push({ id: request.headers["webhook-id"], body: JSON.parse(text) });
      response.writeHead(200, { "content-type": "text/plain" }).end("taken, thank you");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It keeps nobody waiting when a story fails before its end.
  server.unref();
  return { posts, url: `http://127.0.0.1:${server.address().port}/events` };
}

/** Types organization, e-mail and password into the page that is open. */
async function typeSignIn(page, shop, email, password) {
  await page.getByLabel("Organization").fill(shop.slug);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Sets up a second factor in the form that is open; gives the secret and the recovery codes. */
async function setUp(page) {
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Continue" }).click();
  const picture = page.getByRole("img", { name: /QR code/ });
  await until("the QR code is drawn", () => picture.evaluate((image) => image.complete && image.naturalWidth > 0));
  const secret = await page.getByLabel("Secret", { exact: true }).inputValue();
  await page.getByLabel("Code that the app shows").fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  // Not the alert that is always there, for offers.
  await page.locator(".failure[role=alert]").waitFor();
  await page.getByLabel("Code that the app shows").fill(earlierTotp(secret));
  await page.getByRole("button", { name: "Confirm" }).click();
  const codes = page.locator(".recovery-codes li");
  await codes.first().waitFor();
  assert.equal(await codes.count(), 10);
  const listed = await codes.allInnerTexts();
  await page.getByRole("button", { name: "I have kept them" }).click();
  return { secret, codes: listed };
}

const ready = (desk) => until("it is fetched", async () => (await desk.page.locator(".spinner.large").count()) === 0);

export default function tell(stage) {
  stage.story("an admin adds an agent, who sets up a second factor that the next sign-in asks for, and a picture", async () => {
    const shop = await stage.organization();
    const admin = await Desk.signIn(stage, shop, ADMIN);
    await admin.go("admin/agents");
    await admin.page.getByRole("button", { name: "Add an agent" }).click();
    const dialog = admin.page.locator("dialog");
    await dialog.getByLabel("Name").fill("Bea Braga");
    await dialog.getByLabel("E-mail").fill(`bea.braga@${shop.slug}.example`);
    await dialog.getByLabel("First password").fill("short");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("The password needs at least 10 characters.").waitFor();
    await dialog.getByLabel("First password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Save" }).click();
    await admin.page.getByRole("heading", { name: "Bea Braga" }).waitFor();

    const bea = await Desk.signIn(stage, shop, "Bea Braga");
    await bea.go("profile/security");
    await bea.page.getByRole("button", { name: "Set up" }).click();
    const { secret, codes } = await setUp(bea.page);
    await bea.page.getByText("10 recovery codes are left.").waitFor();
    await bea.page.getByRole("tab", { name: "You" }).click();
    await bea.page.locator("input[type=file]").setInputFiles({ name: "bea.png", mimeType: "image/png", buffer: png(200, 200) });
    await bea.page.locator(".picture .avatar img").waitFor();
    // A colleague's screen hears of it.
    await admin.go("admin/agents");
    await admin.page.locator("tr").filter({ hasText: "Bea Braga" }).locator(".avatar img").waitFor();
    const details = bea.page.getByRole("region", { name: "Details" });
    await details.getByLabel("Status").fill("At lunch until 13 h");
    await details.getByRole("button", { name: "Save" }).click();
    await admin.go("");
    await admin.page.locator(".team").getByText("At lunch until 13 h").waitFor();
    await admin.go("admin/agents");
    await bea.page.getByRole("button", { name: "Remove the picture" }).click();
    await until("the initials are back", async () => (await bea.page.locator(".picture .avatar").innerText()) === "BB");

    const signInAgain = async (code) => {
      await bea.page.getByRole("button", { name: "Sign out" }).click();
      await typeSignIn(bea.page, shop, `bea.braga@${shop.slug}.example`, PASSWORD);
      await bea.page.getByLabel("Code").fill(code);
      await bea.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await bea.page.locator(".shell").waitFor();
      await bea.go("profile/security");
    };
    await signInAgain(totp(secret));
    await signInAgain(codes[0]);
    await bea.page.getByText("9 recovery codes are left.").waitFor();

    // Phone and codes are lost: the admin takes the second factor away.
    await admin.page.getByRole("button", { name: "Bea Braga" }).click();
    await admin.page.getByRole("button", { name: "Reset the second factor" }).click();
    await admin.page.locator("dialog").getByRole("button", { name: "Reset the second factor" }).click();
    await admin.page.getByText("The second factor is gone.").waitFor();
    await bea.page.reload();
    await bea.page.getByRole("button", { name: "Set up" }).waitFor();
    admin.unharmed();
    bea.unharmed();
    await admin.close();
    await bea.close();
  });

  stage.story("a changed password ends the other session, and a wrong one is said at once", async () => {
    const shop = await stage.organization();
    await shop.agent("Ana");
    const [here, there] = [await Desk.signIn(stage, shop, "Ana"), await Desk.signIn(stage, shop, "Ana")];
    await here.go("profile/security");
    const section = here.page.getByRole("region", { name: "Change the password" });
    const change = async (old, next, again = next) => {
      await section.getByLabel("Password so far").fill(old);
      await section.getByLabel("New password", { exact: true }).fill(next);
      await section.getByLabel("New password again").fill(again);
      await section.getByRole("button").click();
    };
    await change(PASSWORD, "a longer horse battery", "another horse battery");
    await section.getByText("The two are not alike.").waitFor();
    await change("not this one at all", "a longer horse battery");
    await section.getByText("The password is wrong.").waitFor();
    await change(PASSWORD, "a longer horse battery");
    await here.page.getByText("The password is changed").waitFor();
    await there.page.locator(".sign-in").waitFor();
    // The event tells why, the closing socket only that it ended; whichever came first is shown.
    await there.page.getByText(/password was changed|session has ended/).waitFor();
    await typeSignIn(there.page, shop, `ana@${shop.slug}.example`, "a longer horse battery");
    await there.page.locator(".shell").waitFor();
    here.unharmed();
    await here.close();
    await there.close();
  });

  stage.story("an admin sees everybody's devices and ends a session, which is signed out within seconds", async () => {
    const shop = await stage.organization();
    await shop.agent("Ana");
    const admin = await Desk.signIn(stage, shop, ADMIN);
    const ana = await Desk.signIn(stage, shop, "Ana", { userAgent: "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36" });
    const tab = await ana.tab("chats");
    await tab.page.locator(".shell").waitFor();
    await admin.go("admin/devices");
    await admin.page.getByLabel("Agent").selectOption({ label: "Ana" });
    const device = admin.page.locator("tr").filter({ hasText: "Chrome · Android" });
    await device.getByText("Browser").waitFor();
    await device.getByText("not registered").waitFor();
    await device.getByText("127.0.0.1").waitFor();
    await device.getByRole("button", { name: "Chrome · Android" }).click();
    await admin.page.locator("dialog").getByText("connected now").waitFor();
    await admin.accessible("a device");
    await admin.page.locator("dialog").getByRole("button", { name: "Close" }).click();
    await admin.page.getByRole("tab", { name: "Sessions" }).click();
    await admin.page.getByRole("button", { name: "End the session on Chrome · Android" }).click();
    const began = Date.now();
    for (const page of [ana.page, tab.page]) await page.locator(".sign-in").waitFor();
    // The server has a second for it; the rest is for two pages that draw on a busy machine. Without it, the pages would stay until a token ends.
    assert.ok(Date.now() - began < 20_000, `it took ${Date.now() - began} ms`);
    await admin.page.getByLabel("Show ended ones, too").check();
    await admin.page.getByText("ended by an admin").first().waitFor();
    admin.unharmed();
    await admin.close();
    await ana.close();
  });

  stage.story("an organization that requires a second factor leads everybody to set one up first", async () => {
    const shop = await stage.organization();
    await shop.agent("Ana");
    const ana = await Desk.signIn(stage, shop, "Ana");
    await shop.admin.call("PATCH", "/v1/organization", { second_factor_required: true });
    await ana.page.reload();
    await ana.page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
    await ana.accessible("the second factor that is required");
    await setUp(ana.page);
    await ana.page.locator(".shell").waitFor();
    await ana.page.getByText("Hello, Ana").waitFor();
    ana.unharmed();
    await ana.close();
  });

  stage.story("an agent signs in with an account of the organization's own, and who is not known there is told so", async () => {
    const shop = await stage.organization();
    await shop.agent("Ana");
    const provider = await IdentityProvider.start({ sub: "u-1", email: `ana@${shop.slug}.example`, name: "Ana" });
    const strangers = await IdentityProvider.start({ sub: "u-2", email: "zoe@elsewhere.example", name: "Zoe" });
    for (const [name, one] of Object.entries({ "Garden account": provider, Strangers: strangers })) {
      await shop.admin.call("POST", "/v1/identity_providers", { name, issuer: one.issuer, client_id: one.clientId, client_secret: one.clientSecret, active: true });
    }
    const context = await stage.browser.newContext({ locale: "en-GB" });
    const desk = new Desk(await context.newPage(), stage, context);
    stage.shows(desk);
    await desk.go("");
    await desk.page.getByLabel("Organization").fill(shop.slug);
    await desk.page.getByRole("button", { name: "Sign in with Strangers" }).click();
    await desk.page.getByText("nobody here may sign in so", { exact: false }).waitFor();
    await desk.page.getByLabel("Organization").fill(shop.slug);
    await desk.page.getByRole("button", { name: "Sign in with Garden account" }).waitFor();
    await desk.accessible("the ways to sign in");
    await desk.page.getByRole("button", { name: "Sign in with Garden account" }).click();
    await desk.page.getByText("Hello, Ana").waitFor();
    assert.equal(new URL(desk.page.url()).search, "");
    await desk.go("profile/sessions");
    await desk.page.locator("tr").filter({ hasText: "(this one)" }).getByText("provider").waitFor();
    desk.unharmed();
    await desk.close();
  });

  stage.story("what is kept of a person is exported and erased", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", { pre_chat_fields: [{ key: "email", label: "E-mail", kind: "email", required: true }] }, [ana]);
    const visitor = await stage.visitor();
    await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/help`);
    await visitor.chat.getByLabel("E-mail").fill("rita@home.example");
    await visitor.start("My secret order");
    const chatId = await ana.take();
    await ana.close(chatId);
    const admin = await Desk.signIn(stage, shop, ADMIN);
    const dialog = admin.page.locator("dialog");
    await admin.go("admin/person");
    await admin.page.getByLabel("E-mail").fill("rita@home.example");
    await admin.page.getByRole("button", { name: "Export", exact: true }).click();
    await admin.page.getByText(/, 1 chat,/).waitFor();
    const [download] = await Promise.all([admin.page.waitForEvent("download"), admin.page.getByRole("button", { name: "Save as JSON" }).click()]);
    assert.match(await readFile(await download.path(), "utf8"), /My secret order/);
    await admin.page.getByRole("button", { name: "Erase" }).click();
    await admin.accessible("the question before an erasure");
    assert.ok(await dialog.getByRole("button", { name: "Erase" }).isDisabled());
    await dialog.getByLabel(/to erase/).fill("rita@home.example");
    await dialog.getByRole("button", { name: "Erase" }).click();
    await admin.page.getByText("Being erased").waitFor();
    await until("the chat says nothing any more", async () => {
      const { items } = await ana.call("GET", `/v1/chats/${chatId}/timeline`).catch(() => ({ items: [] }));
      return !items.some(({ text }) => text?.includes("My secret order"));
    });
    admin.unharmed();
    await admin.close();
  });

  stage.story("a push app is added, a test push shows the provider's words, and the ledger keeps them", async () => {
    const google = await Google.start();
    const told = await stage.before(google.environment);
    const { server } = told;
    const shop = await server.organization("shop");
    const admin = await Desk.signIn(told, shop, ADMIN);
    await admin.go("admin/push-apps");
    await admin.page.getByRole("button", { name: "Add a push app" }).click();
    const dialog = admin.page.locator("dialog");
    await dialog.getByLabel("Name").fill("Android");
    await dialog.getByLabel("Provider").selectOption({ label: "Google (FCM)" });
    await dialog.getByLabel("Package").fill("example.garden.agents");
    await dialog.getByLabel("Service account (JSON)", { exact: true }).fill("{}");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.locator("input[type=file]").setInputFiles({ name: "key.json", mimeType: "application/json", buffer: Buffer.from(google.serviceAccount) });
    await dialog.getByRole("button", { name: "Save" }).click();
    await admin.page.locator("tr").filter({ hasText: "example.garden.agents" }).waitFor();
    await admin.accessible("push apps");

    const { items } = await shop.admin.call("GET", "/v1/push_apps");
    const ask = async (method, path, body, headers = {}) => {
      const answer = await fetch(server.url + path, { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
      assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
      return answer.json();
    };
    const device = { platform: "android", name: "Alba's phone" };
    const { access_token } = await ask("POST", "/v1/sessions", { organization: shop.slug, email: "alba.admin@shop.example", password: PASSWORD, device });
    await ask("PUT", "/v1/devices/current/push", { push_app_id: items[0].id, token: "a-phone-that-is-gone", app_version: "4.2.0" }, { authorization: `Bearer ${access_token}` });
    await admin.go("admin/devices");
    const phone = admin.page.locator("tr").filter({ hasText: "4.2.0" });
    await phone.getByText("works").waitFor();
    await phone.getByRole("button").click();
    await dialog.getByRole("button", { name: "Send a test push" }).click();
    await dialog.getByText("UNREGISTERED").first().waitFor();
    await dialog.getByRole("link", { name: "Its pushes" }).click();
    const push = admin.page.locator("tr").filter({ hasText: "UNREGISTERED" });
    await push.getByText("Failed").waitFor();
    await push.getByRole("button").click();
    await dialog.getByText("Decided").waitFor();
    await admin.accessible("a push's story");
    await dialog.getByRole("button", { name: "Close" }).click();
    await admin.page.getByLabel("Decision").selectOption({ label: "Sent" });
    await admin.page.getByText("No push matches.").waitFor();
    admin.unharmed();
    await admin.close();
  });

  stage.story("an API key is shown once and opens what it allows; a webhook has a log, a replay and another secret", async () => {
    const shop = await stage.organization();
    const target = await receiver();
    const admin = await Desk.signIn(stage, shop, ADMIN);
    const dialog = admin.page.locator("dialog");
    await admin.go("admin/api-keys");
    await admin.page.getByRole("button", { name: "Add an API key" }).click();
    await dialog.getByLabel("What for").fill("Reports");
    await dialog.getByLabel(/Read agents/).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    const key = await dialog.getByLabel("The API key", { exact: true }).inputValue();
    await admin.accessible("a key that is shown once");
    await dialog.getByRole("button", { name: "Done" }).click();
    const asked = async (path) => (await fetch(stage.server.url + path, { headers: { authorization: `Bearer ${key}` } })).status;
    assert.equal(await asked("/v1/agents"), 200);
    assert.equal(await asked("/v1/queues"), 403);
    await admin.page.getByRole("button", { name: "Revoke: Reports" }).click();
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await admin.page.locator("tr").filter({ hasText: "Reports" }).getByText("revoked").waitFor();
    assert.equal(await asked("/v1/agents"), 401);

    await admin.go("admin/webhooks");
    await admin.page.getByRole("button", { name: "Add a webhook" }).click();
    await dialog.getByLabel("Address").fill("http://203.0.113.9/events");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("Not in the right form.").waitFor();
    await dialog.getByLabel("Address").fill(target.url);
    await dialog.getByRole("button", { name: "Save" }).click();
    const secret = await dialog.getByLabel("The webhook's secret", { exact: true }).inputValue();
    assert.match(secret, /^whsec_/);
    await dialog.getByRole("button", { name: "Done" }).click();
    await admin.page.getByRole("button", { name: target.url, exact: true }).click();
    await admin.page.getByRole("button", { name: "Post a test event" }).click();
    const line = admin.page.locator("tr").filter({ hasText: "webhook.test" });
    await until("the log has the answer", async () => {
      await admin.page.getByRole("button", { name: "Refresh" }).click();
      return (await line.getByText("200 taken, thank you").count()) > 0;
    });
    await line.getByRole("button", { name: "webhook.test", exact: true }).click();
    await dialog.locator("pre").filter({ hasText: "webhook.test" }).waitFor();
    await admin.accessible("a webhook's delivery");
    await dialog.getByRole("button", { name: "Post again" }).click();
    await until("it is posted again under the same id", () => target.posts.filter(({ body }) => body.type === "webhook.test").length === 2);
    assert.equal(new Set(target.posts.filter(({ body }) => body.type === "webhook.test").map(({ id }) => id)).size, 1);
    await dialog.getByRole("button", { name: "Close" }).click();
    await admin.page.getByRole("button", { name: "Rotate the secret" }).click();
    await dialog.getByRole("button", { name: "Rotate the secret" }).click();
    assert.notEqual(await dialog.getByLabel("The webhook's secret", { exact: true }).inputValue(), secret);
    await dialog.getByRole("button", { name: "Done" }).click();
    await admin.page.getByRole("button", { name: "Switch off" }).click();
    await admin.page.getByText("switched off by an admin").waitFor();
    admin.unharmed();
    await admin.close();
  });

  stage.story("the audit log tells who did what, proves itself, and is exported; a permission set hides what it does not allow", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    const admin = await Desk.signIn(stage, shop, ADMIN);
    const dialog = admin.page.locator("dialog");
    const desk = await Desk.signIn(stage, shop, "Ana");
    await desk.page.getByRole("link", { name: "Messages", exact: true }).waitFor();
    await admin.go("admin/profiles");
    await admin.page.getByRole("button", { name: "Add a permission set" }).click();
    await dialog.getByLabel("Name").fill("Trainee");
    await dialog.getByLabel("Maximum of chats").fill("2");
    await dialog.getByLabel("Write to colleagues").uncheck();
    await dialog.getByRole("button", { name: "Save" }).click();
    await admin.page.locator("tr").filter({ hasText: "Trainee" }).waitFor();
    await admin.go(`admin/agents/${ana.id}`);
    await admin.page.getByLabel("Permission set").selectOption({ label: "Trainee" });
    await admin.page.getByRole("region", { name: "Details" }).getByRole("button", { name: "Save" }).click();
    await admin.page.getByText("Saved.").waitFor();
    await desk.page.reload();
    await desk.page.locator(".shell").waitFor();
    await until("the menu has no direct messages", async () => (await desk.page.getByRole("link", { name: "Messages", exact: true }).count()) === 0);

    await admin.go("admin/audit");
    await admin.page.getByLabel("Act", { exact: true }).fill("update_agent");
    const entry = admin.page.locator("tr").filter({ hasText: "update_agent" });
    await entry.filter({ hasText: ADMIN }).waitFor();
    await entry.getByRole("button").click();
    await dialog.getByText("profile_id", { exact: true }).first().waitFor();
    await admin.accessible("an entry of the audit log");
    await dialog.getByRole("button", { name: "Close" }).click();
    await admin.page.getByRole("button", { name: "Check the chain" }).click();
    await admin.page.getByText(/Whole: \d+ entries/).waitFor();
    const [download] = await Promise.all([admin.page.waitForEvent("download"), admin.page.getByRole("button", { name: "Export (JSONL)" }).click()]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n").map((line) => JSON.parse(line));
    assert.ok(lines.length > 2);
    assert.ok(lines.every(({ hash }) => /^[0-9a-f]{64}$/.test(hash)));
    admin.unharmed();
    desk.unharmed();
    await admin.close();
    await desk.close();
  });

  for (const [way, options] of Object.entries({
    "light on a desk": { colorScheme: "light" },
    "dark on a phone of 320 pixels": { colorScheme: "dark", viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
  })) {
    stage.story(`no violation on the account's and the people's screens, ${way}`, async () => {
      const shop = await stage.organization();
      const ana = await shop.agent("Ana Maria Aparecida dos Santos Oliveira");
      await shop.admin.call("POST", "/v1/profiles", { name: "Trainee", permissions: ["whisper"], min_chats: 0, max_chats: 2 });
      await shop.admin.call("POST", "/v1/push_apps", { name: "Browsers", credentials: { provider: "web_push", subject: "mailto:it@shop.example" } });
      await shop.admin.call("POST", "/v1/api_keys", { name: "Reports", scopes: ["agents:read"] });
      await shop.admin.call("POST", "/v1/canned_responses", { shortcut: "hello", text: "Hello {{visitor.name}}" });
      const webhook = await shop.admin.call("POST", "/v1/webhooks", { url: "http://127.0.0.1:9/events" });
      await shop.admin.call("POST", `/v1/devices/${(await shop.admin.call("GET", "/v1/me")).device_id}/test_push`);
      const admin = await Desk.signIn(stage, shop, ADMIN, options);
      const places = ["profile", "profile/security", "profile/notifications", "profile/sessions", "profile/canned", "profile/pushes"];
      places.push(...["agents", `agents/${ana.id}`, "profiles", "devices", "deliveries", "push-apps", "api-keys", "webhooks", `webhooks/${webhook.id}`, "audit", "person"].map((at) => `admin/${at}`));
      for (const place of places) {
        await admin.go(place);
        await admin.page.locator("h1").last().waitFor();
        await ready(admin);
        await admin.accessible(`${place}, ${way}`);
        const [wide, room] = await admin.page.evaluate(() => [Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll(".page")].map(({ scrollWidth }) => scrollWidth)), innerWidth]);
        assert.ok(wide <= room, `${place}, ${way}: ${wide} wide in ${room}`);
      }
      admin.unharmed();
      await admin.close();
    });
  }
}
