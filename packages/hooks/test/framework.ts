import {
  createThreepid,
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type Logger,
  type SmsMessage,
  type SmsResult,
  type ThreepidOptions,
} from '@threepid/core';
import { createHooks, type Hooks, type HooksOptions } from '@threepid/hooks';
import { MemorySessionStorage } from '@threepid/storage-memory';

/** A clock that stands until it is moved. */
export class StandingClock implements Clock {
  #now = Date.UTC(2026, 7, 30, 12);

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** Hooks in front of a whole framework, with a sender that records. */
export interface HookedFramework {
  readonly hooks: Hooks;
  readonly clock: StandingClock;
  readonly sent: readonly SmsMessage[];
  /** All lines of the log, in JSON. */
  readonly log: readonly string[];
  /** What the sender answers from now on. */
  answerWith(result: SmsResult | Promise<SmsResult>): void;
}

/** Makes one, in production, with the guard on. */
export function createHookedFramework(
  products: Omit<HooksOptions, 'threepid'>,
  options: Partial<ThreepidOptions> = {},
): HookedFramework {
  const clock = new StandingClock();
  const sent: SmsMessage[] = [];
  const log: string[] = [];
  const logger = loggerInto(log);
  let result: SmsResult | Promise<SmsResult> = { kind: 'sent', messageId: 'id' };
  const send = async (message: SmsMessage) => {
    sent.push(message);
    return result;
  };
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: { name: 'recording', send },
    production: true,
    clock,
    logger,
    ...options,
  });
  const answerWith = (next: SmsResult | Promise<SmsResult>) => void (result = next);
  return { hooks: createHooks({ threepid, clock, logger, ...products }), clock, sent, log, answerWith };
}

function loggerInto(lines: string[]): Logger {
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push(JSON.stringify({ level, ...fields, message }));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A call, as a product puts it on the wire. */
export interface WireCall {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes a call of a product. */
export async function callHook(
  { hooks }: Pick<HookedFramework, 'hooks'>,
  product: string,
  call: WireCall,
  parts: Partial<HttpRequest> = {},
): Promise<HttpResponse & { readonly json: () => unknown }> {
  const response = await hooks.handle({
    method: 'POST',
    path: `/_threepid/hooks/${product}`,
    query: '',
    remoteAddress: '127.0.0.1',
    headers: call.headers,
    body: Buffer.from(call.body),
    ...parts,
  });
  if (response === undefined) throw new Error('the request was not for a hook');
  return { ...response, json: () => JSON.parse(response.body) as unknown };
}
