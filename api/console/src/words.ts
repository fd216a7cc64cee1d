// The words of the person's language: a component that reads `words.value` is drawn anew when it changes.

import { computed, signal } from "@preact/signals";
import { recall, remember } from "./session/keep";
import { en, type Words } from "./words/en";
import { ptBR } from "./words/pt-BR";

export type LocaleName = "pt-BR" | "en";
const ALL: Record<LocaleName, Words> = { en, "pt-BR": ptBR };

function first(): LocaleName {
  const kept = recall<LocaleName>("locale");
  if (kept && kept in ALL) return kept;
  const wished = typeof navigator === "undefined" ? [] : navigator.languages;
  return wished.map((language) => language.slice(0, 2)).find((language) => language === "pt" || language === "en") === "pt"
    ? "pt-BR"
    : "en";
}

export const locale = signal<LocaleName>(first());
export const words = computed(() => ALL[locale.value]);

export function currentLocale(): LocaleName {
  return locale.peek();
}

export function setLocale(name: LocaleName): void {
  remember("locale", name);
  locale.value = name;
}
