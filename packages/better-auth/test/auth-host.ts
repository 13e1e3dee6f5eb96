import {
  createThreepid,
  type SmsMessage,
  type SmsResult,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { e164PhoneNumbers, threepidOtp, type ThreepidOtpOptions } from '@threepid/better-auth';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { phoneNumber } from 'better-auth/plugins/phone-number';

const origin = 'http://localhost:3000';

/** An answer of better-auth. */
export interface AuthAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  /** For the next request of the same browser. */
  readonly cookie: string;
}

/** A row of the memory adapter. */
type Row = Readonly<Record<string, unknown>>;

/** A real better-auth on threepid, whose parts a test can reach. */
export interface AuthHost {
  readonly auth: AuthOfTests;
  readonly threepid: Threepid;
  readonly messages: readonly SmsMessage[];
  readonly rows: Readonly<Record<'user' | 'session' | 'account' | 'verification', readonly Row[]>>;
  /** What better-auth logged. */
  readonly log: readonly string[];
  /** Makes later messages end like this. */
  answerWith(result: SmsResult): void;
  advance(ms: number): void;
  lastCode(): string;
  post(path: string, body: Row, headers?: Readonly<Record<string, string>>): Promise<AuthAnswer>;
}

/** What differs from the usual host. */
export interface AuthHostOptions {
  readonly threepid?: Partial<ThreepidOptions>;
  readonly otp?: ThreepidOtpOptions;
  readonly auth?: BetterAuthOptions;
  readonly requireVerification?: boolean;
  /** Also installs `e164PhoneNumbers`, for numbers of this country. */
  readonly country?: string;
}

export function createAuthHost(options: AuthHostOptions = {}): AuthHost {
  const messages: SmsMessage[] = [];
  const log: string[] = [];
  const state = { now: Date.UTC(2026, 0, 1), result: sent };
  const clock = { now: () => state.now };
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: { name: 'recording', send: (message) => (messages.push(message), Promise.resolve(state.result)) },
    guard: { mode: 'off' },
    production: true,
    clock,
    ...options.threepid,
  });
  const rows = { user: [], session: [], account: [], verification: [] };
  const auth = createAuth(threepid, { ...options, otp: { ...options.otp, clock } }, { rows, log });
  return {
    auth,
    threepid,
    messages,
    rows,
    log,
    answerWith: (result) => void (state.result = result),
    advance: (ms) => void (state.now += ms),
    lastCode: () => /\b\d{6}\b/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '',
    post: (path, body, headers) => post(auth, path, body, headers),
  };
}

const sent: SmsResult = { kind: 'sent', messageId: 'id' };

type AuthOfTests = ReturnType<typeof createAuth>;

function createAuth(
  threepid: Threepid,
  { otp, auth = {}, requireVerification = false, country }: AuthHostOptions,
  { rows, log }: { readonly rows: Record<string, Row[]>; readonly log: string[] },
) {
  return betterAuth({
    baseURL: origin,
    secret: 'another secret for tests, of a good length',
    database: memoryAdapter(rows),
    emailAndPassword: { enabled: true, password: quickPasswords },
    logger: {
      log: (level, message, ...rest) => void log.push([level, message, ...rest.map(String)].join(' ')),
    },
    ...auth,
    plugins: [
      phoneNumber({
        ...threepidOtp(threepid, otp),
        requireVerification,
        signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@phone.invalid` },
      }),
      ...(country === undefined ? [] : [e164PhoneNumbers(threepid, { country })]),
    ],
  });
}

/** Real ones take a second of CPU time each. */
const quickPasswords = {
  hash: (password: string) => Promise.resolve(`hash of ${password}`),
  verify: ({ hash, password }: { readonly hash: string; readonly password: string }) =>
    Promise.resolve(hash === `hash of ${password}`),
};

async function post(
  auth: AuthOfTests,
  path: string,
  body: Row,
  headers: Readonly<Record<string, string>> = {},
): Promise<AuthAnswer> {
  const response = await auth.handler(
    new Request(`${origin}/api/auth${path}`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1', ...headers },
      body: JSON.stringify(body),
    }),
  );
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return {
    status: response.status,
    body: (await response.json()) as Row,
    headers: response.headers,
    cookie: cookies.join('; '),
  };
}
