// A register on the screen: its table, a search, and what adds, changes, orders and removes its entries.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { registers } from "../../../desk/desk";
import { Button, IconButton } from "../../../part/button";
import { Confirm } from "../../../part/confirm";
import { useFetched } from "../../../part/fetched";
import { TextField } from "../../../part/field";
import { ChevronDown, ChevronUp, Plus } from "../../../part/icon";
import { type Column, RowTable, Shown } from "../../../part/table";
import { attempt } from "../../../part/toast";
import { go } from "../../../route/router";
import { all, remove } from "../../../wire/request";
import { words } from "../../../words";
import { adminWords } from "../../../words/admin";
import { EntryDialog } from "./entry";
import { OnceDialog, type Told } from "./once";
import { moved } from "./order";
import { found } from "./search";
import type { Act, RegisterOf } from "./shape";

/** A register as a component: it is described anew when the language changes. */
export function register<V, Name extends string>(describe: () => RegisterOf<V, Name>) {
  return function RegisterScreen() {
    return <RegisterTable of={describe()} />;
  };
}

interface Props<V, Name extends string> {
  of: RegisterOf<V, Name>;
  /** As a part of a screen: the one that names it, or one of its sections. */
  inner?: "page" | "section";
}

type Open<V> =
  | { readonly kind: "entry"; readonly row: V | null }
  | { readonly kind: "remove"; readonly row: V }
  | { readonly kind: "act"; readonly row: V; readonly act: Act<V> };

export function RegisterTable<V, Name extends string>({ of, inner }: Props<V, Name>) {
  const t = words.value;
  const a = adminWords.value;
  const rows = useFetched(of.list ?? (() => all<V>(of.path)), [of.heard && registers.value[of.heard], ...(of.keys ?? [])]);
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Open<V> | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const Above = of.above;
  const removal = of.removable || undefined;
  const Heading = inner === "section" ? "h2" : "h1";

  const show = async (row: V) => {
    if (of.leads) go(of.leads(row));
    else await attempt(async () => setOpen({ kind: "entry", row: of.whole ? await of.whole(row) : row }));
  };
  const done = () => {
    setOpen(null);
    rows.again();
  };
  const act = async (one: Act<V>, row: V) => {
    const answer = await one.run(row);
    if (answer) setTold(answer);
    rows.again();
  };

  return (
    <div class={inner ? "register" : "page register"}>
      <header class="page-head">
        <div>
          <Heading ref={head} tabIndex={-1} class="page-title">
            {of.title}
          </Heading>
          {of.about && <p class="quiet">{of.about}</p>}
        </div>
        {of.fields && (
          <Button kind="primary" icon={Plus} onClick={() => setOpen({ kind: "entry", row: null })}>
            {of.add ?? t.add}
          </Button>
        )}
      </header>
      {Above && <Above />}
      <Shown of={rows}>
        {(listed) => (
          <>
            {listed.length > 0 && (
              <div class="register-search">
                <TextField label={t.search} type="search" value={text} onChange={setText} />
              </div>
            )}
            <RowTable
              caption={of.title}
              rows={found(listed, text, of.searched)}
              keyOf={of.keyOf}
              onOpen={of.change === "never" && !of.leads ? undefined : show}
              empty={text ? t.noResults : of.empty}
              columns={[...of.columns, ...actions(of, listed, rows.again, setOpen, act)]}
            />
          </>
        )}
      </Shown>
      {open?.kind === "entry" && (
        <EntryDialog
          of={of}
          row={open.row}
          onClose={() => setOpen(null)}
          onSaved={(answer) => {
            done();
            const once = open.row === null ? of.once?.(answer) : undefined;
            if (once?.length) setTold({ title: of.title, told: once });
            else if (open.row === null && of.leads && answer) go(of.leads(answer as V));
          }}
        />
      )}
      {open?.kind === "remove" && (
        <Confirm
          title={removal?.title?.(of.nameOf(open.row)) ?? t.removeTitle(of.nameOf(open.row))}
          sentence={removal?.sentence ?? t.removeSentence}
          confirm={removal?.label ?? t.remove}
          onConfirm={async () => {
            await (of.remove?.(open.row) ?? remove(`${of.path}/${of.keyOf(open.row)}`));
            rows.again();
            // The button that asked goes with its row.
            setTimeout(() => head.current?.focus());
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.kind === "act" && (
        <Confirm
          {...open.act.confirm!(open.row)}
          confirm={open.act.label}
          onConfirm={() => act(open.act, open.row)}
          onClose={() => setOpen(null)}
        />
      )}
      {told && (
        <OnceDialog
          {...told}
          onClose={() => {
            setTold(null);
            // What asked may have gone with another dialog.
            setTimeout(() => document.activeElement === document.body && head.current?.focus());
          }}
        />
      )}
      <p class="spoken" role="status">
        {text && rows.value ? a.foundCount(found(rows.value, text, of.searched).length) : ""}
      </p>
    </div>
  );
}

/** The last column: places, what else can be done, and removal. */
function actions<V, Name extends string>(
  of: RegisterOf<V, Name>,
  listed: readonly V[],
  again: () => void,
  setOpen: (open: Open<V>) => void,
  act: (one: Act<V>, row: V) => Promise<void>,
): Column<V>[] {
  const t = words.value;
  const a = adminWords.value;
  const { order, acts, removable, fields } = of;
  if (!order && !acts && (removable === false || (!fields && !removable))) return [];
  const move = (row: V, step: 1 | -1) => attempt(() => moved(of, listed, row, step).then(again));
  const cell = (row: V): ComponentChildren => {
    const name = of.nameOf(row);
    const same = order ? listed.filter((other) => order.group(other) === order.group(row)) : [];
    return (
      <span class="row-acts">
        {order && (
          <>
            <IconButton icon={ChevronUp} label={a.moveUp(name)} disabled={row === same[0]} onClick={() => move(row, -1)} />
            <IconButton icon={ChevronDown} label={a.moveDown(name)} disabled={row === same.at(-1)} onClick={() => move(row, 1)} />
          </>
        )}
        {acts
          ?.filter(({ shown }) => shown?.(row) ?? true)
          .map((one) => (
            <Button
              key={one.label}
              small
              aria-label={`${one.label}: ${name}`}
              onClick={() => (one.confirm ? setOpen({ kind: "act", row, act: one }) : attempt(() => act(one, row)))}
            >
              {one.label}
            </Button>
          ))}
        {removable !== false && (removable?.shown?.(row) ?? true) && (
          <Button small aria-label={`${removable?.label ?? t.remove}: ${name}`} onClick={() => setOpen({ kind: "remove", row })}>
            {removable?.label ?? t.remove}
          </Button>
        )}
      </span>
    );
  };
  return [{ title: t.actions, cell }];
}
