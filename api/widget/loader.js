// The widget's loader: a launcher, and the chat in a frame of the server's own origin. Nothing of the chat reaches the host's page.
(() => {
  const tag = document.currentScript;
  const early = window.Pronto;
  // Once is enough; what was asked for before this script came stands in a list.
  if (!tag || (early && !Array.isArray(early))) return;
  const server = new URL(tag.src).origin;
  const listeners = {};
  const tell = (name, value) => (listeners[name] || []).slice().forEach((listener) => listener(value));
  const make = (name, space = "1999/xhtml") => document.createElementNS("http://www.w3.org/" + space, name);
  // Remembered for the visit, so that the chat stays open from page to page; storage may be refused.
  let visit = {};
  try {
    visit = JSON.parse(sessionStorage.pronto || "{}");
  } catch {}
  const remember = (more) => {
    Object.assign(visit, more);
    try {
      sessionStorage.pronto = JSON.stringify(visit);
    } catch {}
  };
  let options, root, box, button, badge, frame, ready, identity, page, label, opened, wished, focusWished, card = 0, unread = 0, given = -2e3;
  const small = () => innerWidth <= 480 || innerHeight <= 480;
  const send = (pronto, rest) => ready && frame.contentWindow.postMessage({ ...rest, pronto }, server);

  const css = `:host{all:initial}
div{--a:#0b5cad;--o:#fff;position:fixed;bottom:20px;right:20px;z-index:2147483647;width:60px;height:60px;color-scheme:light dark}
div.left{right:auto;left:20px}
button{all:unset;position:absolute;inset:0;border-radius:50%;background:var(--a);color:var(--o);cursor:pointer;display:grid;place-items:center;box-shadow:0 0 0 2px var(--o),0 6px 20px #0006;transition:transform .2s}
button:hover{transform:scale(1.06)}
button:focus-visible{outline:3px solid #000;outline-offset:4px;box-shadow:0 0 0 6px #fff}
svg{grid-area:1/1;width:28px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;transition:opacity .2s,transform .2s}
svg+svg,[aria-expanded=true] svg{opacity:0;transform:rotate(45deg) scale(.6)}
[aria-expanded=true] svg+svg{opacity:1;transform:none}
b{position:absolute;top:-4px;right:-4px;min-width:22px;padding:0 3px;box-sizing:border-box;border-radius:11px;background:#b3261e;color:#fff;font:700 13px/22px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff}
iframe{position:absolute;bottom:76px;right:0;border:0;width:400px;max-width:calc(100vw - 40px);height:min(700px,100vh - 116px);border-radius:18px;background:Canvas;box-shadow:0 12px 48px #0005;color-scheme:light dark}
.left iframe{right:auto;left:0}
iframe.card{width:368px;background:0;box-shadow:none;border-radius:0}
[hidden]{display:none}
@media(max-width:480px),(max-height:480px){iframe:not(.card){position:fixed;inset:0;width:100%;max-width:none;height:100%;height:100dvh;border-radius:0}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media(prefers-reduced-motion:no-preference){iframe{animation:p .22s ease-out}@keyframes p{from{opacity:0;transform:translateY(14px)}}}`;

  const icon = (path) => {
    const svg = make("svg", "2000/svg");
    const line = make("path", "2000/svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", true);
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };

  // The queue's own colour and corner come with the frame, and are remembered until then; what the page says goes before.
  const look = () => {
    const color = options.color || visit.color;
    if (/^#[0-9a-f]{6}$/i.test(color)) {
      const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
      box.style.setProperty("--a", color);
      box.style.setProperty("--o", 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#000" : "#fff");
    }
    box.className = (options.position || visit.position) === "left" ? "left" : "";
  };

  const draw = () => {
    badge.hidden = !unread;
    badge.textContent = unread > 99 ? "99+" : unread;
    button.ariaLabel = unread ? `${label[0]}, ${unread} ${label[1]}` : label[0];
    button.ariaExpanded = Boolean(opened);
    button.hidden = options.launcher === "off";
    if (!frame) return;
    frame.hidden = !opened && !card;
    frame.className = opened ? "" : "card";
    frame.style.height = opened ? "" : `${card}px`;
  };

  const load = () => {
    if (frame) return;
    frame = make("iframe");
    frame.title = label[0];
    const { organization, queue = "", color = "", locale = "" } = options;
    const at = [organization, ...(queue ? [queue] : [])].map(encodeURIComponent).join("/");
    frame.src = `${server}/chat/${at}?` + new URLSearchParams({ embedded: 1, host: location.origin, color, locale });
    draw();
    box.append(frame);
  };

  const give = () => {
    given = performance.now();
    frame.focus();
  };

  const turn = (open, focus = true) => {
    wished = open;
    focusWished = focus && document.activeElement;
    if (!box || open === Boolean(opened)) return;
    if (open) load();
    opened = open;
    remember({ open });
    draw();
    send(open ? "shown" : "hidden", { focus });
    if (focus && open && ready) give();
    else if (focus && !open) button.focus();
    tell(open ? "open" : "close");
  };

  const view = () => {
    if (options.visits !== "off" && !navigator.globalPrivacyControl) send("page", { url: location.href, title: document.title, referrer: document.referrer, ...page });
  };

  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== server) return;
    const { pronto, ...rest } = data;
    if (pronto === "ready") {
      ready = true;
      if (identity) send("identify", { jwt: identity });
      // Only now: Chromium loses the keyboard when a frame is focused while it is still being loaded. Unless the visitor went elsewhere meanwhile.
      const focus = focusWished === document.activeElement;
      if (opened && focus) give();
      if (opened) send("shown", { focus });
      view();
      tell("ready");
    } else if (pronto === "close") turn(false);
    else if (pronto === "open") turn(true);
    else if (pronto === "look") {
      remember(rest);
      look();
    } else if (pronto === "card") {
      card = small() ? Math.min(rest.height, innerHeight - 100) : rest.height;
      draw();
    } else if (pronto === "unread") {
      const before = unread;
      unread = rest.count;
      draw();
      if (unread !== before) tell("unread", unread);
    } else if (pronto === "message") tell("message", rest);
    else if (pronto === "go" && /^https?:\/\//.test(rest.url)) location.assign(rest.url);
  });
  // Chromium may hear too late of the click on the launcher, and gives the keyboard back to this page while the frame stays its focused
  // element. Nothing in the frame hears a key then, not even after a click on it; the frame focused once more does. Not at once: whoever
  // leaves the frame by keyboard comes by here, too, and has another element focused a moment later.
  addEventListener("focus", ({ timeStamp }) =>
    setTimeout(() => {
      if (!opened || root.shadowRoot.activeElement !== frame || timeStamp - given > 2e3) return;
      // Once: to blur it comes by here, and takes the focus from what has it in the frame, which later would be a field that is written in.
      given = -2e3;
      frame.blur();
      frame.focus();
    }),
  );
  addEventListener("popstate", () => Pronto.setPage());

  const begin = () => {
    // Taken away while the page was still loading.
    if (!options) return;
    label = /^pt/i.test(options.locale || navigator.language) ? ["Atendimento", "não lidas"] : ["Chat", "unread"];
    root = make("div");
    const shadow = root.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(css);
    shadow.adoptedStyleSheets = [style];
    box = make("div");
    button = make("button");
    badge = make("b");
    button.append(icon("M21 11.5a8.4 8.4 0 0 1-9 8.4 9.6 9.6 0 0 1-3.7-.8L3 20.5l1.6-4.3A8.2 8.2 0 0 1 3 11.5a8.7 8.7 0 0 1 9-8.4 8.7 8.7 0 0 1 9 8.4z"), icon("M6 6l12 12M18 6L6 18"), badge);
    button.type = "button";
    button.onclick = () => turn(!opened);
    // Whoever comes near is likely to open it.
    button.onpointerenter = button.onfocus = () => {
      load();
      send("intent");
    };
    box.append(button);
    shadow.append(box);
    document.body.append(root);
    look();
    draw();
    const later = () => (window.requestIdleCallback || setTimeout)(() => options && (options.visits !== "off" || "open" in visit) && load());
    if (document.readyState === "complete") later();
    else addEventListener("load", later);
    if (wished) turn(true, focusWished);
    else if (visit.open && wished === undefined && !small()) turn(true, false);
  };

  const Pronto = (window.Pronto = {
    start(given) {
      if (options || !given?.organization) return;
      options = { ...given };
      if (document.body) begin();
      else addEventListener("DOMContentLoaded", begin);
    },
    stop() {
      root?.remove();
      root = box = frame = options = opened = ready = wished = undefined;
      unread = card = 0;
    },
    open: () => turn(true),
    close: () => turn(false),
    identify: (jwt) => send("identify", { jwt: (identity = jwt) }),
    setPage(more) {
      page = more;
      view();
    },
    on(name, listener) {
      (listeners[name] ||= []).push(listener);
      return () => (listeners[name] = listeners[name].filter((one) => one !== listener));
    },
    // As the list that stands in before this script is there.
    push: (...calls) => calls.forEach(([name, ...given]) => Pronto[name]?.(...given)),
  });
  Pronto.start(tag.dataset);
  Pronto.push(...(early || []));
})();
