import { mostOf } from './soak-checks.js';
import type { SoakResult } from './soak-run.js';

/** The figures of a soak as Markdown. */
export function soakTables({ phases, looks, record }: SoakResult): string {
  const phaseRows = phases.map(
    ({ name, from, to, end, verified, times, longest, backAfter, isDisturbed }) => [
      name,
      seconds(to - from),
      verified,
      times.p50.toFixed(1),
      times.p99.toFixed(0),
      longest.toFixed(0),
      isDisturbed ? (backAfter?.toFixed(0) ?? `not in ${seconds(end - to)}`) : '',
    ],
  );
  const lookRows = looks.map(({ after, vitals, redis, verified }) => [
    after,
    verified,
    mebibytes(mostOf(vitals, 'heapUsed')),
    mebibytes(mostOf(vitals, 'rss')),
    mostOf(vitals, 'sockets'),
    mostOf(vitals, 'files'),
    redis.keys,
    mebibytes(redis.memory),
  ]);
  const excusedRows = [...record.excused].map(([what, count]) => [what, count]);
  return [
    table(
      ['phase', 'lasts, s', 'verified', 'p50, ms', 'p99, ms', 'longest, ms', 'as fast as before, s'],
      phaseRows,
    ),
    table(
      ['after', 'verified', 'heap, MiB', 'RSS, MiB', 'sockets', 'files', 'keys in Redis', 'Redis, MiB'],
      lookRows,
    ),
    table(['answers that are promised only then', 'count'], excusedRows),
  ].join('\n\n');
}

function table(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(0);
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
