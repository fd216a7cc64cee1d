// Tells the bundler what the page has fetched already.

import { relative } from "node:path";

/**
 * What is fetched later comes upon `first`, which is there by then. Otherwise the bundler keeps apart whatever the first load shares
 * with this or that later screen: a dozen small files, each a request before anything is seen.
 */
export function uponFirst(here, first) {
  const later = "later";
  return {
    name: "upon-first",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^\./ }, async ({ kind, path, importer, resolveDir }) => {
        // Words need nothing of the rest.
        if (kind !== "dynamic-import" || path.includes("words/")) return undefined;
        const found = await resolve(path, { kind: "import-statement", importer, resolveDir });
        return { path: relative(here, found.path), namespace: later };
      });
      onLoad({ filter: /./, namespace: later }, ({ path }) => ({
        contents: `import "./${first}"; export * from "./${path}";`,
        resolveDir: here,
      }));
    },
  };
}
