// Draws the dashboard's panels from Prometheus' answers, in the dashboard's layout: one HTML page with SVG, light or dark.
import { placed } from './grafana.mjs';
import { legendOf, numberOf, ticksOf } from './scales.mjs';

/** Pixels of a column and a row of the grid, and between panels. */
const column = 42;
const unitHeight = 30;
const gap = 8;
const padding = 10;
const titleHeight = 22;
const legendHeight = 34;
const axis = { left: 52, bottom: 18, top: 18, right: 8 };

/** The themes' colours: of the page, and of series. */
const themes = {
  light: {
    page: '#f4f5f7',
    card: '#ffffff',
    line: '#dfe2e7',
    text: '#1f2430',
    faint: '#5d6675',
    mark: '#98a2b333',
    series: ['#2463c9', '#d26a00', '#1d8a52', '#b4326a', '#7a4fd0', '#0d8b9e', '#8a7a12', '#6b7280'],
    red: '#c62f2f',
    orange: '#c96a00',
    green: '#1d8a52',
  },
  dark: {
    page: '#111217',
    card: '#1a1c22',
    line: '#30343d',
    text: '#e3e6ec',
    faint: '#9aa3b2',
    mark: '#aab4c522',
    series: ['#6ea3ff', '#ffa24d', '#52cf8b', '#ff7fb0', '#b79bff', '#4fd0e0', '#d8c74f', '#a9b1bf'],
    red: '#ff6b6b',
    orange: '#ffa24d',
    green: '#52cf8b',
  },
};

/**
 * The page.
 *
 * @param rows the dashboard's table.
 * @param answers the series of each panel's queries, by the panel's title.
 * @param time `from` and `to`, and `marks`: times to point out, in Unix seconds.
 * @param theme `light` or `dark`.
 */
export function pageOf(rows, answers, time, theme) {
  const colors = themes[theme];
  const places = placed(rows);
  const height = Math.max(...places.map(({ gridPos: { y, h } }) => y + h)) * unitHeight;
  const context = { answers, time, colors, names: new Map() };
  const cards = places.map(({ panel, gridPos }) => cardOf(panel, gridPos, context));
  return `<!doctype html><meta charset="utf-8"><style>${styleOf(colors)}</style>
<main style="width:${24 * column}px;height:${height}px">${cards.join('\n')}</main>`;
}

function styleOf({ page, card, line, text, faint }) {
  return `
body { margin: 0; padding: 6px; width: ${24 * column}px; background: ${page}; color: ${text}; font: 13px/1.3 "DejaVu Sans", sans-serif; }
main { position: relative; }
section { position: absolute; box-sizing: border-box; background: ${card}; border: 1px solid ${line}; border-radius: 4px; padding: 6px ${padding}px; overflow: hidden; }
h2 { position: absolute; margin: 0; font-size: 16px; line-height: ${unitHeight}px; }
h3 { margin: 0; font-size: 13px; line-height: ${titleHeight}px; white-space: nowrap; font-weight: 600; }
text { fill: ${faint}; font-size: 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 0 12px; font-size: 12px; line-height: 16px; color: ${faint}; max-height: 32px; overflow: hidden; }
.legend i { display: inline-block; width: 10px; height: 10px; margin-right: 5px; border-radius: 2px; }
.stat { font-size: 30px; text-align: center; line-height: 62px; font-weight: 600; }`;
}

function cardOf(panel, { x, y, w, h }, context) {
  const place = `left:${x * column}px;top:${y * unitHeight}px`;
  if (panel.kind === 'row') return `<h2 style="${place}">${escaped(panel.title)}</h2>`;
  const size = { width: w * column - gap, height: h * unitHeight - gap };
  const series = panel.queries.flatMap((query, index) =>
    context.answers[panel.title][index].map((one) =>
      namedSeries(one, query.legend ?? '', { ...context, title: panel.title }),
    ),
  );
  const body = drawings[panel.kind](panel, series, { ...context, inner: innerOf(size) });
  return `<section style="${place};width:${size.width}px;height:${size.height}px"><h3>${escaped(panel.title)}</h3>${body}</section>`;
}

