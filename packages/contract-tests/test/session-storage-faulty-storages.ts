import type {
  GiveBack,
  MessageLimit,
  OpenCandidate,
  OpenOutcome,
  OpenSession,
  ReadOutcome,
  ReadSession,
  SessionStorage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import { ModelStorage, type FoundSession, type ModelSession } from '../dist/session-storage/model-storage.js';

/** A storage with one fault, and a test of the suite that has to find it. */
export interface Fault {
  readonly fault: string;
  readonly storage: new () => SessionStorage;
  readonly foundBy: string;
  /** Whether calls one after the other show the fault, so that the state-machine test has to find it too. */
  readonly showsInSequence: boolean;
}

const stateMachine = true;
const onlyInRaces = false;
const onlyAtEdges = false;
const tooSeldomInSequence = false;

/**
 * What a storage does that looks, lets others act, and then acts on what it saw: each call puts back the records that
 * it found before it waited.
 */
class LateStorage extends ModelStorage {
  protected async lately<Outcome>(
    sessionKeys: readonly string[],
    act: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const seenSessions = sessionKeys.map((key) => [key, this.sessions.get(key)] as const);
    const seenMessages = new Map(this.messages);
    await Promise.resolve();
    for (const [key, session] of seenSessions) if (session !== undefined) this.sessions.set(key, session);
    for (const [key, session] of seenSessions) if (session === undefined) this.sessions.delete(key);
    for (const key of this.messages.keys()) this.messages.set(key, seenMessages.get(key) ?? []);
    return act();
  }

  protected keysOf(slot: string, sessionIds: readonly string[]): string[] {
    return sessionIds.map((sessionId) => slot + sessionId);
  }
}

const races: readonly Fault[] = [
  {
    fault: 'open looks and then claims: two calls send one message',
    storage: class extends LateStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const keys = this.keysOf(request.slot, request.candidates.map(this.sessionIdOf));
        return this.lately(keys, () => super.open(request));
      }
    },
    foundBy: 'sends 1 message for 200 equal requests',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'open counts the number in a step of its own: its limit is exceeded',
    storage: class extends LateStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        return this.lately([], () => super.open(request));
      }
    },
    foundBy: 'sends 5 messages to a number that 300 client secrets ask for',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'submit looks and then counts: more guesses are judged than allowed',
    storage: class extends LateStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const keys = this.keysOf(request.slot, request.candidates.map(this.sessionIdOf));
        return this.lately(keys, () => super.submit(request));
      }
    },
    foundBy: 'judges 5 of 200 guesses',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'the first success is told to all that submit at once',
    storage: class extends LateStorage {
      override async submit(request: SubmitCode): Promise<SubmitOutcome> {
        const keys = this.keysOf(request.slot, request.candidates.map(this.sessionIdOf));
        return this.lately(keys, () => super.submit(request));
      }
    },
    foundBy: 'tells the first success to 1 of 100 right submits',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'consume reads and then removes: a validation is spent twice at once',
    storage: class extends LateStorage {
      override async consume(request: ReadSession): Promise<ReadOutcome> {
        return this.lately(this.keysOf(request.slot, request.sessionIds), () => super.consume(request));
      }
    },
    foundBy: 'lets 1 of 100 consume a validation',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'spend looks and then counts: an allowance is overspent',
    storage: class extends LateStorage {
      override async spend(request: SpendAllowance): Promise<SpendOutcome> {
        return this.lately([], () => super.spend(request));
      }
    },
    foundBy: 'spends 5 messages of an allowance that 300 calls ask for',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'giveBack compares and then sets: a greater attempt is undone',
    storage: class extends ModelStorage {
      override async giveBack(request: GiveBack): Promise<void> {
        const session = this.sessions.get(request.slot + request.sessionId);
        const isClaimed = session !== undefined && super.isStillClaimed(session, request);
        await Promise.resolve();
        if (isClaimed) await this.restore(request);
      }

      private async restore(request: GiveBack): Promise<void> {
        const key = request.slot + request.sessionId;
        const session = this.sessions.get(key);
        if (session !== undefined) {
          this.sessions.set(key, { ...session, greatestAttempt: request.previousAttempt });
        }
        if (request.uncount) this.uncount(`number ${request.slot}${request.numberId}`, request.openedAt);
        return Promise.resolve();
      }
    },
    foundBy: 'keeps the greater attempt where the one before is given back at the same time',
    showsInSequence: onlyInRaces,
  },
];

