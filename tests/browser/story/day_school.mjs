// A day at a school network's internal support: everybody is called and the first wins, anybody joins later, agents
// whisper and write to each other, and all of history is open to all.

import assert from "node:assert/strict";

import { Attendant } from "../attendant.mjs";
import { until } from "../deadline.mjs";
import { png } from "../picture.mjs";

const FIELDS = [
  { key: "nome", label: "Nome", kind: "name", required: true },
  { key: "email", label: "E-mail", kind: "email", required: true },
  { key: "ra", label: "RA", kind: "external_id", required: true },
  { key: "filial", label: "Filial", kind: "choice", required: true, choices: ["Centro", "Norte"] },
];
const JOAO = { Nome: "João Araújo", "E-mail": "joao@escola.example", RA: "20231045", Filial: "Norte" };

async function opening(stage) {
  const shop = await stage.organization("Escola");
  const [ana, bia] = [await shop.hire("Ana"), await shop.hire("Bia")];
  await shop.queue("suporte", { pre_chat_fields: FIELDS, listed: true }, [ana, bia], "Suporte de TI");
  await shop.queue("pessoal", { listed: true }, [ana], "Recursos Humanos");
  const desks = await Promise.all(["Ana", "Bia"].map((name) => Attendant.begin(stage, shop, name)));
  for (const desk of desks) await desk.declare("Pronto");
  const visitor = await stage.visitor({ locale: "pt-BR" });
  await visitor.openPage(`${stage.server.url}/chat/${shop.slug}`);
  return { shop, desks, visitor };
}

/** Both reach for it; gives who got it and who did not. */
async function race([ana, bia], text) {
  for (const desk of [ana, bia]) await desk.offer(text).waitFor();
  await Promise.all([ana, bia].map((desk) => desk.offer(text).getByRole("button", { name: "Aceitar" }).click({ noWaitAfter: true }).catch(() => {})));
  const first = await until("somebody has it", async () => {
    for (const desk of [ana, bia]) if (desk.chatId) return desk;
  });
  const second = first === ana ? bia : ana;
  await until("the other one is called no more", async () => (await second.offer(text).count()) === 0);
  assert.equal(second.chatId, undefined, "the chat went to one alone");
  return [first, second];
}

export default function tell(stage) {
  stage.story("A school: the first of all who are called has it, a colleague joins, whispers are pink, history is found", async () => {
    const { desks, visitor } = await opening(stage);
    // The colleague picks the kind of service and fills in who he is; what is missing is said.
    await visitor.chat.getByRole("button", { name: /Suporte de TI/ }).click();
    await visitor.chat.getByRole("button", { name: "Iniciar atendimento" }).click();
    await visitor.sees("Preencha este campo.");
    await visitor.fill(JOAO);
    await visitor.start("A impressora não imprime");
    const [first, second] = await race(desks, "João Araújo");
    const name = first === desks[0] ? "Ana" : "Bia";
    await first.entry("A impressora não imprime").waitFor();
    await first.reply("Oi, João! Pode mandar um print?");
    await visitor.sees("Pode mandar um print?");
    await visitor.choose({ name: "print.png", mimeType: "image/png", buffer: png(600, 400) });
    await visitor.chat.locator(".tray li.ready").waitFor();
    await visitor.say("Segue o print: https://suporte.escola.example/erro");
    await first.page.getByRole("button", { name: "Ampliar a imagem: print.png" }).waitFor();
    assert.equal(await first.entry("Segue o print").getByRole("link").getAttribute("href"), "https://suporte.escola.example/erro");

    // Whoever wants to enters later; there is no limit of agents in a chat.
    await second.list("De outros");
    await second.row("João Araújo").click();
    await second.head.getByRole("button", { name: "Entrar" }).click();
    await first.whisper("É aquela do segundo andar?");
    await Promise.all([first.isPink("segundo andar"), second.isPink("segundo andar")]);
    await second.reply("Trocamos o toner, pode testar.");
    await visitor.sees("Trocamos o toner");
    assert.equal(await visitor.chat.getByText("segundo andar").count(), 0, "a whisper is for agents");

    // A direct message stands out until it is read, and opens into a talk of the two.
    await first.direct(second === desks[0] ? "Ana" : "Bia", "Pode passar lá depois?");
    const directs = second.page.getByRole("navigation").getByRole("link", { name: /Mensagens$/ });
    await directs.locator(".count").filter({ hasText: "1" }).waitFor();
    await second.open("Mensagens");
    await second.row(name).click();
    await second.entry("Pode passar lá depois?").waitFor();
    await second.field.fill("Passo às três.");
    await second.field.press("Enter");
    await first.entry("Passo às três.").waitFor();

    // He becomes a contact with all that he typed; then the chat ends.
    await second.list("Meus");
    await second.row("João Araújo").click();
    const contact = await second.side("Contato");
    await contact.getByText("20231045").waitFor();
    await contact.getByRole("button", { name: "Novo contato" }).click();
    assert.equal(await second.dialog.getByLabel("Matrícula").inputValue(), "20231045");
    await second.dialog.getByRole("button", { name: "Salvar" }).click();
    await contact.getByRole("button", { name: "Desvincular" }).waitFor();
    await visitor.say("Funcionou, obrigado!");
    await second.entry("Funcionou, obrigado!").waitFor();
    await second.closeChat({ "Resolvido?": "Resolvido" });
    await visitor.sees("Esta conversa foi encerrada.");

    // The next time he is known, and all of his chats are listed by date and time.
    await visitor.chat.getByRole("button", { name: "Iniciar novo atendimento" }).click();
    await visitor.chat.getByRole("button", { name: /Suporte de TI/ }).click();
    await visitor.fill(JOAO);
    await visitor.start("Agora é o monitor");
    await second.accept("João Araújo");
    await second.entry("Agora é o monitor").waitFor();
    const beside = await second.side("Contato");
    await beside.getByRole("button", { name: "Vincular", exact: true }).click();
    await beside.getByRole("button", { name: "Desvincular" }).waitFor();
    const history = await second.side("Histórico");
    await history.getByRole("link", { name: /nº 1/ }).click();
    await second.entry("Trocamos o toner").waitFor();

    // Anybody finds it by words, name, RA or number, accents or not.
    await first.open("Busca");
    for (const words of ["impressora", "joao araujo", "20231045", "#1"]) {
      await first.page.getByRole("searchbox", { name: "Busca" }).fill(words);
      await first.page.locator("main .rows .row").filter({ hasText: /nº 1/ }).first().waitFor();
    }
    await first.page.locator("main .rows .row").filter({ hasText: /nº 1/ }).first().click();
    await first.entry("Trocamos o toner").waitFor();
    for (const one of [...desks, visitor]) one.unharmed();
  });
}
