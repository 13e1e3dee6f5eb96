// Numbers as the dashboard shows them, by its units, and the names of series.

/** The least that an axis shows, so that one that is always 0 looks so. */
const least = { percentunit: 1, reqps: 0.1, s: 0.001, short: 1 };
const steps = [1, 2, 2.5, 5, 10];
const stepsOfTime = [15, 30, 60, 120, 300, 600, 1_800, 3_600];

/** The numbers at an axis from 0 to at least `top`. */
export function ticksOf(top, { unit, max }) {
  const highest = max ?? Math.max(top, least[unit]);
  const rough = (highest / 4) * 0.999;
  const power = 10 ** Math.floor(Math.log10(rough));
  const decimal = steps.map((factor) => factor * power);
  const step = (unit === 's' && highest >= 60 ? stepsOfTime : decimal).find((each) => each >= rough);
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** A number with its unit. */
export function numberOf(value, { unit, decimals }) {
  if (unit === 'percentunit') return `${rounded(value * 100, 1)} %`;
  if (unit === 's') return secondsOf(value);
  const text = value >= 10_000 ? `${rounded(value / 1_000, 1)} k` : rounded(value, decimals ?? 3);
  return unit === 'reqps' ? `${text}/s` : text;
}

function secondsOf(value) {
  if (value === 0) return '0';
  if (value < 1) return `${rounded(value * 1_000, 1)} ms`;
  return value < 120 ? `${rounded(value, 1)} s` : `${rounded(value / 60, 1)} min`;
}

function rounded(value, decimals) {
  return String(Number(value.toFixed(decimals)));
}

/** A series' name by the legend of its query, such as `{{country}}`. */
export function legendOf(legend = '', labels) {
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => labels[label] ?? '');
}