/** A series with its name and colour: as in Grafana, a name has one colour in all panels. */
function namedSeries({ labels, points }, legend, { title, colors, names }) {
  const name = legendOf(legend, labels);
  const group = legend.includes('{{') ? legend : title;
  if (!names.has(group)) names.set(group, []);
  const known = names.get(group);
  if (!known.includes(name)) known.push(name);
  return { name, points, color: colors.series[known.indexOf(name) % colors.series.length] };
}

function innerOf({ width, height }) {
  return { width: width - 2 * padding - 2, height: height - titleHeight - 14 };
}

const drawings = { stat: statOf, lines: linesOf, bars: barsOf, shares: sharesOf, states: statesOf };

function statOf(panel, [first], { colors }) {
  const value = first?.points.at(-1)?.[1];
  const color = colors[colorOf(panel.colors, value)] ?? colors.text;
  return `<div class="stat" style="color:${color}">${value === undefined ? 'none' : numberOf(value, panel)}</div>`;
}

/** The colour of a value: that of the last step that it reaches. */
function colorOf(steps = [], value = 0) {
  return steps.filter((step) => step.value === null || value >= step.value).at(-1)?.color;
}

function linesOf(panel, series, context) {
  const top = panel.max ?? Math.max(0, ...series.flatMap(({ points }) => points.map(([, value]) => value)));
  const chart = chartOf(panel, top, context);
  const paths = series.map(({ points, color }) => {
    const path = pathOf(points, chart);
    return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.6" stroke-linejoin="round"/>`;
  });
  return chart.svg(paths.join('')) + legendLine(series);
}

