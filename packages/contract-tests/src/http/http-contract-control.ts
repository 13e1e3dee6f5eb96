import type { SmsResult } from '@threepid/core';

/** What can go wrong behind a host; none of it by itself. */
export interface HttpContractFaults {
  /** What the SMS provider answers; it takes messages unless told. */
  readonly sms?: Exclude<SmsResult['kind'], 'sent'> | 'throws';
  /** Whether the session storage is down. */
  readonly storage?: 'down';
  /** Whether the accounts, the authenticator and the terms reject. */
  readonly accounts?: 'down';
}

/** Whether an address came with a request, was lost with its connection, or can't be known on this host. */
export type KnownCaller = 'known' | 'lost' | 'unknown';

/** How the suite reaches behind a host. Given by `createHttpContractThreepid`; another process takes `remoteControl`. */
export interface HttpContractControl {
  /** Forgets all messages, and who agreed to the terms. */
  forget(): Promise<void>;
  /** Sets the clock, in Unix milliseconds, and plays these faults from now on. */
  set(now: number, faults: HttpContractFaults): Promise<void>;
  /** What the framework was told of the address of each caller since `forget`, in the order of the requests. */
  callers(): Promise<readonly KnownCaller[]>;
  /** The texts of the messages that a number got, oldest first. The number is E.164 with the `+`. */
  messages(to: string): Promise<readonly string[]>;
}

type Command =
  | { readonly kind: 'forget' }
  | { readonly kind: 'callers' }
  | { readonly kind: 'set'; readonly now: number; readonly faults: HttpContractFaults }
  | { readonly kind: 'messages'; readonly to: string };

/**
 * A control over a host in another process.
 *
 * @param perform carries a JSON value to that process, hands it to `performControl` there, and brings back the result.
 */
export function remoteControl(perform: (command: unknown) => Promise<unknown>): HttpContractControl {
  const call = (command: Command): Promise<unknown> => perform(command);
  return {
    forget: async () => {
      await call({ kind: 'forget' });
    },
    set: async (now, faults) => {
      await call({ kind: 'set', now, faults });
    },
    callers: async () => (await call({ kind: 'callers' })) as readonly KnownCaller[],
    messages: async (to) => (await call({ kind: 'messages', to })) as readonly string[],
  };
}

/** Does what `remoteControl` asks for. */
export async function performControl(control: HttpContractControl, command: unknown): Promise<unknown> {
  const asked = command as Command;
  if (asked.kind === 'callers') return control.callers();
  if (asked.kind === 'messages') return control.messages(asked.to);
  if (asked.kind === 'set') await control.set(asked.now, asked.faults);
  else await control.forget();
  return null;
}
