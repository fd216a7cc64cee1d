// Stands before the server as another address of it, and can serve the console as if there were a newer version of it.

import { createServer, request } from "node:http";
import { connect } from "node:net";

export class Front {
  /** What the page and the worker carry as their version; null while they are as the server has them. */
  version = null;
  #server;
  #behind;
  #sockets = new Set();

  static async start(url) {
    const front = new Front();
    front.#behind = new URL(url);
    front.#server = createServer((asked, answer) => front.#pass(asked, answer));
    front.#server.on("connection", (socket) => {
      front.#sockets.add(socket);
      socket.on("close", () => front.#sockets.delete(socket));
    });
    front.#server.on("upgrade", (asked, socket) => front.#join(asked, socket));
    await new Promise((resolve) => front.#server.listen(0, "127.0.0.1", resolve));
    front.url = `http://127.0.0.1:${front.#server.address().port}`;
    return front;
  }

  stop() {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(asked, answer) {
    const { method, url } = asked;
    const told = this.version === null ? null : CHANGED[url];
    const headers = told ? { ...asked.headers, "accept-encoding": "identity", "if-none-match": "" } : asked.headers;
    const on = request(new URL(url, this.#behind), { method, headers }, (got) => {
      if (!told) {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
        return;
      }
      const parts = [];
      got.on("data", (part) => parts.push(part));
      got.on("end", () => {
        const { "content-length": _, ...rest } = got.headers;
        answer.writeHead(got.statusCode, rest);
        answer.end(told(Buffer.concat(parts).toString(), this.version));
      });
    });
    on.on("error", () => answer.destroy());
    asked.pipe(on);
  }

  /** A socket: the request as it came, and from then on whatever either side says. */
  #join(asked, socket) {
    const on = connect(Number(this.#behind.port), this.#behind.hostname, () => {
      const lines = asked.rawHeaders.flatMap((word, at, all) => (at % 2 ? [] : [`${word}: ${all[at + 1]}`]));
      on.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      on.pipe(socket).pipe(on);
    });
    for (const one of [on, socket]) one.on("error", () => (on.destroy(), socket.destroy()));
    socket.on("close", () => on.destroy());
  }
}

/** How a file of a newer version differs, by its address. */
const CHANGED = {
  "/console/": (text, version) => text.replace("<head>", `<head><meta name="version" content="${version}">`),
  "/console/sw.js": (text, version) => text.replace(/(pronto-console-)[0-9a-f]+/, `$1${version}`),
};
