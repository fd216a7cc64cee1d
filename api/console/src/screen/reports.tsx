// Reports: figures of a period by day, queue, agent or subject, with a chart, as CSV, and on paper.

import { useState } from "preact/hooks";
import { agents, queues } from "../desk/desk";
import { Button } from "../part/button";
import { useFetched } from "../part/fetched";
import { SelectField, TextField } from "../part/field";
import { Download, Printer } from "../part/icon";
import { printPage, saveFile } from "../part/save";
import { type Column, RowTable, Shown } from "../part/table";
import { attempt } from "../part/toast";
import type { Wire } from "../wire";
import { address, get, send } from "../wire/request";
import { locale, words } from "../words";
import { count, duration, percent } from "../words/format";
import { BarChart } from "./chart";

type Report = Wire<"ReportView">;
type Row = Report["rows"][number];
type Group = Report["group_by"];

const DAY_MS = 86_400_000;
const dateOf = (time: number) => new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

export function Reports() {
  const t = words.value;
  const [from, setFrom] = useState(dateOf(Date.now() - 6 * DAY_MS));
  const [to, setTo] = useState(dateOf(Date.now()));
  const [group, setGroup] = useState<Group>("day");
  const [queueId, setQueueId] = useState("");
  const [agentId, setAgentId] = useState("");
  const query = { from, to, group_by: group, queue_id: queueId, agent_id: agentId };
  const report = useFetched(() => get<Report>("/v1/reports/chats", query), [from, to, group, queueId, agentId]);
  const everyone = [{ value: "", label: t.all }];
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t.reports}</h1>
        <div class="buttons">
          <Button icon={Download} onClick={() => attempt(() => save(query, from, to))}>
            {t.csv}
          </Button>
          <Button icon={Printer} onClick={() => attempt(() => print(query))}>
            {t.print}
          </Button>
        </div>
      </header>
      <section class="card filters" aria-label={t.show}>
        <TextField label={t.from} type="date" value={from} max={to} onChange={setFrom} />
        <TextField label={t.until} type="date" value={to} min={from} onChange={setTo} />
        <SelectField
          label={t.groupBy}
          value={group}
          onChange={setGroup}
          choices={(["day", "queue", "agent", "subject"] as const).map((value) => ({ value, label: t.groups[value] }))}
        />
        <SelectField
          label={t.queue}
          value={queueId}
          onChange={setQueueId}
          choices={[...everyone, ...queues.all().map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <SelectField
          label={t.agent}
          value={agentId}
          onChange={setAgentId}
          choices={[...everyone, ...agents.all().map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </section>
      <Shown of={report}>{(found) => <Figures report={found} />}</Shown>
    </div>
  );
}

function nameOf(row: Row): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(row.key ?? "") && new Date(`${row.key}T12:00:00`);
  if (day) return new Intl.DateTimeFormat(locale.value, { day: "2-digit", month: "2-digit", weekday: "short" }).format(day);
  return row.name ?? row.key ?? words.value.none;
}

const span = (ms?: number | null) => (ms === null || ms === undefined ? "–" : duration(ms));

function Figures({ report }: { report: Report }) {
  const t = words.value;
  const { total } = report;
  const columns: Column<Row>[] = [
    { title: t.groups[report.group_by], cell: nameOf },
    { title: t.started, number: true, cell: ({ figures }) => count(figures.started) },
    { title: t.accepted, number: true, cell: ({ figures }) => count(figures.accepted) },
    { title: t.abandoned, number: true, cell: ({ figures }) => count(figures.abandoned) },
    { title: t.closed, number: true, cell: ({ figures }) => count(figures.closed) },
    { title: t.medianWait, number: true, cell: ({ figures }) => span(figures.waiting.median_ms) },
    { title: t.p90Wait, number: true, cell: ({ figures }) => span(figures.waiting.p90_ms) },
    { title: t.medianHandling, number: true, cell: ({ figures }) => span(figures.handling.median_ms) },
    {
      title: t.solvedShare,
      number: true,
      cell: ({ figures }) => (figures.solved_share === null || figures.solved_share === undefined ? "–" : percent(figures.solved_share)),
    },
    { title: t.messagesCount, number: true, cell: ({ figures }) => count(figures.visitor_messages + figures.agent_messages) },
  ];
  const totalRow: Row = { key: "total", name: t.total, figures: total };
  return (
    <>
      {!report.complete && <p class="notice">{t.reportIncomplete}</p>}
      <section class="card">
        <h2>{t.started}</h2>
        <BarChart label={t.chartOf(t.started)} bars={report.rows.map((row) => ({ name: nameOf(row), value: row.figures.started }))} />
      </section>
      <section class="card">
        <RowTable caption={t.reports} columns={columns} rows={[...report.rows, totalRow]} keyOf={(row) => row.key ?? "none"} />
      </section>
      <div class="home-grid">
        <Counts title={t.subjects} items={report.subjects} />
        <Counts title={t.closeReasons} items={report.close_reasons} />
      </div>
    </>
  );
}

function Counts({ title, items }: { title: string; items: Report["subjects"] }) {
  if (!items.length) return null;
  return (
    <section class="card">
      <h2>{title}</h2>
      <BarChart label={words.value.chartOf(title)} bars={items.map(({ name, count: value }) => ({ name, value }))} lying />
    </section>
  );
}

async function save(query: Record<string, string>, from: string, to: string): Promise<void> {
  const response = await send("GET", address("/v1/reports/chats.csv", query));
  saveFile(`pronto-${from}-${to}.csv`, await response.blob());
}

/** The server's own page for paper, in a frame that may run nothing. */
async function print(query: Record<string, string>): Promise<void> {
  const response = await send("GET", address("/v1/reports/chats.html", query));
  printPage(words.peek().print, await response.blob());
}
