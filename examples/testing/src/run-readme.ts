import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunningExample } from './running-example.js';

const examples = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/**
 * Runs the curl commands of an example's README as a reader would: with the port of `example`, the sid and the token of the
 * first answer that has one for `SID` and `TOKEN`, and the latest code from the console for `CODE`.
 *
 * @returns the output of each block.
 */
export async function runReadme(
  name: string,
  example: RunningExample & { readonly url: string },
): Promise<readonly string[]> {
  const readme = readFileSync(`${examples}${name}/README.md`, 'utf8');
  const blocks = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
  let from = example.output.length;
  const printed: string[] = [];
  let variables = '';
  for (const block of blocks.filter((text) => text.includes('curl'))) {
    const code = block.includes('CODE') ? await example.code(from) : '';
    if (code !== '') from = example.output.length;
    const commands = block
      .replaceAll('http://127.0.0.1:8090', example.url)
      .replaceAll('SID', fieldOf(printed, 'sid') ?? 'SID')
      .replaceAll('TOKEN', fieldOf(printed, 'token') ?? 'TOKEN')
      .replaceAll('CODE', code);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', variables + commands]);
    // Variables of one block are also set in the next ones.
    if (/^[A-Z]+=/.test(commands)) variables += commands;
    printed.push(stdout);
  }
  return printed;
}

function fieldOf(printed: readonly string[], name: string): string | undefined {
  return new RegExp(`"${name}":"([^"]+)"`).exec(printed.join('\n'))?.[1];
}
