import { randomBytes, randomInt } from 'node:crypto';
import { AltchaChallenge } from '@threepid/challenge-altcha';
import {
  createTermsPolicy,
  createThreepid,
  StorageUnavailableError,
  type AccountDirectory,
  type AccountThreePid,
  type IdentityServerClient,
  type RelayedAnswer,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { pino } from 'pino';
import type { Backend } from './backends.js';
import type { Trace } from './search.js';

export const alice = '@alice:example.org';
export const termsUrl = 'https://example.org/terms-1.0-en';

/** Levels of the core's logger, as pino numbers them. */
export type Level = 20 | 30 | 40 | 50;

/** A number, as people write it. */
export interface Phone {
  /** E.164 with the `+`. */
  readonly e164: string;
  readonly national: string;
}

/** A call over HTTP. */
export interface StoryCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON; as it is if it is a string. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly address?: string;
  /** The number that the protocol tells in the answer. */
  readonly about?: Phone;
}

/** What a call was answered. */
export interface Answer {
  readonly status: number;
  readonly errcode: string | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

/** One run of the story: makes what it hides, and keeps everything that it leaves behind. */
export class StoryRun {
  readonly lines: string[] = [];
  readonly messages: SmsMessage[] = [];
  /** What the provider answers. */
  provider: (message: SmsMessage) => Promise<SmsResult> = accepted;
  /** What the trusted identity server answers. */
  identityServer: IdentityServerClient['requestToken'] = openedElsewhere;
  /** Parts of the host that fail now: methods of the storage and of the account directory. */
  failing: ReadonlySet<string> = new Set();
  /** The account of a number. */
  readonly owners = new Map<string, string>();

  private readonly secrets: Record<string, string> = {};
  private readonly told: Record<string, string> = {};
  private readonly answers: string[] = [];
  private readonly stored = new Set<string>();
  private now = Date.UTC(2026, 0, 1);

  readonly secret = this.hide('the secret', randomBytes(36).toString('base64'));
  /** Without times and process ids, whose digits can be a code by chance. */
  readonly logger = pino(
    { level: 'trace', timestamp: false, base: null },
    { write: (line: string) => void this.lines.push(line) },
  );

  constructor(readonly backend: Backend) {}

  /** Notes what must not be found. */
  hide(name: string, text: string): string {
    if (this.secrets[name] !== undefined) throw new TypeError(`'${name}' is there already`);
    this.secrets[name] = text;
    return text;
  }

  /** Notes what may be in answers only. */
  tell(name: string, text: string): string {
    this.told[name] = text;
    return text;
  }

  /** A new one, of letters and digits. */
  newText(name: string): string {
    return this.hide(name, randomBytes(18).toString('hex'));
  }

  newPhone(name: string): Phone {
    const digits = `7400${String(randomInt(100_000, 1_000_000))}`;
    const written = `${digits.slice(0, 4)} ${digits.slice(4)}`;
    this.hide(`${name}, international`, `44${digits}`);
    this.hide(`${name}, national`, digits);
    this.hide(`${name}, as people write it`, written);
    this.hide(`${name}, its last digits`, digits.slice(4));
    return { e164: `+44${digits}`, national: `0${written}` };
  }

  newAddress(name: string): string {
    const packed = `20010db8${randomBytes(12).toString('hex')}`;
    this.hide(`${name}, packed`, packed);
    this.hide(`${name}, its /64`, packed.slice(0, 16));
    return this.hide(name, packed.replace(/(....)(?!$)/g, '$1:'));
  }

  newIPv4Address(name: string): string {
    const bytes = [100 + randomInt(100), 100 + randomInt(100), 100 + randomInt(100), 100 + randomInt(100)];
    this.hide(`${name}, packed`, Buffer.from(bytes).toString('hex'));
    return this.hide(name, bytes.join('.'));
  }

