// The widget for a site: chosen, seen, copied.

import { useState } from "preact/hooks";
import { me, queues } from "../../desk/desk";
import { CopyField } from "../../part/copy";
import { Empty } from "../../part/empty";
import { useFetched } from "../../part/fetched";
import { query } from "../../route/router";
import { Failure } from "../../wire/failure";
import { adminWords } from "../../words/admin";
import { Controls } from "./register/control";
import type { Draft } from "./register/draft";
import type { FieldOf } from "./register/shape";
import { queueChoices } from "./register/usual";
import { Preview } from "./widget/preview";
import { type Pinned, pinnedTag, plainTag, policyOf, type WidgetChoice } from "./widget/snippet";

type Field = FieldOf<"queue" | "color" | "position" | "locale" | "launcher" | "visits">;

async function fetchPinned(): Promise<Pinned> {
  const answer = await fetch("/widget.json").catch(() => null);
  if (!answer?.ok) throw new Failure({ code: answer ? "unavailable" : "offline" });
  return answer.json();
}

export function WidgetScreen() {
  const { widget: a, queues: q } = adminWords.value;
  const pinned = useFetched(fetchPinned, []);
  const [draft, setDraft] = useState<Draft>(() => ({
    queue: query.peek().get("queue") ?? queueChoices()[0]?.value ?? "",
    color: "",
    position: "",
    locale: "",
    launcher: true,
    visits: true,
  }));
  const queue = queues.get(String(draft.queue));
  const chosen = { ...draft, organization: me.value?.organization.slug, queue: queue?.slug ?? "" } as unknown as WidgetChoice;
  // Where people reach the server, which may be another address than this one.
  const server = pinned.value?.src.replace(/\/widget\/loader\/.*$/, "") ?? location.origin;
  const choice = /^(#[0-9a-f]{6})?$/i.test(chosen.color) ? chosen : { ...chosen, color: "" };
  const unlisted = !queue && !queues.all().some(({ settings }) => settings.listed);
  return (
    <div class="page">
      <header>
        <h1 class="page-title">{a.title}</h1>
        <p class="quiet">{a.about}</p>
      </header>
      {queues.all().length === 0 ? (
        <Empty>{a.noQueue}</Empty>
      ) : (
        <div class="configurator">
          <section class="card form" aria-label={a.title}>
            <Controls fields={fields()} draft={draft} onDraft={setDraft} />
            {unlisted && <p class="notice">{a.notListed}</p>}
          </section>
          <Preview
            choice={{
              ...choice,
              color: choice.color || queue?.settings.look?.color || "",
              position: choice.position || queue?.settings.look?.position || "",
            }}
          />
          <section class="card form" aria-label={a.plain}>
            <CopyField block label={a.plain} value={plainTag(server, choice)} hint={a.plainHint} />
            {pinned.value && <CopyField block label={a.pinned} value={pinnedTag(pinned.value, choice)} hint={a.pinnedHint} />}
            <CopyField block label={a.policy} value={policyOf(server)} />
            <CopyField
              label={a.link}
              value={`${server}/chat/${[choice.organization, choice.queue].filter(Boolean).join("/")}`}
              hint={a.linkHint}
            />
          </section>
        </div>
      )}
    </div>
  );

  function fields(): readonly Field[] {
    return [
      { name: "queue", label: adminWords.value.queueOf, kind: "choice", choices: queueChoices(a.pick) },
      { name: "color", label: a.color, hint: a.own, kind: "color" },
      {
        name: "position",
        label: a.corner,
        kind: "choice",
        choices: [
          { value: "", label: a.own },
          { value: "right", label: q.corners.right },
          { value: "left", label: q.corners.left },
        ],
      },
      {
        name: "locale",
        label: a.language,
        kind: "choice",
        choices: [
          { value: "", label: a.anyLanguage },
          { value: "pt-BR", label: "Português (Brasil)" },
          { value: "en", label: "English" },
        ],
      },
      { name: "launcher", label: a.launcher, hint: a.launcherHint, kind: "check" },
      { name: "visits", label: a.visits, kind: "check" },
    ];
  }
}
