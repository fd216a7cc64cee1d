#!/usr/bin/env node
// Makes dist/ from the sources: bundled, minified, and packed by gzip and Brotli. The server carries dist/ inside, so that
// nobody needs Node to build it.
//
//   npm ci && node build.mjs           writes dist/
//   npm ci && node build.mjs --check   says whether dist/ is what the sources make

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";

import { build } from "esbuild";
import { minify } from "terser";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const LOCALES = ["en", "pt-BR"];
const LIMITS = { loader: 3_000, interface: 25_000 };

const common = { bundle: true, minify: true, write: false, charset: "utf8", legalComments: "none", target: ["chrome100", "firefox100", "safari15.4"], absWorkingDir: here };

/** Sentences whose keys are put together as the interface runs, by the first word: they keep their keys. */
const FAMILIES = /^(approach|error|field|notice|rating|status)\./;
const { default: words } = await import("./chat/words/en.js");
const LISTED = Object.keys(words).filter((key) => key.includes(".") && !FAMILIES.test(key));

// A key that reads as the name of an event does (`message.sent`) would make a number of that, too.
const mistaken = LISTED.filter((key) => /^(agents_read|agents_received|chat|message|visitor_read)\./.test(key));
if (mistaken.length) throw new Error(`${mistaken} reads as an event`);

/** Sentences as the interface brings them: those that the code names whole as a list. Its first place is empty: 0 would be no key at all. */
const listed = {
  name: "listed",
  setup: (builder) =>
    builder.onLoad({ filter: /\/words\/[\w-]+\.js$/ }, async ({ path }) => {
      const { default: all, locale } = await import(path);
      const rest = Object.fromEntries(Object.entries(all).filter(([key]) => !LISTED.includes(key)));
      const list = LISTED.map((key) => JSON.stringify(all[key]));
      return { contents: `export const locale = ${JSON.stringify(locale)}; export default Object.assign([,${list}], ${JSON.stringify(rest)});` };
    }),
};

/** What the interface takes from the page's beginning instead of bringing it again. */
const shared = { name: "shared", setup: (builder) => builder.onResolve({ filter: /\/(address|api|backoff|socket)\.js$/ }, () => ({ path: "./main.js", external: true })) };

async function files() {
  const outputs = await Promise.all([
    build({ ...common, entryPoints: ["loader.js"], format: "iife", outdir: dist }),
    build({ ...common, entryPoints: ["chat/main.js"], format: "esm", outdir: dist }),
    build({ ...common, entryPoints: ["chat.css"], outdir: dist }),
    ...LOCALES.map((locale) =>
      build({ ...common, entryPoints: { [`interface.${locale}`]: "chat/interface.js" }, format: "esm", outdir: dist, plugins: [shared, listed], alias: { "#words": `./chat/words/${locale}.js` } }),
    ),
  ]);
  const made = outputs.flatMap(({ outputFiles }) => outputFiles).map(({ path, contents }) => [path.slice(dist.length + 1), Buffer.from(contents)]);
  const shortened = await Promise.all(made.map(async ([name, body]) => [name, await pack(name, named(name, body))]));
  return new Map([...shortened, ["icon.svg", readFileSync(join(here, "icon.svg"))]]);
}

/** In what is served, a sentence that the code names whole is named by its place in the list; spaces keep that apart from the word before. */
function named(name, body) {
  if (!name.startsWith("interface.")) return body;
  const unused = LISTED.filter((key) => !body.includes(`"${key}"`));
  if (unused.length) throw new Error(`nothing says ${unused}`);
  return Buffer.from(LISTED.reduce((text, key, index) => text.replaceAll(`"${key}"`, ` ${index + 1} `), body.toString()));
}

/** Once more by terser, which finds another two per cent. */
async function pack(name, body) {
  if (!name.endsWith(".js")) return body;
  const { code } = await minify(body.toString(), { module: name !== "loader.js", compress: { passes: 3, ecma: 2020, unsafe_arrows: true }, format: { ecma: 2020 } });
  return Buffer.from(code);
}

function brotli(body) {
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
}

/** Packed forms may differ between versions of zlib: they are right when they unpack to the same. */
function differs(name, body) {
  const held = (end) => (existsSync(join(dist, name + end)) ? readFileSync(join(dist, name + end)) : null);
  const plain = held("");
  if (!plain?.equals(body)) return `${name} is not what the sources make`;
  const unpacked = [[".gz", gunzipSync], [".br", brotliDecompressSync]];
  for (const [end, unpack] of unpacked) {
    const packed = held(end);
    if (!packed || !unpack(packed).equals(body)) return `${name}${end} does not hold ${name}`;
  }
  return null;
}

const made = await files();
const sizes = new Map([...made].map(([name, body]) => [name, { raw: body.length, gzip: gzipSync(body, { level: 9 }).length, brotli: brotli(body).length }]));
// One language is fetched, never both; the larger one counts.
const heaviest = Math.max(...LOCALES.map((locale) => sizes.get(`interface.${locale}.js`).brotli));
const sum = sizes.get("main.js").brotli + sizes.get("chat.css").brotli + heaviest;

const wrong = [];
const wanted = ["chat.css", "icon.svg", "interface.en.js", "interface.pt-BR.js", "loader.js", "main.js"];
if ([...made.keys()].sort().join() !== wanted.join()) wrong.push(`the build makes ${[...made.keys()].sort()}`);
if (sizes.get("loader.js").brotli > LIMITS.loader) wrong.push(`the loader is larger than ${LIMITS.loader} bytes`);
if (sum > LIMITS.interface) wrong.push(`the interface is larger than ${LIMITS.interface} bytes`);

if (process.argv.includes("--check")) {
  wrong.push(...[...made].map(([name, body]) => differs(name, body)).filter(Boolean));
  const strange = readdirSync(dist).filter((name) => !made.has(name.replace(/\.(gz|br)$/, "")));
  if (strange.length) wrong.push(`dist holds ${strange}, which the build does not make`);
} else if (!wrong.length) {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const [name, body] of made) {
    writeFileSync(join(dist, name), body);
    writeFileSync(join(dist, `${name}.gz`), gzipSync(body, { level: 9 }));
    writeFileSync(join(dist, `${name}.br`), brotli(body));
  }
}

for (const [name, size] of [...sizes].sort()) console.log(`${name.padEnd(18)} ${String(size.raw).padStart(7)} raw ${String(size.gzip).padStart(7)} gzip ${String(size.brotli).padStart(7)} brotli`);
console.log(`loader ${sizes.get("loader.js").brotli} of ${LIMITS.loader} bytes, the rest in one language ${sum} of ${LIMITS.interface} bytes (Brotli)`);
for (const sentence of wrong) console.error(`wrong: ${sentence}`);
process.exit(wrong.length ? 1 : 0);
