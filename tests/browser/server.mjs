// The real server with data of its own, on a free port.

import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { Agent } from "./agent.mjs";

export const PASSWORD = "correct horse battery";
const START_MS = 45_000;

export class Server {
  #binary;
  #folder;
  #environment;
  #process = null;
  #days = 0;
  url = null;

  /** `more` goes into its environment. */
  constructor(binary, more = {}) {
    this.#binary = binary;
    this.#folder = mkdtempSync(join(tmpdir(), "pronto-browser."));
    this.#environment = {
      PATH: process.env.PATH,
      PRONTO_FOLDER: this.#folder,
      PRONTO_LOG_FORMAT: "json",
      PRONTO_EGRESS_ALLOW_PRIVATE: "true",
      // All of them come from one address here.
      PRONTO_RATE_LIMITS__VISITOR_START_PER_MINUTE: "10000",
      PRONTO_RATE_LIMITS__REQUESTS_PER_MINUTE: "100000",
      PRONTO_RATE_LIMITS__MESSAGES_PER_MINUTE: "10000",
      PRONTO_RATE_LIMITS__SIGN_IN_PER_MINUTE: "1000",
      ...more,
    };
  }

  /** Starts, or starts again on the same port; `days` later by its own clock where faketime is there. */
  async start({ days = this.#days } = {}) {
    this.#days = days;
    // Known before the start: the server writes it into addresses, and the browser's storage belongs to it.
    this.#environment.PRONTO_LISTEN ??= `127.0.0.1:${await freePort()}`;
    const child = spawn(this.#binary, ["serve"], { env: { ...this.#environment, ...later(days) }, stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    process.once("exit", () => child.kill("SIGKILL"));
    const address = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the server did not start")), START_MS);
      createInterface({ input: child.stderr }).on("line", (line) => {
        appendFileSync(join(this.#folder, "server.log"), `${line}\n`);
        const found = /"address":"([^"]+)"/.exec(line);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[1]);
      });
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}; ${this.#folder}/server.log tells why`)));
    });
    this.url = `http://${await address}`;
  }

  /** Ends it as an operator would, or at once. */
  async stop(signal = "SIGTERM") {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  async remove() {
    await this.stop("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A new organization with an admin who is signed in. */
  async organization(slug, name = slug) {
    this.#add(slug, "Alba Admin", "admin");
    const admin = await Agent.signIn(this, slug, address("Alba Admin", slug));
    if (name !== slug) await admin.call("PATCH", "/v1/organization", { name });
    return {
      slug,
      admin,
      /** Another agent who is signed in and ready, with a socket. */
      agent: async (name) => {
        this.#add(slug, name, "agent");
        const agent = await Agent.signIn(this, slug, address(name, slug));
        await agent.ready();
        return agent;
      },
      /** Somebody who has not come to work yet. */
      hire: (name, more = {}) => admin.call("POST", "/v1/agents", { name, email: address(name, slug), password: PASSWORD, role: "agent", ...more }),
      /** An agent signed in anew: a token does not outlive a clock that was moved on. */
      again: async (name) => {
        const agent = await Agent.signIn(this, slug, address(name, slug));
        await agent.listen();
        return agent;
      },
      /** A queue with these members. */
      queue: async (word, settings = {}, members = [], name = word) => {
        const queue = await admin.call("POST", "/v1/queues", { slug: word, name, settings: { routing_mode: "broadcast", ...settings } });
        for (const member of members) await admin.call("PUT", `/v1/queues/${queue.id}/members/${member.id}`, {});
        return queue;
      },
    };
  }

  #add(organization, name, role) {
    execFileSync(this.#binary, ["agent", "add", "--organization", organization, "--name", name, "--email", address(name, organization), "--role", role, "--password", PASSWORD], { env: this.#environment, stdio: "ignore" });
  }
}

/** What moves a program's clock. Not by way of `faketime` itself: that stays before the program and takes the signals meant for it. */
function later(days) {
  if (!days) return {};
  const told = execFileSync("faketime", ["-f", `+${days}d`, "env"]).toString();
  return { LD_PRELOAD: /^LD_PRELOAD=(.*)$/m.exec(told)[1], FAKETIME: `+${days}d` };
}

export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function address(name, organization) {
  return `${name.toLowerCase().replace(/[^a-z]+/g, ".")}@${organization}.example`;
}
