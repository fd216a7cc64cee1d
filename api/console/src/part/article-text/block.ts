// An article in blocks, by the marks that its lines begin with. The same lines are marks for the server, which makes plain text of it.

export interface Block {
  readonly kind: "heading" | "item" | "text";
  readonly lines: readonly string[];
}

/** Neighbouring lines of one kind are one block; an empty line ends it, and each heading stands alone. */
export function blocksOf(body: string): Block[] {
  const blocks: { kind: Block["kind"]; lines: string[] }[] = [];
  let open = false;
  for (const line of body.split(/\r?\n/)) {
    const [, heading] = /^\s*#{1,6} (.*)$/.exec(line) ?? [];
    const [, item] = /^\s*[-*] (.*)$/.exec(line) ?? [];
    const kind = heading !== undefined ? "heading" : item !== undefined ? "item" : "text";
    const text = (heading ?? item ?? line).trim();
    const last = blocks.at(-1);
    if (!text) open = false;
    else if (open && last?.kind === kind && kind !== "heading") last.lines.push(text);
    else {
      blocks.push({ kind, lines: [text] });
      open = true;
    }
  }
  return blocks;
}
