import assert from 'node:assert/strict';
import { contractCallback } from '../../../../packages/contract-tests/dist/http/contract-callback.js';
import {
  createTermsPolicy,
  createThreepid,
  createTrustList,
  type Challenge,
  type IdentityServerClient,
  type LogMethod,
  type SmsSender,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import {
  MemoryAccessTokenStorage,
  MemorySessionStorage,
  MemoryTermsAgreementStorage,
} from '@threepid/storage-memory';

/** Known values of the framework. */
export const fuzzedFacts = {
  nextLinkHosts: ['example.org', 'app.example.org:8443', 'localhost'],
  testNumber: { number: '+447400999999', code: '000042', until: Date.UTC(2200, 0) },
  userToken: 'token-of-alice',
  taken: '447400888888',
} as const;

const hourMs = 3_600_000;

/** A framework with all that it has, and what its messages and its log say. */
export class FuzzedFramework {
  readonly threepid: Threepid;
  readonly storage: MemorySessionStorage;
  /** Of the messages since the last `begin`, the oldest first. */
  readonly codes: string[] = [];
  private readonly numbers: string[] = [];
  private now = Date.UTC(2026, 10, 29);

  /** @param guard `off` where every request shall go through. */
  constructor(guard: 'enforce' | 'off' = 'enforce') {
    this.storage = new MemorySessionStorage({ maxSessions: 5_000, clock: { now: () => this.now } });
    this.threepid = createThreepid(this.options(guard));
  }

  /** Another input: an hour later, so that what it did to the guard wears off. */
  begin(): void {
    this.now += hourMs;
    this.codes.length = 0;
    this.numbers.length = 0;
  }

  private options(guard: 'enforce' | 'off'): ThreepidOptions {
    const authenticator = { authenticate: (token: string) => Promise.resolve(userOf(token)) };
    const sms = this.sender('fuzzed');
    return {
      secret: [
        'the first secret of a framework that is fuzzed',
        'the second secret of a framework that is fuzzed',
      ],
      storage: this.storage,
      sms,
      testSms: sms,
      channels: { voice: this.sender('fuzzed-voice') },
      production: false,
      nextLinkHosts: fuzzedFacts.nextLinkHosts,
      destinations: { deny: ['FJ'] },
      testNumbers: [fuzzedFacts.testNumber],
      guard: { mode: guard, budgets: { day: 1_000 } },
      ...(guard === 'off'
        ? { limits: { perNumber: [], perNumberAndAddress: [], lookupsPerAddress: [] } }
        : {}),
      challenge,
      clock: { now: () => this.now },
      delegates: { addresses: ['10.0.0.0/8'], secrets: ['the-secret-of-a-delegate'] },
      identityV2: { accounts: this.accounts(), terms: this.terms() },
      accountDirectory: accounts,
      homeserver: {
        publicUrl: 'https://id.example.org',
        trustPolicy: createTrustList({
          own: ['id.example.org'],
          trusted: { 'other.example': 'https://other.example' },
        }),
        identityServerClient,
        authenticator,
        userInteractiveAuth: {
          judge: ({ auth }) => Promise.resolve(auth === undefined ? asked : { kind: 'passed' }),
        },
      },
      logger: this.logger(),
      events: () => undefined,
    };
  }

  private accounts() {
    const openIdVerifier = {
      verify: ({ accessToken, serverName }: { readonly accessToken: string; readonly serverName: string }) =>
        Promise.resolve(
          serverName === 'example.org'
            ? ({ kind: 'user', userId: `@${accessToken.slice(0, 8)}:example.org` } as const)
            : ({ kind: 'untrusted' } as const),
        ),
    };
    return { openIdVerifier, accessTokenStorage: new MemoryAccessTokenStorage({ maxTokens: 1_000 }) };
  }

  private terms() {
    const translations = { en: { name: 'Terms', url: 'https://example.org/terms' } };
    const storage = new MemoryTermsAgreementStorage({ maxUsers: 1_000 });
    return createTermsPolicy({ documents: { terms: { version: '1', translations } }, storage });
  }

  /** Its provider has moods, by the number's last digit. */
  private sender(name: string): SmsSender {
    return {
      name,
      callbacks: name === 'fuzzed' ? [contractCallback] : [],
      send: ({ to, code }) => {
        this.numbers.push(to.slice(1));
        const cause = new Error(`the provider does not like ${to}`);
        if (to.endsWith('7')) return Promise.resolve({ kind: 'unavailable', taken: 'no', cause });
        if (to.endsWith('8')) return Promise.resolve({ kind: 'rejected-destination', cause });
        // A product's code may be a word that the log has anyway, such as 'sent'.
        if (code !== undefined && /\d/.test(code)) this.codes.push(code);
        return Promise.resolve({ kind: 'sent', messageId: 'message' });
      },
    };
  }

  /** Checks each line: no code and no number, whatever the request was. */
  private logger() {
    const line: LogMethod = (fields: unknown, message?: unknown) => {
      const written = JSON.stringify([fields, message], plainError);
      for (const number of this.numbers)
        assert.ok(!written.includes(number), `the log has the number: ${written}`);
      for (const code of this.codes)
        assert.ok(!written.includes(`"${code}"`), `the log has the code: ${written}`);
    };
    return { debug: line, info: line, warn: line, error: line };
  }
}

function plainError(_name: string, value: unknown): unknown {
  return value instanceof Error ? Object.assign({ message: value.message }, value) : value;
}

function userOf(token: string) {
  if (token === fuzzedFacts.userToken) return { kind: 'user', userId: '@alice:example.org' } as const;
  return { kind: 'unknown' } as const;
}

const asked = {
  kind: 'challenge',
  body: { flows: [{ stages: ['m.login.password'] }], session: 'x', params: {} },
} as const;

const accounts = {
  ownerOf: ({ address }: { readonly address: string }) =>
    Promise.resolve(address === fuzzedFacts.taken ? '@alice:example.org' : undefined),
  threePidsOf: () =>
    Promise.resolve([{ medium: 'msisdn', address: fuzzedFacts.taken, validatedAt: 1, addedAt: 2 } as const]),
  add: () => Promise.resolve('added' as const),
};

const challenge: Challenge = {
  name: 'fuzzed',
  make: ({ binding }) => ({ type: 'fuzzed', binding }),
  check: ({ answer }) =>
    answer === 'solved'
      ? { kind: 'solved', id: 'one', expiresAt: Date.UTC(2300, 0) }
      : { kind: 'unsolved', reason: 'wrong' },
};

const identityServerClient: IdentityServerClient = {
  requestToken: ({ body }) =>
    Promise.resolve(
      body['country'] === 'GB'
        ? { kind: 'opened', sid: 'theirs', fields: { submit_url: 'x', sid: 'not-this' } }
        : {
            kind: 'error',
            status: 418,
            errcode: 'ORG.EXAMPLE.TEAPOT',
            error: 'no',
            fields: { retry_after_ms: 1e300 },
          },
    ),
};
