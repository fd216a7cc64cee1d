// The page's beginning: who the visitor is and where they browse. The interface is fetched when somebody wants it, or an agent asks.

import { readAddress } from "./address.js";
import { Api } from "./api.js";
import { connectHost } from "./host.js";
import { Keep, lastingArea } from "./keep.js";
import { Presence } from "./presence.js";
import { Tabs } from "./tabs.js";
import { Who } from "./who.js";

// The interface shares these with the page's beginning.
export * from "./address.js";
export * from "./api.js";
export * from "./backoff.js";
export * from "./socket.js";

const address = readAddress(location.href, navigator.languages);
const name = `pronto:${address.organization}:`;
const keep = new Keep(lastingArea(), name);
const tabs = new Tabs(name);
const api = new Api({ server: address.server, token: () => who.token() });
const who = new Who({ keep, api, tabs, organization: address.organization, locale: address.locale });
const presence = new Presence({ api, who, tabs, onApproach: (approach) => desk().then((open) => open.approach(approach)) });
const host = connectHost({ embedded: address.embedded, origin: address.host, hear });
const page = { address, keep, tabs, api, who, presence, host, version: new URL(".", import.meta.url).href };

let interfaceAsked = null;

/** The interface, fetched once; a fetch that failed is made again when it is wanted again. */
function desk() {
  const file = `./interface.${address.locale || document.documentElement.lang}.js`;
  interfaceAsked ??= import(file).then(
    (module) => module.begin(page),
    (error) => {
      interfaceAsked = null;
      const portuguese = document.documentElement.lang.startsWith("pt");
      document.getElementById("app").textContent = portuguese ? "Não foi possível carregar. Verifique sua conexão e tente de novo." : "This could not be loaded. Check your connection and try again.";
      throw error;
    },
  );
  return interfaceAsked;
}

function hear(word, rest) {
  if (word === "page") presence.see(rest);
  else if (word === "intent") desk();
  else if (word === "identify" && typeof rest.jwt === "string") identify(rest.jwt);
  else if (word === "shown") desk().then((open) => open.shown(true, Boolean(rest.focus)));
  else if (word === "hidden") interfaceAsked?.then((open) => open.shown(false, false));
}

/** Whoever the host's server does not vouch for stays nameless. */
async function identify(jwt) {
  try {
    if (!(await who.identify(jwt))) return;
    presence.again();
    interfaceAsked?.then((open) => open.becameAnother());
    tabs.tell("visitor");
  } catch {
    // The host hears nothing of it: whether a token is good is between its server and this one.
  }
}

addEventListener("online", () => interfaceAsked ?? (address.embedded || desk()));
host.tell("ready");
if (!address.embedded) {
  presence.see({ url: location.origin + location.pathname, title: document.title, referrer: document.referrer });
  desk();
} else if (keep.get(address.chatKey)) desk();
