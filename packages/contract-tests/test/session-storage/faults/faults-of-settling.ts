import type { SettleMessage } from '@threepid/core';
import {
  ModelStorage,
  type ModelMessage,
  type ModelSession,
} from '../../../dist/session-storage/model-storage.js';
import { stateMachine, tooSeldomInSequence, type Fault } from './fault.js';

export const faultsOfSettling: readonly Fault[] = [
  {
    fault: 'settle records nothing: an attempt that failed stays used up',
    storage: class extends ModelStorage {
      override async settle(): Promise<undefined> {
        return Promise.resolve(undefined);
      }
    },
    foundBy: 'sends the same attempt again, once, after its message was settled as failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'an attempt of an unknown fate stays used up',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        return super.settle({ ...request, result: request.result === 'unknown' ? 'sent' : request.result });
      }
    },
    foundBy: 'sends the same attempt again, once, after its message was settled as unknown',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message of an unknown fate counts as certainly not sent',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        return super.settle({ ...request, result: request.result === 'unknown' ? 'failed' : request.result });
      }
    },
    foundBy: 'takes the code of a message: unknown',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the last word counts, not the first',
    storage: class extends ModelStorage {
      protected override isToSettle(message: ModelMessage, { claim, now }: SettleMessage): boolean {
        return message.claim === claim && now < message.until;
      }
    },
    foundBy: 'is settled once: what is said later changes nothing',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message is settled after its lifetime',
    storage: class extends ModelStorage {
      protected override isToSettle(message: ModelMessage, { claim }: SettleMessage): boolean {
        return message.claim === claim && message.result === undefined;
      }
    },
    foundBy: 'takes no result after the lifetime: the message stays sent, and counted',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message is settled after the end of its session',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        const key = request.slot + request.sessionId;
        const session = this.sessions.get(key);
        if (session !== undefined && !this.isLive(session, request.now))
          this.sessions.set(key, this.settled(session, request));
        return super.settle(request);
      }
    },
    foundBy: 'takes no result of a message once its session has ended, though a clock behind still has both',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'a result without a message of its own is that of the one under way',
    storage: class extends ModelStorage {
      protected override isToSettle(message: ModelMessage, request: SettleMessage): boolean {
        const session = this.sessions.get(request.slot + request.sessionId);
        const isKnown = session?.messages.some(({ claim }) => claim === request.claim) ?? false;
        return isKnown ? super.isToSettle(message, request) : this.isUnderWay(message, request.now);
      }
    },
    foundBy: 'takes no result of a call that waits for the message of another: sent',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'all messages under way are settled with one',
    storage: class extends ModelStorage {
      protected override isToSettle(message: ModelMessage, { now }: SettleMessage): boolean {
        return this.isUnderWay(message, now);
      }
    },
    foundBy: 'settles the message of its own claim, not another',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a code that was never sent can be submitted',
    storage: class extends ModelStorage {
      protected override isCodeCarried(): boolean {
        return true;
      }
    },
    foundBy: 'takes no guess at a code that was never sent: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a failed resend takes the code with it that an earlier message carried',
    storage: class extends ModelStorage {
      protected override isCodeCarried(session: ModelSession, now: number): boolean {
        const last = session.messages.at(-1);
        const isFailed = last?.result === 'failed' || last?.result === 'rejected';
        return !isFailed && super.isCodeCarried(session, now);
      }
    },
    foundBy: 'takes the code that an earlier message carried after a resend: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a code counts as sent that no message carried, if any message of the session was sent',
    storage: class extends ModelStorage {
      protected override isCodeCarried(session: ModelSession, now: number): boolean {
        return this.isPerhapsSent(session, now);
      }
    },
    foundBy: 'takes no new code after a resend that carried it first: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a code under way can not be submitted',
    storage: class extends ModelStorage {
      protected override isCodeCarried(session: ModelSession, now: number): boolean {
        const sent = this.inState(session, now, ['sent', 'unknown']);
        return sent.some(({ nonce }) => nonce === session.nonce);
      }
    },
    foundBy: 'takes the code of a resend under way',
    showsInSequence: stateMachine,
  },
  {
    fault:
      'guesses are judged before a message of the session was sent: a failing provider means guesses without end',
    storage: class extends ModelStorage {
      protected override isCodeCarried(session: ModelSession, now: number): boolean {
        const carriers = this.inState(session, now, ['sent', 'unknown', 'under-way']);
        return carriers.some(({ nonce }) => nonce === session.nonce);
      }
    },
    foundBy: 'judges at most 5 guesses for each message that stays in the count',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message that failed ends its session at once: a rejection is never told',
    storage: class extends ModelStorage {
      protected override settled(session: ModelSession, request: SettleMessage): ModelSession {
        const settled = super.settled(session, request);
        return settled.endsAt < session.endsAt ? { ...settled, endsAt: request.now } : settled;
      }
    },
    foundBy: 'says failed where there is no session',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session lives on of which no message was sent',
    storage: class extends ModelStorage {
      protected override endAfterSettling({ endsAt }: ModelSession): number {
        return endsAt;
      }
    },
    foundBy: 'ends a session with the claim where no message of it was sent: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session ends with a message that failed while another is under way',
    storage: class extends ModelStorage {
      protected override endAfterSettling(session: ModelSession, now: number): number {
        if (this.isPerhapsSent(session, now)) return session.endsAt;
        return Math.min(session.endsAt, this.lastEndOf(session.messages));
      }
    },
    foundBy: 'lets a session live whose other message is under way',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session ends with a message that failed though another was sent',
    storage: class extends ModelStorage {
      protected override endAfterSettling(session: ModelSession, now: number): number {
        if (session.messages.some((message) => this.isUnderWay(message, now))) return session.endsAt;
        return Math.min(session.endsAt, this.lastEndOf(session.messages));
      }
    },
    foundBy: 'lets a session live of which a message was sent, before or after the one that failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session of failed messages is prolonged to the end of a claim that outlives it',
    storage: class extends ModelStorage {
      protected override endAfterSettling(session: ModelSession, now: number): number {
        const endsAt = super.endAfterSettling(session, now);
        const isLast =
          this.isPerhapsSent(session, now) || this.inState(session, now, ['under-way']).length > 0;
        return isLast ? endsAt : this.lastEndOf(session.messages);
      }
    },
    foundBy: 'ends a session with its own lifetime where the claim would last longer',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'messages of a dead session count as those of the one that took its place',
    storage: class extends ModelStorage {
      protected override isPerhapsSent(session: ModelSession, now: number): boolean {
        return this.inState(session, now, ['sent', 'unknown']).length > 0;
      }
    },
    foundBy: 'takes no guess in a session that took a dead one’s place before its own message was sent',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message that failed stays in the count',
    storage: class extends ModelStorage {
      protected override isRefunded(): boolean {
        return false;
      }
    },
    foundBy: 'refunds the number: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'each message that failed leaves the count',
    storage: class extends ModelStorage {
      protected override isRefunded({ result }: SettleMessage): boolean {
        return result === 'failed' || result === 'rejected';
      }
    },
    foundBy: 'leaves the message in the count where it is not to leave it: rejected',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message that was perhaps sent leaves the count',
    storage: class extends ModelStorage {
      protected override isRefunded({ refund }: SettleMessage): boolean {
        return refund;
      }
    },
    foundBy: 'refunds nothing for a message that was unknown',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message leaves the count each time it is settled',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        const replaced = await super.settle({ ...request, refund: false });
        if (this.isRefunded(request)) this.refundMessage(this.numberKey(request), request.openedAt);
        return replaced;
      }
    },
    foundBy: 'takes one message out, however often it is settled',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message leaves the count at the time when it is settled, not when it was counted',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<string | undefined> {
        return super.settle({ ...request, openedAt: request.now });
      }
    },
    foundBy: 'refunds the number: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a validated session ends with its claims if its message failed',
    storage: class extends ModelStorage {
      protected override endAfterSettling({ validatedAt: _, ...session }: ModelSession, now: number): number {
        return super.endAfterSettling({ ...session, validatedAt: undefined }, now);
      }
    },
    foundBy:
      'keeps a validated session for its whole life, though a clock behind says that its message failed',
    showsInSequence: tooSeldomInSequence,
  },
];
