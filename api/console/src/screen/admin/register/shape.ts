// What a register is, told in a few lines: where it lies, what its table shows, what its form asks. `register.tsx` shows it.

import type { ComponentChildren, ComponentType } from "preact";
import type { Choice } from "../../../part/field";
import type { Icon } from "../../../part/icon";
import type { Column } from "../../../part/table";
import type { Register as Heard } from "../../../wire";
import type { Draft } from "./draft";

interface Anyway<Name extends string> {
  /** The field's path in the request, as `name` or `settings.look.color`; a refusal is shown there. */
  readonly name: Name;
  readonly label: string;
  readonly hint?: string;
  /** For numbers that are shown in a larger unit than they are kept in: how many make one. */
  readonly per?: number;
  /** Only when something is added, or only when it is changed. */
  readonly on?: "add" | "change";
  /** Only while this holds. */
  readonly shown?: (draft: Draft) => boolean;
  /** The value of something new. */
  readonly start?: unknown;
  /** Where the value is in a view, if not at `name`. */
  // biome-ignore lint/suspicious/noExplicitAny: each register knows its own views
  readonly from?: (row: any) => unknown;
  /** What is sent for an empty control; numbers send null. */
  readonly empty?: unknown;
  /** Checked here, since the server could not say at which field: what must be there, and in which form. */
  readonly needed?: boolean;
  readonly form?: RegExp;
}

/** One field of a form. Its kind tells the control, and how its value is sent. */
export type FieldOf<Name extends string> = Anyway<Name> &
  (
    | { readonly kind: "text"; readonly type?: "text" | "email" | "url" | "tel"; readonly placeholder?: string }
    | { readonly kind: "area"; readonly rows?: number; readonly code?: boolean }
    | { readonly kind: "number"; readonly most?: number; readonly placeholder?: string }
    | { readonly kind: "check" }
    | { readonly kind: "choice"; readonly choices: readonly Choice[] }
    /** A list of texts, one a line. */
    | { readonly kind: "lines"; readonly rows?: number }
    /** Several of the choices; null = `all`. */
    | { readonly kind: "many"; readonly choices: readonly Choice[]; readonly all?: string }
    /** Never shown again: left out when nothing is typed. */
    | { readonly kind: "secret" }
    | { readonly kind: "color" }
    | { readonly kind: "moment" }
    | { readonly kind: "zone" }
    /** A control of its own. */
    | {
        readonly kind: "own";
        readonly control: (
          value: never,
          change: (value: unknown) => void,
          field: { readonly name: string; readonly label: string },
        ) => ComponentChildren;
      }
  );

/** Something told once, after it was made: a secret, an address. */
export interface Once {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** One more thing that can be done with a row. */
export interface Act<V> {
  readonly label: string;
  readonly shown?: (row: V) => boolean;
  /** Its answer, if there is one, is shown. */
  readonly run: (row: V) => Promise<{ readonly title: string; readonly told: readonly Once[] } | undefined>;
  /** Asked before it is done. */
  readonly confirm?: (row: V) => { readonly title: string; readonly sentence: string };
}

export interface RegisterOf<V, Name extends string = string> {
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly about?: string;
  readonly icon?: Icon;
  /** Where it lies, as `/v1/tags`. */
  readonly path: string;
  /** Told by `register.changed`: it is read anew then. */
  readonly heard?: Heard;
  /** Whatever else makes it be read anew. */
  readonly keys?: readonly unknown[];
  readonly list?: () => Promise<readonly V[]>;
  readonly nameOf: (row: V) => string;
  readonly keyOf: (row: V) => string;
  readonly columns: readonly Column<V>[];
  readonly empty?: string;
  /** What a search looks in; the texts of the view when left out. */
  readonly searched?: (row: V) => string;
  /** What its form asks; none = it is read only. */
  readonly fields?: readonly FieldOf<Name>[];
  /** Fields that a refusal is about which names none, by its code. */
  readonly refusedAt?: Readonly<Record<string, Name>>;
  /** What is sent beside them when something is added. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** What the button says, and the dialog's title. */
  readonly add?: string;
  /** Whether entries are merged, replaced, or stay as they are. */
  readonly change?: "patch" | "put" | "never";
  readonly removable?:
    | false
    | {
        readonly label?: string;
        readonly title?: (name: string) => string;
        readonly sentence?: string;
        readonly shown?: (row: V) => boolean;
      };
  /** The whole of an entry, when the list holds a part. */
  readonly whole?: (row: V) => Promise<V>;
  /** How it is added or changed, when it is otherwise than by POST and PATCH or PUT below its path. */
  readonly save?: (body: Record<string, unknown>, row: V | null) => Promise<unknown>;
  readonly remove?: (row: V) => Promise<unknown>;
  /** What is told once after something was added. */
  // biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the register's own
  readonly once?: (answer: any) => readonly Once[];
  /** Where opening a row or what was added leads, instead of to a dialog. */
  readonly leads?: (row: V) => string;
  /** Entries have a place among those of the same group; it is sent as `position`. */
  readonly order?: { readonly group: (row: V) => string; readonly position: (row: V) => number };
  /** How what is being written will be read, unfolded below the form's fields. */
  readonly preview?: (draft: Draft) => ComponentChildren;
  readonly acts?: readonly Act<V>[];
  /** Above the table. */
  readonly above?: ComponentType;
}
