import type { OpenOutcome, OpenSession, SettleMessage, SubmitCode, SubmitOutcome } from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelMessage,
  type ModelSession,
} from '../../../dist/session-storage/model-storage.js';
import { onlyAtEdges, stateMachine, tooSeldomInSequence, type Fault } from './fault.js';

export const faultsOfReceipts: readonly Fault[] = [
  {
    fault: 'no receipt is kept',
    storage: class extends ModelStorage {
      protected override receiptOf(): undefined {
        return undefined;
      }
    },
    foundBy: 'gives the receipt of the message to the first success, and to no other',
    showsInSequence: stateMachine,
  },
  {
    fault: 'each success gets the receipt',
    storage: class extends ModelStorage {
      protected override validate(found: FoundSession, request: SubmitCode): SubmitOutcome {
        const outcome = super.validate(found, request);
        if (outcome.kind !== 'validated') return outcome;
        return { ...outcome, receipt: this.receiptOf(found.session, request.now) };
      }
    },
    foundBy: 'gives the receipt of the message to the first success, and to no other',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a success after another message of a validated session gets its receipt',
    storage: class extends ModelStorage {
      protected override claimed(session: ModelSession, request: OpenSession): ModelMessage {
        return { ...super.claimed(session, request), receipt: request.receipt };
      }

      protected override validate(found: FoundSession, request: SubmitCode): SubmitOutcome {
        const outcome = super.validate(found, request);
        const receipt = this.receiptOf(found.session, request.now);
        const isGone =
          found.session.messages.at(-1)?.receipt !== receipt || found.session.messages.length < 2;
        return outcome.kind !== 'validated' || isGone ? outcome : { ...outcome, receipt };
      }
    },
    foundBy: 'gives none to a success of a session that is validated, whatever was sent since',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a receipt is cut at 32 bytes',
    storage: class extends ModelStorage {
      protected override receiptOf(session: ModelSession, now: number): string | undefined {
        return super.receiptOf(session, now)?.slice(0, 43);
      }
    },
    foundBy: 'gives a receipt of any length back as it was',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'a call that claims nothing leaves its receipt',
    storage: class extends ModelStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const outcome = await super.open(request);
        const found = this.find(request.slot, request.bySecret.map(this.sessionIdOf), request.now);
        const isClaimed = outcome.kind === 'opened' && outcome.message.kind === 'claimed';
        if (found !== undefined && !isClaimed) this.leave(found, request.receipt);
        return outcome;
      }

      private leave({ key, session }: FoundSession, receipt: string | undefined): void {
        const messages = session.messages.map((message) => ({ ...message, receipt }));
        this.sessions.set(key, { ...session, messages });
      }
    },
    foundBy: 'keeps no receipt of a call that claims nothing',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a resend without a receipt removes the one that is there',
    storage: class extends ModelStorage {
      protected override receiptOf(session: ModelSession, now: number): string | undefined {
        return this.inState(session, now, ['sent', 'unknown']).at(-1)?.receipt;
      }
    },
    foundBy: 'keeps the receipt where a resend has none, also with a new code',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the receipt is that of the last message, though it was not sent',
    storage: class extends ModelStorage {
      protected override receiptOf({ messages }: ModelSession): string | undefined {
        return messages.findLast(({ receipt, until }) => receipt !== undefined && until > 0)?.receipt;
      }
    },
    foundBy: 'gives the receipt of the message before one that was not sent: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message that was perhaps sent loses its receipt',
    storage: class extends ModelStorage {
      protected override settled(session: ModelSession, request: SettleMessage): ModelSession {
        const settled = super.settled(session, request);
        const lose = (message: ModelMessage): ModelMessage =>
          message.result === 'unknown' ? { ...message, receipt: undefined } : message;
        return { ...settled, messages: settled.messages.map(lose) };
      }
    },
    foundBy: 'gives the receipt of the last of several messages: unknown',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the receipt is that of the message that was settled last',
    storage: class extends ModelStorage {
      protected override settled(session: ModelSession, request: SettleMessage): ModelSession {
        const settled = super.settled(session, request);
        const [of, others] = [settled.messages.filter(isOf), settled.messages.filter((one) => !isOf(one))];
        function isOf({ claim }: ModelMessage): boolean {
          return claim === request.claim;
        }
        return { ...settled, messages: [...others, ...of] };
      }
    },
    foundBy: 'gives the receipt of the message that was claimed last, in whatever order they are settled',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'a message under way gives its receipt',
    storage: class extends ModelStorage {
      protected override receiptOf(session: ModelSession, now: number): string | undefined {
        const sent = this.inState(session, now, ['sent', 'unknown', 'under-way']);
        return sent.findLast(({ receipt }) => receipt !== undefined)?.receipt;
      }
    },
    foundBy: 'gives no receipt of a message under way, but of one whose lifetime is over',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message whose lifetime ended unsettled has no receipt',
    storage: class extends ModelStorage {
      protected override receiptOf(session: ModelSession, now: number): string | undefined {
        const isSettled = ({ result }: ModelMessage): boolean => result !== undefined;
        return super.receiptOf({ ...session, messages: session.messages.filter(isSettled) }, now);
      }
    },
    foundBy: 'gives the receipt of the only message, once its lifetime is over',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the receipt of a dead session is given to the one that takes its place',
    storage: class extends ModelStorage {
      protected override receiptOf(session: ModelSession, now: number): string | undefined {
        const sent = this.inState(session, now, ['sent', 'unknown']);
        return sent.findLast(({ receipt }) => receipt !== undefined)?.receipt;
      }
    },
    foundBy: 'gives no receipt of a dead session to the one that takes its place',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'a message under way loses its receipt when its session is replaced',
    storage: class extends ModelStorage {
      protected override replace(request: OpenSession, dead: FoundSession): FoundSession {
        const messages = dead.session.messages.map((message) => ({ ...message, receipt: undefined }));
        return super.replace(request, { ...dead, session: { ...dead.session, messages } });
      }
    },
    foundBy: 'takes the receipt of a message under way over into the session that takes a dead one’s place',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'a message of a validated session takes its receipt into the session that replaces it',
    storage: class extends ModelStorage {
      protected override claimed(session: ModelSession, request: OpenSession): ModelMessage {
        return { ...super.claimed(session, request), receipt: request.receipt };
      }
    },
    foundBy: 'gives no receipt of a message that was claimed after the session was validated',
    showsInSequence: tooSeldomInSequence,
  },
];
