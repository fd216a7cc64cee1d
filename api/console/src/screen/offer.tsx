// Offers: who calls, how long is left, accept or decline.

import { useState } from "preact/hooks";
import { takeOffer } from "../desk/act";
import { clockAheadMs, offers, openOffers } from "../desk/desk";
import { Button } from "../part/button";
import { Check, Globe, Phone, Smartphone, X } from "../part/icon";
import { serverNow } from "../part/ticking";
import { attempt } from "../part/toast";
import { href } from "../route/router";
import type { OfferView } from "../wire";
import { post } from "../wire/request";
import { words } from "../words";
import { duration } from "../words/format";
import { offerName } from "./chat-name";

const PICTURES = { widget: Globe, mobile: Smartphone, whatsapp: Phone, api: Globe } as const;

async function declineOffer(offer: OfferView): Promise<void> {
  await attempt(async () => {
    offers.apply(await post<OfferView>(`/v1/offers/${offer.id}/decline`));
  });
}

function OfferCard({ offer }: { offer: OfferView }) {
  const t = words.value;
  const [busy, setBusy] = useState<"accept" | "decline" | null>(null);
  const now = serverNow();
  const ends = offer.expires_at ? Date.parse(offer.expires_at) : null;
  const left = ends === null ? null : Math.max(0, Math.ceil((ends - now) / 1000));
  const whole = ends === null ? 1 : Math.max(1, ends - Date.parse(offer.made_at));
  const Picture = PICTURES[offer.channel];
  const act = async (what: "accept" | "decline") => {
    setBusy(what);
    await (what === "accept" ? attempt(() => takeOffer(offer.id)) : declineOffer(offer));
    setBusy(null);
  };
  return (
    <li class="offer">
      <div class="offer-head">
        <span class="offer-channel">
          <Picture size={20} aria-hidden="true" />
        </span>
        <div>
          <strong>{offerName(offer)}</strong>
          <p class="quiet">{[t.channels[offer.channel], offer.visitor_phone].filter(Boolean).join(" · ")}</p>
          <p class="quiet">
            {[offer.queue_name, offer.subject, t.waitingFor(duration(now - Date.parse(offer.waiting_since)))].filter(Boolean).join(" · ")}
          </p>
        </div>
        {left !== null && (
          <span class={`seconds ${left <= 10 ? "short" : ""}`} role="timer" aria-label={t.secondsLeft(left)}>
            {left}
          </span>
        )}
      </div>
      {ends !== null && <progress class="offer-time" max={whole} value={Math.max(0, ends - now)} aria-hidden="true" />}
      <div class="buttons">
        <Button icon={X} busy={busy === "decline"} disabled={!!busy} onClick={() => act("decline")}>
          {t.decline}
        </Button>
        <Button kind="good" icon={Check} busy={busy === "accept"} disabled={!!busy} onClick={() => act("accept")}>
          {t.accept}
        </Button>
      </div>
    </li>
  );
}

/** Offers that can still be taken: one whose time is up is on its way out already. */
function current(): OfferView[] {
  const now = serverNow();
  return openOffers.value.filter(({ expires_at }) => !expires_at || Date.parse(expires_at) > now - 1_000);
}

export function OfferList({ most = Number.POSITIVE_INFINITY }: { most?: number }) {
  return (
    <ul class="offers">
      {current()
        .slice(0, most)
        .map((offer) => (
          <OfferCard key={offer.id} offer={offer} />
        ))}
    </ul>
  );
}

/** Offers over every screen but home, which shows them in its own place. */
export function OfferTray({ besideHome }: { besideHome: boolean }) {
  clockAheadMs.value;
  const open = openOffers.value.length ? current() : [];
  return (
    <>
      <p class="spoken" role="alert">
        {open.length > 0 && `${words.value.offersTitle}: ${open.map(offerName).join(", ")}`}
      </p>
      {!besideHome && open.length > 0 && (
        <aside class="offer-tray" aria-label={words.value.offersTitle}>
          <OfferList most={1} />
          {open.length > 1 && (
            <a class="offer-more" href={href("")}>
              {words.value.moreOffers(open.length - 1)}
            </a>
          )}
        </aside>
      )}
    </>
  );
}
