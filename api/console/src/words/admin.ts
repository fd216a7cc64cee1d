// The words of the administration's registers. Apart from the others, so that only those who administrate fetch them.

import { computed } from "@preact/signals";
import { locale } from "../words";
import { type AdminWords, en } from "./admin/en";
import { ptBR } from "./admin/pt-BR";

const ALL: Record<"en" | "pt-BR", AdminWords> = { en, "pt-BR": ptBR };

export const adminWords = computed(() => ALL[locale.value]);
