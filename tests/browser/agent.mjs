// An agent who works over the API alone.

import { randomBytes } from "node:crypto";
import { request } from "node:http";

import WebSocket from "ws";

import { PASSWORD } from "./server.mjs";
import { DEADLINE_MS, within } from "./deadline.mjs";

export class Agent {
  #server;
  #token;
  #socket = null;
  #frames = [];
  #waiting = [];

  static async signIn(server, organization, email, password = PASSWORD) {
    const agent = new Agent();
    agent.#server = server;
    const tokens = await agent.call("POST", "/v1/sessions", { organization, email, password, device: { platform: "web", name: "desk" } });
    agent.#token = tokens.access_token;
    agent.id = tokens.agent_id;
    return agent;
  }

  async call(method, path, body) {
    const headers = { accept: "application/json" };
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const { status, bytes } = await ask(this.#server.url + path, method, headers, body === undefined ? null : JSON.stringify(body));
    const text = bytes.toString();
    if (status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** Sends bytes as a file of a chat; gives the attachment. */
  async upload(chatId, name, type, bytes) {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": type, "x-file-name": encodeURIComponent(name) };
    const answer = await ask(`${this.#server.url}/v1/chats/${chatId}/attachments`, "POST", headers, bytes);
    if (answer.status > 299) throw new Error(`upload: ${answer.status} ${answer.bytes}`);
    return JSON.parse(answer.bytes);
  }

  async bytes(path) {
    const { status, bytes } = await ask(this.#server.url + path, "GET", { authorization: `Bearer ${this.#token}` }, null);
    if (status > 299) throw new Error(`${path}: ${status}`);
    return bytes;
  }

  /** Ready, and reachable by a socket. */
  async ready() {
    await this.listen();
    await this.call("PUT", "/v1/me/availability", { availability: "ready" });
  }

  async away() {
    await this.call("PUT", "/v1/me/availability", { availability: "not_ready" });
  }

  async listen() {
    const socket = new WebSocket(`${this.#server.url.replace("http", "ws")}/v1/socket`);
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const frame = JSON.parse(data);
      this.#frames.push(frame);
      this.#waiting = this.#waiting.filter(({ wanted, resolve }) => !(wanted(frame) && (resolve(frame), true)));
    });
    await within("the agent's socket", DEADLINE_MS, new Promise((resolve) => socket.once("open", resolve)));
    this.send({ type: "hello", token: this.#token, protocol: 1 });
    await this.hear("ready", (frame) => frame.type === "ready");
  }

  send(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  /** A frame that came, or comes in time. */
  hear(what, wanted) {
    const known = this.#frames.find(wanted);
    if (known) return Promise.resolve(known);
    return within(what, DEADLINE_MS, new Promise((resolve) => this.#waiting.push({ wanted, resolve })));
  }

  /** An event of a kind, with content that fits. */
  async event(type, fits = () => true) {
    const frame = await this.hear(type, ({ event }) => event?.type === type && fits(event.content));
    return frame.event.content;
  }

  hangUp() {
    this.#socket?.close();
  }

  /** Waits for a chat to come and takes it; gives its id. */
  async take() {
    const taken = (this.#taken ??= new Set());
    const chat = await this.event("chat.started", ({ id }) => !taken.has(id));
    taken.add(chat.id);
    await this.call("POST", `/v1/chats/${chat.id}/accept`);
    return chat.id;
  }

  #taken = null;

  say(chatId, text, more = {}) {
    return this.call("POST", `/v1/chats/${chatId}/messages`, { client_id: uuid7(), text, ...more });
  }

  /** The messages of a chat by its visitor, once there are so many. */
  hearsVisitor(chatId, text) {
    return this.event("message.sent", (message) => message.chat_id === chatId && message.sender.kind === "visitor" && message.text === text);
  }

  types(chatId) {
    this.send({ type: "typing", chat_id: chatId });
  }

  read(chatId, position) {
    return this.call("PUT", `/v1/chats/${chatId}/read`, { position });
  }

  close(chatId) {
    return this.call("POST", `/v1/chats/${chatId}/close`, {});
  }
}

/** One request on a connection of its own: one that was kept could be of a server that has been stopped since. */
function ask(url, method, headers, body) {
  const answered = new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, bytes: Buffer.concat(parts) }));
      answer.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
  return within(`${method} ${url}`, DEADLINE_MS, answered);
}

export function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
