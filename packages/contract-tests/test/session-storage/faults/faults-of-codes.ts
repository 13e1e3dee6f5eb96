import type { MessageOfOpen, OpenBySecret, OpenOutcome, OpenSession } from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelSession,
} from '../../../dist/session-storage/model-storage.js';
import { stateMachine, type Fault } from './fault.js';

export const faultsOfCodes: readonly Fault[] = [
  {
    fault: 'each resend makes a new code',
    storage: class extends ModelStorage {
      protected override isCodeDue(): boolean {
        return true;
      }
    },
    foundBy: 'repeats the code of a message that is 1 ms short of its lifetime',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a change to a decoy or back keeps the code',
    storage: class extends ModelStorage {
      protected override isCodeDue(session: ModelSession, request: OpenSession): boolean {
        return this.isCodeOld(session, request.now);
      }
    },
    foundBy: 'makes a new code where a session becomes a decoy',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a change to a decoy or back prolongs the code',
    storage: class extends ModelStorage {
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        const { key, secretIndex, session } = super.resend(request, found);
        const isChange = found.session.decoy !== request.decoy;
        return { key, secretIndex, session: isChange ? { ...session, codeMadeAt: request.now } : session };
      }
    },
    foundBy: 'leaves the end of the code where it was, for a later one would tell a decoy from a session',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a resend answers that the code expires later',
    storage: class extends ModelStorage {
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        this.asked = request;
        return super.resend(request, found);
      }

      protected override opened(found: FoundSession, message: MessageOfOpen): OpenOutcome {
        const outcome = super.opened(found, message);
        const { asked } = this;
        if (asked === undefined || outcome.kind !== 'opened') return outcome;
        return { ...outcome, codeExpiresAt: asked.now + asked.codeLifetimeMs };
      }

      private asked: OpenSession | undefined;
    },
    foundBy: 'answers when the code expires: that of a resend is no later, that of a new code is',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a decoy is finished by its code',
    storage: class extends ModelStorage {
      protected override isRightCode(session: ModelSession, mac: string | undefined): boolean {
        return session.mac === mac;
      }
    },
    foundBy: 'lets no code finish a decoy, not even its own',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a resend clears the wrong codes',
    storage: class extends ModelStorage {
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        const resent = super.resend(request, found);
        return { ...resent, session: { ...resent.session, wrongCodes: 0 } };
      }
    },
    foundBy: 'keeps the wrong codes over a resend',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a new code clears the wrong codes',
    storage: class extends ModelStorage {
      protected override codeOf(request: OpenSession, entry: OpenBySecret) {
        return { ...super.codeOf(request, entry), wrongCodes: 0 };
      }
    },
    foundBy: 'keeps the wrong codes over a new code',
    showsInSequence: stateMachine,
  },
  {
    fault: 'one wrong code more than allowed is judged',
    storage: class extends ModelStorage {
      protected override isDead(
        session: ModelSession,
        rules: { readonly wrongCodesAllowed: number },
      ): boolean {
        return session.wrongCodes > rules.wrongCodesAllowed;
      }
    },
    foundBy: 'answers the right code with expired after 5 wrong ones',
    showsInSequence: stateMachine,
  },
  {
    fault: 'guesses at a code that is too old are counted',
    storage: class extends ModelStorage {
      protected override isCodeOld(session: ModelSession, now: number): boolean {
        const isOld = super.isCodeOld(session, now);
        const [key] = [...this.sessions].find(([, other]) => other === session) ?? [];
        if (isOld && key !== undefined)
          this.sessions.set(key, { ...session, wrongCodes: session.wrongCodes + 1 });
        return isOld;
      }
    },
    foundBy: 'does not judge guesses at a code that is too old',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a dead session is revived in its place',
    storage: class extends ModelStorage {
      protected override replace(request: OpenSession, dead: FoundSession): FoundSession {
        return this.resend(request, { ...dead, session: { ...dead.session, wrongCodes: 0 } });
      }
    },
    foundBy: 'starts another generation with another code in the place of a dead session',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a dead session stays dead',
    storage: class extends ModelStorage {
      protected override replace(request: OpenSession, dead: FoundSession): FoundSession {
        return this.resend(request, dead);
      }
    },
    foundBy: 'gives the session that follows a dead one all its wrong codes',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the generation is ignored',
    storage: class extends ModelStorage {
      protected override isOfGeneration(): boolean {
        return true;
      }
    },
    foundBy: 'answers another generation with expired, also with the right code',
    showsInSequence: stateMachine,
  },
];