const attempts: readonly Fault[] = [
  {
    fault: 'an equal attempt sends again',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, sendAttempt: number | undefined): boolean {
        return super.isNewAttempt(session, sendAttempt) || sendAttempt === session.greatestAttempt;
      }
    },
    foundBy: 'sends nothing for an equal attempt',
    showsInSequence: stateMachine,
  },
  {
    fault: 'only an equal attempt is held back, not a lower one',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, sendAttempt: number | undefined): boolean {
        return sendAttempt === undefined || sendAttempt !== session.greatestAttempt;
      }
    },
    foundBy: 'sends nothing for a lower attempt that arrives late',
    showsInSequence: stateMachine,
  },
  {
    fault: 'an attempt of 0 is taken for none',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, sendAttempt: number | undefined): boolean {
        return super.isNewAttempt(session, sendAttempt === 0 ? undefined : sendAttempt);
      }
    },
    foundBy: 'takes 0 for an attempt, not for none',
    showsInSequence: stateMachine,
  },
  {
    fault: 'no attempt is taken for an attempt that was seen',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, sendAttempt: number | undefined): boolean {
        return sendAttempt !== undefined && super.isNewAttempt(session, sendAttempt);
      }
    },
    foundBy: 'sends each time where no attempt is given',
    showsInSequence: stateMachine,
  },
  {
    fault: 'great attempts are rounded to 14 digits',
    storage: class extends ModelStorage {
      protected override isNewAttempt(session: ModelSession, sendAttempt: number | undefined): boolean {
        const greatestAttempt = rounded(session.greatestAttempt);
        return super.isNewAttempt({ ...session, greatestAttempt }, rounded(sendAttempt));
      }
    },
    foundBy: 'compares attempts up to 2^53 - 1 exactly',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'an attempt that sends nothing removes the next_link',
    storage: class extends ModelStorage {
      protected override opened(
        found: FoundSession,
        send: boolean,
        previousAttempt: number | undefined,
      ): OpenOutcome {
        if (!send) this.sessions.set(found.key, { ...found.session, nextLink: undefined });
        return super.opened(found, send, previousAttempt);
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
        const found = this.find(request.slot, request.candidates.map(this.sessionIdOf), request.now);
        if (outcome.kind === 'limited' && found !== undefined) {
          this.sessions.set(found.key, { ...found.session, greatestAttempt: request.sendAttempt });
        }
        return outcome;
      }
    },
    foundBy: 'does not remember the attempt of a limited call',
    showsInSequence: stateMachine,
  },
  {
    fault: 'giveBack ignores a greater attempt',
    storage: class extends ModelStorage {
      protected override isStillClaimed(session: ModelSession, request: GiveBack): boolean {
        return session.generation === request.generation;
      }
    },
    foundBy: 'leaves a greater attempt of somebody else alone',
    showsInSequence: stateMachine,
  },
  {
    fault: 'giveBack ignores the generation',
    storage: class extends ModelStorage {
      protected override isStillClaimed(session: ModelSession, request: GiveBack): boolean {
        return session.greatestAttempt === request.sendAttempt;
      }
    },
    foundBy: 'leaves a later generation alone',
    showsInSequence: tooSeldomInSequence,
  },
  {
    fault: 'giveBack never uncounts',
    storage: class extends ModelStorage {
      override async giveBack(request: GiveBack): Promise<void> {
        return super.giveBack({ ...request, uncount: false });
      }
    },
    foundBy: 'takes the message out of the count if it was not sent',
    showsInSequence: stateMachine,
  },
  {
    fault: 'giveBack uncounts what was perhaps sent',
    storage: class extends ModelStorage {
      override async giveBack(request: GiveBack): Promise<void> {
        return super.giveBack({ ...request, uncount: true });
      }
    },
    foundBy: 'leaves the message in the count if it was perhaps sent',
    showsInSequence: stateMachine,
  },
];