  /** A framework over what the run keeps. */
  framework(options: Partial<ThreepidOptions> = {}): Threepid {
    const { accessTokens, termsAgreements } = this.backend;
    const translations = { en: { name: 'Terms', url: termsUrl } };
    const documents = { terms_of_service: { version: '1.0', translations } };
    return createThreepid({
      secret: this.secret,
      storage: this.interruptible(this.backend.storage),
      sms: this.sender,
      clock: { now: () => this.now },
      logger: this.logger,
      production: true,
      nextLinkHosts: ['app.example.org'],
      challenge: new AltchaChallenge({ secret: this.secret, mostTries: 20, iterations: 10 }),
      accountDirectory: this.interruptible(this.directory),
      identityV2: {
        accounts: { openIdVerifier: { verify: verifyOpenId }, accessTokenStorage: accessTokens },
        terms: createTermsPolicy({ documents, storage: termsAgreements }),
      },
      homeserver: this.homeserver('told'),
      ...options,
    });
  }

  homeserver(availability: 'told' | 'concealed'): NonNullable<ThreepidOptions['homeserver']> {
    return {
      publicUrl: 'https://matrix.example.org',
      availability,
      trustPolicy: {
        judge: (name) =>
          name === 'id.example.org'
            ? { kind: 'trusted', baseUrl: 'https://id.example.org' }
            : { kind: 'untrusted' },
      },
      identityServerClient: { requestToken: (call) => this.identityServer(call) },
      authenticator: {
        authenticate: (token) =>
          Promise.resolve(token.startsWith('alice') ? { kind: 'user', userId: alice } : { kind: 'unknown' }),
      },
      userInteractiveAuth: {
        judge: ({ auth }) =>
          Promise.resolve(
            auth === undefined ? { kind: 'challenge', body: { flows: [] } } : { kind: 'passed' },
          ),
      },
    };
  }

  /** Calls a framework, and keeps the answer, but for the number that the protocol tells. */
  async call(
    threepid: Threepid,
    { method, path, query, body, headers, address, about }: StoryCall,
  ): Promise<Answer> {
    const response = await threepid.handle({
      method,
      path,
      query: new URLSearchParams(query).toString(),
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
      remoteAddress: address ?? '192.0.2.1',
    });
    if (response === undefined) throw new Error(`nobody answers ${method} ${path}`);
    const isJson = response.headers['content-type']?.startsWith('application/json') === true;
    const text = isJson ? withoutNumber(response.body, path, about) : response.body;
    this.answers.push(`${String(response.status)} ${JSON.stringify(response.headers)} ${text}`);
    const json = (isJson ? JSON.parse(response.body) : {}) as Answer['json'];
    const { errcode } = json;
    return { status: response.status, errcode: typeof errcode === 'string' ? errcode : undefined, json };
  }

  /** Keeps the error of a method, which a host may pass on; answers its errcode. */
  async rejected(step: Promise<unknown>): Promise<string> {
    const error: unknown = await step.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    this.answers.push(String(error));
    return error instanceof Error && 'errcode' in error ? String(error.errcode) : String(error);
  }

  /** The code of the last message. */
  get code(): string {
    return codeIn(this.messages.at(-1)) ?? '';
  }

  /** A code that is not the right one. */
  wrongCode(name: string): string {
    return this.hide(name, String((Number(this.code) + 1 + randomInt(999_998)) % 1_000_000).padStart(6, '0'));
  }

  /** Takes a step while some methods of the host's parts fail, with what they were given in the error. */
  async while(failing: readonly string[], step: () => Promise<void>): Promise<void> {
    this.failing = new Set(failing);
    try {
      await step();
    } finally {
      this.failing = new Set();
    }
  }

  pass(ms: number): void {
    this.now += ms;
  }

  /** Looks at what is stored now: later, it may be gone. */
  async look(): Promise<void> {
    for (const bytes of await this.backend.stored()) this.stored.add(bytes.toString('latin1'));
  }

