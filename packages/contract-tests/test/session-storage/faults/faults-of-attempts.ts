import type { MessageOfOpen, OpenOutcome, OpenSession, SettleMessage } from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelSession,
} from '../../../dist/session-storage/model-storage.js';
import { onlyAtEdges, stateMachine, tooSeldomInSequence, type Fault } from './fault.js';

export const faultsOfAttempts: readonly Fault[] = [
  {
    fault: 'an equal attempt sends again',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, request: OpenSession): boolean {
        const isEqual = request.sendAttempt === this.greatestAttempt(session, request.now);
        return isEqual || super.isNewAttempt(session, request);
      }
    },
    foundBy: 'sends nothing for an equal attempt',
    showsInSequence: stateMachine,
  },
  {
    fault: 'only an equal attempt is held back, not a lower one',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, { sendAttempt, now }: OpenSession): boolean {
        return sendAttempt === undefined || sendAttempt !== this.greatestAttempt(session, now);
      }
    },
    foundBy: 'sends nothing for a lower attempt that arrives late',
    showsInSequence: stateMachine,
  },
  {
    fault: 'an attempt of 0 is taken for none',
    storage: class extends ModelStorage {
      override async open({ sendAttempt, ...request }: OpenSession): Promise<OpenOutcome> {
        return super.open({ ...request, sendAttempt: sendAttempt === 0 ? undefined : sendAttempt });
      }
    },
    foundBy: 'takes 0 for an attempt, not for none',
    showsInSequence: stateMachine,
  },
  {
    fault: 'no attempt is taken for an attempt that was seen',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, request: OpenSession): boolean {
        return request.sendAttempt !== undefined && super.isNewAttempt(session, request);
      }
    },
    foundBy: 'sends each time where no attempt is given',
    showsInSequence: stateMachine,
  },
  {
    fault: 'great attempts are rounded to 14 digits',
    storage: class extends ModelStorage {
      override async open({ sendAttempt, ...request }: OpenSession): Promise<OpenOutcome> {
        const rounded = sendAttempt === undefined ? undefined : Number(sendAttempt.toPrecision(14));
        return super.open({ ...request, sendAttempt: rounded });
      }
    },
    foundBy: 'compares attempts up to 2^53 - 1 exactly',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'an attempt that sends nothing removes the next_link',
    storage: class extends ModelStorage {
      protected override opened(found: FoundSession, message: MessageOfOpen): OpenOutcome {
        if (message.kind === 'sent') {
          this.sessions.set(found.key, { ...found.session, nextLink: undefined });
        }
        return super.opened(found, message);
      }
    },
    foundBy: 'changes nothing for an attempt that sends nothing',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a limited call remembers its attempt',
    storage: class extends ModelStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const outcome = await super.open(request);
        const found = this.find(request.slot, request.bySecret.map(this.sessionIdOf), request.now);
        if (outcome.kind === 'limited' && found !== undefined) {
          this.sessions.set(found.key, super.claim(request, found).session);
        }
        return outcome;
      }
    },
    foundBy: 'does not remember the attempt of a limited call',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the attempts of a dead session are forgotten',
    storage: class extends ModelStorage {
      protected override replace(request: OpenSession, dead: FoundSession): FoundSession {
        return super.replace(request, { ...dead, session: { ...dead.session, messages: [] } });
      }
    },
    foundBy: 'keeps the greatest attempt of a dead session where the next one gives none',
    showsInSequence: stateMachine,
  },
  {
    fault: 'only the greatest attempt is remembered, and restored when it fails: overlapping ones are lost',
    storage: class extends ModelStorage {
      protected override settled(session: ModelSession, request: SettleMessage): ModelSession {
        const failed = session.messages.find((message) => this.isToSettle(message, request));
        const isGreatest = failed?.attempt === this.greatestAttempt(session, request.now);
        return isGreatest || request.result === 'sent' ? super.settled(session, request) : session;
      }
    },
    foundBy: 'sends attempt 1 again after attempts 1 and 2 under way both failed, in their order',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the attempt that was settled last counts, not the greatest',
    storage: class extends ModelStorage {
      protected override settled(session: ModelSession, request: SettleMessage): ModelSession {
        const settled = super.settled(session, request);
        const isLast = (claim: string): boolean => claim === request.claim || request.result !== 'sent';
        const messages = settled.messages.map((message) =>
          message.result !== 'sent' || isLast(message.claim) ? message : { ...message, attempt: undefined },
        );
        return { ...settled, messages };
      }
    },
    foundBy: 'remembers the greatest attempt, though the message of a lower one is settled after it',
    showsInSequence: tooSeldomInSequence,
  },
];
