// Why this chat came to whom it came.

import { useFetched } from "../../part/fetched";
import { Shown } from "../../part/table";
import type { ChatView, Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";
import { clock } from "../../words/format";

type Step = Wire<"RoutingStepView">;

export function RoutingTab({ chat }: { chat: ChatView }) {
  const t = words.value;
  const steps = useFetched(() => all<Step>(`/v1/chats/${chat.id}/routing`), [chat.id, chat.seq]);
  return (
    <Shown of={steps}>
      {(items) => (
        <ol class="story">
          {items.map((step) => (
            <li key={`${step.at} ${step.kind} ${step.agent_id}`} class={step.kind}>
              <time dateTime={step.at}>{clock(step.at)}</time>
              <span>
                <strong>{t.routing[step.kind] ?? step.kind}</strong>
                {[step.agent_name, step.queue_name, step.reason && (t.obstacles[step.reason] ?? t.routing[step.reason] ?? step.reason)]
                  .filter(Boolean)
                  .map((part) => ` · ${part}`)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Shown>
  );
}
