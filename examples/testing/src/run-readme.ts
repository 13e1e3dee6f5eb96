import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunningExample } from './running-example.js';

const examples = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/**
 * Runs the commands of an example's README with curl, as a person does who follows it: the port is that of `example`,
 * `SID` is what the first answer said, and `CODE` what the console printed.
 *
 * @returns what each block printed.
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
    // A variable that one block sets is there for the next.
    if (/^[A-Z]+=/.test(commands)) variables += commands;
    printed.push(stdout);
  }
  return printed;
}
