// A list that comes page by page: the first when its query changes, more when asked for.

import { useState } from "preact/hooks";
import type { Page } from "../wire";
import { get, type Options } from "../wire/request";
import { words } from "../words";
import { Button } from "./button";
import { type Fetched, useFetched } from "./fetched";
import { attempt } from "./toast";

export interface Paged<T> extends Fetched<Page<T>> {
  readonly loading: boolean;
  more(): void;
}

export function usePaged<T>(path: string, query: Options["query"] = {}, keys: readonly unknown[] = []): Paged<T> {
  const [loading, setLoading] = useState(false);
  const page = useFetched(() => get<Page<T>>(path, query), [path, JSON.stringify(query), ...keys]);
  const more = async () => {
    const held = page.value;
    if (!held?.next_cursor) return;
    setLoading(true);
    await attempt(async () => {
      const next = await get<Page<T>>(path, { ...query, cursor: held.next_cursor });
      page.set({ items: [...held.items, ...next.items], next_cursor: next.next_cursor });
    });
    setLoading(false);
  };
  return { ...page, loading, more };
}

export function More<T>({ of }: { of: Paged<T> }) {
  if (!of.value?.next_cursor) return null;
  return (
    <div class="center">
      <Button small busy={of.loading} onClick={of.more}>
        {words.value.loadMore}
      </Button>
    </div>
  );
}
