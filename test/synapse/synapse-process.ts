import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { homeserverYaml } from '../readme/synapse-page.js';
import { root, ServerProcess } from '../server-process.js';

const run = promisify(execFile);
/** Python with what requirements.txt pins: scripts/peers.mjs makes it. */
const python = `${root}test/synapse/.venv/bin/python`;

/** Options of `startSynapse`. */
export interface SynapseOptions {
  /** An empty folder, for its keys, database and settings. */
  readonly folder: string;
  readonly port: number;
  /** Changes the addresses of the page to those of the test. */
  readonly here: (text: string) => string;
  /** Settings that count more than those of the page. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The `server_name`: that of the page. */
export const serverName = 'hs.test';

/**
 * Starts a Synapse as the page says: on its generated configuration, with the page's settings added. It keeps to this
 * machine: no federation, no key server.
 *
 * @returns the process, which listens.
 */
export async function startSynapse({
  folder,
  port,
  here,
  settings = {},
}: SynapseOptions): Promise<ServerProcess> {
  const [generated, page, test] = ['homeserver', 'page', 'test'].map((name) =>
    join(folder, `${name}.yaml`),
  ) as [string, string, string];
  await generate(folder, generated);
  await writeFile(page, here(homeserverYaml()));
  await writeFile(test, stringify({ ...onLoopback(port), ...settings }));
  const configs = [generated, page, test].flatMap((file) => ['-c', file]);
  const synapse = new ServerProcess({ command: [python, '-m', 'synapse.app.homeserver', ...configs] });
  await synapse.printed(/Synapse now listening on TCP port/);
  return synapse;
}

async function generate(folder: string, file: string): Promise<void> {
  const options = ['--server-name', serverName, '--report-stats', 'no', '--config-path', file];
  const args = ['-m', 'synapse.app.homeserver', '--generate-config', ...options];
  await run(python, args, { cwd: folder });
  // As a comment in it says: to log to stderr.
  const log = join(folder, `${serverName}.log.config`);
  const text = await readFile(log, 'utf8');
  await writeFile(log, text.replace('handlers: [buffer]', 'handlers: [console]'));
}

function onLoopback(port: number): Readonly<Record<string, unknown>> {
  const resources = [{ names: ['client', 'openid'] }];
  const listener = {
    port,
    bind_addresses: ['127.0.0.1'],
    type: 'http',
    tls: false,
    x_forwarded: true,
    resources,
  };
  return {
    listeners: [listener],
    federation_domain_whitelist: [],
    trusted_key_servers: [],
    // Hashing passwords is not what is tested.
    bcrypt_rounds: 4,
  };
}
