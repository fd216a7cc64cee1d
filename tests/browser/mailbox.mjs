// A mail server that keeps what it is given.

import { createServer } from "node:net";

export class Mailbox {
  letters = [];
  #server;

  static async start() {
    const mailbox = new Mailbox();
    mailbox.#server = createServer((socket) => mailbox.#talk(socket));
    await new Promise((resolve) => mailbox.#server.listen(0, "127.0.0.1", resolve));
    mailbox.port = mailbox.#server.address().port;
    return mailbox;
  }

  #talk(socket) {
    let text = "";
    let letter = null;
    socket.on("error", () => {});
    socket.setEncoding("utf8");
    socket.write("220 mailbox\r\n");
    socket.on("data", (more) => {
      text += more;
      for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (letter !== null) {
          if (line === ".") {
            this.letters.push(letter);
            letter = null;
            socket.write("250 taken\r\n");
          } else letter += `${line.replace(/^\.\./, ".")}\r\n`;
          continue;
        }
        const word = line.slice(0, 4).toUpperCase();
        if (word === "DATA") {
          letter = "";
          socket.write("354 go on\r\n");
        } else if (word === "QUIT") socket.end("221 bye\r\n");
        else socket.write(word === "EHLO" ? "250-mailbox\r\n250 8BITMIME\r\n" : "250 fine\r\n");
      }
    });
  }

  stop() {
    this.#server.close();
  }
}
