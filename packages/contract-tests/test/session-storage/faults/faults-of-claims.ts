import type { MessageOfOpen, MessageOutcome, OpenOutcome, OpenSession } from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelMessage,
  type ModelSession,
} from '../../../dist/session-storage/model-storage.js';
import { stateMachine, tooSeldomInSequence, type Fault } from './fault.js';

export const faultsOfClaims: readonly Fault[] = [
  {
    fault: 'a message under way is answered as sent',
    storage: class extends ModelStorage {
      protected override messageOf(): MessageOfOpen {
        return { kind: 'sent' };
      }
    },
    foundBy: 'names the message under way to an equal call',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the greatest message under way is named, not the least that is not less',
    storage: class extends ModelStorage {
      protected override messageOf(session: ModelSession, request: OpenSession): MessageOfOpen {
        const message = super.messageOf(session, request);
        const greatest = this.inState(session, request.now, ['under-way']).at(-1);
        if (message.kind !== 'under-way' || greatest === undefined) return message;
        return { ...message, claim: greatest.claim };
      }
    },
    foundBy: 'names the message of the least attempt that is not less',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message under way is waited for, though a greater attempt was sent',
    storage: class extends ModelStorage {
      protected override messageOf(session: ModelSession, request: OpenSession): MessageOfOpen {
        const [underWay] = this.inState(session, request.now, ['under-way']);
        return underWay === undefined
          ? super.messageOf(session, request)
          : { kind: 'under-way', claim: underWay.claim };
      }
    },
    foundBy: 'answers an attempt with sent that is not greater than the greatest sent, whatever is under way',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a claim lives 1 ms too long',
    storage: class extends ModelStorage {
      protected override stateOf(message: ModelMessage, now: number): MessageOutcome {
        return super.stateOf(message, now - 1);
      }
    },
    foundBy: 'counts a message as sent from the millisecond at which its lifetime ends',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a claim ends 1 ms too early',
    storage: class extends ModelStorage {
      protected override stateOf(message: ModelMessage, now: number): MessageOutcome {
        return super.stateOf(message, now + 1);
      }
    },
    foundBy: 'takes a result 1 ms before the lifetime ends',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message whose lifetime is over counts as failed',
    storage: class extends ModelStorage {
      protected override stateOf({ result, until }: ModelMessage, now: number): MessageOutcome {
        return result ?? (now < until ? 'under-way' : 'failed');
      }
    },
    foundBy: 'counts a message as sent from the millisecond at which its lifetime ends',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message without a lifetime is under way for a moment',
    storage: class extends ModelStorage {
      protected override claimed(session: ModelSession, request: OpenSession): ModelMessage {
        const { claimLifetimeMs } = request;
        return super.claimed(session, { ...request, claimLifetimeMs: Math.max(1, claimLifetimeMs) });
      }
    },
    foundBy: 'counts a message without a lifetime as sent at once',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a claim that is handed in twice is a call of its own',
    storage: class extends ModelStorage {
      protected override isSameCall(): boolean {
        return false;
      }
    },
    foundBy: 'answers a claim that is handed in twice as the first time',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a claim that is handed in twice is limited by itself',
    storage: class extends ModelStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const times = this.timesOf(this.numberKey(request));
        const retryAfterMs = this.waitFor(times, request.limits, request.now);
        const isLimited = retryAfterMs > 0 && request.sendAttempt === undefined;
        return isLimited ? { kind: 'limited', retryAfterMs } : super.open(request);
      }
    },
    foundBy: 'counts a claim that is handed in twice once, and does not limit it by itself',
    showsInSequence: stateMachine,
  },
  {
    fault: 'one claim alone is remembered',
    storage: class extends ModelStorage {
      protected override withRoom(
        messages: readonly ModelMessage[],
        { now }: OpenSession,
      ): readonly ModelMessage[] {
        return messages.map((message) => (this.isUnderWay(message, now) ? this.forgotten(message) : message));
      }
    },
    foundBy: 'keeps 8 messages under way',
    showsInSequence: stateMachine,
  },
  {
    fault: 'of too many claims, the oldest is dropped as if it had failed',
    storage: class extends ModelStorage {
      protected override forgotten(message: ModelMessage): ModelMessage {
        return { ...message, result: 'failed', until: 0 };
      }
    },
    foundBy: 'counts the oldest as sent where a ninth is claimed, and takes no result of it',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'of too many claims, one under way is given up before one that is settled',
    storage: class extends ModelStorage {
      protected override withRoom(
        messages: readonly ModelMessage[],
        request: OpenSession,
      ): readonly ModelMessage[] {
        const [oldest, ...others] = messages.filter((message) => this.isUnderWay(message, request.now));
        const isFull = messages.filter(({ until }) => request.now < until).length >= 8;
        if (oldest === undefined || others.length === 0 || !isFull) return super.withRoom(messages, request);
        return messages.map((message) => (message === oldest ? this.forgotten(message) : message));
      }
    },
    foundBy: 'forgets the oldest settled message before it counts one under way as sent',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'of too many claims, one that failed counts as sent once it is forgotten',
    storage: class extends ModelStorage {
      protected override forgotten(message: ModelMessage): ModelMessage {
        return { ...super.forgotten(message), result: 'sent' };
      }
    },
    foundBy: 'counts no message as sent that failed and is forgotten',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'messages that were sent take the place of claims',
    storage: class extends ModelStorage {
      protected override withRoom(
        messages: readonly ModelMessage[],
        request: OpenSession,
      ): readonly ModelMessage[] {
        const isFull = messages.length >= 8;
        const [oldest] = messages.filter((message) => this.isUnderWay(message, request.now));
        if (!isFull || oldest === undefined) return messages;
        return messages.map((message) => (message === oldest ? this.forgotten(message) : message));
      }
    },
    foundBy: 'takes no place for a message that was sent, or whose lifetime is over',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'a session that takes a dead one’s place forgets the messages under way',
    storage: class extends ModelStorage {
      protected override replace(request: OpenSession, dead: FoundSession): FoundSession {
        const messages = this.inState(dead.session, request.now, ['sent']);
        return super.replace(request, { ...dead, session: { ...dead.session, messages } });
      }
    },
    foundBy: 'keeps a message under way over a session that takes a dead one’s place',
    showsInSequence: stateMachine,
  },
];
