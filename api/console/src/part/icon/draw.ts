// Draws an icon of lucide's. The build puts it in place of that library's own maker, which reads a context and merges classes, names
// and attributes for each: of drawing the menu, that was a third. What all have in common is in `look/part.css`.

import { type FunctionComponent, h } from "preact";

interface Data {
  readonly node: readonly (readonly [string, Record<string, string>])[];
}

interface Props {
  size?: number;
  class?: string;
}

export default function draw({ node }: Data): FunctionComponent<Props> {
  return ({ size = 24, class: more = "", ...rest }) => {
    const lines = node.map(([name, attributes]) => h(name, attributes));
    return h("svg", { width: size, height: size, viewBox: "0 0 24 24", class: `icon ${more}`, ...rest }, lines);
  };
}
