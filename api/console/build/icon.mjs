// Icons: each goes where it is used, and is drawn by our own few lines.

import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The one way in which our sources name icons. */
const NAMED = /import \{([^}]*)\} from ("(?:\.\.?\/)+(?:part\/)?icon");/;
const LIST = fileURLToPath(import.meta.resolve("lucide-preact"));

/** Where each icon lies, by every name it has. */
async function places() {
  const found = new Map();
  for (const [, names, file] of (await readFile(LIST, "utf8")).matchAll(/export \{([^}]*)\} from '\.(\/icons\/[^']+)'/g))
    for (const [, name] of names.matchAll(/default as (\w+)/g)) found.set(name, join(dirname(LIST), file));
  return found;
}

/**
 * `part/icon.ts` is a list, and whoever imports from a list is sent what anybody else takes from it, too: here imports are led to the
 * icons' own files. All of them, or with `first` those that the first load is made of: of the others one file for all is better than
 * one for each. The library's maker is replaced by `part/icon/draw.ts`, which says why.
 */
export function ownIcons(here, first = null) {
  return {
    name: "own-icons",
    async setup({ onLoad, onResolve }) {
      const at = await places();
      onLoad({ filter: /\/src\/.*\.tsx?$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const own = (name) => at.has(name) && (!first || first.has(relative(here, at.get(name))));
        const contents = text.replace(NAMED, (_, names, list) => imports(names, list, own));
        return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
      onResolve({ filter: /^icon:/ }, ({ path }) => ({ path: at.get(path.slice("icon:".length)), sideEffects: false }));
      onResolve({ filter: /createLucideIcon\.mjs$/ }, () => ({ path: join(here, "src/part/icon/draw.ts") }));
    },
  };
}

function imports(names, list, own) {
  const words = names
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word && !word.startsWith("type "));
  const nameOf = (word) => word.split(" as ")[0];
  const direct = words
    .filter((word) => own(nameOf(word)))
    .map((word) => `import ${word.split(" as ").at(-1)} from "icon:${nameOf(word)}";`);
  const rest = words.filter((word) => !own(nameOf(word)));
  return [...direct, rest.length ? `import { ${rest.join(", ")} } from ${list};` : ""].join(" ");
}
