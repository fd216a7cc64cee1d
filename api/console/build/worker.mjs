// What the service worker is told by the build: which files it keeps, and the name they are kept under.

import { createHash } from "node:crypto";

/**
 * The worker's text with the addresses that it keeps, and with a version that is another for other content: each version keeps its files
 * apart from those that another one serves from. `unnamed` are files whose names stay the same when their content changes.
 */
export function workerOf(text, kept, unnamed) {
  const hash = createHash("sha256").update(JSON.stringify(kept));
  for (const content of unnamed) hash.update(content);
  const put = (whole, word, value) => {
    if (!whole.includes(word)) throw new Error(`the worker has no place for ${word}`);
    return whole.replaceAll(word, value);
  };
  return put(put(text, '"{kept}"', JSON.stringify(kept)), "{version}", hash.digest("hex").slice(0, 12));
}
