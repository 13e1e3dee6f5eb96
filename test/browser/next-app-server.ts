import type { SnsPeerMessage, SmsHttpPeer } from '@threepid/contract-tests/peers';
import { startSnsPeer } from '@threepid/contract-tests/peers';
import { createRequire } from 'node:module';
import { ServerProcess, root } from '../server-process.js';

const app = `${root}examples/next-app`;
const nextBin = createRequire(`${app}/package.json`).resolve('next/dist/bin/next');

/** The example `next-app`, built for production and started as a user would start it, with a stand-in for SNS. */
export class NextAppServer {
  private constructor(
    readonly url: string,
    readonly sns: SmsHttpPeer<SnsPeerMessage>,
    private readonly process: ServerProcess,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<NextAppServer> {
    const sns = await startSnsPeer();
    const process = startNextApp({
      NODE_ENV: 'production',
      THREEPID_SMS: 'sns',
      THREEPID_TRUST_PROXY: '127.0.0.1',
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_MAX_ATTEMPTS: '1',
      NODE_OPTIONS: `--import ${root}test/browser/shifted-clock.mjs`,
      ...environment,
    });
    return new NextAppServer(await nextUrl(process), sns, process);
  }

  /** The codes sent to a number, oldest first. */
  codes(to: string): readonly string[] {
    const texts = this.sns.messages.filter((message) => message.to === to).map(({ text }) => text);
    return texts.map((text) => /\d{6}/.exec(text)?.[0] ?? '');
  }

  /** Moves the server's clock ten minutes ahead. */
  async tenMinutesLater(): Promise<void> {
    const from = this.process.output.length;
    this.process.signal('SIGUSR2');
    await this.process.printed(/moved the time on/, from);
  }

  async close(): Promise<void> {
    await this.process.kill();
    await this.sns.close();
  }
}

/** Starts the example in its own process, on a free port, as `npm start` does. */
function startNextApp(environment: Readonly<Record<string, string>>): ServerProcess {
  return new ServerProcess({
    command: [process.execPath, `${root}examples/start-next.mjs`, 'next-app'],
    environment,
  });
}

/** Starts the existing build, in production. */
export function startBuiltNextApp(environment: Readonly<Record<string, string>> = {}): ServerProcess {
  return new ServerProcess({
    command: [process.execPath, nextBin, 'start', '-H', '127.0.0.1', '-p', '0', app],
    environment: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...environment },
  });
}

/** The URL of a Next server, once it listens. */
export async function nextUrl(process: ServerProcess): Promise<string> {
  await process.printed(/Ready in/);
  const [, url = ''] = await process.printed(/Local:\s+(http:\S+)/);
  return url;
}
