// Bytes as browsers are sent them.

import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const brotli = (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }).length;

export const sizeOf = (body) => ({ raw: body.length, gzip: gzipSync(body, { level: 9 }).length, brotli: brotli(body) });

export function sum(all) {
  const total = { raw: 0, gzip: 0, brotli: 0 };
  for (const one of all) for (const way of Object.keys(total)) total[way] += one[way];
  return total;
}

const line = (name, cells) => console.log(`${name.padEnd(52)} ${cells.map((cell) => String(cell).padStart(9)).join(" ")}`);

export function head() {
  line("bytes", ["raw", "gzip", "brotli"]);
}

export function row(name, { raw, gzip, brotli: packed }) {
  line(name, [raw, gzip, packed]);
}

/** The scripts and styles that a page names; and what of `later` its scripts name, which is sent for at once without standing in the page. */
export async function partsOf(base, path, later = null) {
  const answer = await fetch(base + path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const page = await answer.text();
  const named = [...page.matchAll(/(?:href|src)="([^"]+\.(?:js|css))"/g)].map(([, part]) => new URL(part, base + path).pathname);
  for (const script of later ? named.filter((part) => part.endsWith(".js")) : []) {
    const text = await (await fetch(base + script)).text();
    named.push(...[...text.matchAll(later)].map(([, part]) => part));
  }
  return Promise.all([...new Set(named)].map(async (part) => ({ name: part.split("/").at(-1), size: await fetched(base, part) })));
}

export async function fetched(base, path) {
  const answer = await fetch(base + path, { headers: { "accept-encoding": "br" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return sizeOf(Buffer.from(await answer.arrayBuffer()));
}
