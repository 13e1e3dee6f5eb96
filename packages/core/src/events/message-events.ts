import type { PhoneNumber } from '../domain/phone-number.js';
import type { TestNumberKind } from '../domain/test-numbers.js';
import { MatrixError } from '../errors/matrix-error.js';
import type { MonitoredRefusal } from '../ports/send-policy.js';
import type { MessageChannel, MessagePurpose, SmsResult } from '../ports/sms-sender.js';
import type { RaisedEvents } from './raised-events.js';

/** Why a message isn't sent. */
export interface MessageRefusal {
  readonly rule: string;
  /** Undefined: never. */
  readonly retryAfterMs: number | undefined;
}

/** A sender's exchange for a message. */
export interface AskedSender {
  readonly name: string;
  readonly durationMs: number;
  /** In the operator's currency. */
  readonly price: number;
  readonly isFirst: boolean;
}

/** A call for a message. */
export interface CallForMessage {
  readonly number: Pick<PhoneNumber, 'country'>;
  readonly channel?: MessageChannel | undefined;
  readonly record?: { readonly id: string } | undefined;
  /** Not undefined for a test number. */
  readonly test?: TestNumberKind | undefined;
}

/**
 * The events of one call for a message: `requested`, and then exactly one that says what became of it. None of them is
 * raised if the call turns out to need no message, because an equal call sends it or has sent it.
 */
export class MessageEvents {
  private purpose: MessagePurpose = 'verify';
  private monitored: MonitoredRefusal | undefined;
  private state: 'open' | 'requested' | 'over' = 'open';

  constructor(
    private readonly events: RaisedEvents,
    private readonly call: CallForMessage,
  ) {}

  /** Until then, the purpose is `verify`. */
  isFor(purpose: MessagePurpose): void {
    this.purpose = purpose;
  }

  /** The policy only watches, and would have refused the message. It is told with what becomes of the message. */
  isMonitored(refusal: MonitoredRefusal): void {
    this.monitored = refusal;
  }

  /** A message is about to be sent. */
  request(): void {
    if (this.state !== 'open') return;
    this.state = 'requested';
    this.events.raise({ kind: 'requested', ...this.parts() });
    if (this.monitored !== undefined) this.raiseRefusal(this.monitored, false);
  }

  refuse(refusal: MessageRefusal): void {
    if (this.end()) this.raiseRefusal(refusal, true);
  }

  /** @param isChallenged true if the caller is asked for a proof instead. After a wrong one, it is refused all the same. */
  delay(refusal: MessageRefusal, isChallenged: boolean): void {
    const { rule } = refusal;
    if (!isChallenged || rule === wrongAnswer) this.refuse(refusal);
    else if (this.end()) this.events.raise({ kind: 'challenged', ...this.parts(), rule: ruleOf(rule) });
  }

  settle(result: SmsResult, { name, durationMs, price, isFirst }: AskedSender): void {
    if (!this.end()) return;
    const parts = this.parts();
    if (result.kind === 'sent') {
      const provider = result.sender ?? name;
      this.events.raise({ kind: 'sent', ...parts, provider, durationMs, price, isFirst });
    } else this.events.raise({ kind: 'failed', ...parts, provider: name, result: result.kind, durationMs });
  }

  /** The call needs no message, so that nothing is raised from now on. */
  answerWithout(): void {
    this.state = 'over';
  }

  /** True for the first that ends the call; the others have nothing to tell. */
  private end(): boolean {
    if (this.state === 'over') return false;
    this.request();
    this.state = 'over';
    return true;
  }

  private raiseRefusal({ rule, retryAfterMs }: MessageRefusal, isEnforced: boolean): void {
    this.events.raise({ kind: 'refused', ...this.parts(), rule: ruleOf(rule), retryAfterMs, isEnforced });
  }

  private parts() {
    const { purpose, call } = this;
    const { number, channel = 'sms', record } = call;
    return { requestId: record?.id, country: number.country, purpose, channel };
  }
}

/** The rule of a call whose answer to a challenge proves nothing. */
export const wrongAnswer = 'challenge';

/** Something on our side fails, such as the storage: nothing is sent then. */
const unavailable: MessageRefusal = { rule: 'unavailable', retryAfterMs: undefined };

/** A call for a message, and its events. */
export type CallWithEvents<Call> = Call & { readonly events?: MessageEvents };

/** Makes a call for a message with events of its own, if anybody listens and its number isn't a test number. */
export function withMessageEvents<Call extends CallForMessage, Answer>(
  raised: RaisedEvents,
  call: Call,
  make: (call: CallWithEvents<Call>) => Promise<Answer>,
): Promise<Answer> {
  if (!raised.isOn || call.test !== undefined) return make(call);
  return makeTold({ events: new MessageEvents(raised, call), ...call }, make);
}

async function makeTold<Call extends { readonly events: MessageEvents }, Answer>(
  call: Call,
  make: (call: Call) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await make(call);
  } catch (error) {
    // Unless something else has said so, or an equal call sends the message.
    call.events.refuse(unavailable);
    throw error;
  }
}

/** Looks up a number's account. If the caller is told that it can't have a message for it, that is a refusal. */
export async function refusingUnsuitable<Found>(
  events: MessageEvents | undefined,
  lookUp: () => Promise<Found>,
): Promise<Found> {
  try {
    return await lookUp();
  } catch (error) {
    if (error instanceof MatrixError && error.status < 500) events?.refuse(unsuitable);
    throw error;
  }
}

const unsuitable: MessageRefusal = { rule: 'account', retryAfterMs: undefined };

/** The rules of others may be anything. */
function ruleOf(rule: string): string {
  return /^[a-z][\w.-]{0,63}$/i.test(rule) ? rule : 'policy';
}
