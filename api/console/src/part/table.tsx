// A table that turns into cards where there is no room for columns.

import type { ComponentChildren } from "preact";
import { words } from "../words";
import { Empty, Waiting } from "./empty";
import { FailureNote } from "./failure-note";
import type { Fetched } from "./fetched";

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly number?: boolean;
}

interface Props<T> {
  /** What the table shows, for screen readers. */
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Opens a row; its first cell becomes the button. */
  onOpen?: (row: T) => void;
  empty?: string;
}

export function RowTable<T>({ caption, columns, rows, keyOf, onOpen, empty }: Props<T>) {
  if (!rows.length) return <Empty>{empty ?? words.value.nothingHere}</Empty>;
  return (
    <div class="table-scroll">
      <table class="table">
        <caption class="spoken">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.number ? "number" : ""}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, at) => (
                <td key={column.title} class={column.number ? "number" : ""} data-title={column.title}>
                  {at === 0 && onOpen ? (
                    <button type="button" class="cell-link" onClick={() => onOpen(row)}>
                      {column.cell(row)}
                    </button>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a fetched thing is: still coming, refused, or there. */
export function Shown<T>({ of, children }: { of: Fetched<T>; children: (value: T) => ComponentChildren }) {
  if (of.value !== undefined) {
    return (
      <>
        {of.failure && <FailureNote failure={of.failure} again={of.again} />}
        {children(of.value)}
      </>
    );
  }
  return of.failure ? <FailureNote failure={of.failure} again={of.again} /> : <Waiting />;
}
