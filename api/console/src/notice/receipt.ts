// What became of pushes on this device, noted by the worker, told to the server.

import { post } from "../wire/request";

const RECEIPTS = "pronto-receipts";

export async function reportReceipts(): Promise<void> {
  if (!("caches" in globalThis)) return;
  try {
    const cache = await caches.open(RECEIPTS);
    const keys = (await cache.keys()).slice(0, 100);
    if (!keys.length) return;
    const receipts = await Promise.all(keys.map(async (key) => (await cache.match(key))?.json()));
    await post("/v1/push/receipts", { receipts: receipts.filter(Boolean) });
    for (const key of keys) await cache.delete(key);
  } catch {
    // Told next time.
  }
}
