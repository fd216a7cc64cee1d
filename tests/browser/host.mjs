// A site of somebody else's with the widget in it, as strict as the README says it may be.

import { createServer } from "node:http";

export class Host {
  #server;
  #chat;
  #pages = new Map();

  /** `chat` is the chat server's address. */
  static async start(chat) {
    const host = new Host();
    host.#chat = chat;
    host.#server = createServer((request, response) => host.#answer(request, response));
    await new Promise((resolve) => host.#server.listen(0, "127.0.0.1", resolve));
    // Another site than the chat's: names and addresses never share one.
    host.url = `http://localhost:${host.#server.address().port}`;
    return host;
  }

  /** The policy of the README's recipe; what is not named is refused. */
  policy() {
    const chat = this.#chat;
    return `default-src 'none'; script-src ${chat}/widget.js ${chat}/widget/loader/; frame-src ${chat}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
  }

  /** Adds a page whose script tag has these attributes, or none without `src`; gives its address. */
  page(path, attributes, { body = "<h1>Shop</h1><p>Everything for your garden.</p>", lang = "en", src = `${this.#chat}/widget.js` } = {}) {
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`);
    const script = src ? `<script src="${src}"${written.join("")} async></script>` : "";
    this.#pages.set(path, `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop ${path}</title></head><body><main>${body}</main>${script}</body></html>`);
    return this.url + path;
  }

  #answer(request, response) {
    const page = this.#pages.get(new URL(request.url, this.url).pathname);
    response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8", "content-security-policy": this.policy() });
    response.end(page ?? "<!doctype html><title>nothing</title>");
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
