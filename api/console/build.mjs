// Builds the console into `dist`: bundles with hashed names, the page that names them, compressed copies, and the list of
// files that the server carries (`dist/files.in`).
//
//   node build.mjs           builds
//   node build.mjs --check   builds elsewhere and fails if `dist` is not the same
//   node build.mjs --test    bundles the unit tests into a temporary folder and runs them

import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { ENTRY_POINTS, firstOf } from "./build/first.mjs";
import { ownIcons } from "./build/icon.mjs";
import { uponFirst } from "./build/later.mjs";
import { workerOf } from "./build/worker.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};
/** Texts smaller than this fit into one packet either way. */
const COMPRESSED_FROM_BYTES = 900;

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: "none",
  target: ["chrome109", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
};

function scripts(folder, more) {
  return build({
    ...shared,
    entryPoints: ENTRY_POINTS,
    outdir: join(folder, "assets"),
    format: "esm",
    splitting: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    metafile: true,
    plugins: [uponFirst(here, ENTRY_POINTS.console), ownIcons(here)],
    ...more,
  });
}

async function bundle(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Twice: the first time to see which icons the first load is made of.
  const { inputs } = firstOf((await scripts(folder, { write: false })).metafile);
  const made = await scripts(folder, { plugins: [uponFirst(here, ENTRY_POINTS.console), ownIcons(here, inputs)] });
  await build({ ...shared, entryPoints: ["src/sw.ts"], outfile: join(folder, "sw.js"), format: "iife" });
  await cp(join(here, "public"), folder, { recursive: true });

  const address = (name) => `/console/assets/${name}`;
  const first = firstOf(made.metafile);
  await rm(join(folder, "assets", first.stub));
  const start = await starter(folder, Object.fromEntries(first.ahead.map(([word, names]) => [word, names.map(address)])));

  const page = (await readFile(join(folder, "index.html"), "utf8"))
    .replace("{start}", address(start))
    .replace("{style}", address(first.style))
    .replace("{script}", address(first.script));
  await writeFile(join(folder, "index.html"), page);

  // The worker keeps these for when there is no network, and the page and its icon; whatever is new is a new worker.
  const kept = [start, ...first.all].map(address).sort();
  const worker = await readFile(join(folder, "sw.js"), "utf8");
  await writeFile(join(folder, "sw.js"), workerOf(worker, kept, [page, await readFile(join(folder, "icon.svg"))]));
  await list(folder);
}

/** Builds what runs first, which is told the addresses of what it sends for; gives its name. */
async function starter(folder, ahead) {
  const made = await build({
    ...shared,
    entryPoints: ["src/start.ts"],
    outdir: join(folder, "assets"),
    format: "iife",
    entryNames: "[name]-[hash]",
    define: { ...shared.define, AHEAD: JSON.stringify(ahead) },
    metafile: true,
  });
  return Object.keys(made.metafile.outputs)[0].split("/").pop();
}

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

async function list(folder) {
  const lines = [];
  for (const path of await filesIn(folder)) {
    const type = TYPES[path.split(".").pop()];
    const body = await readFile(join(folder, path));
    const small = /charset|svg|json/.test(type) && body.length >= COMPRESSED_FROM_BYTES;
    if (small) {
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
      await writeFile(join(folder, `${path}.br`), brotliCompressSync(body, { params }));
    }
    const brotli = small ? `Some(include_bytes!("${path}.br"))` : "None";
    lines.push(`    File { path: "${path}", content_type: "${type}", body: include_bytes!("${path}"), brotli: ${brotli} },`);
  }
  await writeFile(join(folder, "files.in"), `// Written by build.mjs.\n&[\n${lines.join("\n")}\n]\n`);
}

/** What differs between two builds. Compressors of different versions may give different bytes for the same text. */
async function differences(one, two) {
  const [left, right] = [await filesIn(one), await filesIn(two)];
  const names = [...new Set([...left, ...right])];
  const differing = [];
  for (const name of names) {
    const plain = (bytes) => (name.endsWith(".br") ? brotliDecompressSync(bytes) : bytes);
    const [a, b] = await Promise.all([one, two].map((folder) => readFile(join(folder, name)).then(plain, () => null)));
    if (!a || !b || !a.equals(b)) differing.push(name);
  }
  return differing;
}

async function check() {
  const fresh = await mkdtemp(join(tmpdir(), "pronto-console-"));
  await bundle(fresh);
  const differing = await differences(dist, fresh);
  await rm(fresh, { recursive: true });
  if (differing.length) {
    console.error(`api/console/dist is out of step with its source (npm run build): ${differing.join(", ")}`);
    process.exitCode = 1;
  }
}

async function test() {
  const folder = await mkdtemp(join(tmpdir(), "pronto-console-test-"));
  const entryPoints = (await readdir(join(here, "test"))).filter((name) => name.endsWith(".test.ts")).map((name) => `test/${name}`);
  await build({
    ...shared,
    minify: false,
    entryPoints,
    outdir: folder,
    format: "esm",
    platform: "node",
    target: "node20",
    outExtension: { ".js": ".mjs" },
  });
  const files = (await readdir(folder)).map((name) => join(folder, name));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
  await rm(folder, { recursive: true });
}

async function sizes() {
  let all = 0;
  for (const path of await filesIn(dist)) {
    if (!path.endsWith(".br") || !path.startsWith("assets/")) continue;
    const bytes = (await readFile(join(dist, path))).length;
    all += bytes;
    console.log(`${String(bytes).padStart(8)}  ${path}`);
  }
  console.log(`${String(all).padStart(8)}  bytes, brotli`);
}

if (process.argv.includes("--check")) await check();
else if (process.argv.includes("--test")) await test();
else {
  await bundle(dist);
  await sizes();
}
