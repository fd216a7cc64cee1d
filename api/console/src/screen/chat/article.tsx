// The knowledge base beside the chat: search, read, insert.

import { useState } from "preact/hooks";
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
  const insert = (id: string) => attempt(async () => onPick((await get<Wire<"ArticleView">>(`/v1/articles/${id}`)).plain_text));
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
                  <Button small onClick={() => insert(article.id)}>
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
