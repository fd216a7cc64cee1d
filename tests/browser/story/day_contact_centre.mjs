// A day at a contact centre: one analyst at a time is offered the chat and may decline it, only who is available is given one, and a
// reason is told at the end.

import assert from "node:assert/strict";

import { Attendant } from "../attendant.mjs";
import { until } from "../deadline.mjs";

async function opening(stage) {
  const shop = await stage.organization("Central");
  await shop.admin.call("PATCH", "/v1/organization", { disposition_required: true });
  await shop.admin.call("POST", "/v1/dispositions", { name: "Segunda via" });
  await shop.admin.call("POST", "/v1/canned_responses", { owner: "organization", shortcut: "/bomdia", text: "Bom dia, {{visitor.first_name}}! Em que posso ajudar?" });
  const people = [];
  for (const name of ["Ana", "Bruno", "Carla", "Davi", "Elis", "Fred", "Guto"]) people.push(await shop.hire(name));
  const fields = [{ key: "nome", label: "Nome", kind: "name", required: true }, { key: "fone", label: "Telefone", kind: "phone", required: true }];
  const queue = await shop.queue("atendimento", { routing_mode: "offer", offer_seconds: 60, pre_chat_fields: fields }, people, "Atendimento");
  await shop.admin.call("POST", `/v1/queues/${queue.id}/subjects`, { name: "Boletos" });
  const desks = await Promise.all(["Ana", "Bruno"].map((name) => Attendant.begin(stage, shop, name)));
  const visitor = await stage.visitor({ locale: "pt-BR" });
  await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/atendimento`);
  return { shop, desks, visitor };
}

export default function tell(stage) {
  stage.story("A contact centre: declined and offered to the next, transferred to who is available, closed with a reason, kept as PDF", async () => {
    const { desks, visitor } = await opening(stage);
    const [ana, bruno] = desks;
    // From "not ready" to "ready"; only then is a chat offered.
    await bruno.declare("Não pronto");
    await ana.declare("Pronto");
    await visitor.fill({ Nome: "Rita Meireles", Telefone: "+55 11 98888-7777", "Qual é o assunto?": "Boletos" });
    await visitor.start("Preciso da segunda via do boleto");
    // Where it comes from with the phone number, the queue, the subject, how long it waits, and how long is left to answer.
    const card = ana.offer("Rita Meireles");
    await card.filter({ hasText: /Site · \+55 ?11 ?98888-?7777/ }).filter({ hasText: /Atendimento · Boletos · aguarda há \d+ s/ }).waitFor();
    const left = async () => Number(await card.getByRole("timer").textContent());
    const before = await left();
    await until("the time runs down", async () => (await left()) < before);
    await bruno.declare("Pronto");
    await card.getByRole("button", { name: "Recusar" }).click();
    await bruno.accept("Rita Meireles");
    await until("the first is called no more", async () => (await ana.offer("Rita Meireles").count()) === 0);
    // Home has given way to the conversations; both stand in the menu, always.
    for (const place of [/Início$/, /Conversas$/]) await bruno.page.getByRole("navigation").getByRole("link", { name: place }).waitFor();
    await bruno.page.getByRole("link", { name: /Conversas$/ }).and(bruno.page.locator("[aria-current=page]")).waitFor();
    const routing = await bruno.side("Distribuição");
    await routing.getByText("Recusado").waitFor();

    // The visitor's lines stand at the left, one's own at the right; who said it stands above each.
    const first = bruno.entry("Preciso da segunda via");
    await first.and(bruno.page.locator(".theirs")).getByText("Rita Meireles").waitFor();
    await bruno.field.fill("/bom");
    await bruno.page.getByRole("option", { name: /bomdia/ }).waitFor();
    await bruno.field.press("Enter");
    await until("the response is filled in", async () => (await bruno.field.inputValue()) === "Bom dia, Rita! Em que posso ajudar?");
    await bruno.field.press("Enter");
    await visitor.sees("Bom dia, Rita! Em que posso ajudar?");
    await bruno.entry("Bom dia, Rita!").and(bruno.page.locator(".ours")).getByText("Bruno").waitFor();
    await bruno.note("Cliente desde 2019, contrato antigo.");
    await bruno.page.locator(".note:not(.unsent)").filter({ hasText: "contrato antigo" }).waitFor();
    // A dot tells of what came while one looked elsewhere.
    await bruno.open("Início");
    await visitor.say("É o boleto de novembro");
    await bruno.page.locator(".card .row.unread").filter({ hasText: "Rita Meireles" }).click();
    await bruno.entry("É o boleto de novembro").waitFor();
    const details = await bruno.side("Contato");
    for (const fact of ["Atendimento", "Boletos", "Site", "Bruno (responsável)"]) await details.getByText(fact, { exact: true }).first().waitFor();

    // Who is red or grey cannot be chosen; who turns ready meanwhile can, found by name.
    await ana.declare("Não pronto");
    await bruno.head.getByRole("button", { name: "Transferir" }).click();
    const target = (name) => bruno.dialog.locator(".target").filter({ hasText: name });
    await target("Ana").filter({ hasText: "não pronto" }).waitFor();
    await target("Carla").filter({ hasText: "desconectado" }).waitFor();
    for (const name of ["Ana", "Carla"]) assert.ok(await target(name).getByRole("radio").isDisabled(), name);
    assert.ok(await bruno.dialog.getByRole("button", { name: "Transferir" }).isDisabled());
    await bruno.dialog.getByLabel("Buscar pelo nome").fill("ana");
    await target("Carla").waitFor({ state: "detached" });
    await ana.declare("Pronto");
    await until("Ana can be chosen", () => target("Ana").getByRole("radio").isEnabled());
    await target("Ana").click();
    await bruno.dialog.getByLabel("Nota para quem continua").fill("Só falta o boleto.");
    await bruno.dialog.getByRole("button", { name: "Transferir" }).click();
    await visitor.sees("Você foi transferido para Ana.");
    await ana.list("Meus");
    await ana.row("Rita Meireles").click();
    await ana.isPink("Só falta o boleto.");
    await ana.attach({ name: "boleto.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
    await ana.reply("Aqui está o boleto.");
    await visitor.sees("boleto.pdf");

    // Without the reason it does not close.
    await ana.pick("Encerrar chat");
    await ana.dialog.getByRole("button", { name: "Encerrar chat" }).click();
    await ana.dialog.getByRole("alert").waitFor();
    await ana.page.keyboard.press("Escape");
    await ana.closeChat({ Desfecho: "Segunda via", "Resolvido?": "Resolvido" });
    await visitor.sees("Esta conversa foi encerrada.");
    const pdf = await ana.downloads(() => ana.pick("Abrir como PDF"));
    assert.match(pdf.suggestedFilename(), /^pronto-1\.pdf$/);
    for (const one of [...desks, visitor]) one.unharmed();
  });
}
