// A shop's live panel on its first day, with two who answer and a visitor on its site.

import { Attendant } from "../../attendant.mjs";
import { Mailbox } from "../../mailbox.mjs";

export async function opening(stage) {
  const shop = await stage.organization("Loja");
  const { admin } = shop;
  const mailbox = await Mailbox.start();
  stage.atEnd(() => mailbox.stop());
  await admin.call("POST", "/v1/mail_accounts", { host: "127.0.0.1", port: mailbox.port, security: "none", from_address: "chat@loja.example" });
  await admin.call("PATCH", "/v1/organization", { redirect_hosts: ["localhost"], transcript_mail: "on_request" });
  const people = [await shop.hire("Gil"), await shop.hire("Hugo", { role: "supervisor" })];
  const fields = [{ key: "nome", label: "Nome", kind: "name", required: true }, { key: "email", label: "E-mail", kind: "email", required: false }];
  const sales = await shop.queue("vendas", { routing_mode: "pull", pre_chat_fields: fields }, people, "Vendas");
  await shop.queue("ajuda", { routing_mode: "auto" }, people, "Ajuda");
  await shop.queue("noite", { open: false, out_of_hours_notice: "Voltamos às oito." }, people, "Noite");
  const promised = stage.host.page("/promocao", { "data-organization": shop.slug, "data-queue": "vendas" });
  await admin.call("POST", "/v1/invitations", { name: "Ajuda", text: "Posso ajudar a escolher?", queue_id: sales.id });
  await admin.call("POST", "/v1/promotions", { name: "Frete", text: "Frete grátis hoje", url: promised });
  await admin.call("POST", "/v1/canned_responses", { owner: "organization", shortcut: "/frete", text: "O frete é grátis, {{visitor.name}}." });
  await admin.call("POST", "/v1/articles", { title: "Prazo de entrega", body: "Entregamos em dois dias úteis.", state: "published" });
  const desks = await Promise.all(["Gil", "Hugo"].map((name) => Attendant.begin(stage, shop, name)));
  const visitor = await stage.visitor({ locale: "pt-BR" });
  const page = stage.host.page("/sapatos", { "data-organization": shop.slug, "data-queue": "vendas" }, { lang: "pt-BR" });
  await visitor.openHost(page);
  return { shop, mailbox, desks, visitor, promised };
}
