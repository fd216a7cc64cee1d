// A visitor's whole way through the widget, in a page that is as strict as it can be, with an agent who acts over the API.

import assert from "node:assert/strict";

import { uuid7 } from "../agent.mjs";
import { until } from "../deadline.mjs";
import { png } from "../picture.mjs";

const PNG = png(600, 400);

export default function tell(stage) {
  stage.story("a visitor asks, is answered, sends a picture, is handed on, rates and takes the chat along", async () => {
    const shop = await stage.organization("Garden & Co");
    const ana = await shop.agent("Ana Souza");
    const bruno = await shop.agent("Bruno Lima");
    await shop.queue(
      "sales",
      {
        entry_notice: "We answer within minutes.",
        pre_chat_fields: [
          { key: "name", label: "Your name", kind: "name", required: true },
          { key: "email", label: "E-mail", kind: "email", required: false },
          { key: "phone", label: "Phone", kind: "phone", required: false },
          { key: "ra", label: "Registration number", kind: "external_id", required: false },
          { key: "branch", label: "Branch", kind: "choice", required: true, choices: ["Centre", "North"] },
          { key: "more", label: "Anything else", kind: "text", required: false },
        ],
      },
      [ana, bruno],
      "Sales",
    );
    const queues = await shop.admin.call("GET", "/v1/queues");
    await shop.admin.call("POST", `/v1/queues/${queues.items[0].id}/subjects`, { name: "Delivery" });
    await shop.admin.call("PATCH", "/v1/organization", { consent_text: "I agree that my data are used to answer me." });

    const visitor = await stage.visitor();
    const { chat, page } = visitor;
    await visitor.openHost(stage.host.page("/whole", { "data-organization": shop.slug, "data-queue": "sales" }));
    await page.evaluate(() => {
      window.heard = [];
      for (const name of ["open", "close", "unread", "message"]) window.Pronto.on(name, (value) => window.heard.push([name, value?.from ?? value]));
    });
    await visitor.open();
    await visitor.sees("We answer within minutes.");
    const start = visitor.chat.getByRole("button", { name: "Start chat" });
    await start.click();
    // What is missing is said beside its field, and the first one has the focus.
    assert.equal(await visitor.chat.locator("[aria-invalid]").count(), 4);
    assert.ok(await visitor.chat.getByLabel("Your name").evaluate((field) => field === document.activeElement));
    await visitor.chat.getByLabel("Your name").fill("Rita Meireles");
    await visitor.chat.getByLabel("E-mail").fill("rita@mail");
    await visitor.chat.getByLabel("Phone").fill("+55 11 98888-7777");
    await visitor.chat.getByLabel("Registration number").fill("RA-2041");
    await visitor.chat.getByLabel("Branch").selectOption("North");
    await visitor.chat.getByLabel("What is it about?").selectOption("Delivery");
    await visitor.writeFirst("Where is my parcel?");
    await visitor.chat.getByLabel("I agree that my data").check();
    await start.click();
    await visitor.sees("This does not look like an e-mail address.");
    await visitor.chat.getByLabel("E-mail").fill("rita@mail.example");
    await start.click();

    await visitor.sees("You are next in line.");
    await visitor.message("Where is my parcel?").waitFor();
    const chatId = await ana.take();
    await visitor.sees("Ana Souza joined the conversation.");
    await visitor.sees("You are talking to Ana Souza");
    ana.types(chatId);
    await visitor.sees("Ana Souza is typing…");
    await ana.say(chatId, "Hello Rita, I am looking: https://shop.example/track?id=7");
    await visitor.message("Hello Rita").waitFor();
    assert.equal(await visitor.message("Hello Rita").getByRole("link").getAttribute("href"), "https://shop.example/track?id=7");
    await ana.read(chatId, 99);
    await visitor.chat.locator(".state.read").first().waitFor();

    // Typing the other way.
    await visitor.field.pressSequentially("Than");
    await ana.hear("the visitor's typing", (frame) => frame.type === "typing" && frame.chat_id === chatId);

    // A screenshot is pasted, a file is dropped: both are shown before they are sent.
    await visitor.field.evaluate((field, bytes) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([Uint8Array.from(bytes)], "screenshot.png", { type: "image/png" }));
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, [...PNG]);
    await visitor.chat.locator(".conversation").evaluate((box) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["parcel 7\n"], "parcel.txt", { type: "text/plain" }));
      for (const type of ["dragover", "drop"]) box.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    });
    await visitor.chat.locator(".tray li.ready").nth(1).waitFor();
    await visitor.say("This is what I see");
    const sent = await ana.hearsVisitor(chatId, "This is what I see");
    assert.deepEqual(sent.attachments.map(({ name }) => name).sort(), ["parcel.txt", "screenshot.png"]);
    // Shown small, and in full when asked.
    await visitor.chat.locator(".thumbnail img[src]").waitFor();
    await visitor.chat.getByRole("button", { name: /Open screenshot.png/ }).click();
    const picture = visitor.chat.getByRole("dialog", { name: "screenshot.png" });
    await picture.waitFor();
    await until("the picture", () => picture.getByRole("img").evaluate((image) => image.naturalWidth > 0));
    await picture.getByRole("button", { name: "Close" }).click();
    const bill = await ana.upload(chatId, "bill.pdf", "application/pdf", Buffer.from("%PDF-1.4\n%%EOF\n"));
    await ana.say(chatId, "", { attachment_ids: [bill.id] });
    const download = page.waitForEvent("download");
    await visitor.chat.getByRole("button", { name: /Download bill.pdf/ }).click();
    assert.equal((await download).suggestedFilename(), "bill.pdf");

    // Quote, edit, delete.
    await visitor.message("Hello Rita").getByLabel("What to do with this message").click();
    await visitor.message("Hello Rita").getByRole("button", { name: "Reply" }).click();
    await visitor.say("thsi helps");
    const quoted = await ana.hearsVisitor(chatId, "thsi helps");
    assert.ok(quoted.quoted_id);
    await visitor.message("thsi helps").locator("blockquote", { hasText: "Hello Rita" }).waitFor();
    await visitor.message("thsi helps").getByLabel("What to do with this message").click();
    await visitor.message("thsi helps").getByRole("button", { name: "Edit" }).click();
    await visitor.say("this helps");
    await ana.event("message.edited", ({ text }) => text === "this helps");
    await visitor.message("this helps").getByText("edited").waitFor();
    await visitor.say("never mind");
    await ana.hearsVisitor(chatId, "never mind");
    await visitor.message("never mind").getByLabel("What to do with this message").click();
    await visitor.message("never mind").getByRole("button", { name: "Delete" }).click();
    await visitor.chat.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await visitor.sees("This message was deleted.");
    await ana.event("message.deleted");

    // Put away, an answer is counted and shown beside the button.
    await visitor.launcher.click();
    await ana.say(chatId, "Found it!");
    await page.getByRole("button", { name: "Chat, 1 unread" }).waitFor();
    await visitor.chat.getByRole("button", { name: /Found it!/ }).click();
    await page.getByRole("button", { name: "Chat", exact: true }).waitFor();

    // Handed on.
    await ana.call("POST", `/v1/chats/${chatId}/transfer`, { client_id: uuid7(), agent_id: bruno.id, note: "parcel 7" });
    await visitor.sees("You were transferred to Bruno Lima.");
    await bruno.say(chatId, "Bruno here. It arrives today.");
    await visitor.sees("It arrives today.");
    assert.equal(await visitor.chat.getByText("parcel 7", { exact: true }).count(), 0, "the note is for agents");
    await bruno.close(chatId);
    await visitor.sees("This conversation was closed.");
    await visitor.chat.getByTitle("Good", { exact: true }).click();
    await visitor.chat.getByLabel("Would you like to add something?").fill("Quick!");
    await visitor.chat.getByRole("button", { name: "Send rating" }).click();
    await visitor.sees("Thank you for your rating.");
    const rated = await shop.admin.call("GET", `/v1/chats/${chatId}`);
    assert.deepEqual([rated.chat.rating.score, rated.chat.rating.comment], [4, "Quick!"]);
    const pdf = page.waitForEvent("download");
    await visitor.chat.getByRole("button", { name: "Save as PDF" }).click();
    assert.match((await pdf).suggestedFilename(), /^chat-1\.pdf$/);

    const heard = await page.evaluate(() => window.heard);
    assert.ok(heard.some(([name, value]) => name === "unread" && value === 1), JSON.stringify(heard));
    assert.ok(heard.some(([name, value]) => name === "message" && value === "agent"));
    assert.ok(!JSON.stringify(heard).includes("Found it"), "what is said stays in the frame");
    await visitor.chat.getByRole("button", { name: "Start a new chat" }).click();
    await visitor.chat.getByLabel("Your name").waitFor();
    visitor.unharmed();
  });

  stage.story("a visitor leaves, and the agent is told", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", {}, [ana]);
    const visitor = await stage.visitor({ locale: "pt-BR" });
    await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/help`);
    await visitor.start("Oi");
    const chatId = await ana.take();
    await visitor.sees("Ana entrou na conversa.");
    await visitor.chat.getByRole("button", { name: "Sair" }).click();
    await visitor.chat.getByRole("dialog").getByRole("button", { name: "Sair da conversa" }).click();
    await visitor.sees("Você saiu desta conversa.");
    await ana.event("chat.closed", ({ id }) => id === chatId);
    visitor.unharmed();
  });

  stage.story("in a private window, where frames of other sites are refused their storage, a chat goes on as long as the page", async () => {
    const shop = await stage.organization();
    const ana = await shop.agent("Ana");
    await shop.queue("help", {}, [ana]);
    const visitor = await stage.visitor({ closedDoors: true });
    await visitor.openHost(stage.host.page("/private", { "data-organization": shop.slug, "data-queue": "help" }));
    await visitor.open();
    const refused = await visitor.frame.evaluate(() => {
      try {
        return !window.localStorage;
      } catch {
        return true;
      }
    });
    if (!refused) console.log("this Chromium lets frames keep something in private windows, too");
    await visitor.start("Hello");
    const chatId = await ana.take();
    await ana.say(chatId, "Hello to you");
    await visitor.sees("Hello to you");
    await visitor.say("and to you");
    await ana.hearsVisitor(chatId, "and to you");
    visitor.unharmed();
  });
}
