// A day at a shop's live panel, the site: who browses is seen, invited, shown a promotion and led to a page; who waits is
// counted in red; canned responses and articles are at hand; a supervisor takes over.

import assert from "node:assert/strict";

import { until } from "../deadline.mjs";
import { opening } from "./day_shop/opening.mjs";

/** Sends what was written beforehand, or an address, to the visitor of the chosen row. */
async function send(desk, what, fields) {
  await desk.dialog.getByRole("button", { name: what, exact: true }).click();
  const form = desk.dialog.locator("form");
  for (const [label, value] of Object.entries(fields)) {
    const field = form.getByLabel(label);
    if (await field.evaluate((element) => element.tagName === "SELECT")) await field.selectOption(await field.locator("option").filter({ hasText: value }).getAttribute("value"));
    else await field.fill(value);
  }
  await form.getByRole("button", { name: "Enviar" }).click();
  await form.waitFor({ state: "detached" });
}

export default function tell(stage) {
  stage.story("A shop, the site: browsing is seen, an invitation, a promotion and a redirect reach the visitor, a mail takes the chat along", async () => {
    const { shop, mailbox, desks, visitor, promised } = await opening(stage);
    const [gil, hugo] = desks;
    await gil.declare("Pronto");
    // The grid, with the columns that one has chosen, and what can be done with the chosen row.
    await gil.open("Visitantes");
    await gil.page.getByRole("button", { name: "Colunas" }).click();
    await gil.dialog.getByLabel("Título", { exact: true }).check();
    await gil.dialog.getByRole("button", { name: "Salvar" }).click();
    await gil.page.getByRole("columnheader", { name: "Título" }).waitFor();
    const row = gil.page.getByRole("row").filter({ hasText: "/sapatos" });
    await row.filter({ hasText: "Shop /sapatos" }).waitFor();
    await row.getByRole("button").first().click();
    await send(gil, "Convidar", { Convidar: "Ajuda · Vendas" });
    await visitor.sees("Gil convida você para uma conversa");
    await visitor.chat.getByRole("button", { name: "Não, obrigado" }).click();
    await send(gil, "Promoção", { Promoção: "Frete" });
    await visitor.sees("Gil tem algo para você");
    await visitor.sees("Frete grátis hoje");
    await visitor.chat.getByRole("button", { name: "Ver agora" }).click();
    await visitor.page.waitForURL(promised);
    await gil.dialog.locator(".story").getByText("/promocao").first().waitFor();
    const checkout = stage.host.page("/caixa", { "data-organization": shop.slug, "data-queue": "vendas" }, { lang: "pt-BR" });
    await send(gil, "Levar a uma página", { Endereço: checkout, "O que dizer": "O caixa é por aqui" });
    await visitor.sees("O caixa é por aqui");
    await visitor.chat.getByRole("button", { name: "Ir para a página" }).click();
    await visitor.page.waitForURL(checkout);
    await gil.page.keyboard.press("Escape");

    // She asks by herself; the number of who waits is red on "attend next", and the longest waiting comes.
    await visitor.openHost(checkout);
    await visitor.open();
    await visitor.fill({ Nome: "Rita", "E-mail": "rita@mail.example" });
    await visitor.start("Qual o prazo?");
    await gil.open("Início");
    const queue = gil.page.locator(".queue-line").filter({ hasText: "Vendas" });
    await queue.locator(".waiting-number.red").filter({ hasText: "1" }).waitFor();
    await queue.getByRole("button", { name: "Atender próximo" }).click();
    await gil.head.filter({ hasText: "Rita" }).waitFor();
    await gil.page.getByRole("button", { name: "Respostas prontas" }).click();
    await gil.page.getByRole("option", { name: /frete/ }).click();
    await until("the response is filled in", async () => (await gil.field.inputValue()) === "O frete é grátis, Rita.");
    await gil.page.getByRole("button", { name: "Inserir um artigo" }).click();
    await gil.dialog.getByLabel("Buscar na base de conhecimento").fill("entrega");
    await gil.dialog.getByRole("button", { name: "Adicionar" }).first().click();
    await until("the article is inserted", async () => /dois dias úteis/.test(await gil.field.inputValue()));
    await gil.page.getByRole("button", { name: "Ampliar o espaço de digitação" }).click();
    await gil.page.getByRole("button", { name: "Enviar", exact: true }).click();
    await visitor.sees("Entregamos em dois dias úteis.");
    // Two megabytes are the most that a file may have.
    await gil.choose({ name: "filme.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(3 << 20) });
    await gil.sees(/filme\.bin: .*2 MB/);
    await gil.attach({ name: "nota.txt", mimeType: "text/plain", buffer: Buffer.from("nota fiscal") });
    await gil.reply("Segue a nota.");
    await visitor.sees("nota.txt");
    await gil.whisper("@hugo, ela pediu desconto");
    await hugo.open("Início");
    await hugo.page.locator("#home-mentions").waitFor();

    // The supervisor looks on, takes the chat over and ends it; the transcript goes by mail, and the address is blocked.
    await hugo.open("Painel ao vivo");
    await hugo.page.getByRole("link", { name: /Rita nº 1/ }).click();
    await hugo.isPink("ela pediu desconto");
    await hugo.pick("Assumir");
    await visitor.sees("Hugo assumiu a conversa.");
    await hugo.closeChat({ "Resolvido?": "Resolvido" });
    await hugo.pick("Enviar por e-mail");
    const letter = await until("the letter", () => mailbox.letters[0]);
    assert.match(letter, /rita@mail\.example/);
    await hugo.pick("Bloquear o visitante");
    await hugo.dialog.getByLabel("Quem").selectOption({ label: "Quem vem de 127.0.0.1" });
    await hugo.dialog.getByLabel("Motivo").fill("Ofensas");
    await hugo.dialog.getByRole("button", { name: "Bloquear o visitante" }).click();
    await hugo.sees("Bloqueado.");
    await visitor.chat.getByRole("button", { name: "Iniciar novo atendimento" }).click();
    await visitor.fill({ Nome: "Rita" });
    await visitor.chat.getByLabel("Sua mensagem").fill("De novo");
    await visitor.chat.getByRole("button", { name: "Iniciar atendimento" }).click();
    await visitor.sees("Não é possível iniciar um atendimento aqui.");
    for (const one of [...desks, visitor]) one.unharmed();
  });
}
