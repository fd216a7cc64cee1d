// Administration: its registers, one below the other in a menu. A new one is a line in `registers`.

import type { ComponentType } from "preact";
import { Empty } from "../part/empty";
import { ArrowLeft, type Icon, Tag } from "../part/icon";
import { lazy } from "../part/lazy";
import { href, segments } from "../route/router";
import { words } from "../words";
import type { Words } from "../words/en";

interface RegisterPlace {
  /** Second segment of the address. */
  readonly at: string;
  readonly name: (t: Words) => string;
  readonly icon: Icon;
  readonly screen: ComponentType;
}

const registers: readonly RegisterPlace[] = [
  { at: "tags", name: (t) => t.tags, icon: Tag, screen: lazy(() => import("./admin/tags").then((module) => module.Tags)) },
];

export function Administration() {
  const t = words.value;
  const at = segments.value[1];
  const here = registers.find((place) => place.at === at);
  const Screen = here?.screen;
  return (
    <div class={`admin ${here ? "deep" : ""}`}>
      <nav class="admin-menu" aria-label={t.administration}>
        <h1>{t.administration}</h1>
        <ul>
          {registers.map((place) => (
            <li key={place.at}>
              <a href={href(`admin/${place.at}`)} aria-current={place === here ? "page" : undefined}>
                <place.icon size={18} aria-hidden="true" />
                {place.name(t)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="admin-main">
        {here && (
          <a class="admin-back only-phone" href={href("admin")}>
            <ArrowLeft size={18} aria-hidden="true" /> {t.administration}
          </a>
        )}
        {Screen ? <Screen key={at} /> : <Empty icon={Tag}>{t.chooseRegister}</Empty>}
      </div>
    </div>
  );
}
