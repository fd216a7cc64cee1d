// Places of entries among those of the same group.

import { patch } from "../../../wire/request";
import type { RegisterOf } from "./shape";

/** Moves an entry by one place: the group is numbered anew, and those whose number changed are sent. */
export async function moved<V, Name extends string>(of: RegisterOf<V, Name>, listed: readonly V[], row: V, step: 1 | -1): Promise<void> {
  const { group, position } = of.order!;
  const same = listed.filter((other) => group(other) === group(row));
  for (const [at, one] of swapped(same, same.indexOf(row), step).entries())
    if (position(one) !== at) await patch(`${of.path}/${of.keyOf(one)}`, { position: at });
}

/** The list with one of its items moved by one place. */
export function swapped<T>(items: readonly T[], at: number, step: 1 | -1): T[] {
  const next = [...items];
  const other = at + step;
  if (other < 0 || other >= next.length) return next;
  [next[at], next[other]] = [next[other]!, next[at]!];
  return next;
}
