import type {
  MessageLimit,
  MessageOfOpen,
  MessageOutcome,
  OpenCandidate,
  OpenOutcome,
  OpenSession,
  ReadMessage,
  ReadOutcome,
  ReadSession,
  SessionStorage,
  SettleMessage,
  SpendAllowance,
  SpendOutcome,
  SubmitCode,
  SubmitOutcome,
} from '@threepid/core';
import {
  ModelStorage,
  type FoundSession,
  type ModelMessage,
  type ModelSession,
} from '../dist/session-storage/model-storage.js';

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
const minute = 60_000;
const lifetime = 24 * 60 * minute;

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
    const seenMessages = new Map(this.counts);
    await Promise.resolve();
    for (const [key, session] of seenSessions) if (session !== undefined) this.sessions.set(key, session);
    for (const [key, session] of seenSessions) if (session === undefined) this.sessions.delete(key);
    for (const key of this.counts.keys()) this.counts.set(key, seenMessages.get(key) ?? []);
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
    foundBy: 'lets 1 of 300 equal calls send, and the others wait for it',
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
    fault: 'settle looks and then records: a greater attempt is undone',
    storage: class extends LateStorage {
      override async settle(request: SettleMessage): Promise<void> {
        return this.lately(this.keysOf(request.slot, [request.sessionId]), () => super.settle(request));
      }
    },
    foundBy: 'keeps the greater attempt where the one before fails at the same time',
    showsInSequence: onlyInRaces,
  },
  {
    fault: 'settle looks and then records: what others recorded meanwhile is lost',
    storage: class extends LateStorage {
      override async settle(request: SettleMessage): Promise<void> {
        return this.lately(this.keysOf(request.slot, [request.sessionId]), () => super.settle(request));
      }
    },
    foundBy: 'settles each of 8 messages of a session at once',
    showsInSequence: onlyInRaces,
  },
];

const attempts: readonly Fault[] = [
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
        const found = this.find(request.slot, request.candidates.map(this.sessionIdOf), request.now);
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
];

const claims: readonly Fault[] = [
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
    showsInSequence: stateMachine,
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

const settlings: readonly Fault[] = [
  {
    fault: 'settle records nothing: an attempt that failed stays used up',
    storage: class extends ModelStorage {
      override async settle(): Promise<void> {
        return Promise.resolve();
      }
    },
    foundBy: 'sends the same attempt again, once, after its message was settled as failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'an attempt of an unknown fate stays used up',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<void> {
        return super.settle({ ...request, result: request.result === 'unknown' ? 'sent' : request.result });
      }
    },
    foundBy: 'sends the same attempt again, once, after its message was settled as unknown',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message of an unknown fate counts as certainly not sent',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<void> {
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
    showsInSequence: stateMachine,
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
      protected override leavesCount(): boolean {
        return false;
      }
    },
    foundBy: 'gives the number its message back: failed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'each message that failed leaves the count',
    storage: class extends ModelStorage {
      protected override leavesCount({ result }: SettleMessage): boolean {
        return result === 'failed' || result === 'rejected';
      }
    },
    foundBy: 'leaves the message in the count where it is not to leave it: rejected',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message that was perhaps sent leaves the count',
    storage: class extends ModelStorage {
      protected override leavesCount({ uncount }: SettleMessage): boolean {
        return uncount;
      }
    },
    foundBy: 'gives the number nothing back for a message that was unknown',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message leaves the count each time it is settled',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<void> {
        await super.settle({ ...request, uncount: false });
        if (this.leavesCount(request)) this.uncount(this.numberKey(request), request.openedAt);
      }
    },
    foundBy: 'takes one message out, however often it is settled',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a message leaves the count at the time when it is settled, not when it was counted',
    storage: class extends ModelStorage {
      override async settle(request: SettleMessage): Promise<void> {
        return super.settle({ ...request, openedAt: request.now });
      }
    },
    foundBy: 'gives the number its message back: failed',
    showsInSequence: stateMachine,
  },
];

