import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServerProcess } from '../server-process.js';
import { readmeBlocks } from './readme-blocks.js';

const run = promisify(execFile);

/** The page that an administrator of Synapse follows. */
export const synapsePage = 'docs/synapse.md';
/** Its blocks, in their order. */
export const pageBlocks = readmeBlocks(synapsePage);

/** The only block that contains a text. */
export function blockWith(text: string): string {
  const [found, ...others] = pageBlocks.filter((block) => block.text.includes(text));
  if (found === undefined || others.length > 0)
    throw new Error(`${synapsePage}: '${text}' is in no block, or in several`);
  return found.text;
}

/** What the page says to write into `homeserver.yaml`: its blocks of YAML, one after the other. */
export function homeserverYaml(): string {
  const blocks = pageBlocks.filter(({ language }) => language === 'yaml');
  return blocks.map(({ text }) => text).join('');
}

/**
 * Runs the page's command that writes `threepid.env`.
 *
 * @param here changes addresses to those of the test.
 */
export async function writeSettings(folder: string, here: (text: string) => string): Promise<void> {
  await run('bash', ['-c', here(blockWith('cat > threepid.env'))], { cwd: folder });
}

/**
 * Starts the server with the page's command, in a clean environment: it would take precedence over the file.
 *
 * @param folder where `threepid.env` is.
 */
export function startByPage(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): ServerProcess {
  const unset = ['HOST', 'PORT', 'NODE_ENV'].flatMap((name) => ['-u', name]);
  const file = `--env-file=${join(folder, 'threepid.env')}`;
  return new ServerProcess({
    command: ['env', ...unset, process.execPath, file, 'packages/server/dist/main.js'],
    environment,
  });
}