const lifetimes: readonly Fault[] = [
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
        if (found !== undefined) this.sessions.set(found.key, { ...found.session, changedAt: request.now });
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
        const found = this.find(request.slot, request.candidates.map(this.sessionIdOf), request.now);
        if (outcome.kind === 'incorrect' && found !== undefined) {
          this.sessions.set(found.key, { ...found.session, changedAt: request.now });
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
      protected override resend(request: OpenSession, found: FoundSession): FoundSession {
        const { changedAt } = found.session;
        const resent = super.resend(request, found);
        return { ...resent, session: { ...resent.session, changedAt } };
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
        this.sessions.set(found.key, { ...found.session, validatedAt, changedAt: request.now });
        return outcome;
      }
    },
    foundBy: 'is not prolonged by a later success',
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

const codes: readonly Fault[] = [
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
        const { key, candidate, session } = super.resend(request, found);
        const isChange = found.session.decoy !== request.decoy;
        return { key, candidate, session: isChange ? { ...session, codeMadeAt: request.now } : session };
      }
    },
    foundBy: 'leaves the end of the code where it was, for a later one would tell a decoy from a session',
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
      protected override codeOf(request: OpenSession, candidate: OpenCandidate) {
        return { ...super.codeOf(request, candidate), wrongCodes: 0 };
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

const validations: readonly Fault[] = [
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

const limits: readonly Fault[] = [
  {
    fault: 'messages are counted by client secret',
    storage: class extends ModelStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        const bySecret = (candidate: OpenCandidate) => ({ ...candidate, numberId: candidate.sessionId });
        return super.open({ ...request, candidates: request.candidates.map(bySecret) });
      }
    },
    foundBy: 'counts a number over all client secrets',
    showsInSequence: stateMachine,
  },
  {
    fault: 'one message more than the limit is sent',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        return super.waitForOne(times, { ...limit, messages: limit.messages + 1 }, now);
      }
    },
    foundBy: 'sends as many messages as the limit says and no more',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a window is 1 ms too long',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        return super.waitForOne(times, { ...limit, windowMs: limit.windowMs + 1 }, now);
      }
    },
    foundBy: 'says to the millisecond when a message is free again',
    showsInSequence: stateMachine,
  },
  {
    fault: 'windows do not slide: they begin at each full hour, ten minutes, ...',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        const began = now - (now % limit.windowMs);
        const sent = times.filter((time) => time >= began).length;
        return sent < limit.messages ? 0 : began + limit.windowMs - now;
      }
    },
    foundBy: 'says to the millisecond when a message is free again',
    showsInSequence: stateMachine,
  },
  {
    fault: 'only the first of several limits is held',
    storage: class extends ModelStorage {
      protected override waitFor(
        times: readonly number[],
        limits: readonly MessageLimit[],
        now: number,
      ): number {
        return super.waitFor(times, limits.slice(0, 1), now);
      }
    },
    foundBy: 'holds every one of several limits, and names the longest wait',
    showsInSequence: stateMachine,
  },
  {
    fault: 'the shortest wait is named, not the longest',
    storage: class extends ModelStorage {
      protected override waitFor(
        times: readonly number[],
        limits: readonly MessageLimit[],
        now: number,
      ): number {
        const waits = limits.map((limit) => this.waitForOne(times, limit, now)).filter((wait) => wait > 0);
        return waits.length === 0 ? 0 : Math.min(...waits);
      }
    },
    foundBy: 'holds every one of several limits, and names the longest wait',
    showsInSequence: stateMachine,
  },
  {
    fault: 'messages of one millisecond are counted as one',
    storage: class extends ModelStorage {
      protected override count(key: string, now: number): void {
        if (!this.timesOf(key).includes(now)) super.count(key, now);
      }
    },
    foundBy: 'counts messages of one millisecond each by itself',
    showsInSequence: stateMachine,
  },
  {
    fault: 'uncounting takes out all messages of the millisecond',
    storage: class extends ModelStorage {
      protected override uncount(key: string, at: number): void {
        this.messages.set(
          key,
          this.timesOf(key).filter((time) => time !== at),
        );
      }
    },
    foundBy: 'takes one message out, not all of the same millisecond',
    showsInSequence: stateMachine,
  },
  {
    fault: 'what is not limited is counted all the same',
    storage: class extends ModelStorage {
      protected override isCounted(): boolean {
        return true;
      }
    },
    foundBy: 'neither limits nor counts where no limits are given',
    showsInSequence: stateMachine,
  },
  {
    fault: 'messages are taken in the order of arrival for the order of time',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        const last = times.at(-limit.messages);
        return last === undefined ? 0 : Math.max(0, last + limit.windowMs - now);
      }
    },
    foundBy: 'counts right where calls arrive out of order',
    showsInSequence: stateMachine,
  },
  {
    fault: 'unspend takes nothing back',
    storage: class extends ModelStorage {
      override async unspend(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: 'takes a message back that was not sent',
    showsInSequence: stateMachine,
  },
];

const places: readonly Fault[] = [
  {
    fault: 'candidates beyond the first are ignored',
    storage: class extends ModelStorage {
      protected override find(
        slot: string,
        sessionIds: readonly string[],
        now: number,
      ): FoundSession | undefined {
        return super.find(slot, sessionIds.slice(0, 1), now);
      }
    },
    foundBy: 'goes on with a session of an older secret',
    showsInSequence: stateMachine,
  },
  {
    fault: "only the first candidate's number is looked at",
    storage: class extends ModelStorage {
      protected override countedMessages(request: OpenSession): readonly number[] {
        return super.countedMessages({ ...request, candidates: request.candidates.slice(0, 1) });
      }
    },
    foundBy: 'counts the messages of a number under all secrets together',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message is counted under the oldest secret',
    storage: class extends ModelStorage {
      protected override numberKey(request: OpenSession): string {
        return super.numberKey({ ...request, candidates: request.candidates.toReversed() });
      }
    },
    foundBy: 'counts a message under the newest secret, also for a session of an older one',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session starts under the oldest secret',
    storage: class extends ModelStorage {
      protected override start(request: OpenSession, greatestAttempt: number | undefined): FoundSession {
        const candidate = request.candidates.length - 1;
        return {
          ...super.start({ ...request, candidates: request.candidates.toReversed() }, greatestAttempt),
          candidate,
        };
      }
    },
    foundBy: 'starts sessions under the newest secret',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a new code of an older secret is taken from the newest',
    storage: class extends ModelStorage {
      protected override codeOf(request: OpenSession) {
        return super.codeOf(request, this.first(request));
      }
    },
    foundBy: 'makes a new code and takes a next_link under the secret under which the session lies',
    showsInSequence: stateMachine,
  },
  {
    fault: 'slots are ignored',
    storage: class extends ModelStorage {
      protected override find(
        _slot: string,
        sessionIds: readonly string[],
        now: number,
      ): FoundSession | undefined {
        return super.find('', sessionIds, now);
      }

      protected override start(request: OpenSession, greatestAttempt: number | undefined): FoundSession {
        return super.start({ ...request, slot: '' }, greatestAttempt);
      }
    },
    foundBy: 'keeps one session id in two slots apart',
    showsInSequence: onlyAtEdges,
  },
];

export const faults: readonly Fault[] = [
  ...races,
  ...attempts,
  ...lifetimes,
  ...codes,
  ...validations,
  ...limits,
  ...places,
];

function rounded(attempt: number | undefined): number | undefined {
  return attempt === undefined ? undefined : Number(attempt.toPrecision(14));
}
