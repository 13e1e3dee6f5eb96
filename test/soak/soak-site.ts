import { startRedisSentinels, type RedisSentinels } from '@threepid/contract-tests/redis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, ServerProcess } from '../server-process.js';
import { Balancer } from './balancer.js';
import { FakeProvider } from './fake-provider.js';
import { SoakInbox } from './soak-inbox.js';
import { redisContentOf, type RedisContent } from './redis-content.js';
import { readVitals, workersOf, type Vitals } from './vitals.js';

const serverCount = 2;
const processesEach = 2;
const pollMs = 50;

/** Two servers of two processes each behind a balancer, over Redis with Sentinel and two providers. */
export class SoakSite {
  readonly inbox = new SoakInbox();
  #servers: ServerProcess[] = [];
  /** True once each server that was stopped has ended with code 0. */
  stoppedWell = true;

  private constructor(
    private readonly folder: string,
    private readonly sentinels: RedisSentinels,
    /** The first, by a webhook, and the one that takes its place, which is Twilio's API. */
    readonly providers: readonly [FakeProvider, FakeProvider],
  ) {}

  #balancer: Balancer | undefined;
  get balancer(): Balancer {
    if (this.#balancer === undefined) throw new Error('no server has started');
    return this.#balancer;
  }

  static async start(): Promise<SoakSite> {
    const holder: { site?: SoakSite } = {};
    const deliver = (number: string, text: string): void => holder.site?.inbox.deliver(number, text);
    const [folder, sentinels, first, second] = await Promise.all([
      mkdtemp(join(tmpdir(), 'threepid-soak-')),
      startRedisSentinels(),
      FakeProvider.start(deliver),
      FakeProvider.start(deliver),
    ]);
    const site = new SoakSite(folder, sentinels, [first, second]);
    holder.site = site;
    site.#servers = Array.from({ length: serverCount }, () => site.#serve());
    site.#balancer = new Balancer(await Promise.all(site.#servers.map((server) => server.url())));
    return site;
  }

  /** Kills the master, waits for the next one, and has the old one follow it. */
  async failOver(): Promise<void> {
    const old = await this.sentinels.master();
    await old.kill();
    await this.#until(async () => (await this.sentinels.master()).port !== old.port);
    await old.restart();
    const master = await this.sentinels.master();
    // The Sentinels would say so too, after ten seconds.
    await old.command('REPLICAOF', master.host, String(master.port));
    await this.#until(async () => /slave0:.*state=online/.test(await master.command('INFO', 'replication')));
    await this.#until(() => this.#areReady());
  }

  /** Kills a process that answers requests, and waits until another one has taken its place. */
  async killProcess(): Promise<void> {
    const before = await workersOf(this.folder);
    const [pid] = before;
    if (pid === undefined) throw new Error('no process to be killed');
    process.kill(pid, 'SIGKILL');
    const isReplaced = async (): Promise<boolean> => {
      const now = await workersOf(this.folder);
      return now.length === before.length && !now.includes(pid);
    };
    await this.#until(isReplaced);
  }

  /** Stops one server after the other as a service manager does, and starts each anew. */
  async restartServers(): Promise<void> {
    for (const [index, server] of this.#servers.entries()) {
      await this.#stop(server);
      const next = this.#serve();
      this.#servers[index] = next;
      this.balancer.replace(index, await next.url());
    }
  }

  vitals(): Promise<readonly Vitals[]> {
    return readVitals(this.folder);
  }

  async redisContent(): Promise<RedisContent> {
    return redisContentOf((await this.sentinels.master()).url);
  }

  /** What the servers logged as errors. */
  get errors(): readonly string[] {
    return this.#servers.map(({ output }) => output);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => this.#stop(server)));
    await this.close();
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.kill()));
    await Promise.all([this.sentinels.stop(), ...this.providers.map((provider) => provider.close())]);
    await rm(this.folder, { recursive: true, force: true });
  }

  async #stop(server: ServerProcess): Promise<void> {
    server.signal('SIGTERM');
    const { code } = await server.exit;
    if (code !== 0) this.stoppedWell = false;
  }

  #serve(): ServerProcess {
    const [first, second] = this.providers;
    const sentinels = this.sentinels.sentinels.map(({ host, port }) => `${host}:${port}`).join(',');
    return new ServerProcess({
      environment: {
        NODE_ENV: 'production',
        THREEPID_PROCESSES: String(processesEach),
        THREEPID_SECRET: 'a-secret-for-the-soak-of-a-good-length',
        THREEPID_STORAGE: `redis-sentinel://${sentinels}/${this.sentinels.name}`,
        THREEPID_TRUST_PROXY: '127.0.0.1',
        THREEPID_LOG_LEVEL: 'error',
        THREEPID_SMS: 'webhook,twilio',
        THREEPID_WEBHOOK_URL: first.url,
        THREEPID_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
        TWILIO_BASE_URL: second.url,
        TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
        TWILIO_AUTH_TOKEN: 'a token of twilio',
        TWILIO_FROM: '+15005550006',
        NODE_OPTIONS: `--import ${root}test/soak/vitals.mjs`,
        THREEPID_X_VITALS: this.folder,
      },
    });
  }

  async #areReady(): Promise<boolean> {
    const urls = await Promise.all(this.#servers.map((server) => server.url()));
    const answers = await Promise.all(urls.map((url) => fetch(`${url}/health/ready`).catch(() => undefined)));
    return answers.every((answer) => answer?.ok);
  }

  /** Polls: there is nothing to wait for in other processes. */
  async #until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await sleep(pollMs);
  }
}
