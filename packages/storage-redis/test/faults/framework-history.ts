import {
  MatrixError,
  StorageUnavailableError,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
  type ThreepidEvent,
} from '@threepid/core';
import { AsyncLocalStorage } from 'node:async_hooks';

/** Somebody with a number and a client secret. */
export interface Caller {
  /** E.164 with the `+`. */
  readonly number: string;
  readonly clientSecret: string;
}

/** What somebody calls the framework for. */
export type Deed =
  | { readonly to: 'request'; readonly attempt: number }
  | { readonly to: 'submit'; readonly sid: string; readonly code: string }
  | { readonly to: 'read'; readonly sid: string }
  | { readonly to: 'consume'; readonly sid: string };

/** What a call that succeeded was answered. */
export interface Done {
  readonly sid?: string;
  readonly validatedAt?: number;
  /** E.164 without the `+`. */
  readonly address?: string;
}

export type FrameworkAnswer =
  | ({ readonly kind: 'done' } & Done)
  /** The errcode, or what a caller must never see. */
  | { readonly kind: 'refused'; readonly error: string }
  /** The storage failed: nobody knows which of the call's steps were taken. */
  | { readonly kind: 'unavailable' };

/** A call; its moments count up. Without an end, nobody saw it answered. */
export interface FrameworkCall {
  readonly caller: Caller;
  readonly deed: Deed;
  readonly began: number;
  ended: number;
  answer: FrameworkAnswer | undefined;
  /** True if the step was rejected that says what became of its message. */
  isSettleLost: boolean;
  /** Events `verified` that it raised. */
  verified: number;
}

/** A message as the provider saw it. */
export interface RecordedMessage {
  readonly call: FrameworkCall;
  readonly code: string;
  readonly began: number;
  /** `certainly not` if the provider said that it didn't take it. */
  sent: 'yes' | 'perhaps' | 'certainly not';
}

/** Records what callers of frameworks are answered, and what the provider is given. */
export class FrameworkHistory {
  readonly calls: FrameworkCall[] = [];
  readonly messages: RecordedMessage[] = [];
  private readonly current = new AsyncLocalStorage<FrameworkCall>();
  private moment = 0;

  /** Records a call, which never rejects then. */
  async call(caller: Caller, deed: Deed, make: () => Promise<Done>): Promise<FrameworkAnswer> {
    const call: FrameworkCall = {
      caller,
      deed,
      began: this.now(),
      ended: Infinity,
      answer: undefined,
      isSettleLost: false,
      verified: 0,
    };
    this.calls.push(call);
    const answer = await this.current.run(call, () => make().then(done, refused));
    call.answer = answer;
    call.ended = this.now();
    return answer;
  }

  /** A provider that records what it is given, and answers `result`. */
  provider(result: () => Promise<SmsResult>): SmsSender {
    return {
      name: 'recorded',
      send: async (message) => {
        const recorded = this.recordMessage(message);
        const answer = await result();
        recorded.sent = sentBy(answer);
        return answer;
      },
    };
  }

  readonly hear = (event: ThreepidEvent): void => {
    const call = this.current.getStore();
    if (event.kind === 'verified' && call !== undefined) call.verified += 1;
  };

  readonly noteLostSettle = (): void => {
    const call = this.current.getStore();
    if (call !== undefined) call.isSettleLost = true;
  };

  private recordMessage({ code = '' }: SmsMessage): RecordedMessage {
    const call = this.current.getStore();
    if (call === undefined) throw new TypeError('A message that nobody has asked for');
    const message: RecordedMessage = { call, code, began: this.now(), sent: 'perhaps' };
    this.messages.push(message);
    return message;
  }

  private now(): number {
    this.moment += 1;
    return this.moment;
  }
}

function done(answer: Done): FrameworkAnswer {
  return { ...answer, kind: 'done' };
}

function refused(error: unknown): FrameworkAnswer {
  if (error instanceof StorageUnavailableError) return { kind: 'unavailable' };
  return { kind: 'refused', error: error instanceof MatrixError ? error.errcode : String(error) };
}

function sentBy(result: SmsResult): RecordedMessage['sent'] {
  if (result.kind === 'sent') return 'yes';
  return result.kind === 'unavailable' && result.taken === 'unknown' ? 'perhaps' : 'certainly not';
}
