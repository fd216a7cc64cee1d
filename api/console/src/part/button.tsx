// Buttons.

import type { ComponentChildren, JSX } from "preact";
import type { Icon } from "./icon";

type Kind = "primary" | "plain" | "quiet" | "danger" | "good";

interface Props extends Omit<JSX.HTMLAttributes<HTMLButtonElement>, "icon"> {
  kind?: Kind;
  icon?: Icon;
  busy?: boolean;
  small?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  form?: string;
  children: ComponentChildren;
}

export function Button({ kind = "plain", icon: Picture, busy, small, children, disabled, type = "button", ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy}
      class={`button ${kind} ${small ? "small" : ""} ${rest.class ?? ""}`}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : Picture && <Picture size={small ? 16 : 18} aria-hidden="true" />}
      <span>{children}</span>
    </button>
  );
}

interface IconProps extends Omit<JSX.HTMLAttributes<HTMLButtonElement>, "icon" | "label"> {
  icon: Icon;
  /** Read by screen readers and shown when pointed at. */
  label: string;
  kind?: Kind;
  active?: boolean;
  disabled?: boolean;
}

export function IconButton({ icon: Picture, label, kind = "quiet", active, ...rest }: IconProps) {
  return (
    <button {...rest} type="button" class={`round ${kind} ${active ? "active" : ""} ${rest.class ?? ""}`} aria-label={label} title={label}>
      <Picture size={20} aria-hidden="true" />
    </button>
  );
}
