// Which language a person is spoken to in, before anything else is known.

import { recall } from "../session/keep";

export type LocaleName = "pt-BR" | "en";

/** What was chosen here; else the first of the browser's languages that there are words in. */
export function firstLocale(): LocaleName {
  const kept = recall<string>("locale");
  if (kept === "pt-BR" || kept === "en") return kept;
  const wished = typeof navigator === "undefined" ? [] : navigator.languages;
  return wished.map((language) => language.slice(0, 2)).find((language) => language === "pt" || language === "en") === "pt"
    ? "pt-BR"
    : "en";
}
