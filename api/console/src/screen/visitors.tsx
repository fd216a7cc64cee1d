// Who is on the site right now, with the columns one has chosen, and what can be done with the chosen row.

import { useEffect, useState } from "preact/hooks";
import { may, registers, visits } from "../desk/desk";
import { greetings } from "../desk/feed";
import { watchLive } from "../desk/tell";
import { Button } from "../part/button";
import { Dialog } from "../part/dialog";
import { Empty } from "../part/empty";
import { useFetched } from "../part/fetched";
import { AreaField, CheckField, SelectField, TextField } from "../part/field";
import { Form } from "../part/form";
import { Globe, Link, Megaphone, MessageCircle, Settings } from "../part/icon";
import { type Column, RowTable, Shown } from "../part/table";
import { serverNow } from "../part/ticking";
import { say } from "../part/toast";
import { href } from "../route/router";
import type { VisitView, Wire } from "../wire";
import { all, get, post, put } from "../wire/request";
import { words } from "../words";
import type { Words } from "../words/en";
import { clock, dayAndClock, duration } from "../words/format";
import { queueName } from "./chat-name";

type GridColumn = keyof Words["gridColumns"];
const DEFAULT: readonly GridColumn[] = ["visitor", "page", "time_on_page", "pages", "referrer", "device", "chat"];
const ALL: readonly GridColumn[] = [
  "visitor",
  "page",
  "title",
  "referrer",
  "landing_page",
  "since",
  "time_on_page",
  "pages",
  "device",
  "browser",
  "system",
  "ip",
  "language",
  "chat",
  "chat_count",
];

export function Visitors() {
  const t = words.value;
  const [open, setOpen] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const preferences = useFetched(() => get<Wire<"AgentPreferences">>("/v1/me/preferences"), []);
  // Watched first and fetched then, so that nothing between is missing.
  useEffect(() => watchLive("visits"), []);
  const fetched = useFetched(async () => {
    const live = (await all<VisitView>("/v1/visits", {}, 5)).filter((visit) => visit.live);
    visits.value = new Map(live.map((visit) => [visit.id, visit]));
    return true;
  }, [greetings.value]);
  const chosen = preferences.value?.grid_columns?.length ? (preferences.value.grid_columns as GridColumn[]) : DEFAULT;
  const rows = [...visits.value.values()].filter((visit) => visit.live).sort((one, two) => (one.started_at < two.started_at ? 1 : -1));
  const visit = open ? visits.value.get(open) : undefined;
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{t.visitors}</h1>
          <p class="quiet">{t.visitorsHint}</p>
        </div>
        <Button icon={Settings} onClick={() => setChoosing(true)}>
          {t.columns}
        </Button>
      </header>
      <Shown of={fetched}>
        {() =>
          rows.length ? (
            <div class="card">
              <RowTable
                caption={t.visitors}
                columns={chosen.map((name) => columnOf(name, t))}
                rows={rows}
                keyOf={({ id }) => id}
                onOpen={({ id }) => setOpen(id)}
              />
            </div>
          ) : (
            <Empty icon={Globe}>{t.noVisitors}</Empty>
          )
        }
      </Shown>
      {visit && <VisitDialog visit={visit} onClose={() => setOpen(null)} />}
      {choosing && (
        <Columns
          chosen={chosen}
          onClose={() => setChoosing(false)}
          onSave={async (grid_columns) => preferences.set(await put("/v1/me/preferences", { ...preferences.value, grid_columns }))}
        />
      )}
    </div>
  );
}

/** The address without what every address of the site has in common. */
function short(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}

function host(url: string | null | undefined): string {
  try {
    return url ? new URL(url).host : "";
  } catch {
    return url ?? "";
  }
}

function columnOf(name: GridColumn, t: Words): Column<VisitView> {
  const cell = (visit: VisitView) => {
    switch (name) {
      case "visitor":
        return visit.visitor_name || t.visitor;
      case "page":
        return <span title={visit.url}>{short(visit.url)}</span>;
      case "title":
        return visit.title;
      case "referrer":
        return host(visit.referrer);
      case "landing_page":
        return short(visit.landing_url);
      case "since":
        return clock(visit.started_at);
      case "time_on_page":
        return duration(serverNow() - Date.parse(visit.page_started_at));
      case "pages":
        return visit.page_count;
      case "device":
        return t.devices[visit.device];
      case "browser":
        return visit.browser;
      case "system":
        return visit.system;
      case "ip":
        return visit.ip;
      case "language":
        return visit.locale ?? "";
      case "chat":
        return visit.chat ? (
          <a href={href(`chats/${visit.chat.id}`)}>{`${t.chatNumber(visit.chat.number)} · ${t.chatStates[visit.chat.state]}`}</a>
        ) : (
          ""
        );
      case "chat_count":
        return visit.chat_count;
    }
  };
  return { title: t.gridColumns[name], cell, number: name === "pages" || name === "chat_count" };
}

