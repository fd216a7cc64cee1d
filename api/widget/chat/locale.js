// Which language is spoken.

/** The first of the wished languages there are words for, or null. */
export function pickLocale(wished) {
  for (const tag of wished) {
    const language = String(tag || "").toLowerCase().split("-")[0];
    if (language === "en") return "en";
    if (language === "pt") return "pt-BR";
  }
  return null;
}
