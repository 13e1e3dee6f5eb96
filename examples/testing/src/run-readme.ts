import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunningExample } from './running-example.js';

const examples = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/**
 * Runs the curl commands of an example's README as a reader would: with the port of `example`, the sid of the first
 * answer for `SID`, and the code from the console for `CODE`.
 *
 * @returns the output of each block.
 */
export async function runReadme(
  name: string,
  example: RunningExample & { readonly url: string },
): Promise<readonly string[]> {
  const readme = readFileSync(`${examples}${name}/README.md`, 'utf8');
  const blocks = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
  const from = example.output.length;
  const printed: string[] = [];
  let variables = '';
  for (const block of blocks.filter((text) => text.includes('curl'))) {
    const sid = /"sid":"([^"]+)"/.exec(printed.join('\n'))?.[1] ?? 'SID';
    const code = block.includes('CODE') ? await example.code(from) : '';
    const commands = block
      .replaceAll('http://127.0.0.1:8090', example.url)
      .replaceAll('SID', sid)
      .replaceAll('CODE', code);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', variables + commands]);
    // Variables of one block are also set in the next ones.
    if (/^[A-Z]+=/.test(commands)) variables += commands;
    printed.push(stdout);
  }
  return printed;
}
