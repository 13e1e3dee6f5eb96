import {
  createThreepid,
  type Clock,
  type HttpResponse,
  type LimitOptions,
  type Logger,
  type SessionStorage,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';

/** A clock that stands until it is moved. */
export class TestClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #timers = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    this.#timers.set(call, this.#now + ms);
    return () => void this.#timers.delete(call);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const [call, at] of this.#timers) {
      if (at > this.#now) continue;
      this.#timers.delete(call);
      call();
    }
  }

  /** Calls that are still to come. */
  get waiting(): number {
    return this.#timers.size;
  }
}

/** Keeps messages, and answers what it is told to. */
export class RecordingSmsSender implements SmsSender {
  readonly name = 'recording';
  readonly messages: SmsMessage[] = [];
  answer: (message: SmsMessage) => Promise<SmsResult> = () =>
    Promise.resolve({ kind: 'sent', messageId: 'id' });

  send(message: SmsMessage): Promise<SmsResult> {
    this.messages.push(message);
    return this.answer(message);
  }
}

/** A log line. */
export interface LogLine {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A framework whose parts a test can reach. */
export interface TestFramework {
  readonly threepid: Threepid;
  readonly clock: TestClock;
  readonly sms: RecordingSmsSender;
  readonly testSms: RecordingSmsSender;
  readonly storage: SessionStorage;
  readonly log: readonly LogLine[];
  /** The six digits of the last message. */
  lastCode(): string;
}

/** Notes each line. */
export function recordingLogger(lines: LogLine[]): Logger {
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push({ level, fields, message });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A policy of the host in the guard's place: messages of an address are limited by default then. */
export const hostPolicy: Pick<ThreepidOptions, 'sendPolicy'> = {
  sendPolicy: { judge: () => ({ kind: 'allow' }) },
};

/** For tests that aren't about the limits of an address, which apply unless the guard enforces. */
export const noAddressLimits: LimitOptions = {
  perNumberAndAddress: [],
  perAddress: [],
  perSite: [],
  perNetwork: [],
};

/** Makes one, without the guard. */
export function createFramework(options: Partial<ThreepidOptions> = {}): TestFramework {
  const clock = new TestClock();
  const sms = new RecordingSmsSender();
  const testSms = new RecordingSmsSender();
  const storage = options.storage ?? new MemorySessionStorage();
  const log: LogLine[] = [];
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    clock,
    sms,
    testSms,
    logger: recordingLogger(log),
    production: true,
    guard: { mode: 'off' },
    ...options,
    storage,
  });
  const lastCode = (): string =>
    /\b[0-9]{6}\b/.exec([...testSms.messages, ...sms.messages].at(-1)?.text ?? '')?.[0] ?? '';
  return { threepid, clock, sms, testSms, storage, log, lastCode };
}

/** A storage with others beside its sessions, or without some: undefined takes the place of its own. */
export function storageWith(others: Readonly<Record<string, unknown>>): SessionStorage {
  return Object.assign(new MemorySessionStorage(), others);
}

/** A request to a framework, in JSON. */
export async function call(
  { threepid }: Pick<TestFramework, 'threepid'>,
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  remoteAddress?: string,
): Promise<HttpResponse & { readonly json: () => Record<string, unknown> }> {
  const [path = '', query = ''] = url.split('?');
  const response = await threepid.handle({
    method,
    path,
    query,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    remoteAddress,
  });
  if (response === undefined) throw new Error('the request was not ours');
  return { ...response, json: () => JSON.parse(response.body) as Record<string, unknown> };
}

/** The errcode that a promise is rejected with, or `none`. */
export async function errcodeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return error instanceof Error && 'errcode' in error ? String(error.errcode) : String(error);
  }
}

/** The sentence of the error that a promise is rejected with, or `none`. */
export async function sentenceOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A promise that a test settles when it likes. */
export interface Held<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

/** Makes one. */
export function hold<Value>(): Held<Value> {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
