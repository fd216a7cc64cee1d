// Messages on their way: kept until the server has them, sent in order, repeated under the same `client_id`.

import { backoff } from "./backoff.js";
import { SHELF_MOST_BYTES } from "./shelf.js";
import { uuid7 } from "./uuid7.js";

/** Most unsent messages of a chat, and most of their text, in characters: the browser gives little room. */
export const UNSENT_MOST = 100;
export const UNSENT_MOST_CHARS = 400_000;

/** The unsent messages of one chat. Each lives under a key of its own, so that two tabs do not overwrite each other. */
export class Outbox {
  #keep;
  #start;
  #send;
  #upload;
  #shelf;
  #alone;
  #tell;
  #onSent;
  #onChange;
  #wait;
  #items = [];
  #running = false;
  #attempt = 0;
  #stopped = false;
  #waiting = null;
  #before;

  /**
   * `send(request)` gives the server's message; `onSent` hears it; `upload(file, onProgress)` gives `{done}`, a promise of the
   * attachment; `shelf` keeps files; `wait(ms)` gives `{done, cancel}`. Of several tabs one sends: `alone(run)` runs when it is
   * this one's turn, `tell()` lets the others know that something changed.
   */
  constructor({ keep, chatId, send, upload, shelf, alone = (run) => run(), tell = () => {}, onSent, onChange, wait = sleep }) {
    this.#keep = keep;
    this.#start = `unsent:${chatId}:`;
    this.#send = send;
    this.#upload = upload;
    this.#shelf = shelf;
    this.#alone = alone;
    this.#tell = tell;
    this.#onSent = onSent;
    this.#onChange = onChange;
    this.#wait = wait;
    this.#read();
    for (const item of this.#items) if (item.state === "sending") item.state = "waiting";
  }

  /** What is unsent, in order. */
  get items() {
    return this.#items;
  }

  /** Whether there is room for a message with these files. */
  takes(text, files = []) {
    const chars = this.#items.reduce((sum, item) => sum + item.text.length, text.length);
    const bytes = [...this.#items.flatMap((item) => item.files || []), ...files].reduce((sum, file) => sum + file.size, 0);
    return this.#items.length < UNSENT_MOST && chars <= UNSENT_MOST_CHARS && bytes <= SHELF_MOST_BYTES;
  }

  /** Takes a message; it is sent as soon as those before it are. `files` are uploaded first. */
  add({ text, attachments = [], files = [], quotedId = null }) {
    // Files first: a message that is kept without its files could not be sent after a reload. What is written meanwhile stands behind it.
    const before = files.length || this.#before ? [this.#before] : null;
    const kept = files.map((file) => {
      const id = uuid7();
      before.push(this.#shelf.put(id, file));
      return { id, name: file.name || "file", size: file.size };
    });
    const item = { clientId: uuid7(), text, attachments, files: kept, quotedId, at: new Date().toISOString(), state: "sending", code: null };
    const take = () => {
      this.#items.push(item);
      this.#save(item);
      this.wake();
    };
    if (before) this.#before = Promise.all(before).then(take);
    else take();
    return item;
  }

  /** Tries a refused or waiting message again. */
  retry(clientId) {
    const item = this.#items.find((one) => one.clientId === clientId);
    if (!item) return;
    item.state = "sending";
    item.code = null;
    this.#save(item);
    this.wake();
  }

  /** Gives a message up. */
  discard(clientId) {
    this.#forget(clientId);
    this.#onChange();
  }

  /** The message arrived by another way: its answer was lost, but not the message. */
  settle(clientId) {
    if (this.#items.some((item) => item.clientId === clientId)) this.#forget(clientId);
  }

  /** Another tab changed something. */
  heard() {
    this.#read();
    this.wake();
  }

  /** The connection is back: no need to wait any longer. */
  wake() {
    this.#attempt = 0;
    this.#waiting?.cancel();
    this.#onChange();
    this.#run();
  }

  /** Sends nothing any more; what is unsent stays kept. */
  stop() {
    this.#stopped = true;
    this.#waiting?.cancel();
  }

  /** What is kept is the truth, except for what this tab holds of it just now. */
  #read() {
    const held = new Map(this.#items.map((item) => [item.clientId, item]));
    const kept = this.#keep.keys(this.#start).map((key) => this.#keep.get(key)).filter(Boolean);
    this.#items = kept.map((item) => Object.assign(held.get(item.clientId) ?? {}, item));
  }

  async #run() {
    if (this.#running || this.#stopped || !this.#next()) return;
    this.#running = true;
    await this.#alone(async () => {
      this.#read();
      for (let item = this.#next(); item; item = this.#next()) {
        item.state = "sending";
        this.#onChange();
        try {
          await this.#uploadFiles(item);
          const message = await this.#send({
            client_id: item.clientId,
            text: item.text,
            attachment_ids: item.attachments.map((attachment) => attachment.id),
            quoted_id: item.quotedId,
          });
          this.#attempt = 0;
          this.#forget(item.clientId);
          this.#onSent(message);
        } catch (error) {
          if (this.#stopped) break;
          await this.#failed(item, error);
        }
      }
    });
    this.#running = false;
    this.#onChange();
  }

  #next() {
    return this.#stopped ? null : this.#items.find((one) => one.state !== "failed");
  }

  async #uploadFiles(item) {
    while (item.files?.length) {
      const [{ id, name }] = item.files;
      const file = await this.#shelf.get(id);
      if (!file) throw Object.assign(new Error(name), { code: "file_lost", retryable: false });
      const { done } = this.#upload(file, (part) => {
        item.progress = part;
        this.#onChange();
      });
      item.attachments = [...item.attachments, await done];
      item.files = item.files.slice(1);
      delete item.progress;
      this.#save(item);
      this.#shelf.remove(id);
    }
  }

  async #failed(item, error) {
    item.code = error.code || "other";
    item.state = error.retryable ? "waiting" : "failed";
    delete item.progress;
    if (this.#items.includes(item)) this.#save(item);
    this.#onChange();
    if (!error.retryable) return;
    this.#waiting = this.#wait(Math.max(backoff(this.#attempt), error.waitMs || 0));
    this.#attempt += 1;
    await this.#waiting.done;
    this.#waiting = null;
  }

  #save(item) {
    const { progress, ...kept } = item;
    this.#keep.set(this.#start + item.clientId, kept);
    this.#tell();
  }

  #forget(clientId) {
    for (const { id } of this.#items.find((item) => item.clientId === clientId)?.files || []) this.#shelf.remove(id);
    this.#items = this.#items.filter((item) => item.clientId !== clientId);
    this.#keep.set(this.#start + clientId, null);
    this.#tell();
  }
}

function sleep(ms) {
  let cancel;
  const done = new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    cancel = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { done, cancel };
}
