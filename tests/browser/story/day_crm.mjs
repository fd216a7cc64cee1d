// A day at a CRM's chat: rooms per agent are limited, states have the organization's own words, and a chat opens a ticket
// in three ways.

import assert from "node:assert/strict";

import { Attendant } from "../attendant.mjs";
import { visitorOf } from "../caller.mjs";
import { until } from "../deadline.mjs";

const FIELDS = [{ key: "nome", label: "Nome", kind: "name", required: true }, { key: "correio", label: "E-mail", kind: "email", required: true }];
const WORDS = { waiting: "Em espera", active: "Em atendimento", closed: "Encerrado" };

async function opening(stage) {
  const shop = await stage.organization("IsoCRM");
  const { admin } = shop;
  for (const label of (await admin.call("GET", "/v1/status_labels")).items) if (WORDS[label.state]) await admin.call("PATCH", `/v1/status_labels/${label.id}`, { name: WORDS[label.state] });
  const people = [await shop.hire("Eddy"), await shop.hire("Rita")];
  const look = { title: "Loja CRM", color: "#225588", stylesheet: ".bubble { border-radius: 0; }" };
  await shop.queue("classificacao-1", { agent_chats_most: 1, waiting_most: 1, limit_notice: "Todas as salas estão ocupadas.", entry_notice: "Bem-vindo ao atendimento.", pre_chat_fields: FIELDS, look }, people, "Financeiro");
  await shop.queue("classificacao-2", { open: false, out_of_hours_notice: "Atendemos das 8h às 18h." }, people, "Suporte");
  const desks = await Promise.all(["Eddy", "Rita"].map((name) => Attendant.begin(stage, shop, name)));
  for (const desk of desks) await desk.declare("Pronto");
  return { shop, desks, visitor: await stage.visitor({ locale: "pt-BR" }) };
}

const IVO = { nome: "Ivo Prado", correio: "ivo@cliente.example" };

/** Opens the form for a ticket beside the chat, fills in what it is about, and picks whose it is. */
async function ticket(desk, subject, whose) {
  const tab = await desk.side("Ocorrências");
  await tab.getByRole("button", { name: "Abrir ocorrência" }).click();
  await desk.dialog.getByLabel("Assunto").fill(subject);
  const choice = desk.dialog.getByLabel("Para", { exact: true });
  if (whose) await choice.selectOption(await choice.locator("option").filter({ hasText: whose }).first().getAttribute("value"));
  await desk.dialog.getByRole("button", { name: "Abrir ocorrência" }).click();
}

