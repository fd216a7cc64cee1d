// The visitor's side: each main screen of the widget and the hosted page, in a shop of its own.

import { join } from "node:path";

import { Stage } from "../stage.mjs";
import { drawn } from "./drawn.mjs";

const GARDEN = `<h1>Garden &amp; Co</h1><p>Everything for your garden, delivered tomorrow.</p>`;
const WAYS = [
  { name: "desk-light", colorScheme: "light", viewport: { width: 1100, height: 760 } },
  { name: "desk-dark", colorScheme: "dark", viewport: { width: 1100, height: 760 } },
  { name: "phone-light", colorScheme: "light", viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  { name: "phone-dark", colorScheme: "dark", viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
];
export async function widgetShots(binary, folder) {
  const stage = await Stage.set(binary);
  try {
    for (const { name, ...way } of WAYS) {
      const portuguese = name === "phone-dark";
      const shop = await stage.organization("Garden & Co");
      const ana = await shop.agent("Ana Souza");
      const words = portuguese ? { queue: "Pedidos", notice: "Bem-vindo! Respondemos em poucos minutos.", name: "Seu nome", mail: "E-mail", branch: "Loja", subject: "Entrega", help: "Dúvidas", first: "Oi! Meu pedido ainda não chegou.", answer: "Oi, Rita! Vou verificar agora mesmo.", more: "Saiu para entrega às 9h, chega hoje até as 18h.", photo: "É esta árvore?", yes: "Isso mesmo, obrigada!", invite: "Posso ajudar a escolher?" } : { queue: "Orders", notice: "Welcome! We answer within minutes.", name: "Your name", mail: "E-mail", branch: "Branch", subject: "Delivery", help: "Questions", first: "Hi! My order has not arrived yet.", answer: "Hello Rita, let me look that up for you.", more: "It left at 9 and arrives today before 6 pm.", photo: "Is it this tree?", yes: "That is the one, thank you!", invite: "May I help you to choose?" };
      const look = { color: "#1f6f43", title: "Garden & Co" };
      const queue = await shop.queue("orders", { listed: true, look, entry_notice: words.notice, pre_chat_fields: [{ key: "name", label: words.name, kind: "name", required: true }, { key: "email", label: words.mail, kind: "email", required: false }] }, [ana], words.queue);
      await shop.queue("questions", { listed: true, open: false, look }, [ana], words.help);
      await shop.admin.call("POST", `/v1/queues/${queue.id}/subjects`, { name: words.subject });
      await shop.admin.call("PATCH", "/v1/organization", { transcript_mail: "on_request" });
      const visitor = await stage.visitor({ ...way, locale: portuguese ? "pt-BR" : "en-GB" });
      const shot = (what) => visitor.page.screenshot({ path: join(folder, `${what}-${name}.png`), animations: "disabled" });
      await visitor.openPage(`${stage.server.url}/chat/${shop.slug}`);
      await visitor.chat.locator(".choice").first().waitFor();
      await shot("choice");
      await visitor.openHost(stage.host.page(`/shots-${name}`, { "data-organization": shop.slug, "data-queue": "orders" }, { body: GARDEN, lang: portuguese ? "pt-BR" : "en" }));
      const visit = await (async () => {
        for (;;) {
          const { items } = await ana.call("GET", "/v1/visits");
          const found = items.find(({ url }) => url.includes("/shots-"));
          if (found) return found;
        }
      })();
      const invitation = await shop.admin.call("POST", "/v1/invitations", { name: "Help", text: words.invite, queue_id: queue.id });
      await ana.call("POST", `/v1/visits/${visit.id}/invitation`, { invitation_id: invitation.id });
      await visitor.sees(words.invite);
      await shot("invitation");
      // An emulated phone mistakes where a frame lies once a picture was taken; keys reach it all the same.
      await visitor.chat.locator(".prompt .plain").press("Enter");
      await visitor.chat.locator(".prompt").waitFor({ state: "detached" });
      await visitor.launcher.press("Enter");
      await visitor.chat.locator("header").waitFor();
      await visitor.chat.getByLabel(words.name).fill("Rita Meireles");
      await visitor.chat.locator("select").selectOption({ label: words.subject });
      await shot("form");
      await visitor.start(words.first);
      await visitor.chat.locator(".place .number").waitFor();
      await shot("waiting");
      const chatId = await ana.take();
      await ana.say(chatId, words.answer);
      await ana.say(chatId, words.more);
      await visitor.sees(words.more);
      const image = await ana.upload(chatId, "tree.png", "image/png", await drawn(visitor.page));
      await ana.say(chatId, words.photo, { attachment_ids: [image.id] });
      await visitor.chat.locator(".thumbnail img[src]").waitFor();
      await visitor.say(words.yes);
      await ana.hearsVisitor(chatId, words.yes);
      await ana.read(chatId, 99);
      await visitor.chat.locator(".state.read").first().waitFor();
      ana.types(chatId);
      await visitor.chat.locator(".typing .dots").waitFor();
      await shot("chat");
      await visitor.context.setOffline(true);
      await visitor.say("…");
      await visitor.chat.locator(".unsent").waitFor();
      await shot("offline");
      await visitor.context.setOffline(false);
      await ana.hearsVisitor(chatId, "…");
      await ana.close(chatId);
      await visitor.chat.locator(".rating input").nth(4).focus();
      await visitor.chat.locator(".rating input").nth(4).press("Space");
      await shot("rating");
      await shop.admin.call("PATCH", `/v1/queues/${queue.id}`, { settings: { ...queue.settings, open: false } });
      await visitor.chat.locator(".again").press("Enter");
      await visitor.chat.locator(".entry .primary").waitFor();
      await shot("closed");
      await visitor.chat.locator(".entry .primary").press("Enter");
      await visitor.chat.locator("textarea").waitFor();
      await shot("contact");
      await visitor.context.close();
      console.log(`${name}: done`);
    }
  } finally {
    await stage.strike();
  }
}
