// The figures of pairs as Markdown.
import { median, withSpread } from './statistics.mjs';

export function table(columns, rows) {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Host to ceiling, each round by itself: what disturbs one of them is likely to have disturbed the other. */
function ratios({ host, ceiling }, key) {
  return host.map((figures, round) => figures[key] / ceiling[round][key]);
}

/** The median over the rounds of a host's figure to that of its ceiling. */
export function ratioOf({ rounds }, people, key) {
  return median(ratios(rounds[people], key));
}

/**
 * A row a pair: throughput at each number of people, then what it costs with most of them.
 *
 * @param results pairs, each with `rounds` by the number of people, of its host and of its ceiling.
 */
export function ratioTable(results) {
  const levels = Object.keys(results[0].rounds);
  const most = levels.at(-1);
  const columns = [
    'threepid, as a multiple of its ceiling',
    ...levels.toReversed().map((people) => `throughput, ${people} at once`),
    ...['CPU of the host', 'p99', 'memory'].map((what) => `${what}, ${most} at once`),
  ];
  const rows = results.map((result) => [
    result.pair.name,
    ...levels.toReversed().map((people) => withSpread(ratios(result.rounds[people], 'perSecond'), 2)),
    ...['hostMicros', 'p99', 'rss'].map((key) => ratioOf(result, most, key).toFixed(2)),
  ]);
  return table(columns, rows);
}

/**
 * A row a system and number of people. Medians of the rounds.
 *
 * @param work what was measured, such as `verification`.
 */
export function figureTable(results, work) {
  const columns = [
    'system',
    'at once',
    `${work}s a second`,
    'p50, ms',
    'p95, ms',
    'p99, ms',
    `CPU of the host, µs a ${work}`,
    'host busy, %',
    `CPU of Redis, µs a ${work}`,
    `scripts in Redis a ${work}`,
    'memory, MiB',
  ];
  return table(columns, [...systemRows(results)]);
}

function* systemRows(results) {
  const told = new Set();
  for (const { pair, rounds } of results) {
    for (const side of ['host', 'ceiling']) {
      const name = side === 'host' ? pair.name : pair.ceilingName;
      if (told.has(name)) continue;
      told.add(name);
      for (const [people, sides] of Object.entries(rounds)) yield [name, people, ...cellsOf(sides[side])];
    }
  }
}

function cellsOf(figures) {
  const of = (key) => figures.map((round) => round[key]);
  return [
    withSpread(of('perSecond'), 0),
    ...['p50', 'p95', 'p99'].map((key) => median(of(key)).toFixed(1)),
    median(of('hostMicros')).toFixed(0),
    median(figures.map(busyOf)).toFixed(0),
    median(of('redisMicros')).toFixed(0),
    median(of('scripts')).toFixed(1),
    (median(of('rss')) / 2 ** 20).toFixed(0),
  ];
}

/**
 * The share of one core that a host used. Well below 100, something else of the machine was full, such as the load or Redis:
 * then the throughput says too little of the host, and its CPU says more.
 */
function busyOf({ hostMicros, perSecond }) {
  return (hostMicros * perSecond) / 10_000;
}
