import {
  createThreepid,
  type HttpRequest,
  type LimitOptions,
  type SmsSender,
  type Threepid,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';

export const requestToken = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

/** A request for a code. */
export const fields = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07400123456',
  send_attempt: '1',
};

const sms: SmsSender = { name: 'silent', send: () => Promise.resolve({ kind: 'sent', messageId: 'x' }) };

/** A framework that allows each client address one message per minute, unless `limits` say otherwise. */
export function createFramework(
  limits: LimitOptions = { perAddress: [{ messages: 1, windowMs: 60_000 }] },
): Threepid {
  return createThreepid({
    secret: 'a secret of some forty characters, or so',
    storage: new MemorySessionStorage(),
    sms,
    limits,
  });
}

/** A framework that only records its requests. */
export class NotingFramework {
  readonly requests: HttpRequest[] = [];

  handle(request: HttpRequest): Promise<undefined> {
    this.requests.push(request);
    return Promise.resolve(undefined);
  }
}

/** The warnings written to the console while `act` runs in an environment. */
export async function warningsOf(
  environment: 'production' | 'development',
  act: () => Promise<unknown>,
): Promise<readonly string[]> {
  const warnings: string[] = [];
  const { warn } = console;
  const { env } = process;
  console.warn = (message: string) => void warnings.push(message);
  process.env = { ...env, NODE_ENV: environment };
  try {
    await act();
  } finally {
    console.warn = warn;
    process.env = env;
  }
  return warnings;
}
