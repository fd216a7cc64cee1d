// Administration: its places in a grouped menu, and the one that is open. A new one is a line in `admin/places.ts`.

import { Empty } from "../part/empty";
import { ArrowLeft, FolderCog } from "../part/icon";
import { href, segments } from "../route/router";
import { words } from "../words";
import { groups } from "./admin/places";

const all = groups.flatMap(({ places }) => places);

export function Administration() {
  const t = words.value;
  const at = segments.value[1];
  const here = all.find((place) => place.at === at);
  const Screen = here?.screen;
  return (
    <div class={`admin ${here ? "deep" : ""}`}>
      <nav class="admin-menu" aria-label={t.administration}>
        {here ? <p class="admin-title">{t.administration}</p> : <h1 class="admin-title">{t.administration}</h1>}
        {groups
          .filter(({ places }) => places.length > 0)
          .map((group) => (
            <div key={group.name()}>
              <h2>{group.name()}</h2>
              <ul aria-label={group.name()}>
                {group.places.map((place) => (
                  <li key={place.at}>
                    <a href={href(`admin/${place.at}`)} aria-current={place === here ? "page" : undefined}>
                      <place.icon size={18} aria-hidden="true" />
                      {place.name()}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
      </nav>
      <div class="admin-main">
        {here && (
          <a class="admin-back only-phone" href={href("admin")}>
            <ArrowLeft size={18} aria-hidden="true" /> {t.administration}
          </a>
        )}
        {Screen ? <Screen key={at} /> : <Empty icon={FolderCog}>{t.chooseRegister}</Empty>}
      </div>
    </div>
  );
}
