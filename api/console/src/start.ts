// Runs before all else, as small as can be: only this browser knows which language is spoken here and which screen comes first, and
// what they are made of is to be on its way together with the rest.

import { recall } from "./session/keep";
import { firstLocale } from "./words/choice";

// Put in by the build: addresses by language, and by the first segment of a screen's address.
declare const AHEAD: Readonly<Record<string, readonly string[]>>;

const screen = recall("session") ? (location.pathname.split("/")[2] ?? "") : "";
for (const address of new Set([...(AHEAD[firstLocale()] ?? []), ...(AHEAD[screen] ?? [])])) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = address;
  document.head.append(link);
}
