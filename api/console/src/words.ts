// The words of the person's language: a component that reads `words.value` is drawn anew when it changes. Only that language's are
// fetched; nothing is drawn before they are there.

import { computed, signal } from "@preact/signals";
import { remember } from "./session/keep";
import { firstLocale, type LocaleName } from "./words/choice";
import type { Words } from "./words/en";

export type { LocaleName };

const FETCH: Record<LocaleName, () => Promise<Words>> = {
  en: () => import("./words/en").then(({ en }) => en),
  "pt-BR": () => import("./words/pt-BR").then(({ ptBR }) => ptBR),
};
const fetched = signal<ReadonlyMap<LocaleName, Words>>(new Map());

export const locale = signal<LocaleName>(firstLocale());
export const words = computed(() => fetched.value.get(locale.value)!);

export function currentLocale(): LocaleName {
  return locale.peek();
}

export async function fetchWords(name: LocaleName = locale.peek()): Promise<void> {
  if (fetched.peek().has(name)) return;
  const found = await FETCH[name]();
  fetched.value = new Map(fetched.peek()).set(name, found);
}

export async function setLocale(name: LocaleName): Promise<void> {
  await fetchWords(name);
  remember("locale", name);
  locale.value = name;
}
