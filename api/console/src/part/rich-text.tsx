// Text as text: lines, links to http and https, and what is set **bold**, *italic* or `as code`. Never HTML.

import type { ComponentChildren } from "preact";

const PATTERN = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|`([^`\n]+)`/g;

export function RichText({ text }: { text: string }) {
  return <p class="text">{pieces(text)}</p>;
}

export function pieces(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let at = 0;
  for (const found of text.matchAll(PATTERN)) {
    if (found.index > at) out.push(text.slice(at, found.index));
    const [whole, link, bold, italic, code] = found;
    if (link) {
      out.push(
        <a href={link} target="_blank" rel="noopener noreferrer nofollow">
          {link}
        </a>,
      );
    } else if (bold) out.push(<strong>{bold}</strong>);
    else if (italic) out.push(<em>{italic}</em>);
    else if (code) out.push(<code>{code}</code>);
    at = found.index + whole.length;
  }
  out.push(text.slice(at));
  return out;
}
