// Elements. Text becomes text nodes and nothing else: no string is ever read as HTML.

/**
 * An element. `attributes`: `class`, `on` (event listeners by name), `props` (properties), others as attributes; null or false leaves one out.
 * `children`: elements and strings.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (name === "props") Object.assign(element, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

/** Replaces an element's content. */
export function fill(element, ...children) {
  element.textContent = "";
  append(element, children);
  return element;
}

/** A picture that is drawn, not read: its meaning stands in the label of what holds it. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  attach: "M8 13l6-6a2.5 2.5 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l8-8",
  send: "M12 20V5M5 12l7-7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  minimise: "M5 9l7 7 7-7",
  file: "M14 3H6v18h12V7zv4h4",
  back: "M19 12H5M11 6l-6 6 6 6",
  next: "M9 6l6 6-6 6",
  check: "M5 12.5l4.5 4.5L19 7",
  leave: "M9 4H4v16h5M15 8l4 4-4 4M19 12H9",
  star: "M12 3l3 6 6 1-4.5 4.5 1 6.5-5.5-3-5.5 3 1-6.5L3 10l6-1z",
  download: "M12 4v12M6 11l6 6 6-6M4 20h16",
  mail: "M3 6h18v12H3zM3 7l9 6 9-6",
  clock: "M12 3a9 9 0 1 0 .1 0zM12 8v4l3 2",
  down: "M12 5v14M6 13l6 6 6-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};

/** Keeps the children of `container` in step with `items`: `{key, signature, build(), refresh?(node)}`. Nodes that did not change stay where they are. */
export function reconcile(container, items) {
  const held = (container.heldNodes ??= new Map());
  const first = held.size === 0;
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, { node }] of held) {
    if (wanted.has(key)) continue;
    node.remove();
    held.delete(key);
  }
  let place = container.firstChild;
  for (const item of items) {
    let entry = held.get(item.key);
    if (!entry || entry.signature !== item.signature) {
      const node = item.build();
      if (entry) {
        if (place === entry.node) place = node;
        entry.node.replaceWith(node);
      } else if (!first) node.classList.add("arriving");
      entry = { node, signature: item.signature };
      held.set(item.key, entry);
    }
    item.refresh?.(entry.node);
    if (entry.node === place) place = place.nextSibling;
    else container.insertBefore(entry.node, place);
  }
}

function append(element, children) {
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) element.append(child);
}