/** A line through the points, with gaps where there are none. */
function pathOf(points, { x, y, step }) {
  return points
    .map(([at, value], index) => {
      const isNew = index === 0 || at - points[index - 1][0] > 1.5 * step;
      return `${isNew ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
}

function barsOf(panel, series, context) {
  const shown = series.filter(({ points }) => points.some(([, value]) => value > 0));
  const sums = new Map();
  for (const { points } of shown) for (const [at, value] of points) sums.set(at, (sums.get(at) ?? 0) + value);
  const chart = chartOf(panel, Math.max(0, ...sums.values()), context);
  const stacks = new Map();
  const bars = shown.flatMap(({ points, color }) =>
    points.map((point) => barOf(point, stacks, chart, color)),
  );
  return chart.svg(bars.join('')) + legendLine(shown);
}

/** A part of a bar: what happened in the hour before its time. */
function barOf([at, value], stacks, { x, y }, color) {
  const below = stacks.get(at) ?? 0;
  stacks.set(at, below + value);
  const left = x(at - 3_600) + 1;
  const [high, low] = [y(below + value), y(below)];
  if (low - high < 0.5) return '';
  return `<rect x="${left.toFixed(1)}" y="${high.toFixed(1)}" width="${(x(at) - left - 1).toFixed(1)}" height="${(low - high).toFixed(1)}" fill="${color}"/>`;
}

/** Axes, grid and marks of a chart over time, and where a time and a value are in it. */
function chartOf(panel, top, { time, colors, inner: { width, height } }) {
  const plot = {
    left: axis.left,
    right: width - axis.right,
    top: axis.top,
    bottom: height - legendHeight - axis.bottom,
  };
  const ticks = ticksOf(top, panel);
  const highest = ticks.at(-1);
  const x = (at) => plot.left + ((at - time.from) / (time.to - time.from)) * (plot.right - plot.left);
  const y = (value) => plot.bottom - (Math.min(value, highest) / highest) * (plot.bottom - plot.top);
  const frame = [
    ...time.marks.map((mark, index) => markOf(mark, index, { x, plot, colors })),
    ...ticks.map((value) => rowOf(numberOf(value, panel), y(value), { plot, colors })),
    hourTexts(time, x, plot.bottom + 15),
  ];
  const svg = (content) =>
    `<svg width="${width}" height="${height - legendHeight}">${frame.join('')}${content}</svg>`;
  return { x, y, step: time.step, svg };
}

/** A time that something happened in, with its number. */
function markOf({ from, to }, index, { x, plot, colors }) {
  const [left, right] = [x(from), x(to)];
  return (
    `<rect x="${left.toFixed(1)}" y="${plot.top}" width="${(right - left).toFixed(1)}" height="${plot.bottom - plot.top}" fill="${colors.mark}"/>` +
    `<text x="${((left + right) / 2).toFixed(1)}" y="${plot.top - 4}" text-anchor="middle">${index + 1}</text>`
  );
}

function rowOf(label, y, { plot, colors }) {
  return (
    `<line x1="${plot.left}" x2="${plot.right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}" stroke="${colors.line}"/>` +
    `<text x="${plot.left - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${label}</text>`
  );
}

/** The time at every fourth hour, or at every sixth if there is little room. */
function hourTexts({ from, to }, x, y) {
  const every = (x(to) - x(from) < 260 ? 6 : 4) * 3_600;
  const first = Math.ceil(from / every) * every;
  const times = Array.from(
    { length: Math.floor((to - first) / every) + 1 },
    (_, index) => first + index * every,
  );
  return times
    .map((at) => `<text x="${x(at).toFixed(1)}" y="${y}" text-anchor="middle">${clock(at)}</text>`)
    .join('');
}

const clock = (at) => new Date(at * 1_000).toISOString().slice(11, 16);

function sharesOf(panel, series, { colors, inner: { width } }) {
  const bars = series.map(({ name, points }, index) => {
    const value = points.at(-1)?.[1] ?? 0;
    const y = 6 + index * 34;
    const length = Math.min(1, value) * (width - 60);
    return (
      `<text x="0" y="${y + 9}">${escaped(name)}</text>` +
      `<rect x="0" y="${y + 14}" width="${width - 60}" height="12" fill="${colors.line}"/>` +
      `<rect x="0" y="${y + 14}" width="${length.toFixed(1)}" height="12" fill="${colors[colorOf(panel.colors, value)]}"/>` +
      `<text x="${width}" y="${y + 24}" text-anchor="end">${numberOf(value, panel)}</text>`
    );
  });
  return `<svg width="${width}" height="${6 + bars.length * 34}">${bars.join('')}</svg>`;
}

function statesOf(panel, series, context) {
  const { time, colors, inner } = context;
  const left = 60;
  const x = (at) => left + ((at - time.from) / (time.to - time.from)) * (inner.width - left - axis.right);
  const height = 44;
  const lines = series.map(({ name, points }, index) => {
    const y = 10 + index * (height + 12);
    const parts = stretchesOf(points).map(
      ({ from, to, value }) =>
        `<rect x="${x(from).toFixed(1)}" y="${y}" width="${(x(to) - x(from)).toFixed(1)}" height="${height}" fill="${colors[panel.states[value][1]]}"/>`,
    );
    return `<text x="${left - 6}" y="${y + height / 2 + 4}" text-anchor="end">${escaped(name)}</text>${parts.join('')}`;
  });
  const names = Object.values(panel.states).map(([name, color]) => ({ name, color: colors[color] }));
  const hours = hourTexts(time, x, 10 + series.length * (height + 12) + 8);
  return (
    `<svg width="${inner.width}" height="${inner.height - legendHeight}">${lines.join('')}${hours}</svg>` +
    legendLine(names)
  );
}

/** The times in which a series has one value. */
function stretchesOf(points) {
  const changes = points.filter(([, value], index) => value !== points[index - 1]?.[1]);
  return changes.map(([from, value], index) => ({
    from,
    value,
    to: (changes[index + 1] ?? points.at(-1))[0],
  }));
}

function legendLine(entries) {
  const parts = entries.map(
    ({ name, color }) => `<span><i style="background:${color}"></i>${escaped(name)}</span>`,
  );
  return `<div class="legend">${parts.join('')}</div>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
