import type { SmsMessage, SmsResult, SmsSender } from '@threepid/core';

/** The behaviour of a sender: its answer to a message. */
export type Behaviour = (message: SmsMessage) => Promise<SmsResult>;

/** A sender that behaves as a test tells it to, even in ways that no sender should. */
export class ScriptedSender implements SmsSender {
  /** All messages that it was asked to send. */
  readonly asked: SmsMessage[] = [];

  constructor(
    readonly name: string,
    public behaviour: Behaviour,
  ) {}

  send(message: SmsMessage): Promise<SmsResult> {
    this.asked.push(message);
    return this.behaviour(message);
  }
}

const cause = new Error('words of a provider');
const answer = (result: unknown): Behaviour => {
  return () => Promise.resolve(result as SmsResult);
};

export const behaviours = {
  sends: answer({ kind: 'sent', messageId: 'id-1' }),
  refuses: answer({ kind: 'refused', cause }),
  'is unavailable': answer({ kind: 'unavailable', taken: 'no', cause }),
  'does not know': answer({ kind: 'unavailable', taken: 'unknown', cause }),
  'rejects the destination': answer({ kind: 'rejected-destination', cause }),
  'leaves it to others': answer({ kind: 'rejected-destination', otherChannels: true, cause }),
  'sends without an id': answer({ kind: 'sent' }),
  'answers undefined': answer(undefined),
  'answers another kind': answer({ kind: 'perhaps' }),
  'answers unavailable without taken': answer({ kind: 'unavailable' }),
  hangs: () => new Promise<SmsResult>(() => undefined),
  throws: () => {
    throw cause;
  },
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- plain JavaScript senders may
  'rejects with nothing': () => Promise.reject(undefined),
  'answers no promise': () => ({ kind: 'sent', messageId: 'id-1' }) as unknown as Promise<SmsResult>,
} satisfies Readonly<Record<string, Behaviour>>;

export type BehaviourName = keyof typeof behaviours;

/** A sender with one behaviour. */
export function scripted(name: string, behaviour: BehaviourName = 'sends'): ScriptedSender {
  return new ScriptedSender(name, behaviours[behaviour]);
}

export function message(parts: Partial<SmsMessage> = {}): SmsMessage {
  return {
    to: '+447400123456',
    country: 'GB',
    text: '482915 is your code.',
    purpose: 'verify',
    idempotencyKey: 'one',
    ...parts,
  };
}

/** A message to a different number for each index. */
export function messageTo(index: number): SmsMessage {
  return message({ to: `+4474${String(index).padStart(8, '0')}`, idempotencyKey: String(index) });
}
