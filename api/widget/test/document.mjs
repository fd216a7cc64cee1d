// As much of a document as the parts of the chat need that are tried without a browser.

class Node extends EventTarget {
  children = [];
  attributes = {};
  value = "";
  style = {};
  classList = { toggle() {} };
  constructor(tag) {
    super();
    this.tag = tag;
  }
  set textContent(text) {
    this.children = text ? [text] : [];
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
    if (name === "type") this.type = value;
  }
  removeAttribute(name) {
    delete this.attributes[name];
  }
  append(child) {
    this.children.push(child);
  }
  focus() {}
  setSelectionRange() {}
  all(...tags) {
    return this.children.flatMap((child) => (child instanceof Node ? [...(tags.includes(child.tag) ? [child] : []), ...child.all(...tags)] : []));
  }
}

globalThis.document = { createElement: (tag) => new Node(tag), createElementNS: (_, tag) => new Node(tag) };
globalThis.CSS = { supports: () => true };

/** What a person does who types into an input. */
export function type(input, more) {
  Object.assign(input, more);
  input.dispatchEvent(new Event("input"));
}
