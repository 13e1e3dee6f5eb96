// A CPU profile as Markdown: where a host spends its time, by package and by function.
import { readFileSync } from 'node:fs';

const idle = '(idle)';
const most = 25;

/**
 * @param file a profile of V8.
 * @param calls verifications that ran meanwhile, for the microseconds a call.
 */
export function profileTables(file, calls) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const selfMicros = new Map();
  samples.forEach((id, index) => selfMicros.set(id, (selfMicros.get(id) ?? 0) + timeDeltas[index]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const busy = nodes.filter(({ callFrame }) => callFrame.functionName !== idle);
  /** The nearest package on the stack: Node's own work counts for whoever asks for it. */
  const askerOf = ({ id, callFrame }) => {
    const owner = packageOf(callFrame);
    if (owner !== undefined || !parents.has(id)) return owner ?? nodeOf(callFrame);
    const asker = askerOf(byId.get(parents.get(id)));
    return asker === '(root)' ? nodeOf(callFrame) : asker;
  };
  const sumBy = (nameOf) => {
    const sums = new Map();
    for (const node of busy) {
      const name = nameOf(node);
      sums.set(name, (sums.get(name) ?? 0) + (selfMicros.get(node.id) ?? 0));
    }
    return tableOf(sums, calls);
  };
  return [
    ['package, by its own code', sumBy(({ callFrame }) => packageOf(callFrame) ?? nodeOf(callFrame))],
    ['package, with what Node does for it', sumBy(askerOf)],
    ['function, by its own code', sumBy(({ callFrame }) => functionOf(callFrame))],
    [
      'function of threepid, with all that it calls before it awaits',
      sumOfOurs(busy, byId, selfMicros, parents, calls),
    ],
  ]
    .map(([title, table]) => `| ${title} | share | µs a call |\n| --- | ---: | ---: |\n${table}`)
    .join('\n\n');
}

/** A function counts once in each stack. */
function sumOfOurs(busy, byId, selfMicros, parents, calls) {
  const sums = new Map();
  for (const node of busy) {
    const names = new Set();
    for (let at = node; at !== undefined; at = byId.get(parents.get(at.id)))
      if (/\/(?:packages|adapters)\//.test(at.callFrame.url)) names.add(functionOf(at.callFrame));
    for (const name of names) sums.set(name, (sums.get(name) ?? 0) + (selfMicros.get(node.id) ?? 0));
  }
  const total = busy.reduce((sum, { id }) => sum + (selfMicros.get(id) ?? 0), 0);
  return tableOf(sums, calls, { total, rows: 60 });
}

function tableOf(sums, calls, { total, rows = most } = {}) {
  const all = total ?? [...sums.values()].reduce((sum, micros) => sum + micros, 0);
  return [...sums]
    .sort(([, one], [, other]) => other - one)
    .slice(0, rows)
    .map(([name, us]) => `| ${name} | ${((100 * us) / all).toFixed(1)} % | ${(us / calls).toFixed(1)} |`)
    .join('\n');
}

/** `ioredis`, `packages/core`; undefined for Node's own code, except that of `fetch`. */
function packageOf({ url }) {
  if (/^node:internal\/(?:deps\/undici|webstreams)/.test(url)) return 'fetch of Node';
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (library !== undefined) return library;
  return /\/((?:packages|adapters)\/[^/]+|test\/bench)\//.exec(url)?.[1];
}

function nodeOf({ url, functionName }) {
  if (functionName.startsWith('(')) return functionName;
  return url === '' ? '(native)' : url.split('/').slice(0, 2).join('/');
}

function functionOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)';
  if (url === '') return `\`${name}\``;
  const file = url
    .replace(/^.*\/node_modules\//, '')
    .replace(/^file:.*?\/(?=packages\/|adapters\/|test\/)/, '');
  return `\`${name}\` ${file}:${lineNumber + 1}`;
}
