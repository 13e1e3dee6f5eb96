import { page } from '../readme/readme-blocks.js';

/** Labels that Prometheus itself adds. */
const ofPrometheus = ['job', 'instance', 'le'];

/** The labels of each metric, by Prometheus' names, as the table of packages/otel has them, and of Prometheus' own `up`. */
const labels: Readonly<Record<string, readonly string[]>> = {
  up: [],
  ...Object.fromEntries(
    page('packages/otel/README.md')
      .split('\n')
      .flatMap((line) => (/^\| `[\w.]+`.*`((?:http|threepid)_\w+)` +\|$/.test(line) ? [labelsOf(line)] : [])),
  ),
};

/** A row's metric and labels, without their values, which are in parentheses. */
function labelsOf(row: string): readonly [string, readonly string[]] {
  const [, , , given = '', name = ''] = row.split('|');
  const names = [...given.replaceAll(/\([^)]*\)/g, '').matchAll(/`([\w.]+)`/g)];
  return [name.replaceAll(/[` ]/g, ''), names.map(([, label = '']) => label.replaceAll('.', '_'))];
}

/** What is wrong with the metrics and labels of a PromQL expression: names that there aren't. */
export function unknownNames(expression: string, records: readonly string[] = []): readonly string[] {
  const selectors = [
    ...expression.matchAll(/\b(up|(?:threepid|http)[a-z0-9_]*(?::[a-z0-9_:]+)?)\b\s*(?:\{([^}]*)\})?/g),
  ];
  if (selectors.length === 0) return [`no metric in ${expression}`];
  return selectors
    .filter(([, name = '']) => !records.includes(name) && !isLabel(name))
    .flatMap(([, name = '', matchers = '']) => unknownIn(name, matchers));
}

function unknownIn(name: string, matchers: string): readonly string[] {
  const known = labels[name] ?? labels[name.replace(/_(?:bucket|count|sum)$/, '')];
  if (known === undefined) return [name];
  const used = [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
  return used
    .filter((label) => ![...known, ...ofPrometheus].includes(label))
    .map((label) => `${name}: ${label}`);
}

/** Labels that look like metrics, as in `sum by (http_route)`. */
function isLabel(name: string): boolean {
  return Object.values(labels).flat().includes(name);
}
