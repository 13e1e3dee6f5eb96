import type { OpenSession, ReadOutcome, ReadSession, SubmitCode, SubmitOutcome } from '@threepid/core';
import { ModelStorage, type FoundSession } from '../../../dist/session-storage/model-storage.js';
import { stateMachine, type Fault } from './fault.js';

export const faultsOfValidation: readonly Fault[] = [
  {
    fault: 'each success is told as the first',
    storage: class extends ModelStorage {
      protected override validate(found: FoundSession, request: SubmitCode): SubmitOutcome {
        const outcome = super.validate(found, request);
        return outcome.kind === 'validated' ? { ...outcome, first: true } : outcome;
      }
    },
    foundBy: 'validates the right code, for the first time once',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a later success moves validatedAt',
    storage: class extends ModelStorage {
      protected override validate(found: FoundSession, request: SubmitCode): SubmitOutcome {
        const outcome = super.validate(found, request);
        this.sessions.set(found.key, { ...found.session, validatedAt: request.now });
        return outcome.kind === 'validated' ? { ...outcome, validatedAt: request.now } : outcome;
      }
    },
    foundBy: 'validates the right code, for the first time once',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a resend takes the validation back',
    storage: class extends ModelStorage {
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        const resent = super.resend(request, found);
        return { ...resent, session: { ...resent.session, validatedAt: undefined } };
      }
    },
    foundBy: 'keeps the first validatedAt over resends and new codes',
    showsInSequence: stateMachine,
  },
  {
    fault: 'consume removes nothing',
    storage: class extends ModelStorage {
      override async consume(request: ReadSession): Promise<ReadOutcome> {
        return this.read(request);
      }
    },
    foundBy: 'consumes a validated session once, with what reading answers',
    showsInSequence: stateMachine,
  },
  {
    fault: 'consume removes what is not validated',
    storage: class extends ModelStorage {
      override async consume(request: ReadSession): Promise<ReadOutcome> {
        const outcome = await this.read(request);
        const found = this.find(request.slot, request.sessionIds, request.now);
        if (found !== undefined) this.sessions.delete(found.key);
        return outcome;
      }
    },
    foundBy: 'consumes nothing that is not validated',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a validated session whose code is too old is read as expired',
    storage: class extends ModelStorage {
      override async read(request: ReadSession): Promise<ReadOutcome> {
        const found = this.find(request.slot, request.sessionIds, request.now);
        const isOld = found !== undefined && this.isCodeOld(found.session, request.now);
        return isOld ? { kind: 'expired' } : super.read(request);
      }
    },
    foundBy: 'reads a validated session with its time and address, however old its code',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a resend without a next_link forgets the stored one',
    storage: class extends ModelStorage {
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        return super.resend(request, { ...found, session: { ...found.session, nextLink: undefined } });
      }
    },
    foundBy: 'keeps the next_link where a resend names none, also with a new code',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a resend with another next_link keeps the stored one',
    storage: class extends ModelStorage {
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        const resent = super.resend(request, found);
        const nextLink = found.session.nextLink ?? resent.session.nextLink;
        return { ...resent, session: { ...resent.session, nextLink } };
      }
    },
    foundBy: 'replaces the next_link by one that a resend names',
    showsInSequence: stateMachine,
  },
];
