// People on the school's site while pictures are made: some browse, some call.

import { uuid7 } from "../agent.mjs";

const PAGES = [
  ["/matriculas", "Matrículas 2027", "https://www.google.com/"],
  ["/mensalidades", "Mensalidades e bolsas", null],
  ["/estrutura", "Nossa estrutura", "https://www.instagram.com/"],
  ["/calendario", "Calendário escolar", null],
  ["/ingles", "Inglês e atividades", "https://www.bing.com/"],
];
const BROWSERS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
];
const CALLERS = [["Otávio Siqueira", "Qual o valor da mensalidade do 1º ano?"], ["Júlia Peixoto", "A matrícula vai até quando?"], ["Heitor Lopes", "Vocês têm transporte escolar?"], ["Sofia Mendes", "Como funciona a bolsa?"]];

export class Guests {
  #url;
  #organization;
  #browsing = null;
  #called = 0;

  constructor(url, organization) {
    this.#url = url;
    this.#organization = organization;
  }

  async #call(method, path, body, token, browser = BROWSERS[0]) {
    const headers = { "content-type": "application/json", "user-agent": browser, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(this.#url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }

  async #come() {
    return (await this.#call("POST", "/v1/visitors", { organization: this.#organization, locale: "pt-BR" })).token;
  }

  /** Somebody who starts a chat. */
  async enters(queue, fields, text) {
    const token = await this.#come();
    const chat = await this.#call("POST", "/v1/visitor/chats", { client_id: uuid7(), queue, fields, text }, token);
    return {
      id: chat.id,
      say: (words) => this.#call("POST", `/v1/visitor/chats/${chat.id}/messages`, { client_id: uuid7(), text: words }, token),
      read: (position) => this.#call("PUT", `/v1/visitor/chats/${chat.id}/read`, { position }, token),
    };
  }

  /** One more who waits to be taken. */
  async call() {
    const [nome, text] = CALLERS[this.#called % CALLERS.length];
    this.#called += 1;
    return this.enters("vendas", { nome, telefone: "+5511912345678" }, text);
  }

  /** Those who only look, again on their pages: a sign of life. */
  async browse() {
    this.#browsing ??= await Promise.all(PAGES.map(() => this.#come()));
    for (const [at, token] of this.#browsing.entries()) {
      const [path, title, referrer] = PAGES[at];
      await this.#call("POST", "/v1/visitor/page_views", { url: `https://horizonte.example${path}`, title, referrer }, token, BROWSERS[at % BROWSERS.length]);
    }
  }
}
