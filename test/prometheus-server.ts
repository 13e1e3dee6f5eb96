import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A series of an answer, with its value now. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus of a test's own, on a loopback port. It scrapes one target once a second. */
export class PrometheusServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  /**
   * Starts one.
   *
   * @param target the URL of the metrics.
   * @throws Error without Prometheus, or if it does not start.
   */
  static async start(target: string): Promise<PrometheusServer> {
    const binary = programOf('prometheus');
    const folder = await mkdtemp(join(tmpdir(), 'threepid-prometheus-'));
    await writeFile(join(folder, 'prometheus.yml'), configurationOf(target));
    const options = [
      '--config.file=prometheus.yml',
      '--web.listen-address=127.0.0.1:0',
      '--storage.tsdb.path=series',
    ];
    const child = spawn(binary, options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const server = new PrometheusServer(child, folder, `http://${await addressOf(child)}`);
    await server.ready();
    return server;
  }

  /**
   * The series of an expression, now.
   *
   * @throws Error with Prometheus' words, if it can't be read.
   */
  async query(expression: string): Promise<readonly Sample[]> {
    const query = new URLSearchParams({ query: expression }).toString();
    const response = await fetch(`${this.url}/api/v1/query?${query}`);
    const { data, error } = (await response.json()) as QueryAnswer;
    if (data === undefined) throw new Error(`${expression}: ${error ?? response.status}`);
    if (data.resultType === 'scalar') return [{ metric: {}, value: Number(data.result[1]) }];
    return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** The sum of an expression's series; 0 if there is none. */
  async sum(expression: string): Promise<number> {
    return (await this.query(expression)).reduce((sum, { value }) => sum + value, 0);
  }

  /**
   * Waits until the sum of an expression's series is as it should be.
   *
   * @throws Error after 20 seconds.
   */
  async reached(expression: string, isSo: (sum: number) => boolean): Promise<number> {
    let sum = await this.sum(expression);
    for (const deadline = Date.now() + 20_000; !isSo(sum); sum = await this.sum(expression)) {
      if (Date.now() > deadline) throw new Error(`${expression} is ${sum}; ${await this.scrapeErrors()}`);
      await sleep(100);
    }
    return sum;
  }

  private async scrapeErrors(): Promise<string> {
    const { data } = (await (await fetch(`${this.url}/api/v1/targets`)).json()) as TargetsAnswer;
    return data.activeTargets.map(({ health, lastError }) => `${health} ${lastError}`).join();
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    while (!(await fetch(`${this.url}/-/ready`)).ok) await sleep(50);
  }
}

/** Where it listens, by its log: on any free port. */
function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    // Read to its end: a log that nobody reads would stop it.
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      const address = /msg="Listening on" address=(\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => {
      reject(new Error(`prometheus ended: ${output}`));
    });
  });
}

interface QueryAnswer {
  readonly error?: string;
  readonly data?:
    | { readonly resultType: 'scalar'; readonly result: readonly [number, string] }
    | { readonly resultType: 'vector'; readonly result: readonly VectorSample[] };
}

interface TargetsAnswer {
  readonly data: {
    readonly activeTargets: readonly { readonly health: string; readonly lastError: string }[];
  };
}

interface VectorSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/**
 * What `promtool check metrics` says of a text of metrics: nothing if all is well.
 *
 * @throws Error if the text can't be read.
 */
export async function promtoolComplaints(text: string): Promise<string> {
  const running = promisify(execFile)(programOf('promtool'), ['check', 'metrics']);
  running.child.stdin?.end(text);
  const { stdout, stderr } = await running;
  return stdout + stderr;
}

function configurationOf(target: string): string {
  const { host, pathname } = new URL(target);
  return [
    'global: { scrape_interval: 1s, scrape_timeout: 1s }',
    'scrape_configs:',
    '  - job_name: threepid',
    `    metrics_path: ${pathname}`,
    `    static_configs: [{ targets: ['${host}'] }]`,
    '',
  ].join('\n');
}

/** @throws Error that says how to install it. */
function programOf(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const program = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (program !== undefined) return program;
  throw new Error(`These tests run a real Prometheus, and there is no ${name}: apt-get install prometheus`);
}
