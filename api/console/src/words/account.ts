// Words of the account's own screens and of the administration of people, pushes and integrations. Fetched with the first of those
// screens: agents who never open one are not sent them.

import { computed } from "@preact/signals";
import { locale } from "../words";
import { type AccountWords, en } from "./account/en";
import { ptBR } from "./account/pt-BR";

const ALL: Record<typeof locale.value, AccountWords> = { en, "pt-BR": ptBR };

export const accountWords = computed(() => ALL[locale.value]);
