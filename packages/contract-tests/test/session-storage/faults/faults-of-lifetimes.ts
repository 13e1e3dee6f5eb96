import type { OpenSession, ReadOutcome, ReadSession, SubmitCode, SubmitOutcome } from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelSession,
} from '../../../dist/session-storage/model-storage.js';
import { stateMachine, tooSeldomInSequence, type Fault } from './fault.js';

const lifetime = 24 * 60 * 60_000;

export const faultsOfLifetimes: readonly Fault[] = [
  {
    fault: 'a session lives 1 ms too long',
    storage: class extends ModelStorage {
      protected override isLive(session: ModelSession, now: number): boolean {
        return super.isLive(session, now - 1);
      }
    },
    foundBy: 'answers a session with unknown at the millisecond at which its lifetime ends',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session ends 1 ms too early',
    storage: class extends ModelStorage {
      protected override isLive(session: ModelSession, now: number): boolean {
        return super.isLive(session, now + 1);
      }
    },
    foundBy: 'keeps a session until 1 ms before its lifetime ends',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a code lives 1 ms too long',
    storage: class extends ModelStorage {
      protected override isCodeOld(session: ModelSession, now: number): boolean {
        return super.isCodeOld(session, now - 1);
      }
    },
    foundBy: 'answers a code with expired at the millisecond at which its lifetime ends',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a code ends 1 ms too early',
    storage: class extends ModelStorage {
      protected override isCodeOld(session: ModelSession, now: number): boolean {
        return super.isCodeOld(session, now + 1);
      }
    },
    foundBy: 'takes a code 1 ms before its lifetime ends',
    showsInSequence: stateMachine,
  },
  {
    fault: 'reading prolongs a session',
    storage: class extends ModelStorage {
      override async read(request: ReadSession): Promise<ReadOutcome> {
        const found = this.find(request.slot, request.sessionIds, request.now);
        if (found !== undefined) {
          this.sessions.set(found.key, { ...found.session, endsAt: request.now + lifetime });
        }
        return super.read(request);
      }
    },
    foundBy: 'does not let reading prolong a session',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a wrong code prolongs a session',
    storage: class extends ModelStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const outcome = await super.submit(request);
        const found = this.find(request.slot, request.bySecret.map(this.sessionIdOf), request.now);
        if (outcome.kind === 'incorrect' && found !== undefined) {
          this.sessions.set(found.key, { ...found.session, endsAt: request.now + lifetime });
        }
        return outcome;
      }
    },
    foundBy: 'is not prolonged by a wrong code',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a resend does not prolong a session',
    storage: class extends ModelStorage {
      protected override endAfterResend({ endsAt }: ModelSession): number {
        return endsAt;
      }
    },
    foundBy: 'lives a whole lifetime from a resend',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a success does not prolong a session',
    storage: class extends ModelStorage {
      protected override validate(found: FoundSession, request: SubmitCode): SubmitOutcome {
        const outcome = super.validate(found, request);
        this.sessions.set(found.key, {
          ...found.session,
          validatedAt: found.session.validatedAt ?? request.now,
        });
        return outcome;
      }
    },
    foundBy: 'lives a whole lifetime from its first success',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a later success prolongs a session',
    storage: class extends ModelStorage {
      protected override validate(found: FoundSession, request: SubmitCode): SubmitOutcome {
        const outcome = super.validate(found, request);
        const { validatedAt = request.now } = found.session;
        this.sessions.set(found.key, { ...found.session, validatedAt, endsAt: request.now + lifetime });
        return outcome;
      }
    },
    foundBy: 'is not prolonged by a later success',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'a resend prolongs a validated session',
    storage: class extends ModelStorage {
      protected override endAfterResend(_session: ModelSession, request: OpenSession): number {
        return request.now + request.sessionLifetimeMs;
      }
    },
    foundBy: 'ends a lifetime after its first success, whatever messages come after',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session is dropped as soon as one clock saw its end',
    storage: class extends ModelStorage {
      protected override find(
        slot: string,
        sessionIds: readonly string[],
        now: number,
      ): FoundSession | undefined {
        for (const sessionId of sessionIds) {
          const session = this.sessions.get(slot + sessionId);
          if (session !== undefined && !this.isLive(session, now)) this.sessions.delete(slot + sessionId);
        }
        return super.find(slot, sessionIds, now);
      }
    },
    foundBy: 'keeps a session that has ended for a clock 60 seconds behind',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'a resend prolongs the code',
    storage: class extends ModelStorage {
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        const resent = super.resend(request, found);
        return { ...resent, session: { ...resent.session, codeMadeAt: request.now } };
      }
    },
    foundBy: 'does not let a resend prolong the code',
    showsInSequence: stateMachine,
  },
];