  levels(): ReadonlySet<number> {
    return new Set(this.lines.map((line) => (JSON.parse(line) as { readonly level: number }).level));
  }

  trace(): Trace {
    const together = (texts: Iterable<string>): Buffer => Buffer.from([...texts].join('\n'));
    return {
      secrets: this.secrets,
      told: this.told,
      left: {
        log: together(this.lines),
        answers: together(this.answers),
        stored: Buffer.from([...this.stored].join('\n'), 'latin1'),
        'sent to Redis': Buffer.concat(this.backend.sent().flatMap((arg) => [arg, Buffer.from('\n')])),
      },
    };
  }

  private readonly sender: SmsSender = {
    name: 'recording',
    send: (message) => {
      this.messages.push(message);
      const code = codeIn(message);
      if (code !== undefined && !Object.values(this.secrets).includes(code))
        this.hide(`code ${String(this.messages.length)}`, code);
      return this.provider(message);
    },
    // As a library does that repeats what it was given.
    report: (report) => Promise.reject(new Error(JSON.stringify(report))),
  };

  private readonly directory: AccountDirectory = {
    ownerOf: ({ address }) => Promise.resolve(this.owners.get(address)),
    threePidsOf: (userId) => Promise.resolve(this.threePidsOf(userId)),
    add: (userId, { address }) => {
      this.owners.set(address, userId);
      return Promise.resolve('added');
    },
  };

  private threePidsOf(userId: string): readonly AccountThreePid[] {
    return [...this.owners]
      .filter(([, owner]) => owner === userId)
      .map(([address]) => ({ medium: 'msisdn', address, validatedAt: 1, addedAt: 2 }));
  }

  /** The same part, whose methods fail when they are said to, as a library's do that repeats what it was given. */
  private interruptible<Part extends object>(part: Part): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value === 'object' && value !== null) return this.interruptible(value);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          if (!this.failing.has(String(name))) return Reflect.apply(value, target, args);
          return Promise.reject(failureOf(String(name), args));
        };
      },
    });
  }
}

function failureOf(name: string, args: readonly unknown[]): Error {
  const words = `${name} ${JSON.stringify(args)}`;
  const cause = Object.assign(new Error(words), { command: { name, args } });
  return new StorageUnavailableError('down', { cause });
}

function accepted({ to }: SmsMessage): Promise<SmsResult> {
  return Promise.resolve({ kind: 'sent', messageId: `1-${to.slice(1)}-2` });
}

function openedElsewhere(): Promise<RelayedAnswer> {
  return Promise.resolve({ kind: 'opened', sid: 'sid.of.another.server', fields: {} });
}

function verifyOpenId({ accessToken }: { readonly accessToken: string }) {
  if (accessToken === 'broken') return Promise.reject(new Error(accessToken));
  return Promise.resolve({ kind: 'user', userId: alice } as const);
}

function codeIn(message: SmsMessage | undefined): string | undefined {
  return /\b\d{6}\b/.exec(message?.text ?? '')?.[0];
}

/** Where the protocol tells a number, by the ends of the paths. */
const tellingFields: readonly (readonly [path: RegExp, fields: readonly string[]])[] = [
  [/^\/_matrix\/identity\/.*\/requestToken$/, ['msisdn', 'intl_fmt']],
  [/\/3pid\/getValidated3pid$|^\/_matrix\/client\/v3\/account\/3pid$/, ['address']],
];

/** Without the number that the answer is about, in its canonical form and the international one, where it belongs. */
function withoutNumber(body: string, path: string, about: Phone | undefined): string {
  const fields = tellingFields.flatMap(([paths, names]) => (paths.test(path) ? names : []));
  const isTold = (field: string, value: unknown): boolean =>
    fields.includes(field) && typeof value === 'string' && value.replace(/\D/g, '') === about?.e164.slice(1);
  return JSON.stringify(
    JSON.parse(body, (field, value: unknown) => (isTold(field, value) ? undefined : value)),
  );
}
