// An article's small Markdown as it is read: headings, lists, links, and what `RichText` sets. Text only, never HTML.

import type { ComponentChildren } from "preact";
import { blocksOf } from "./article-text/block";
import { pieces } from "./rich-text";

const LINK = /\[([^[\]\n]+)\]\(([^()\s]+)\)/g;

/** An article whole, below the heading of a dialog. */
export function ArticleReading({ title, body }: { title: string; body: string }) {
  return (
    <article class="article-text">
      <h3 class="article-title">{title}</h3>
      <Blocks body={body} />
    </article>
  );
}

function Blocks({ body }: { body: string }) {
  return (
    <>
      {blocksOf(body).map((block, at) => {
        if (block.kind === "heading") return <h4 key={at}>{inline(block.lines[0]!)}</h4>;
        if (block.kind === "text") return <p key={at}>{inline(block.lines.join("\n"))}</p>;
        return (
          <ul key={at}>
            {block.lines.map((line, item) => (
              <li key={item}>{inline(line)}</li>
            ))}
          </ul>
        );
      })}
    </>
  );
}

function inline(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let at = 0;
  for (const found of text.matchAll(LINK)) {
    const [whole, name, address] = found;
    out.push(...pieces(text.slice(at, found.index)));
    // Nothing but a page may be led to.
    if (/^https?:\/\//.test(address!)) {
      out.push(
        <a href={address} target="_blank" rel="noopener noreferrer nofollow">
          {name}
        </a>,
      );
    } else out.push(`${name} (${address})`);
    at = found.index + whole.length;
  }
  out.push(...pieces(text.slice(at)));
  return out;
}