const outcomes: readonly Fault[] = [
  {
    fault: 'outcomeOf says under-way of a message that was settled',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const outcome = await super.outcomeOf(request);
        return outcome === 'rejected' ? 'under-way' : outcome;
      }
    },
    foundBy: 'says rejected from the step that settled a message so, until its lifetime is over',
    showsInSequence: stateMachine,
  },
  {
    fault: 'outcomeOf does not tell a rejection from a failure',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const outcome = await super.outcomeOf(request);
        return outcome === 'rejected' ? 'failed' : outcome;
      }
    },
    foundBy: 'says what became of a message after others were claimed and settled',
    showsInSequence: stateMachine,
  },
  {
    fault: 'outcomeOf says failed of a message that the session does not know',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const session = this.sessions.get(request.slot + request.sessionId);
        const isKnown = session?.messages.some(({ claim }) => claim === request.claim) === true;
        return isKnown ? super.outcomeOf(request) : 'failed';
      }
    },
    foundBy: 'says sent of a claim that a live session does not know',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'outcomeOf says sent without a session',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const found = this.find(request.slot, [request.sessionId], request.now);
        return found === undefined ? 'sent' : super.outcomeOf(request);
      }
    },
    foundBy: 'says failed of a session that was consumed or has ended',
    showsInSequence: stateMachine,
  },
  {
    fault: 'outcomeOf forgets a result as soon as it told it',
    storage: class extends ModelStorage {
      override async outcomeOf(request: ReadMessage): Promise<MessageOutcome> {
        const outcome = await super.outcomeOf(request);
        const key = request.slot + request.sessionId;
        const session = this.sessions.get(key);
        const forget = (message: ModelMessage): ModelMessage =>
          message.claim === request.claim && outcome !== 'under-way' ? this.forgotten(message) : message;
        if (session !== undefined) {
          this.sessions.set(key, { ...session, messages: session.messages.map(forget) });
        }
        return outcome;
      }
    },
    foundBy: 'tells 200 callers of equal calls what became of the message',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a result is told beyond the lifetime of its claim',
    storage: class extends ModelStorage {
      override async outcomeOf({ slot, sessionId, claim, now }: ReadMessage): Promise<MessageOutcome> {
        const session = this.find(slot, [sessionId], now)?.session;
        const message = session?.messages.find((other) => other.claim === claim);
        return message?.result ?? super.outcomeOf({ slot, sessionId, claim, now });
      }
    },
    foundBy: 'says failed from the step that settled a message so, until its lifetime is over',
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
        const found = this.find(request.slot, request.candidates.map(this.sessionIdOf), request.now);
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
    showsInSequence: stateMachine,
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
        return super.open({ ...request, numberId: this.first(request).sessionId });
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
        this.counts.set(
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
    fault: 'messages of a clock that jumped ahead count until it gets there',
    storage: class extends ModelStorage {
      protected override isInReach(): boolean {
        return true;
      }
    },
    foundBy:
      'does not lock a number for longer than its window after a clock that jumped ahead a day and back',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'messages of a clock that is a little ahead do not count',
    storage: class extends ModelStorage {
      protected override isInReach(time: number, now: number): boolean {
        return time <= now;
      }
    },
    foundBy: 'counts a message of a clock that is 60 seconds ahead, and none of one 1 ms more',
    showsInSequence: stateMachine,
  },
  {
    fault: 'messages of a clock count 1 ms too far ahead',
    storage: class extends ModelStorage {
      protected override isInReach(time: number, now: number): boolean {
        return super.isInReach(time, now + 1);
      }
    },
    foundBy:
      'counts what an allowance spent by a clock that is 60 seconds ahead, and nothing of one 1 ms more',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'messages are forgotten as soon as one clock saw them leave the window',
    storage: class extends ModelStorage {
      protected override waitForOne(times: readonly number[], limit: MessageLimit, now: number): number {
        for (const [key, counted] of this.counts) {
          if (counted === times) this.counts.set(key, this.since(times, now - 60 * minute));
        }
        return super.waitForOne(times, limit, now);
      }

      private since(times: readonly number[], began: number): readonly number[] {
        return times.filter((time) => time > began);
      }
    },
    foundBy: 'forgets no message that still counts for a clock 60 seconds behind',
    showsInSequence: onlyAtEdges,
  },
  {
    fault: 'what a clock that jumped ahead counted is dropped',
    storage: class extends ModelStorage {
      protected override count(key: string, now: number): void {
        this.counts.set(
          key,
          this.timesOf(key).filter((time) => this.isInReach(time, now)),
        );
        super.count(key, now);
      }
    },
    foundBy: 'goes on counting what the clock that jumped counted, for a clock that gets there',
    showsInSequence: onlyAtEdges,
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
    fault: 'a number is counted under each list of secrets by itself',
    storage: class extends ModelStorage {
      override async open(request: OpenSession): Promise<OpenOutcome> {
        return super.open({ ...request, numberId: `${request.numberId}${request.candidates.length}` });
      }
    },
    foundBy: 'counts 10 messages over a rotation as 10, in whatever order the secrets are listed',
    showsInSequence: stateMachine,
  },
  {
    fault: 'a session starts under the oldest secret',
    storage: class extends ModelStorage {
      protected override start(request: OpenSession, messages: readonly ModelMessage[]): FoundSession {
        const oldestFirst = { ...request, candidates: request.candidates.toReversed() };
        return { ...super.start(oldestFirst, messages), candidate: request.candidates.length - 1 };
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

      protected override start(request: OpenSession, messages: readonly ModelMessage[]): FoundSession {
        return super.start({ ...request, slot: '' }, messages);
      }

      override async settle(request: SettleMessage): Promise<void> {
        return super.settle({ ...request, slot: '' });
      }
    },
    foundBy: 'keeps one session id in two slots apart',
    showsInSequence: onlyAtEdges,
  },
];

export const faults: readonly Fault[] = [
  ...races,
  ...attempts,
  ...claims,
  ...settlings,
  ...outcomes,
  ...lifetimes,
  ...codes,
  ...validations,
  ...limits,
  ...places,
];
