// Panels: pages of the organization's own systems, with a signed context.

import { useState } from "preact/hooks";
import { registers } from "../../desk/desk";
import { Empty } from "../../part/empty";
import { useFetched } from "../../part/fetched";
import { Shown } from "../../part/table";
import type { ChatView, Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";

type Panel = Wire<"ChatPanelView">;

export function PanelsTab({ chat }: { chat: ChatView }) {
  const t = words.value;
  const [open, setOpen] = useState<string | null>(null);
  const panels = useFetched(() => all<Panel>(`/v1/chats/${chat.id}/panels`), [chat.id, registers.value.panels]);
  return (
    <Shown of={panels}>
      {(items) => {
        const shown = items.find(({ panel_id }) => panel_id === open) ?? items[0];
        if (!shown) return <Empty>{t.noPanels}</Empty>;
        return (
          <div class="panels">
            {items.length > 1 && (
              <select aria-label={t.panels} value={shown.panel_id} onChange={(event) => setOpen(event.currentTarget.value)}>
                {items.map(({ panel_id, name }) => (
                  <option key={panel_id} value={panel_id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
            <a href={shown.url} target="_blank" rel="noopener noreferrer">
              {t.open}: {shown.name}
            </a>
            <iframe
              title={shown.name}
              src={shown.url}
              sandbox="allow-forms allow-popups allow-same-origin allow-scripts"
              referrerpolicy="no-referrer"
            />
          </div>
        );
      }}
    </Shown>
  );
}
