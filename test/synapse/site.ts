import { startSnsPeer, type SmsHttpPeer, type SnsPeerMessage } from '@threepid/contract-tests/peers';
import { startRedis } from '@threepid/contract-tests/redis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../readme/program.js';
import { blockWith, startByPage, writeSettings } from '../readme/synapse-page.js';
import { root, type ServerProcess } from '../server-process.js';
import { startSynapse } from './synapse-process.js';

/** Options of a site. */
export interface SiteOptions {
  /** Default: `redis`, as the page says. */
  readonly storage?: 'redis' | 'memory';
  /** Settings of threepid beside those of the page. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings of Synapse beside those of the page. */
  readonly synapse?: Readonly<Record<string, unknown>>;
  /** Path below which threepid has v1, as in the page's table of restrictions. */
  readonly prefix?: string;
}

type Redis = Awaited<ReturnType<typeof startRedis>>;

/** What the page has an administrator set up: a Synapse, a threepid, a Redis; and a stand-in for the SMS provider. */
export class Site {
  /** As clients reach Synapse. */
  readonly homeserver: string;
  readonly threepidUrl: string;
  readonly here: (text: string) => string;
  #threepid: ServerProcess | undefined;
  #synapse: ServerProcess | undefined;
  #earlierLog = '';
  /** Number of steps of ten minutes that threepid's clock is ahead. */
  #ahead = 0;

  private constructor(
    readonly redis: Redis,
    readonly sns: SmsHttpPeer<SnsPeerMessage>,
    private readonly folder: string,
    private readonly options: SiteOptions,
    ports: { readonly homeserver: number; readonly threepid: number; readonly identity: number },
  ) {
    this.homeserver = `http://127.0.0.1:${ports.homeserver}`;
    this.threepidUrl = `http://127.0.0.1:${ports.threepid}`;
    this.here = (text) =>
      text
        .replaceAll('https://matrix.example.org', this.homeserver)
        .replaceAll(/(msisdn: http:\S+)/g, `$1${options.prefix ?? ''}`)
        .replaceAll('8008', String(ports.homeserver))
        .replaceAll('8090', String(ports.threepid))
        .replaceAll('8091', String(ports.identity))
        .replaceAll('127.0.0.1:6379', new URL(redis.url).host);
  }

  /** Starts everything, by the settings of the page. */
  static async start(options: SiteOptions = {}): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'threepid-synapse-'));
    const [homeserver, threepid, identity] = [await freePort(), await freePort(), await freePort()];
    const ports = { homeserver, threepid, identity };
    const [redis, sns] = await Promise.all([startRedis(), startSnsPeer(credentialsOfPage())]);
    const site = new Site(redis, sns, folder, options, ports);
    await writeSettings(folder, site.here);
    const { here } = site;
    const settings = options.synapse ?? {};
    [site.#synapse] = await Promise.all([
      startSynapse({ folder, port: homeserver, here, settings }),
      site.startThreepid(),
    ]);
    return site;
  }

  /** Log of Synapse so far. */
  get synapseLog(): string {
    return this.#synapse?.output ?? '';
  }

  /** Log of threepid so far, over its restarts. */
  get threepidLog(): string {
    return this.#earlierLog + (this.#threepid?.output ?? '');
  }

  /** Starts threepid on the settings of the page. */
  async startThreepid(): Promise<void> {
    this.#threepid = startByPage(this.folder, {
      ...(this.options.storage === 'memory' ? { THREEPID_STORAGE: 'memory' } : {}),
      ...(this.options.prefix === undefined ? {} : { THREEPID_V1_PREFIX: this.options.prefix }),
      // As much as there is: no number may be in it.
      THREEPID_LOG_LEVEL: 'debug',
      AWS_ENDPOINT_URL_SNS: this.sns.url,
      NODE_OPTIONS: `--import ${root}test/browser/shifted-clock.mjs`,
      ...this.options.environment,
    });
    await this.#threepid.url();
    for (let step = 0; step < this.#ahead; step += 1) await this.#moveClock();
  }

  /** Stops threepid as a service manager does. */
  async stopThreepid(): Promise<void> {
    this.#threepid?.signal('SIGTERM');
    await this.#threepid?.exit;
    this.#earlierLog = this.threepidLog;
    this.#threepid = undefined;
  }

  /** Between two steps of a person: on Redis, threepid is stopped and started anew, which nobody may notice. */
  async betweenSteps(): Promise<void> {
    if (this.options.storage === 'memory') return;
    await this.stopThreepid();
    await this.startThreepid();
  }

  /** Moves threepid's clock ahead, by ten minutes a step. Synapse's stays. */
  async later(steps: number): Promise<void> {
    this.#ahead += steps;
    for (let step = 0; step < steps; step += 1) await this.#moveClock();
  }

  /** The code of the last message to a number, which is in E.164. */
  codeOf(number: string): string {
    const text = this.sns.messages.findLast(({ to }) => to === number)?.text ?? '';
    return /\b[0-9]{6}\b/.exec(text)?.[0] ?? '';
  }

  /** Number of messages to a number. */
  messagesTo(number: string): number {
    return this.sns.messages.filter(({ to }) => to === number).length;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#threepid?.kill(), this.#synapse?.kill()]);
    await Promise.all([this.redis.stop(), this.sns.close()]);
    await rm(this.folder, { recursive: true });
  }

  async #moveClock(): Promise<void> {
    const from = this.#threepid?.output.length ?? 0;
    this.#threepid?.signal('SIGUSR2');
    await this.#threepid?.printed(/moved the time on/, from);
  }
}

/** The credentials of the page: the stand-in checks signatures by them. */
function credentialsOfPage(): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  const text = blockWith('cat > threepid.env');
  const valueOf = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: valueOf('AWS_ACCESS_KEY_ID'), secretAccessKey: valueOf('AWS_SECRET_ACCESS_KEY') };
}