export default function tell(stage) {
  stage.story("A CRM: one room each, notices, own words for states, tickets for a new, a known and an anonymous customer", async () => {
    const { shop, desks, visitor } = await opening(stage);
    const [eddy, rita] = desks;
    // Out of hours a notice is all there is; the other address is open and greets.
    await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/classificacao-2`);
    await visitor.sees("Atendemos das 8h às 18h.");
    await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/classificacao-1`);
    await visitor.sees("Bem-vindo ao atendimento.");
    await visitor.sees("Loja CRM");
    await visitor.fill({ Nome: IVO.nome, "E-mail": IVO.correio });
    await visitor.start("Bom dia, sobre a minha fatura");
    // The filter of the agent: the state in the organization's word, and the way to take it.
    await eddy.list("Aguardando");
    await eddy.row("Ivo Prado").click();
    await eddy.head.filter({ hasText: "Em espera" }).waitFor();
    await eddy.head.getByRole("button", { name: "Atender" }).click();
    await eddy.head.filter({ hasText: "Em atendimento" }).waitFor();
    await visitor.sees("Eddy entrou na conversa.");
    await eddy.reply("Bom dia, Ivo!");
    await visitor.sees("Bom dia, Ivo!");
    // The stylesheet of the organization's own is at work.
    assert.equal(await visitor.message("Bom dia, Ivo!").locator(".bubble").evaluate((element) => getComputedStyle(element).borderTopLeftRadius), "0px");

    // Each has one room: the second goes to Rita, the third waits, and who comes then reads that it is full.
    const ema = await visitorOf(stage, shop, "Qual o horário?", { nome: "Ema Luz", correio: "ema@cliente.example" }, "classificacao-1");
    await rita.accept("Ema Luz");
    await visitorOf(stage, shop, "Alguém?", { nome: "Lia Reis", correio: "lia@cliente.example" }, "classificacao-1");
    await eddy.list("Aguardando");
    await eddy.row("Lia Reis").click();
    await eddy.head.getByRole("button", { name: "Atender" }).click();
    await eddy.sees("O limite de chats foi atingido.");
    await assert.rejects(visitorOf(stage, shop, "E eu?", { nome: "Noé", correio: "noe@cliente.example" }, "classificacao-1"), /: (4\d\d|503)$/);

    // Nobody with this address is known: a new customer by name and address.
    await eddy.list("Meus");
    await eddy.row("Ivo Prado").click();
    await ticket(eddy, "Fatura errada");
    await eddy.page.locator(".side-scroll .ticket").filter({ hasText: "Fatura errada" }).waitFor();
    // The matter of whoever only asked belongs to nobody, for statistics.
    await ticket(rita, "Horário", "Ninguém em particular");
    await rita.page.locator(".side-scroll .ticket").filter({ hasText: "Horário" }).waitFor();

    // He leaves by himself and comes back: now he is found by his address, and the next matter is given to who he is.
    await visitor.leave();
    await eddy.sees("Este chat está encerrado.");
    await eddy.head.filter({ hasText: "Encerrado" }).waitFor();
    await eddy.list("Aguardando");
    await eddy.row("Lia Reis").click();
    await eddy.head.getByRole("button", { name: "Atender" }).click();
    await eddy.closeChat();
    await visitor.chat.getByRole("button", { name: "Iniciar novo atendimento" }).click();
    await visitor.fill({ Nome: "Ivo", "E-mail": "IVO@cliente.example" });
    await visitor.start("Voltei");
    await eddy.accept("Ivo");
    const contact = await eddy.side("Contato");
    await contact.locator(".candidates").getByText("Ivo Prado").waitFor();
    await ticket(eddy, "Segunda via", "Ivo Prado");
    await eddy.page.locator(".side-scroll .ticket").filter({ hasText: "Segunda via" }).waitFor();

    // Another Ivo with that address would be one too many: it is said before he is added.
    await ticket(eddy, "Cadastro", "Novo contato");
    await eddy.dialog.getByText(/provavelmente já é conhecida/).waitFor();
    await eddy.page.keyboard.press("Escape");

    // The anonymous matter turns out to be Ivo's: its customer is looked for and linked, once.
    await rita.open("Ocorrências");
    await rita.row("Horário").click();
    await rita.page.getByRole("button", { name: "Alterar contato" }).click();
    await rita.dialog.getByLabel("Buscar um contato").fill("Ivo");
    const choice = rita.dialog.getByLabel("Para", { exact: true });
    await choice.locator("option").filter({ hasText: "Ivo Prado" }).waitFor({ state: "attached" });
    await choice.selectOption(await choice.locator("option").filter({ hasText: "Ivo Prado" }).getAttribute("value"));
    await rita.dialog.getByRole("button", { name: "Salvar" }).click();
    await rita.page.locator(".page-head").filter({ hasText: "Horário" }).getByText("Ivo Prado").waitFor();
    await until("it is linked for good", async () => (await rita.page.getByRole("button", { name: "Alterar contato" }).count()) === 0);
    await rita.go(`chats/${ema.id}`);
    await rita.reply("Das oito às dezoito.");
    await rita.closeChat({ "Resolvido?": "Resolvido" });
    for (const one of [...desks, visitor]) one.unharmed();
  });
}
