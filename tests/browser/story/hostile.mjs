// Two hundred hostile strings in whatever a visitor may write, and in whatever is written for visitors: text stays text.

import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";

import { until } from "../deadline.mjs";
import { Mailbox } from "../mailbox.mjs";
import { PAYLOADS } from "../payload.mjs";
import { uuid7 } from "../agent.mjs";

const letters = (text, most) => [...text].slice(0, most).join("");
/** Controls and odd spaces are taken out by the server; nothing may be left of some. */
const written = (text) => text.normalize("NFC").replace(/[\p{C}\p{Z}\s]+/gu, "");

/** Notes whatever runs, in every frame. */
async function guarded(stage) {
  const visitor = await stage.visitor();
  const hits = [];
  await visitor.context.exposeBinding("hit", (source) => hits.push(source.frame.url()));
  return { visitor, hits };
}

/** Nothing of a string became an element, an address or a listener. */
async function harmless(frame, what) {
  const found = await frame.evaluate(() => {
    const wrong = [];
    for (const element of document.querySelectorAll("*")) {
      if (["IFRAME", "OBJECT", "EMBED", "VIDEO", "AUDIO", "MARQUEE", "BASE", "TEMPLATE", "MATH", "math", "KEYGEN", "FRAMESET", "STYLE"].includes(element.tagName)) wrong.push(element.outerHTML.slice(0, 100));
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) wrong.push(`${element.tagName} ${name}=${value}`);
        if (/^(href|src|action|formaction|xlink:href)$/i.test(name) && !/^(https?:|blob:|\/)/.test(value)) wrong.push(`${element.tagName} ${name}=${value}`);
      }
    }
    return wrong;
  });
  assert.deepEqual(found, [], what);
}

/** What a PDF file holds when its streams are unpacked. */
function insideOf(pdf) {
  let text = pdf.toString("latin1");
  for (const found of text.matchAll(/stream\r?\n/g)) {
    try {
      text += inflateSync(pdf.subarray(found.index + found[0].length)).toString("latin1");
    } catch {
      // A picture or a font that is packed otherwise.
    }
  }
  return text;
}

