// What is written into a page to have the widget there.

/** What the widget is asked for; empty words are left to the queue or the browser. */
export interface WidgetChoice {
  readonly organization: string;
  readonly queue: string;
  readonly color: string;
  readonly position: string;
  readonly locale: string;
  readonly launcher: boolean;
  readonly visits: boolean;
}

/** `GET /widget.json`. */
export interface Pinned {
  readonly src: string;
  readonly integrity: string;
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function attributes(choice: WidgetChoice): string {
  const { organization, queue, color, position, locale, launcher, visits } = choice;
  const given = {
    "data-organization": organization,
    "data-queue": queue,
    "data-color": color,
    "data-position": position,
    "data-locale": locale,
    "data-launcher": launcher ? "" : "off",
    "data-visits": visits ? "" : "off",
  };
  return Object.entries(given)
    .filter(([, value]) => value)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join("");
}

/** The tag that follows the server's updates. */
export function plainTag(server: string, choice: WidgetChoice): string {
  return `<script src="${escaped(server)}/widget.js"${attributes(choice)} async></script>`;
}

/** The tag of one version, which the browser checks. */
export function pinnedTag({ src, integrity }: Pinned, choice: WidgetChoice): string {
  return `<script src="${escaped(src)}" integrity="${escaped(integrity)}" crossorigin="anonymous"${attributes(choice)} async></script>`;
}

/** What a page's own policy has to allow. */
export function policyOf(server: string): string {
  return `script-src ${server}/widget.js ${server}/widget/loader/; frame-src ${server}`;
}

/** A page that stands for the site; it takes over the console's policy, so it holds no style and no script of its own. */
export function previewPage(server: string, choice: WidgetChoice, title: string, text: string): string {
  const lang = choice.locale || document.documentElement.lang;
  return `<!doctype html><html lang="${escaped(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>${escaped(title)}</title></head><body><main><h1>${escaped(title)}</h1><p>${escaped(text)}</p></main>\
${plainTag(server, choice)}</body></html>`;
}
