// Names with what they stand for; what is not there is left out.

import type { ComponentChildren } from "preact";

export type Fact = readonly [name: string, value: ComponentChildren];

export function Facts({ facts }: { facts: readonly (Fact | false)[] }) {
  const known = facts.filter((fact): fact is Fact => !!fact && fact[1] !== null && fact[1] !== undefined && fact[1] !== "");
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