export default function tell(stage) {
  stage.story(`${PAYLOADS.length} hostile strings as messages, names, answers, files, quotes, drafts and ratings run nowhere: widget, mail, PDF`, async () => {
    assert.ok(PAYLOADS.length >= 200);
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", { pre_chat_fields: [{ key: "name", label: "Your name", kind: "name", required: true }, { key: "email", label: "E-mail", kind: "email", required: true }, { key: "more", label: "More", kind: "text", required: false }] }, [ana]);
    const mailbox = await Mailbox.start();
    try {
      await shop.admin.call("POST", "/v1/mail_accounts", { host: "127.0.0.1", port: mailbox.port, security: "none", from_address: "chat@shop.example" });
      await shop.admin.call("PATCH", "/v1/organization", { transcript_mail: "on_request" });
      const { visitor, hits } = await guarded(stage);
      await visitor.openHost(stage.host.page("/hostile", { "data-organization": shop.slug, "data-queue": "help" }));
      await visitor.open();
      await visitor.chat.getByLabel("Your name").fill("<img src=x onerror=hit()> Rita");
      await visitor.chat.getByLabel("E-mail").fill("rita@mail.example");
      await visitor.chat.getByLabel("More").fill("<script>hit()</script>");
      await visitor.start("<svg onload=hit()>");
      const chatId = await ana.take();
      // Through the field, each as a message; now and then as a quote of the one before.
      for (const payload of PAYLOADS) {
        await visitor.field.fill(payload);
        await visitor.field.press("Enter");
      }
      const last = PAYLOADS.at(-1);
      await ana.hearsVisitor(chatId, last);
      await until("everything sent", async () => (await visitor.chat.locator(".unsent").count()) === 0);
      const shown = await visitor.chat.locator(".message.own .text").allTextContents();
      const all = new Set(shown.map(written));
      const missing = PAYLOADS.filter((payload) => written(payload) && !all.has(written(payload)));
      assert.deepEqual(missing, [], "what was written is shown as it was written");
      // As names of files, and from an agent.
      const names = PAYLOADS.slice(0, 80);
      for (let at = 0; at < names.length; at += 10) {
        const files = await Promise.all(names.slice(at, at + 10).map((name) => ana.upload(chatId, name, "text/plain", Buffer.from("x"))));
        await ana.say(chatId, PAYLOADS[at], { attachment_ids: files.map(({ id }) => id) });
      }
      await ana.say(chatId, "the last one");
      await visitor.message("the last one").waitFor();
      await visitor.message("the last one").getByLabel("What to do with this message").click();
      await visitor.message("the last one").getByRole("button", { name: "Reply" }).click();
      await visitor.field.fill("<details open ontoggle=hit()>");
      await harmless(visitor.frame, "the conversation");
      await visitor.page.reload();
      visitor.chat = visitor.page.frameLocator("iframe");
      await visitor.field.waitFor();
      await harmless(visitor.frame, "the conversation after a reload");
      await ana.close(chatId);
      await visitor.chat.getByTitle("Bad", { exact: true }).click();
      await visitor.chat.getByLabel("Would you like to add something?").fill("<img src=x onerror=hit()>");
      await visitor.chat.getByRole("button", { name: "Send rating" }).click();
      await visitor.sees("Thank you for your rating.");
      await visitor.chat.getByRole("button", { name: "Send by e-mail" }).click();
      await visitor.sees("The transcript is on its way");
      await harmless(visitor.frame, "the end");
      const letter = await until("the mail", () => mailbox.letters[0]);
      assert.match(letter, /rita@mail\.example/);
      assert.doesNotMatch(letter, /content-type: *text\/html/i, "nothing of a mail is HTML");
      const pdf = insideOf(await ana.bytes(`/v1/chats/${chatId}/transcript.pdf`));
      assert.doesNotMatch(pdf, /\/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|SubmitForm)\b/, "nothing of a PDF acts");
      assert.doesNotMatch(pdf, /\/URI *\((?!https?:)/, "a PDF leads to the web alone");
      assert.deepEqual(hits, []);
      visitor.unharmed();
    } finally {
      mailbox.stop();
    }
  });

  stage.story("as pages, referrers, contact forms and everything an organization writes for visitors they run nowhere", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    const { visitor, hits } = await guarded(stage);
    // Labels, choices and notices, twenty fields at a time.
    for (let at = 0; at < PAYLOADS.length; at += 20) {
      const some = PAYLOADS.slice(at, at + 20);
      const clean = (text, most) => letters(text.replace(/[\p{C}\u2028\u2029]/gu, " ").trim() || "x", most);
      const fields = some.map((payload, index) => ({ key: `f${index}`, label: clean(payload, 60), kind: index % 2 ? "text" : "choice", required: false, choices: index % 2 ? [] : [clean(payload, 60), "other"] }));
      const word = `q${at}`;
      const queue = await shop.queue(word, { entry_notice: some.join("\n"), pre_chat_fields: fields, look: { title: clean(some[0], 60) } }, [ana], clean(some[1], 60));
      await shop.admin.call("POST", `/v1/queues/${queue.id}/subjects`, { name: clean(some[2], 60) });
      await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/${word}`);
      await visitor.chat.getByLabel("Your message").waitFor();
      assert.equal(await visitor.chat.locator("form .field").count(), some.length + 2);
      await harmless(visitor.frame, `the form of ${word}`);
    }
    // The contact form and page views, as fast as the API takes them.
    const tokens = await ana.call("POST", "/v1/visitors", { organization: shop.slug });
    const as = async (path, body) => {
      const answer = await fetch(stage.server.url + path, { method: "POST", headers: { authorization: `Bearer ${tokens.token}`, "content-type": "application/json" }, body: JSON.stringify(body) });
      assert.ok(answer.status < 500, `${path}: ${answer.status}`);
    };
    for (const payload of PAYLOADS) {
      await as("/v1/visitor/offline_messages", { client_id: uuid7(), queue: "q0", name: letters(payload, 80), email: "rita@mail.example", subject: letters(payload, 120), text: payload });
      await as("/v1/visitor/page_views", { url: `https://shop.example/${encodeURIComponent(payload)}`, title: letters(payload, 200), referrer: payload });
    }
    // What agents send, beside the button.
    await shop.admin.call("PATCH", "/v1/organization", { redirect_hosts: ["localhost"] });
    const browsing = await guarded(stage);
    await browsing.visitor.openHost(stage.host.page("/hostile-browse", { "data-organization": shop.slug, "data-queue": "q0" }));
    const visit = await until("the visit", async () => (await ana.call("GET", "/v1/visits?limit=100")).items.find(({ url }) => url.includes("/hostile-browse")));
    for (const payload of PAYLOADS.slice(0, 60)) {
      if (!written(payload)) continue;
      await ana.call("POST", `/v1/visits/${visit.id}/redirect`, { url: `http://localhost/${encodeURIComponent(letters(payload, 200))}`, text: letters(payload, 500) });
    }
    await browsing.visitor.sees("Leads to localhost");
    await harmless(browsing.visitor.frame, "what an agent sent");
    assert.deepEqual([...hits, ...browsing.hits], []);
    visitor.unharmed();
    browsing.visitor.unharmed();
  });
}
