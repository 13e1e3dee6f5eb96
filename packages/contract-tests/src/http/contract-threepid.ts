import {
  createThreepid,
  createTrustList,
  StorageUnavailableError,
  type AccountDirectory,
  type AccountThreePid,
  type Authenticator,
  type HttpRequest,
  type SessionStorage,
  type SmsResult,
  type SmsSender,
  type TermsPolicy,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { contractCallback } from './contract-callback.js';
import type { HttpContractControl, HttpContractFaults, KnownCaller } from './http-contract-control.js';

/** Parts of a host for `httpContract`. */
export interface HttpContractThreepid {
  readonly threepid: Threepid;
  readonly control: HttpContractControl;
}

/** Known values of the framework behind each host. */
export const contractFacts = {
  publicUrl: 'https://id.example.org',
  nextLinkHosts: ['example.org', 'app.example.org:8443', 'localhost'],
  deniedCountry: 'FJ',
  testNumber: { number: '+447400999999', code: '000042', until: Date.UTC(2200, 0) },
  ownServerName: 'id.example.org',
  tokens: { alice: 'token-of-alice', newcomer: 'token-of-newcomer' },
  /** Alice's number. */
  taken: '447400888888',
  termsUrl: 'https://example.org/terms-1.0-en',
} as const;

interface State {
  now: number;
  faults: HttpContractFaults;
  messages: readonly { readonly to: string; readonly text: string }[];
  agreed: ReadonlySet<string>;
  callers: readonly KnownCaller[];
}

/**
 * Creates the framework that `httpContract` expects behind a host, and the control over it. Each host of the suite has
 * its own.
 *
 * @param storage must be empty: a `MemorySessionStorage`, or the storage that you want to test.
 */
export function createHttpContractThreepid(storage: SessionStorage): HttpContractThreepid {
  const state: State = { now: 0, faults: {}, messages: [], agreed: new Set(), callers: [] };
  const threepid = createThreepid(optionsOf(state, storage));
  return { threepid: notingCallers(state, threepid), control: controlOf(state) };
}

function notingCallers(state: State, threepid: Threepid): Threepid {
  return {
    ...threepid,
    handle: (request) => {
      state.callers = [...state.callers, callerOf(request)];
      return threepid.handle(request);
    },
  };
}

function callerOf({ remoteAddress }: HttpRequest): KnownCaller {
  if (typeof remoteAddress === 'symbol') return 'lost';
  return remoteAddress === undefined ? 'unknown' : 'known';
}

function optionsOf(state: State, storage: SessionStorage): ThreepidOptions {
  const sms = recordingSender(state);
  const authenticator = contractAuthenticator(state);
  return {
    secret: 'the HTTP contract has no secret worth its name',
    storage: interruptible(state, storage),
    sms,
    testSms: sms,
    production: false,
    nextLinkHosts: contractFacts.nextLinkHosts,
    destinations: { deny: [contractFacts.deniedCountry] },
    testNumbers: [contractFacts.testNumber],
    // All calls come from one address, which not every host knows, and few of them verify.
    guard: { mode: 'off' },
    limits: {
      // As where the guard enforces.
      perNumber: [
        { messages: 5, windowMs: 600_000 },
        { messages: 20, windowMs: 86_400_000 },
      ],
      perNumberAndAddress: [],
      perAddress: [],
      perSite: [],
      perNetwork: [],
      lookupsPerAddress: [],
      lookupsPerSite: [],
      lookupsPerNetwork: [],
    },
    clock: { now: () => state.now },
    identityV2: { authenticator, terms: contractTerms(state) },
    accountDirectory: contractAccounts(state),
    homeserver: {
      publicUrl: contractFacts.publicUrl,
      trustPolicy: createTrustList({ own: [contractFacts.ownServerName] }),
      authenticator,
    },
  };
}

function controlOf(state: State): HttpContractControl {
  return {
    forget: () => {
      Object.assign(state, { messages: [], agreed: new Set(), callers: [] });
      return Promise.resolve();
    },
    set: (now, faults) => {
      Object.assign(state, { now, faults });
      return Promise.resolve();
    },
    callers: () => Promise.resolve(state.callers),
    messages: (to) =>
      Promise.resolve(state.messages.filter((message) => message.to === to).map(({ text }) => text)),
  };
}

function recordingSender(state: State): SmsSender {
  return {
    name: 'contract',
    callbacks: [contractCallback],
    send: ({ to, text }): Promise<SmsResult> => {
      const { sms } = state.faults;
      if (sms === 'throws') return Promise.reject(new Error('the sender threw'));
      if (sms !== undefined) return Promise.resolve(failure(sms));
      state.messages = [...state.messages, { to, text }];
      return Promise.resolve({ kind: 'sent', messageId: `message-${state.messages.length}` });
    },
  };
}

function failure(kind: Exclude<SmsResult['kind'], 'sent'>): SmsResult {
  const cause = new Error('the provider failed');
  return kind === 'unavailable' ? { kind, taken: 'no', cause } : { kind, cause };
}

/** Over HTTP, `open`, `submit` or `read` always comes first; the other methods are never called alone. */
function interruptible(state: State, storage: SessionStorage): SessionStorage {
  const whenUp = <T>(step: () => Promise<T>): Promise<T> =>
    state.faults.storage === 'down'
      ? Promise.reject(new StorageUnavailableError('the storage is down'))
      : step();
  return {
    name: storage.name,
    open: (request) => whenUp(() => storage.open(request)),
    settle: (request) => whenUp(() => storage.settle(request)),
    outcomeOf: (request) => whenUp(() => storage.outcomeOf(request)),
    submit: (request) => whenUp(() => storage.submit(request)),
    read: (request) => whenUp(() => storage.read(request)),
    consume: (request) => whenUp(() => storage.consume(request)),
    spend: (request) => whenUp(() => storage.spend(request)),
    refund: (request) => whenUp(() => storage.refund(request)),
    forget: (request) => whenUp(() => storage.forget(request)),
    release: (request) => whenUp(() => storage.release(request)),
    messageTimes: (request) => whenUp(() => storage.messageTimes(request)),
    spentTimes: (request) => whenUp(() => storage.spentTimes(request)),
    ready: () => whenUp(() => storage.ready()),
  };
}

function contractAuthenticator(state: State): Authenticator {
  const { alice, newcomer } = contractFacts.tokens;
  return {
    authenticate: (token) => {
      if (state.faults.accounts === 'down') return Promise.reject(new Error('the authenticator is down'));
      if (token === alice) return Promise.resolve({ kind: 'user', userId: '@alice:example.org' });
      if (token !== newcomer) return Promise.resolve({ kind: 'unknown' });
      const userId = '@newcomer:example.org';
      const kind = state.agreed.has(userId) ? 'user' : 'terms-not-signed';
      return Promise.resolve({ kind, userId });
    },
  };
}

function contractTerms(state: State): TermsPolicy {
  const url = contractFacts.termsUrl;
  const whenUp = <T>(value: T): Promise<T> =>
    state.faults.accounts === 'down'
      ? Promise.reject(new Error('the terms are down'))
      : Promise.resolve(value);
  return {
    documents: () =>
      whenUp({
        terms_of_service: { version: '1.0', translations: { en: { name: 'Terms of service', url } } },
      }),
    hasAgreed: (userId) => whenUp(state.agreed.has(userId)),
    agree: (userId, urls) => {
      if (urls.includes(url)) state.agreed = new Set([...state.agreed, userId]);
      return whenUp(undefined);
    },
  };
}

const aliceThreePids: readonly AccountThreePid[] = [
  {
    medium: 'email',
    address: 'alice@example.org',
    validatedAt: 1_535_176_800_000,
    addedAt: 1_535_336_848_756,
  },
  {
    medium: 'msisdn',
    address: contractFacts.taken,
    validatedAt: 1_535_176_800_001,
    addedAt: 1_535_336_848_757,
  },
];

function contractAccounts(state: State): AccountDirectory {
  const whenUp = <T>(value: T): Promise<T> =>
    state.faults.accounts === 'down'
      ? Promise.reject(new Error('the directory is down'))
      : Promise.resolve(value);
  return {
    ownerOf: ({ address }) => whenUp(address === contractFacts.taken ? '@alice:example.org' : undefined),
    threePidsOf: (userId) => whenUp(userId === '@alice:example.org' ? aliceThreePids : []),
  };
}
