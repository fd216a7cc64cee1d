// The knowledge base beside the chat: search, read, insert.

import { useState } from "preact/hooks";
import { ArticleReading } from "../../part/article-text";
import { Button } from "../../part/button";
import { Dialog } from "../../part/dialog";
import { Empty } from "../../part/empty";
import { useFetched } from "../../part/fetched";
import { TextField } from "../../part/field";
import { Shown } from "../../part/table";
import { attempt } from "../../part/toast";
import type { Page, Wire } from "../../wire";
import { get } from "../../wire/request";
import { words } from "../../words";

export function ArticleDialog({ onPick, onClose }: { onPick: (text: string) => void; onClose: () => void }) {
  const t = words.value;
  const [search, setSearch] = useState("");
  const found = useFetched(
    () => get<Page<Wire<"ArticleItemView">>>("/v1/articles", { search: search.trim() || null, state: "published", limit: 20 }),
    [search.trim()],
  );
  const [reading, setReading] = useState<Wire<"ArticleView"> | null>(null);
  const whole = (id: string) => get<Wire<"ArticleView">>(`/v1/articles/${id}`);
  if (reading) {
    return (
      <Dialog key="reading" title={t.insertArticle} onClose={onClose} wide>
        <ArticleReading {...reading} />
        <div class="buttons">
          <Button onClick={() => setReading(null)}>{t.back}</Button>
          <Button kind="primary" onClick={() => onPick(reading.plain_text)}>
            {t.add}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.insertArticle} onClose={onClose} wide>
      <TextField label={t.searchArticles} type="search" value={search} onChange={setSearch} />
      <Shown of={found}>
        {({ items }) =>
          items.length ? (
            <ul class="rows articles">
              {items.map((article) => (
                <li key={article.id} class="row">
                  <div class="grow">
                    <strong>{article.title}</strong>
                    <p class="quiet">{article.excerpt}</p>
                  </div>
                  <Button
                    small
                    aria-label={`${t.readArticle}: ${article.title}`}
                    onClick={() => attempt(async () => setReading(await whole(article.id)))}
                  >
                    {t.readArticle}
                  </Button>
                  <Button small onClick={() => attempt(async () => onPick((await whole(article.id)).plain_text))}>
                    {t.add}
                  </Button>
                </li>
              ))}
            </ul>
          ) : (
            <Empty>{t.noResults}</Empty>
          )
        }
      </Shown>
    </Dialog>
  );
}
