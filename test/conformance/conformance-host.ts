import {
  createThreepid,
  type AccountThreePid,
  type LimitOptions,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
  type Threepid,
} from '@threepid/core';
import { threepidPlugin } from '@threepid/fastify';
import { MemorySessionStorage } from '@threepid/storage-memory';
import Fastify from 'fastify';
import { randomBytes } from 'node:crypto';

/** Bearer tokens, by their owner. */
export const tokens = { user: 'access.token', unsigned: 'without.terms' } as const;

/** A number that belongs to an account. */
export const takenNumber = '447400999999';

/** The phone numbers and email addresses of the account. */
const threePids: readonly AccountThreePid[] = [
  { medium: 'msisdn', address: takenNumber, validatedAt: 1_535_176_800_000, addedAt: 1_535_336_848_756 },
  {
    medium: 'email',
    address: 'monkey@banana.island',
    validatedAt: 1_535_176_800_000,
    addedAt: 1_535_336_848_756,
  },
];

const onlyPerNumber: LimitOptions = {
  perNumberAndAddress: [],
  perAddress: [],
  perSite: [],
  perNetwork: [],
  lookupsPerAddress: [],
};

/** A host with all parts of the protocol switched on, whose clock and provider a test controls. */
export class ConformanceHost implements SmsSender {
  readonly name = 'conformance';
  /** Answer of the provider from now on. */
  result: SmsResult = { kind: 'sent', messageId: '1' };
  /** Milliseconds added to the time. */
  advance = 0;
  #text = '';
  readonly #app = Fastify();

  /** @param limits in place of its own, which are those of a number alone. */
  static async start(limits: LimitOptions = {}): Promise<ConformanceHost> {
    const host = new ConformanceHost(limits);
    await host.#app.register(threepidPlugin, { threepid: host.#threepid() });
    await host.#app.listen({ host: '127.0.0.1', port: 0 });
    return host;
  }

  private constructor(private readonly limits: LimitOptions) {}

  get url(): string {
    return this.#app.listeningOrigin;
  }

  /** The code of the last message. */
  get code(): string {
    return /[0-9]{6}/.exec(this.#text)?.[0] ?? '';
  }

  send({ text }: SmsMessage): Promise<SmsResult> {
    this.#text = text;
    return Promise.resolve(this.result);
  }

  close(): Promise<void> {
    return this.#app.close();
  }

  #threepid(): Threepid {
    return createThreepid({
      secret: randomBytes(48).toString('base64url'),
      storage: new MemorySessionStorage(),
      sms: this,
      testSms: this,
      production: false,
      nextLinkHosts: ['example.org'],
      guard: { mode: 'off' },
      limits: { ...onlyPerNumber, ...this.limits },
      clock: { now: () => Date.now() + this.advance },
      identityV2: { authenticator: { authenticate: (token) => Promise.resolve(authentication(token)) } },
      accountDirectory: {
        ownerOf: ({ address }) => Promise.resolve(address === takenNumber ? '@alice:example.org' : undefined),
        threePidsOf: () => Promise.resolve(threePids),
      },
      homeserver: {
        publicUrl: 'https://example.org',
        trustPolicy: { judge: (name) => ({ kind: name === 'id.example.com' ? 'own' : 'untrusted' }) },
        authenticator: { authenticate: (token) => Promise.resolve(authentication(token)) },
      },
    });
  }
}

function authentication(token: string) {
  const userId = '@alice:example.org';
  if (token === tokens.user) return { kind: 'user', userId } as const;
  return token === tokens.unsigned
    ? ({ kind: 'terms-not-signed', userId } as const)
    : ({ kind: 'unknown' } as const);
}
