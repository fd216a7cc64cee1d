// What stands around every screen: menu, availability, connection, offers.

import { useEffect, useRef, useState } from "preact/hooks";
import { me } from "../desk/desk";
import { link, network } from "../desk/feed";
import { title } from "../notice/notice";
import { UpdateNote } from "../notice/update";
import { Avatar } from "../part/avatar";
import { Dialog } from "../part/dialog";
import { Empty } from "../part/empty";
import { Ellipsis, WifiOff } from "../part/icon";
import { Mark } from "../part/mark";
import { Count } from "../part/tabs";
import { wide } from "../part/wide";
import { href, path, segments } from "../route/router";
import { words } from "../words";
import { AvailabilitySwitch } from "./availability";
import { OfferTray } from "./offer";
import { type Place, places } from "./places";

export function Shell() {
  const t = words.value;
  const at = segments.value[0] ?? "";
  const shown = places.filter((place) => place.shown());
  const here = shown.find((place) => place.at === at);
  const deep = segments.value.length > 1 && at !== "admin" && at !== "profile";
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    const name = here?.name(t);
    if (name) title.value = `${name} · Pronto`;
  }, [here, t]);
  const Screen = here?.screen;
  return (
    <div class={`shell ${deep ? "deep" : ""}`}>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t.skip}
      </a>
      <nav class="rail" aria-label={t.mainMenu}>
        {wide.value && (
          <a class="mark" href={href("")} aria-label="Pronto" tabIndex={-1}>
            <Mark size={36} />
          </a>
        )}
        <ul>
          {shown
            .filter(({ at: word, first }) => word !== "profile" && (wide.value || first))
            .map((place) => (
              <li key={place.at}>
                <PlaceLink place={place} current={place === here} />
              </li>
            ))}
          {!wide.value && (
            <li>
              <More places={shown.filter((place) => !place.first)} current={here} />
            </li>
          )}
        </ul>
        {wide.value && <Own at={at} />}
      </nav>
      <main class="stage" ref={main} id="content" tabIndex={-1}>
        <Connection />
        <UpdateNote />
        <OfferTray besideHome={at === ""} />
        {Screen ? <Screen key={at} /> : <Empty>{t.notFound}</Empty>}
      </main>
    </div>
  );
}

function Own({ at }: { at: string }) {
  const t = words.value;
  return (
    <div class="own">
      <AvailabilitySwitch />
      <a href={href("profile")} class="me" aria-label={t.profile} title={t.profile} aria-current={at === "profile" ? "page" : undefined}>
        <Avatar name={me.value?.agent.name ?? ""} id={me.value?.agent.id} />
      </a>
    </div>
  );
}

function PlaceLink({ place, current }: { place: Place; current: boolean }) {
  const count = place.count?.() ?? 0;
  const name = place.name(words.value);
  return (
    <a href={href(place.at)} aria-current={current ? "page" : undefined} title={name}>
      <span class="place-icon">
        <place.icon size={22} aria-hidden="true" />
        {count > 0 && <Count value={count} red={place.red} />}
      </span>
      <span class="place-name">{name}</span>
    </a>
  );
}

function More({ places: later, current }: { places: readonly Place[]; current: Place | undefined }) {
  const t = words.value;
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path.value]);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        class={current && later.includes(current) ? "current" : ""}
        onClick={() => setOpen(true)}
      >
        <span class="place-icon">
          <Ellipsis size={22} aria-hidden="true" />
        </span>
        <span class="place-name">{t.more}</span>
      </button>
      {open && (
        <Dialog title={t.more} onClose={() => setOpen(false)}>
          <AvailabilitySwitch wide />
          <ul class="more-places">
            {later.map((place) => (
              <li key={place.at}>
                <a href={href(place.at)}>
                  <place.icon size={22} aria-hidden="true" />
                  {place.name(t)}
                </a>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}

/** Says when there is no connection; not for the moment that a fresh one takes. */
function Connection() {
  const [late, setLate] = useState(false);
  const state = network.value ? link.value : "lost";
  useEffect(() => {
    setLate(false);
    if (state === "open") return;
    const timer = setTimeout(() => setLate(true), network.peek() ? 1_500 : 0);
    return () => clearTimeout(timer);
  }, [state === "open", network.value]);
  return (
    <div role="status" aria-live="polite">
      {late && state !== "open" && (
        <p class="connection">
          <WifiOff size={16} aria-hidden="true" />
          {words.value.links[state === "stopped" ? "stopped" : "lost"]}
        </p>
      )}
    </div>
  );
}
