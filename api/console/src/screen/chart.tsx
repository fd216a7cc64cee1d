// Bars, drawn as SVG; the numbers are in the table beside it and in its description.

import { count } from "../words/format";

interface Bar {
  readonly name: string;
  readonly value: number;
}

const HEIGHT = 180;
const WIDTH = 760;

export function BarChart({ label, bars, lying }: { label: string; bars: readonly Bar[]; lying?: boolean }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const said = `${label}: ${bars.map(({ name, value }) => `${name} ${count(value)}`).join(", ")}`;
  if (lying) {
    return (
      <ul class="lying-bars" aria-label={label}>
        {bars.map(({ name, value }) => (
          <li key={name}>
            <span class="clip">{name}</span>
            <progress max={most} value={value} aria-hidden="true" />
            <span class="number">{count(value)}</span>
          </li>
        ))}
      </ul>
    );
  }
  const step = WIDTH / Math.max(1, bars.length);
  const width = Math.min(56, step * 0.6);
  const every = Math.ceil(bars.length / 12);
  return (
    <svg class="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT + 44}`} role="img" aria-label={said}>
      {bars.map(({ name, value }, at) => {
        const height = (value / most) * HEIGHT;
        const middle = step * at + step / 2;
        return (
          <g key={name}>
            <rect x={middle - width / 2} y={18 + HEIGHT - height} width={width} height={Math.max(1, height)} rx="4" />
            <text x={middle} y={12 + HEIGHT - height}>
              {count(value)}
            </text>
            {at % every === 0 && (
              <text class="axis" x={middle} y={HEIGHT + 38}>
                {name.length > 12 ? `${name.slice(0, 11)}…` : name}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
