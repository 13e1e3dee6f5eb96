import { inOneLine } from '../../in-one-line.js';

/** Lines of a table: columns as wide as their widest text, those of numbers to the right. */
export function table(
  head: readonly string[],
  given: readonly (readonly string[])[],
  rightFrom = 1,
): readonly string[] {
  const rows = given.map((row) => row.map(inOneLine));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, column) =>
        column < rightFrom ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line);
}

/** A duration for a person, such as `2 h 5 min`. Rounded up, so that nobody comes back too early. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48)
    return minutes % 60 === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(minutes % 60)} min`;
  return `${String(Math.ceil(minutes / (24 * 60)))} days`;
}

/** An amount of money, with at least two decimals. */
export function money(amount: number): string {
  const [whole = '0', decimals = ''] = String(Number(amount.toFixed(6))).split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
}

/** Messages, with one decimal, rounded down: a tenth less than one is none. */
export function messages(count: number): string {
  return (Math.floor(count * 10) / 10).toFixed(1);
}

/** A time in UTC, to the minute. */
export function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