function Columns({
  chosen,
  onSave,
  onClose,
}: {
  chosen: readonly GridColumn[];
  onSave: (columns: GridColumn[]) => Promise<void>;
  onClose: () => void;
}) {
  const t = words.value;
  const [now, setNow] = useState<readonly GridColumn[]>(chosen);
  return (
    <Dialog title={t.columns} onClose={onClose}>
      <Form
        submit={t.save}
        onCancel={onClose}
        disabled={!now.length}
        onSubmit={async () => {
          await onSave(ALL.filter((name) => now.includes(name)));
          onClose();
        }}
      >
        <div class="column-choices">
          {ALL.map((name) => (
            <CheckField
              key={name}
              label={t.gridColumns[name]}
              checked={now.includes(name)}
              onChange={(on) => setNow(on ? [...now, name] : now.filter((one) => one !== name))}
            />
          ))}
        </div>
      </Form>
    </Dialog>
  );
}

type Doing = "invite" | "promote" | "redirect" | null;

function VisitDialog({ visit, onClose }: { visit: VisitView; onClose: () => void }) {
  const t = words.value;
  const [doing, setDoing] = useState<Doing>(null);
  const story = useFetched(() => get<Wire<"VisitStoryView">>(`/v1/visits/${visit.id}`), [visit.id, visit.page_count]);
  return (
    <Dialog title={visit.visitor_name || t.visitor} onClose={onClose} wide>
      <p class="quiet">{[visit.browser, visit.system, t.devices[visit.device], visit.ip].filter(Boolean).join(" · ")}</p>
      {may("approach_visitors") && (
        <div class="buttons start">
          <Button icon={MessageCircle} onClick={() => setDoing("invite")}>
            {t.invite}
          </Button>
          <Button icon={Megaphone} onClick={() => setDoing("promote")}>
            {t.promote}
          </Button>
          <Button icon={Link} onClick={() => setDoing("redirect")}>
            {t.redirect}
          </Button>
        </div>
      )}
      {(doing === "invite" || doing === "promote") && <Prepared key={doing} visit={visit} what={doing} onDone={() => setDoing(null)} />}
      {doing === "redirect" && <Redirect visit={visit} onDone={() => setDoing(null)} />}
      <h3>{t.visitStory}</h3>
      <Shown of={story}>
        {({ page_views }) => (
          <ol class="story">
            {[...page_views].reverse().map((view) => (
              <li key={view.number}>
                <time dateTime={view.at} title={dayAndClock(view.at)}>
                  {clock(view.at)}
                </time>
                <span>
                  {view.title || short(view.url)}
                  <small>{short(view.url)}</small>
                </span>
              </li>
            ))}
          </ol>
        )}
      </Shown>
    </Dialog>
  );
}

/** Invitations and promotions are written beforehand. */
function Prepared({ visit, what, onDone }: { visit: VisitView; what: "invite" | "promote"; onDone: () => void }) {
  const t = words.value;
  const [id, setId] = useState("");
  const known = useFetched<{ id: string; label: string; text: string }[]>(async () => {
    if (what === "promote") {
      const found = await all<Wire<"PromotionView">>("/v1/promotions");
      return found.filter(({ active }) => active).map((one) => ({ id: one.id, label: one.name, text: `${one.text} (${one.url})` }));
    }
    const found = await all<Wire<"InvitationView">>("/v1/invitations");
    return found
      .filter(({ active }) => active)
      .map((one) => ({ id: one.id, label: `${one.name} · ${queueName(one.queue_id)}`, text: one.text }));
  }, [what, registers.value.invitations, registers.value.promotions]);
  const submit = async () => {
    await (what === "invite"
      ? post(`/v1/visits/${visit.id}/invitation`, { invitation_id: id })
      : post(`/v1/visits/${visit.id}/promotion`, { promotion_id: id }));
    say(t.approachSent);
    onDone();
  };
  return (
    <Shown of={known}>
      {(items) =>
        items.length ? (
          <Form submit={t.send} onSubmit={submit} onCancel={onDone} disabled={!id}>
            <SelectField
              label={what === "invite" ? t.invite : t.promote}
              value={id}
              onChange={setId}
              hint={items.find((one) => one.id === id)?.text}
              choices={[{ value: "", label: "—" }, ...items.map((one) => ({ value: one.id, label: one.label }))]}
            />
          </Form>
        ) : (
          <Empty>{t.nothingHere}</Empty>
        )
      }
    </Shown>
  );
}

function Redirect({ visit, onDone }: { visit: VisitView; onDone: () => void }) {
  const t = words.value;
  const [url, setUrl] = useState("");
  const [text, setText] = useState("");
  const submit = async () => {
    await post(`/v1/visits/${visit.id}/redirect`, { url: url.trim(), text: text.trim() });
    say(t.approachSent);
    onDone();
  };
  return (
    <Form submit={t.send} onSubmit={submit} onCancel={onDone} disabled={!url.trim()}>
      <TextField label={t.redirectUrl} name="url" type="url" placeholder="https://" value={url} onChange={setUrl} />
      <AreaField label={t.redirectText} name="text" rows={2} value={text} onChange={setText} />
    </Form>
  );
}
