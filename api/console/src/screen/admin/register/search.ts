// Search within what a register has: accents and case make no difference, words may stand in any order.

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

function textsOf(row: unknown): string {
  return Object.values(row as Record<string, unknown>)
    .filter((value) => typeof value === "string")
    .join(" ");
}

/** The rows that hold each word of the text. */
export function found<V>(rows: readonly V[], text: string, searched: (row: V) => string = textsOf): readonly V[] {
  const asked = folded(text).split(/\s+/).filter(Boolean);
  if (!asked.length) return rows;
  return rows.filter((row) => {
    const held = folded(searched(row));
    return asked.every((word) => held.includes(word));
  });
}
