// Files of messages that are not sent yet: kept in the browser's database until the server has them.

/** Most bytes on the shelf. */
export const SHELF_MOST_BYTES = 25 * 1024 * 1024;
const STORE = "files";

/** Files by id; where the browser refuses its database, memory has to do and a reload loses them. */
export class Shelf {
  #name;
  #opened = null;
  #memory = new Map();

  constructor(name) {
    this.#name = name;
  }

  async put(id, file) {
    this.#memory.set(id, file);
    await this.#run("readwrite", (store) => store.put(file, id)).catch(() => {});
  }

  /** The file, or null when it is gone. */
  async get(id) {
    return this.#memory.get(id) ?? (await this.#run("readonly", (store) => store.get(id)).catch(() => null)) ?? null;
  }

  async remove(id) {
    this.#memory.delete(id);
    await this.#run("readwrite", (store) => store.delete(id)).catch(() => {});
  }

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#opened;
  }

  async #run(mode, act) {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}
