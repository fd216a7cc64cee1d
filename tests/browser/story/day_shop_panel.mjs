// A day at a shop's live panel, the panel: chats are given in turn and who is next is shown; what is left at night and what
// was done by day is read afterwards.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { visitorOf } from "../caller.mjs";
import { until } from "../deadline.mjs";
import { opening } from "./day_shop/opening.mjs";

export default function tell(stage) {
  stage.story("A shop, the panel: who is next is shown and is who gets it, the night's message is handled, the report is read and saved", async () => {
    const { shop, desks, visitor } = await opening(stage);
    const [gil, hugo] = desks;
    for (const desk of desks) await desk.declare("Pronto");
    await hugo.open("Painel ao vivo");
    const line = hugo.page.getByRole("region", { name: "Fila" }).getByRole("row").filter({ hasText: "Ajuda" });
    const next = line.locator("td").last();
    for (let turn = 0; turn < 2; turn += 1) {
      const name = await until("somebody is next", async () => /Gil|Hugo/.exec(await next.textContent())?.[0]);
      const desk = name === "Gil" ? gil : hugo;
      const asked = await visitorOf(stage, shop, `Pergunta ${turn + 1}`, {}, "ajuda");
      await desk.list("Meus");
      await desk.row(`Visitante nº ${turn + 1}`).click();
      await desk.entry(`Pergunta ${turn + 1}`).waitFor();
      await desk.reply("Já respondo.");
      await desk.closeChat({ "Resolvido?": turn ? "Não resolvido" : "Resolvido" });
      assert.equal(desk.chatId, asked.id);
      await hugo.open("Painel ao vivo");
      await until("the other one is next", async () => !(await next.textContent()).includes(name));
    }
    await hugo.page.locator(".number-card").filter({ hasText: "Encerrados hoje" }).getByText("2", { exact: true }).waitFor();

    // Out of hours the form takes what she wants; it is assigned and handled in the same console.
    await visitor.openHost(stage.host.page(`/noite-${shop.slug}`, { "data-organization": shop.slug, "data-queue": "noite" }, { lang: "pt-BR" }));
    await visitor.open();
    await visitor.sees("Voltamos às oito.");
    await visitor.chat.getByRole("button", { name: "Deixar uma mensagem" }).click();
    await visitor.fill({ "Seu nome": "Rita", Telefone: "+55 11 98888-7777", Assunto: "Troca" });
    await visitor.chat.getByLabel("Mensagem", { exact: true }).fill("Quero trocar o sapato.");
    await visitor.chat.getByRole("button", { name: "Enviar mensagem" }).click();
    await visitor.sees("Obrigado, recebemos sua mensagem.");
    await gil.open("Fale conosco");
    await gil.row("Rita").click();
    await gil.sees("Quero trocar o sapato.");
    await gil.page.getByLabel("Responsável").selectOption({ label: "Gil (você)" });
    await gil.page.getByRole("button", { name: "Marcar como tratada" }).click();
    await gil.dialog.getByLabel("Observação").fill("Liguei para ela.");
    await gil.dialog.getByRole("button", { name: "Marcar como tratada" }).click();
    await gil.sees("Liguei para ela.");

    // Agents among themselves, and what the day was like.
    await gil.direct("Hugo", "Tudo certo com a troca?");
    await hugo.open("Mensagens");
    await hugo.row("Gil").click();
    await hugo.entry("Tudo certo com a troca?").waitFor();
    await hugo.open("Relatórios");
    await hugo.page.getByLabel("Por", { exact: true }).selectOption({ label: "Fila" });
    await hugo.page.getByRole("row").filter({ hasText: "Ajuda" }).getByRole("cell", { name: "2", exact: true }).first().waitFor();
    const saved = await hugo.downloads(() => hugo.page.getByRole("button", { name: "CSV" }).click());
    assert.match(await readFile(await saved.path(), "utf8"), /Ajuda/);
    await hugo.open("Perfil e preferências");
    await hugo.page.getByRole("button", { name: "Sair", exact: true }).click();
    await hugo.page.locator(".sign-in").waitFor();
    await until("Hugo is away", async () => (await shop.admin.call("GET", "/v1/agents")).items.some(({ name, availability }) => name === "Hugo" && availability === "offline"));
    for (const one of [...desks, visitor]) one.unharmed();
  });
}
