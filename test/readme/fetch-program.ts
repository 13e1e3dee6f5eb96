import { blockUnder } from './readme-blocks.js';

export const readme = 'adapters/fetch/README.md';
export const hono = blockUnder('', 'ts', readme);

/** A page's program below a heading, with the `threepid` of the first program in it. */
export function programUnder(heading: string): string {
  const created = /^const threepid = [^]*?^\}\);$/m.exec(hono)?.[0] ?? '';
  const imports = hono
    .split('\n')
    .filter((line) => /^import .*(?:node:crypto|createThreepid|storage-memory)/.test(line));
  const own = blockUnder(heading, 'ts', readme).replace(/^import \{ threepid \} from .*\n/m, '');
  return [...imports, own.replace(/\n\n/, `\n\n${created}\n\n`)].join('\n');
}
