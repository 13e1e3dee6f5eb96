import type { SmsResult } from '@threepid/core';

/** Faults that the suite can switch on behind a host. */
export interface HttpContractFaults {
  /** The answer of the SMS provider. Default: it accepts messages. */
  readonly sms?: Exclude<SmsResult['kind'], 'sent'> | 'throws';
  /** True if the session storage is down. */
  readonly storage?: 'down';
  /** True if the accounts, the authenticator and the terms reject. */
  readonly accounts?: 'down';
}

/** The address of a request: it came with it, was lost with its connection, or can't be known on this host. */
export type KnownCaller = 'known' | 'lost' | 'unknown';

/**
 * The suite's control over the framework behind a host. `createHttpContractThreepid` returns it; for a host in another
 * process use `remoteControl`.
 */
export interface HttpContractControl {
  /** Deletes all messages and agreements to the terms. */
  forget(): Promise<void>;
  /** Sets the clock, in Unix milliseconds, and the faults from now on. */
  set(now: number, faults: HttpContractFaults): Promise<void>;
  /** The kind of address that each request since `forget` had, in order. */
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
 * @param perform sends a JSON value to that process, calls `performControl` there, and returns the result.
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

/** Executes a command of `remoteControl`. */
export async function performControl(control: HttpContractControl, command: unknown): Promise<unknown> {
  const asked = command as Command;
  if (asked.kind === 'callers') return control.callers();
  if (asked.kind === 'messages') return control.messages(asked.to);
  if (asked.kind === 'set') await control.set(asked.now, asked.faults);
  else await control.forget();
  return null;
}
