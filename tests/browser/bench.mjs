#!/usr/bin/env node
// What browsers are sent: `node bench.mjs BINARY FOLDER`. Bytes of our own files as the server sends them, beside the published
// bundles of other chat widgets; then Lighthouse's figures of the hosted page, if it can be had. Other packages go into FOLDER.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { place, version } from "./chromium.mjs";
import { Server } from "./server.mjs";

/** Widgets whose bundles a registry carries: what a page that shows them is sent, by the package's own layout. */
const OTHERS = [
  { name: "@rocket.chat/livechat", version: "1.13.3" },
  { name: "@papercups-io/chat-widget", version: "1.3.1", remark: "a launcher alone, without React, which it needs; its chat is fetched from elsewhere" },
  { name: "@botpress/webchat", version: "4.5.2" },
  { name: "rasa-webchat", version: "1.0.1" },
];
const LIGHTHOUSE = "13.5.0";

const [binary, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node bench.mjs BINARY FOLDER");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const brotli = (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }).length;
const sizes = (body) => ({ raw: body.length, gzip: gzipSync(body, { level: 9 }).length, brotli: brotli(body) });
const sum = (all) => all.reduce((total, one) => ({ raw: total.raw + one.raw, gzip: total.gzip + one.gzip, brotli: total.brotli + one.brotli }), { raw: 0, gzip: 0, brotli: 0 });
const row = (name, { raw, gzip, brotli }) => console.log(`${name.padEnd(52)} ${String(raw).padStart(9)} ${String(gzip).padStart(9)} ${String(brotli).padStart(9)}`);

function install(name, wanted) {
  const own = join(folder, name.replaceAll("/", "+"));
  mkdirSync(own, { recursive: true });
  if (!existsSync(join(own, "package.json"))) writeFileSync(join(own, "package.json"), '{"private":true}');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--legacy-peer-deps", "--loglevel=error", `${name}@${wanted}`], { cwd: own, stdio: ["ignore", "ignore", "pipe"] });
  return join(own, "node_modules", name);
}

/** The largest script that a package gives browsers, and the style beside it: the least a page is sent to show it. */
function bundleOf(at) {
  const files = readdirSync(at, { recursive: true }).filter((name) => !/(^|\/)(node_modules|src|test|docs|stories)\//.test(name) && /\.(m?js|css)$/.test(name) && statSync(join(at, name)).isFile());
  const script = files.filter((name) => /js$/.test(name)).sort((a, b) => statSync(join(at, b)).size - statSync(join(at, a)).size)[0];
  return { name: script, size: sizes(readFileSync(join(at, script))) };
}

const server = new Server(binary);
await server.start();
try {
  console.log(`${"bytes".padEnd(52)} ${"raw".padStart(9)} ${"gzip".padStart(9)} ${"brotli".padStart(9)}`);
  const shop = await server.organization("shop", "Garden & Co");
  await shop.queue("help", { look: { color: "#1f6f43" } }, []);
  const fetched = async (path) => {
    const answer = await fetch(server.url + path, { headers: { "accept-encoding": "br" } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const own = new Map();
  const loader = sizes(await fetched("/widget.js"));
  row("our loader, in every page", loader);
  const page = (await fetched("/chat/shop/help")).toString();
  const paths = [...page.matchAll(/(?:href|src)="(\/(?:widget|chat)\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  for (const path of new Set(paths)) own.set(path.split("/").at(-1), sizes(await fetched(path)));
  for (const [name, size] of own) row(`our ${name}`, size);
  const whole = sum([...own.values()]);
  row("our interface, once it is wanted", whole);
  const consoleIndex = await fetch(`${server.url}/console/`).catch(() => null);
  if (consoleIndex?.ok) {
    const html = await consoleIndex.text();
    const parts = [...new Set([...html.matchAll(/(?:href|src)="([^"]+\.(?:js|css))"/g)].map(([, path]) => new URL(path, `${server.url}/console/`).pathname))];
    row("our console, first load", sum(await Promise.all(parts.map(async (path) => sizes(await fetched(path))))));
  }
  for (const { name, version: wanted, remark } of OTHERS) {
    try {
      const { name: file, size } = bundleOf(install(name, wanted));
      row(`${name} ${wanted}: ${file}`.slice(0, 52), size);
      console.log(`${"".padEnd(52)} ${(size.brotli / whole.brotli).toFixed(1)} times our interface${remark ? ` (${remark})` : ""}`);
    } catch (error) {
      console.log(`LEFT OUT: ${name}: ${String(error.stderr || error.message).trim().split("\n")[0]}`);
    }
  }
  console.log(`\nbars: loader ${loader.brotli} of 3000, interface ${whole.brotli} of 25000 bytes`);
  if (loader.brotli > 3000 || whole.brotli > 25000) process.exitCode = 1;

  console.log(`\nLighthouse ${LIGHTHOUSE} on the hosted page, ${version()}`);
  let lighthouse = null;
  try {
    lighthouse = join(install("lighthouse", LIGHTHOUSE), "cli", "index.js");
  } catch (error) {
    console.log(`LEFT OUT: ${String(error.stderr || error.message).trim().split("\n")[0]}`);
  }
  for (const form of lighthouse ? ["mobile", "desktop"] : []) {
    const report = JSON.parse(
      execFileSync(process.execPath, [lighthouse, `${server.url}/chat/shop/help`, "--output=json", "--quiet", "--only-categories=performance,accessibility,best-practices", ...(form === "desktop" ? ["--preset=desktop"] : []), "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu"], { env: { ...process.env, CHROME_PATH: place() }, maxBuffer: 64 * 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] }),
    );
    const score = (name) => Math.round(report.categories[name].score * 100);
    const audit = (name) => report.audits[name].displayValue;
    console.log(`${form.padEnd(8)} performance ${score("performance")}, accessibility ${score("accessibility")}, best practices ${score("best-practices")}; first paint ${audit("first-contentful-paint")}, largest ${audit("largest-contentful-paint")}, blocked ${audit("total-blocking-time")}, shift ${audit("cumulative-layout-shift")}`);
    const wrong = Object.values(report.categories).flatMap(({ auditRefs }) => auditRefs).filter(({ id, weight }) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 0.9);
    for (const { id } of wrong) console.log(`         ${id}: ${report.audits[id].displayValue ?? report.audits[id].title}`);
  }
} finally {
  await server.remove();
}
