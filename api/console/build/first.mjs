// What is needed first, told from what the bundler has made.

const MAIN = "src/main.tsx";
const LOOK = "src/look/all.css";
/** Sent for by `src/start.ts`: by language, and by the first segment of a screen's address. */
const AHEAD = {
  en: "src/words/en.ts",
  "pt-BR": "src/words/pt-BR.ts",
  chats: "later:src/screen/daily.ts",
  directs: "later:src/screen/daily.ts",
};

export const ENTRY_POINTS = { console: MAIN, look: LOOK };

/**
 * Names of files: the script that the page names, with the sources it is made of, and the style; lists of what is sent for ahead; all
 * that there is, and one that is for nobody.
 */
export function firstOf(metafile) {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [path.split("/").pop(), output]));
  const entryOf = (source) => [...outputs].find(([, { entryPoint }]) => entryPoint === source)[0];
  const imports = (name) =>
    outputs
      .get(name)
      .imports.filter(({ kind }) => kind === "import-statement")
      .map(({ path }) => path.split("/").pop());
  const needed = (name, found = new Set()) => {
    if (!found.has(name)) for (const other of imports(name)) needed(other, found.add(name));
    return found.add(name);
  };
  // Since all else comes upon it, what the entry is made of lies in a file of its own, and the entry only names that.
  const stub = entryOf(MAIN);
  const [script] = imports(stub);
  if (needed(stub).size !== 2) throw new Error(`the first load is more than one file: ${[...needed(stub)].join(", ")}`);
  const ahead = Object.entries(AHEAD).map(([word, source]) => [word, [...needed(entryOf(source))].filter((name) => name !== script)]);
  const inputs = new Set(Object.keys(outputs.get(script).inputs));
  return { script, inputs, style: entryOf(LOOK), ahead, all: [...outputs.keys()].filter((name) => name !== stub), stub };
}
