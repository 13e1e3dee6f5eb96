import type { MessageOfOpen, OpenOutcome, SettleMessage, SubmitCode, SubmitOutcome } from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelSession,
} from '../../../dist/session-storage/model-storage.js';
import { stateMachine, type Fault } from './fault.js';

export const faultsOfSentMessages: readonly Fault[] = [
  {
    fault: 'nothing is kept of a sent message',
    storage: class extends ModelStorage {
      protected override sentMessageAfter(): undefined {
        return undefined;
      }
    },
    foundBy: 'goes to the first success, and to no other',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message is kept that was perhaps sent',
    storage: class extends ModelStorage {
      protected override sentMessageAfter(session: ModelSession, request: SettleMessage): string | undefined {
        return super.sentMessageAfter(session, {
          ...request,
          result: request.result === 'unknown' ? 'sent' : request.result,
        });
      }
    },
    foundBy: 'is nothing, if the message was not certainly sent: unknown',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message stays kept if nothing is to be kept of the next one',
    storage: class extends ModelStorage {
      protected override sentMessageAfter(session: ModelSession, request: SettleMessage): string | undefined {
        const after = super.sentMessageAfter(session, request);
        return session.validatedAt === undefined ? (after ?? session.sentMessage) : after;
      }
    },
    foundBy: 'is replaced by nothing, if nothing is to be kept of the next message',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message of a validated session is kept',
    storage: class extends ModelStorage {
      protected override sentMessageAfter(session: ModelSession, request: SettleMessage): string | undefined {
        return super.sentMessageAfter({ ...session, validatedAt: undefined }, request);
      }
    },
    foundBy: 'is not kept of a session that is validated: by no message that is sent later, or is under way',
    showsInSequence: stateMachine,
  },
  {
    fault: 'each success gets the message',
    storage: class extends ModelStorage {
      protected override validate(found: FoundSession, request: SubmitCode): SubmitOutcome {
        const outcome = super.validate(found, request);
        const { sentMessage } = found.session;
        const session = this.sessions.get(found.key);
        if (session !== undefined) this.sessions.set(found.key, { ...session, sentMessage });
        return outcome.kind === 'validated' ? { ...outcome, sentMessage } : outcome;
      }
    },
    foundBy: 'goes to one of 200 successes at once',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a call that claims nothing is told of the message',
    storage: class extends ModelStorage {
      protected override opened(found: FoundSession, message: MessageOfOpen): OpenOutcome {
        const outcome = super.opened(found, message);
        return outcome.kind === 'opened' ? { ...outcome, sentMessage: found.session.sentMessage } : outcome;
      }
    },
    foundBy: 'is told to the call that claims another message, and to no call that claims none',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message goes over into a session that replaces a dead one',
    storage: class extends ModelStorage {
      protected override replace(...[request, dead]: Parameters<ModelStorage['replace']>): FoundSession {
        const started = super.replace(request, dead);
        return { ...started, session: { ...started.session, sentMessage: dead.session.sentMessage } };
      }
    },
    foundBy:
      'is read of a session whose guesses are used up, and of no session that a later one has replaced',
    showsInSequence: stateMachine,
  },
];
