#!/usr/bin/env node
// What browsers are sent: `node bench.mjs BINARY FOLDER`. Bytes of our own files as the server sends them, beside the published
// bundles of other chat widgets; then Lighthouse's figures, if it can be had. Other packages go into FOLDER.

import { mkdirSync } from "node:fs";

import { signedIn } from "./bench/desk.mjs";
import { LIGHTHOUSE, lighthouseIn, look } from "./bench/lighthouse.mjs";
import { compare, failureOf } from "./bench/other.mjs";
import { fetched, head, partsOf, row, sum } from "./bench/size.mjs";
import { place, version } from "./chromium.mjs";
import { Server } from "./server.mjs";

/** What may not be passed: bytes, brotli; and scores. */
const BARS = { loader: 3_000, interface: 25_000, console: 200_000, performance: 95, accessibility: 100 };

const [binary, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node bench.mjs BINARY FOLDER");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

async function sizes(server) {
  head();
  const loader = await fetched(server.url, "/widget.js");
  row("our loader, in every page", loader);
  const parts = (await partsOf(server.url, "/chat/shop/help")).sort((one, two) => one.name.localeCompare(two.name));
  for (const { name, size } of parts) row(`our ${name}`, size);
  const whole = sum(parts.map(({ size }) => size));
  row("our interface, once it is wanted", whole);
  // The words of one language; these are the longest.
  const desk = await partsOf(server.url, "/console/", /"(\/console\/assets\/pt-BR-[^"]+\.js)"/g);
  const first = sum(desk.map(({ size }) => size));
  row(`our console, first load (${desk.length} files)`, first);
  compare(folder, whole.brotli);
  console.log(`\nbars: loader ${loader.brotli} of ${BARS.loader}, interface ${whole.brotli} of ${BARS.interface}, console ${first.brotli} of ${BARS.console} bytes`);
  return loader.brotli <= BARS.loader && whole.brotli <= BARS.interface && first.brotli <= BARS.console;
}

async function scores(server, shop) {
  let cli = null;
  let why = "there is no chromium on this machine";
  try {
    if (place()) cli = lighthouseIn(folder);
  } catch (error) {
    why = failureOf(error);
  }
  if (!cli) {
    console.log(`\nLEFT OUT: Lighthouse: ${why}`);
    return true;
  }
  console.log(`\nLighthouse ${LIGHTHOUSE}, ${version()}`);
  const all = [
    ...(await look(cli, "hosted page", `${server.url}/chat/${shop.slug}/help`)),
    ...(await look(cli, "console, sign-in", `${server.url}/console/`)),
    ...(await look(cli, "console, home", `${server.url}/console/`, signedIn(server.url, shop.slug, `ana@${shop.slug}.example`))),
  ];
  console.log(`\nbars: performance ${BARS.performance}, accessibility ${BARS.accessibility}`);
  return all.every(({ performance, accessibility }) => performance >= BARS.performance && accessibility >= BARS.accessibility);
}

const server = new Server(binary);
await server.start();
try {
  const shop = await server.organization("shop", "Garden & Co");
  const ana = await shop.hire("Ana");
  await shop.queue("help", { look: { color: "#1f6f43" } }, [ana]);
  const small = await sizes(server);
  const good = await scores(server, shop);
  if (!small || !good) process.exitCode = 1;
} finally {
  await server.remove();
}
