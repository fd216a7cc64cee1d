// Chats that are over, the latest closed first.

import { useState } from "preact/hooks";
import { chats } from "../desk/desk";
import { Button } from "../part/button";
import { useFetched } from "../part/fetched";
import { Shown } from "../part/table";
import { attempt } from "../part/toast";
import type { ChatListItemView, Page } from "../wire";
import { get } from "../wire/request";
import { words } from "../words";
import { Rows } from "./conversations";

export function ClosedChats({ current }: { current?: string }) {
  const t = words.value;
  const [busy, setBusy] = useState(false);
  const page = useFetched(() => get<Page<ChatListItemView>>("/v1/chats", { filter: "closed" }), []);
  const more = async (held: Page<ChatListItemView>) => {
    setBusy(true);
    await attempt(async () => {
      const next: Page<ChatListItemView> = await get("/v1/chats", { filter: "closed", cursor: held.next_cursor });
      page.set({ items: [...held.items, ...next.items], next_cursor: next.next_cursor });
    });
    setBusy(false);
  };
  return (
    <Shown of={page}>
      {(held) => (
        <>
          <Rows
            chats={held.items.map(({ chat }) => chats.get(chat.id) ?? chat).filter(({ state }) => state === "closed")}
            current={current}
            empty={t.noClosed}
          />
          {held.next_cursor && (
            <div class="center">
              <Button small busy={busy} onClick={() => more(held)}>
                {t.loadMore}
              </Button>
            </div>
          )}
        </>
      )}
    </Shown>
  );
}
