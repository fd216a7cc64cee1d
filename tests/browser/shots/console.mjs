// The console: each main screen as the people of the demo's school see it.

import { join } from "node:path";

import { Agent, uuid7 } from "../agent.mjs";
import { launch } from "../chromium.mjs";
import { DEADLINE_MS, until } from "../deadline.mjs";
import { Demo } from "./demo.mjs";
import { drawn } from "./drawn.mjs";
import { Guests } from "./guests.mjs";

const ORGANIZATION = "horizonte";
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const DESK = { viewport: { width: 1280, height: 800 } };
const WAYS = [
  { name: "desk-light", colorScheme: "light", ...DESK },
  { name: "desk-dark", colorScheme: "dark", ...DESK },
  { name: "phone-light", colorScheme: "light", ...PHONE },
  { name: "phone-dark", colorScheme: "dark", ...PHONE },
];

/** Whose screen, where it is, and what is done there before the picture. */
const SCREENS = [
  { name: "home", who: "ana", at: "" },
  { name: "conversations", who: "ana", at: "chats" },
  { name: "chat", who: "ana", at: ({ chat }) => `chats/${chat}` },
  { name: "transfer", who: "ana", at: ({ chat }) => `chats/${chat}`, act: (page) => page.locator(".chat-head").getByRole("button", { name: "Transferir" }).click() },
  { name: "close", who: "ana", at: ({ chat }) => `chats/${chat}`, act: closeDialog },
  { name: "side", who: "ana", at: ({ chat }) => `chats/${chat}`, act: showSide },
  { name: "messages", who: "ana", at: "directs", act: firstRow },
  { name: "search", who: "ana", at: "search?q=boleto" },
  { name: "visitors", who: "ana", at: "visitors" },
  { name: "tickets", who: "ana", at: "tickets", act: firstRow },
  { name: "contacts", who: "ana", at: "contacts", act: firstRow },
  { name: "contact-form", who: "ana", at: "contact", act: firstRow },
  { name: "profile", who: "ana", at: "profile" },
  { name: "board", who: "marcos", at: "board" },
  { name: "reports", who: "marcos", at: "reports", act: twoWeeks },
  { name: "administration", who: "helena", at: "admin" },
  { name: "administration-register", who: "helena", at: "admin/tags" },
];

export async function consoleShots(binary, folder) {
  const demo = await Demo.start(binary);
  const browser = await launch();
  try {
    const guests = new Guests(demo.url, ORGANIZATION);
    const ana = await Agent.signIn({ url: demo.url }, ORGANIZATION, `ana@${ORGANIZATION}.example`, demo.password);
    await ana.ready();
    const carla = await Agent.signIn({ url: demo.url }, ORGANIZATION, `carla@${ORGANIZATION}.example`, demo.password);
    await carla.ready();
    const chat = await talk(guests, ana, browser);
    await guests.browse();
    const kept = new Map();
    for (const { name: way, ...options } of WAYS) {
      const context = await browser.newContext({ locale: "pt-BR", timezoneId: "America/Sao_Paulo", reducedMotion: "reduce", ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(DEADLINE_MS);
      const shot = (what) => page.screenshot({ path: join(folder, `${what}-${way}.png`), animations: "disabled" });
      await page.goto(`${demo.url}/console/`);
      await page.locator(".sign-in").waitFor();
      await shot("sign-in");
      await context.close();
      for (const who of ["ana", "marcos", "helena"]) {
        const own = await browser.newContext({ locale: "pt-BR", timezoneId: "America/Sao_Paulo", reducedMotion: "reduce", storageState: kept.get(`${who} ${way}`), ...options });
        const screen = await own.newPage();
        screen.setDefaultTimeout(DEADLINE_MS);
        await enter(screen, demo, who);
        await guests.call();
        for (const { name, at, act } of SCREENS.filter((one) => one.who === who)) {
          if (name === "visitors") await guests.browse();
          await screen.goto(`${demo.url}/console/${typeof at === "function" ? at({ chat }) : at}`);
          await settled(screen);
          if (act) await act(screen, options);
          await settled(screen);
          await screen.screenshot({ path: join(folder, `${name}-${way}.png`), animations: "disabled" });
        }
        await own.close();
      }
      console.log(`${way}: done`);
    }
    for (const one of [ana, carla]) one.hangUp();
  } finally {
    await browser.close();
    await demo.stop();
  }
}

async function enter(page, demo, who) {
  await page.goto(`${demo.url}/console/`);
  await page.getByLabel("Organização").fill(ORGANIZATION);
  await page.getByLabel("E-mail").fill(`${who}@${ORGANIZATION}.example`);
  await page.getByLabel("Senha", { exact: true }).fill(demo.password);
  await page.getByRole("button", { name: "Entrar" }).click();
  await page.locator(".shell").waitFor();
}

/** Nothing is on its way any more. */
async function settled(page) {
  await page.locator(".shell").waitFor();
  await page.waitForLoadState("networkidle");
  await until("the screen", async () => (await page.locator(".spinner, .skeleton").count()) === 0);
}

async function closeDialog(page) {
  await page.locator(".chat-head").getByRole("button", { name: "Ações" }).click();
  await page.getByRole("menuitem", { name: "Encerrar chat" }).click();
  await page.locator("dialog[open] form").waitFor();
}

async function showSide(page, { isMobile }) {
  if (isMobile) await page.locator(".chat-head").getByRole("button", { name: "Detalhes" }).click();
  await page.getByRole("complementary").getByRole("tab", { name: "Distribuição" }).click();
}

/** Opens the first of a list, beside it or in its place. */
async function firstRow(page) {
  const row = page.locator(".side-list .row").first();
  await row.waitFor();
  await row.click();
  await page.locator(".side-list .row[aria-current=true]").first().waitFor({ state: "attached" });
}

async function twoWeeks(page) {
  const day = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("De", { exact: true }).fill(day(13));
  await page.locator(".table tbody tr").nth(12).waitFor();
}

/** A chat of today, with all that agents write in one. */
async function talk(guests, ana, browser) {
  const guest = await guests.enters("vendas", { nome: "Cecília Duarte", email: "cecilia.duarte@example.com", telefone: "+5511987654321" }, "Bom dia! Ainda há vaga no 6º ano da manhã?");
  const offer = await ana.event("offer.made", ({ chat_id }) => chat_id === guest.id);
  await ana.call("POST", `/v1/offers/${offer.id}/accept`);
  await ana.say(guest.id, "Bom dia, Cecília! Há sim, duas vagas. Posso marcar uma visita?");
  await guest.say("Pode! Minha filha vem da escola Monteiro Lobato.");
  await ana.call("POST", `/v1/chats/${guest.id}/whispers`, { client_id: uuid7(), text: "@bruno, ainda temos a bolsa para irmãos?" });
  const page = await browser.newPage();
  const picture = await ana.upload(guest.id, "patio.png", "image/png", await drawn(page));
  await page.close();
  await ana.say(guest.id, "Este é o nosso pátio. A visita pode ser **quinta às 10h**: https://horizonte.example/visita", { attachment_ids: [picture.id] });
  await guest.say("Perfeito, até quinta!");
  await ana.call("POST", `/v1/chats/${guest.id}/notes`, { client_id: uuid7(), text: "Tem um filho no 2º ano; perguntar pelo desconto." });
  await guest.read(99);
  return guest.id;
}
