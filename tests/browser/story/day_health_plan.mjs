// A day at a health plan: a profile's limits fill the mini-queue, the member's panels stand beside the chat, files go both
// ways, and a member's whole journey is one place.

import assert from "node:assert/strict";

import { Attendant } from "../attendant.mjs";
import { visitorOf } from "../caller.mjs";
import { until } from "../deadline.mjs";

async function opening(stage) {
  const shop = await stage.organization("Plano");
  const { admin } = shop;
  const { permissions } = await admin.call("GET", "/v1/me");
  const profile = await admin.call("POST", "/v1/profiles", { name: "Beneficiários", permissions, min_chats: 1, max_chats: 1 });
  const people = [await shop.hire("Nina", { profile_id: profile.id }), await shop.hire("Otto", { profile_id: profile.id })];
  const statement = stage.host.page(`/extrato-${shop.slug}`, {}, { body: "<h1>Extrato de utilização</h1>", lang: "pt-BR", src: null });
  await admin.call("POST", "/v1/panels", { name: "Extrato", url_template: `${statement}?context={{context}}`, profile_ids: [profile.id] });
  await admin.call("POST", "/v1/panels", { name: "Boletos", url_template: `${statement}?boletos={{context}}`, profile_ids: [profile.id] });
  await admin.call("POST", "/v1/canned_responses", { owner: "organization", shortcut: "/ola", text: "Olá, sou {{agent.first_name}} e vou ajudar." });
  await admin.call("POST", "/v1/custom_fields", { key: "protocolo", label: "Protocolo", kind: "text", required_at_close: true });
  const fields = [{ key: "nome", label: "Nome", kind: "name", required: true }, { key: "carteira", label: "Carteira", kind: "external_id", required: true }];
  const queue = await shop.queue("beneficiarios", { routing_mode: "offer", offer_seconds: 60, pre_chat_fields: fields }, [people[0]], "Beneficiários");
  await shop.queue("autorizacoes", { routing_mode: "offer", offer_seconds: 60 }, [people[1]], "Autorizações");
  await admin.call("POST", `/v1/queues/${queue.id}/subjects`, { name: "Coparticipação" });
  const desks = await Promise.all(["Nina", "Otto"].map((name) => Attendant.begin(stage, shop, name)));
  const visitor = await stage.visitor({ locale: "pt-BR" });
  await visitor.openPage(`${stage.server.url}/chat/${shop.slug}/beneficiarios`);
  return { shop, desks, visitor };
}

export default function tell(stage) {
  stage.story("A health plan: the surplus waits in the mini-queue, panels and files beside the chat, on to another queue, and the journey", async () => {
    const { shop, desks, visitor } = await opening(stage);
    const [nina, otto] = desks;
    await nina.declare("Pronto");
    await visitor.fill({ Nome: "Vera Dias", Carteira: "0099-1", "Qual é o assunto?": "Coparticipação" });
    await visitor.start("Qual o valor da consulta?");
    await nina.offer("Vera Dias").filter({ hasText: "Coparticipação" }).waitFor();
    await nina.accept("Vera Dias");
    await nina.head.filter({ hasText: "Coparticipação" }).waitFor();

    // Her profile takes one at a time: the next member waits, and is seen in her mini-queue.
    await visitorOf(stage, shop, "Meu boleto, por favor", { nome: "Caio Melo", carteira: "0099-2" }, "beneficiarios");
    await nina.list("Aguardando");
    await nina.page.getByRole("region", { name: "Minha mini-fila" }).getByText("Caio Melo").waitFor();
    assert.equal(await nina.offer("Caio Melo").count(), 0);
    await nina.list("Meus");
    await nina.row("Vera Dias").click();

    // Her data, her statement, the shortcuts, and a document.
    const data = await nina.side("Contato");
    await data.getByText("0099-1").waitFor();
    await data.getByRole("button", { name: "Novo contato" }).click();
    await nina.dialog.getByRole("button", { name: "Salvar" }).click();
    await data.getByRole("button", { name: "Desvincular" }).waitFor();
    await nina.side("Painéis");
    await nina.page.frameLocator(".panels iframe").getByText("Extrato de utilização").waitFor();
    await nina.page.getByLabel("Painéis").and(nina.page.locator("select")).selectOption({ label: "Boletos" });
    await until("the other panel", async () => /boletos=ey/.test((await nina.page.locator(".panels iframe").getAttribute("src")) ?? ""));
    await nina.field.fill("/ola");
    await nina.page.getByRole("option", { name: /ola/ }).waitFor();
    await nina.field.press("Enter");
    await until("the response is filled in", async () => (await nina.field.inputValue()).startsWith("Olá, sou Nina"));
    await nina.field.press("Enter");
    await visitor.sees("Olá, sou Nina e vou ajudar.");
    await nina.attach({ name: "declaracao.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n%%EOF\n") });
    await nina.reply("Segue a declaração.");
    await visitor.sees("declaracao.pdf");
    await visitor.choose({ name: "pedido.txt", mimeType: "text/plain", buffer: Buffer.from("pedido médico") });
    await visitor.chat.locator(".tray li.ready").waitFor();
    await visitor.say("Este é o pedido");
    await nina.page.getByRole("button", { name: /pedido\.txt/ }).waitFor();

    // An occurrence of hers, then on to the queue that decides; there is room now, so the next one is offered.
    const tickets = await nina.side("Ocorrências");
    await tickets.getByRole("button", { name: "Abrir ocorrência" }).click();
    await nina.dialog.getByLabel("Assunto").fill("Reembolso da consulta");
    await nina.dialog.getByRole("button", { name: "Abrir ocorrência" }).click();
    await tickets.locator(".ticket").filter({ hasText: "Reembolso da consulta" }).waitFor();
    await otto.declare("Pronto");
    await nina.transferTo("Autorizações", "Falta autorizar.");
    await visitor.sees("Você foi transferido para Autorizações.");
    await nina.accept("Caio Melo");
    await otto.accept("Vera Dias");
    await otto.isPink("Falta autorizar.");
    await otto.reply("Autorizado.");
    await visitor.sees("Autorizado.");

    // The form that the organization wants is filled in at the end, and what is missing is said at its field.
    await otto.pick("Encerrar chat");
    await otto.dialog.getByLabel("Protocolo").waitFor();
    await otto.dialog.getByRole("button", { name: "Encerrar chat" }).click();
    await otto.dialog.locator("[aria-invalid], [role=alert]").first().waitFor();
    await otto.page.keyboard.press("Escape");
    await otto.closeChat({ Protocolo: "2026-77", "Resolvido?": "Resolvido" });
    await visitor.chat.getByTitle("Muito bom", { exact: true }).click();
    await visitor.chat.getByRole("button", { name: "Enviar avaliação" }).click();
    await visitor.sees("Obrigado pela avaliação.");

    // The member's whole journey, and the occurrence with a comment.
    await otto.open("Contatos");
    await otto.page.getByLabel("Busca").fill("0099-1");
    await otto.row("Vera Dias").click();
    await otto.page.locator(".journey").getByText(/nº 1 · Encerrado/).waitFor();
    await otto.page.locator(".journey").getByText(/Reembolso da consulta/).waitFor();
    await otto.open("Ocorrências");
    await otto.row("Reembolso da consulta").click();
    await otto.page.getByRole("textbox", { name: "Comentário" }).fill("Pago em cinco dias.");
    await otto.page.getByRole("button", { name: "Enviar" }).click();
    await otto.page.locator(".comment").getByText("Pago em cinco dias.").waitFor();
    for (const one of [...desks, visitor]) one.unharmed();
  });
}
