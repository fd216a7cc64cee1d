// Search: what was said, by whom, in which chat; the newest first.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../part/button";
import { Empty } from "../part/empty";
import { useFetched } from "../part/fetched";
import { EyeOff, MessageCircle, Search, StickyNote } from "../part/icon";
import { Shown } from "../part/table";
import { attempt } from "../part/toast";
import { go, href, query } from "../route/router";
import type { Page, Wire } from "../wire";
import { get } from "../wire/request";
import { words } from "../words";
import { dayAndClock } from "../words/format";

type Result = Wire<"SearchResultView">;
type Kind = Result["kind"];
const PICTURES = { message: MessageCircle, whisper: EyeOff, note: StickyNote, chat: MessageCircle } as const;
const PAUSE_MS = 250;

export function SearchScreen() {
  const t = words.value;
  const [text, setText] = useState(query.value.get("q") ?? "");
  const [asked, setAsked] = useState(text.trim());
  const [kind, setKind] = useState<Kind | "">("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(text.trim());
      if (text.trim() !== (query.peek().get("q") ?? "")) go(text.trim() ? `search?q=${encodeURIComponent(text.trim())}` : "search", true);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useFetched<Page<Result>>(
    () => (asked ? get("/v1/search", { q: asked, kind: kind || null, limit: 30 }) : Promise.resolve({ items: [] })),
    [asked, kind],
  );
  const more = async (held: Page<Result>) => {
    setBusy(true);
    await attempt(async () => {
      const next: Page<Result> = await get("/v1/search", { q: asked, kind: kind || null, limit: 30, cursor: held.next_cursor });
      found.set({ items: [...held.items, ...next.items], next_cursor: next.next_cursor });
    });
    setBusy(false);
  };
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t.search}</h1>
      </header>
      <search class="search-bar">
        <Search size={20} aria-hidden="true" />
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.searchPlaceholder}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          ref={(field) => {
            if (field && !field.dataset.seen) {
              field.dataset.seen = "1";
              field.focus();
            }
          }}
        />
        <select aria-label={t.all} value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind | "")}>
          <option value="">{t.all}</option>
          {(["message", "whisper", "note", "chat"] as const).map((value) => (
            <option key={value} value={value}>
              {t.searchKinds[value]}
            </option>
          ))}
        </select>
      </search>
      {!asked ? (
        <Empty icon={Search}>{t.searchHint}</Empty>
      ) : (
        <Shown of={found}>
          {(held) =>
            held.items.length ? (
              <div class="card">
                <ul class="rows results">
                  {held.items.map((result) => (
                    <ResultRow key={`${result.kind} ${result.id}`} result={result} />
                  ))}
                </ul>
                {held.next_cursor && (
                  <div class="center">
                    <Button small busy={busy} onClick={() => more(held)}>
                      {t.loadMore}
                    </Button>
                  </div>
                )}
              </div>
            ) : (
              <Empty>{t.noResults}</Empty>
            )
          }
        </Shown>
      )}
    </div>
  );
}

function ResultRow({ result }: { result: Result }) {
  const t = words.value;
  const Picture = PICTURES[result.kind];
  const to = `chats/${result.chat_id}${result.position ? `?at=${result.position}` : ""}`;
  const who = [result.visitor_name, result.author !== result.visitor_name && result.author].filter(Boolean).join(" · ");
  return (
    <li>
      <a class={`row result ${result.kind}`} href={href(to)}>
        <Picture size={18} aria-label={t.searchKinds[result.kind]} />
        <span class="grow">
          <span class="row-top">
            <strong class="clip">{who || t.visitor}</strong>
            {result.chat_number && <span class="quiet">{t.chatNumber(result.chat_number)}</span>}
          </span>
          <span class="snippet">{marked(result)}</span>
        </span>
        <time class="quiet" dateTime={result.at}>
          {dayAndClock(result.at)}
        </time>
      </a>
    </li>
  );
}

/** The snippet with what matched set apart. */
function marked({ snippet, matches }: Result) {
  const out = [];
  let at = 0;
  for (const { start, end } of matches) {
    if (start < at) continue;
    out.push(snippet.slice(at, start), <mark>{snippet.slice(start, end)}</mark>);
    at = end;
  }
  out.push(snippet.slice(at));
  return out;
}
