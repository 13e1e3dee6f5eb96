import {
  defaultSessionRules,
  type MessageLimit,
  type MessageOfOpen,
  type MessageOutcome,
  type MessageResult,
  type OpenBySecret,
  type OpenedSession,
  type OpenOutcome,
  type OpenSession,
  type ReadOutcome,
  type ReadSession,
  type SessionStorage,
  type SettleMessage,
  type SubmitCode,
  type SubmitOutcome,
} from '@threepid/core';
import { expect } from 'chai';
import {
  newAddress,
  newClaim,
  newGeneration,
  newMac,
  newNonce,
  newNumberId,
  newOpener,
  newSessionId,
  newSlot,
} from './ids.js';

/** The rules that a session is opened and judged by. */
export interface Lifetimes {
  readonly sessionLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly wrongCodesAllowed: number;
}

/** What a request asks for, besides a session. */
export interface Wishes {
  readonly attempt?: number | undefined;
  readonly decoy?: boolean;
  readonly nextLink?: string | undefined;
  readonly limits?: readonly MessageLimit[];
  readonly claimLifetimeMs?: number;
  readonly receipt?: string | undefined;
}

/** When a message was settled, and whether its number is refunded: for a failed one it is, unless said otherwise. */
export interface Settling {
  readonly now?: number;
  readonly refund?: boolean;
  /** What to keep of it. */
  readonly sentMessage?: string | undefined;
}

/** A number, as a storage knows it: by one id in one slot, whatever the secrets. */
export class CountedNumber {
  readonly id = newNumberId();

  constructor(readonly slot = newSlot()) {}
}

/** What a call means for its message: it is to send it; it was sent. */
export const claimed = { kind: 'claimed' } as const;
export const sent = { kind: 'sent' } as const;

/** As long as the core's claims. */
const { claimLifetimeMs: usualClaimLifetimeMs } = defaultSessionRules;

/**
 * Somebody with a number and a client secret, who asks a storage for messages and submits codes. Does what the core
 * does: makes a fresh code for each call, and derives what a code's digest is by the nonce that the storage answers.
 */
export class Claimant {
  /** The names of the secrets that a request lists, newest first. Change it to rotate them. */
  secrets: readonly string[] = ['first'];
  private readonly sessionIds = new Map<string, string>();
  private readonly addresses = new Map<string, string>();
  private readonly macs = new Map<string, string>();
  private readonly requests = new Map<OpenOutcome, OpenSession>();
  private readonly opener = newOpener();

  constructor(
    private readonly storage: SessionStorage,
    readonly number = new CountedNumber(),
    private readonly rules: Lifetimes = defaultSessionRules,
  ) {}

  /** Asks for a message, whatever the answer; leaves a claimed one under way. */
  async ask(now: number, wishes: Wishes = {}): Promise<OpenOutcome> {
    return this.send(this.openRequest(now, wishes));
  }

  /** Asks for a message where no limit is in the way, and leaves a claimed one under way. */
  async claim(now: number, wishes: Wishes = {}): Promise<OpenedSession> {
    const outcome = await this.ask(now, wishes);
    if (outcome.kind !== 'opened')
      expect.fail(`limited for ${String(outcome.retryAfterMs)} ms, though no limit is used up`);
    return outcome;
  }

  /** Asks for a message where no limit is in the way, and sends a claimed one at once, of which `sentMessage` is kept. */
  async open(now: number, wishes: Wishes = {}, sentMessage?: string): Promise<OpenedSession> {
    const opened = await this.claim(now, wishes);
    if (isClaimed(opened)) await this.settle(opened, 'sent', { sentMessage });
    return opened;
  }

  /** Sends the request of `outcome` a second time, as a client does whose first answer was lost. */
  async askAgain(outcome: OpenOutcome): Promise<OpenOutcome> {
    return this.send(this.requestOf(outcome));
  }

  /** Says what became of the message that `opened` claimed, at once unless told otherwise. */
  async settle(
    opened: OpenedSession,
    result: MessageResult,
    settling: Settling = {},
  ): Promise<string | undefined> {
    return this.storage.settle(this.settleRequest(opened, result, settling));
  }

  /** Asks what became of the message that `opened` claimed, or is to wait for. */
  async outcomeOf(now: number, opened: OpenedSession, claim = this.claimOf(opened)): Promise<MessageOutcome> {
    const { slot } = this.requestOf(opened);
    const { generation } = opened;
    return this.storage.outcomeOf({ slot, sessionId: this.sessionIdOf(opened), generation, claim, now });
  }

  /** The claim of the message that `opened` is to wait for, else that of its own call. */
  claimOf(opened: OpenedSession): string {
    return opened.message.kind === 'under-way' ? opened.message.claim : this.requestOf(opened).claim;
  }

  /** Submits the code that the message of `opened` carried. */
  async submit(now: number, opened: OpenedSession, generation = opened.generation): Promise<SubmitOutcome> {
    return this.storage.submit(this.submitRequest(now, opened, generation));
  }

  /** Submits a code that is not the right one. */
  async guess(now: number, { generation }: Pick<OpenedSession, 'generation'>): Promise<SubmitOutcome> {
    return this.storage.submit(this.guessRequest(now, generation));
  }

  /** Guesses wrongly until the session is dead. */
  async useUpGuesses(now: number, opened: OpenedSession): Promise<void> {
    for (let judged = 0; judged < this.rules.wrongCodesAllowed; judged += 1) {
      expect(await this.guess(now, opened)).to.include({ kind: 'incorrect' });
    }
  }

  async read(now: number, { generation }: Pick<OpenedSession, 'generation'>): Promise<ReadOutcome> {
    return this.storage.read(this.readRequest(now, generation));
  }

  async consume(now: number, { generation }: Pick<OpenedSession, 'generation'>): Promise<ReadOutcome> {
    return this.storage.consume(this.readRequest(now, generation));
  }

  /** Forgets the number: this claimant's session, and those of all others. */
  async forget(now: number): Promise<void> {
    const { slot, id: numberId } = this.number;
    await this.storage.forget({ slot, numberId, now });
  }

  /** The canonical number, sealed, of a session that lies under a secret. */
  addressUnder(secret: string): string {
    return remembered(this.addresses, secret, newAddress);
  }

  private async send(request: OpenSession): Promise<OpenOutcome> {
    const outcome = await this.storage.open(request);
    this.requests.set(outcome, request);
    return outcome;
  }

  private openRequest(now: number, wishes: Wishes): OpenSession {
    const { attempt, decoy = false, nextLink, limits = [], claimLifetimeMs = usualClaimLifetimeMs } = wishes;
    const { receipt } = wishes;
    const { sessionLifetimeMs, codeLifetimeMs, wrongCodesAllowed } = this.rules;
    return {
      slot: this.number.slot,
      numberId: this.number.id,
      bySecret: this.secrets.map((secret) => this.underSecret(secret, nextLink)),
      decoy,
      sendAttempt: attempt,
      limits,
      claim: newClaim(),
      claimLifetimeMs,
      openedBy: [this.number.id, this.opener],
      ...(receipt === undefined ? {} : { receipt }),
      now,
      sessionLifetimeMs,
      codeLifetimeMs,
      wrongCodesAllowed,
    };
  }

  private underSecret(secret: string, nextLink: string | undefined): OpenBySecret {
    const code = { nonce: newNonce(), mac: newMac() };
    this.macs.set(`${secret} ${code.nonce}`, code.mac);
    return {
      sessionId: this.sessionIdUnder(secret),
      generation: newGeneration(),
      code,
      address: this.addressUnder(secret),
      ...(nextLink === undefined ? {} : { nextLink }),
    };
  }

  private submitRequest(now: number, { nonce }: OpenedSession, generation: string): SubmitCode {
    const macUnder = (secret: string): string => this.macs.get(`${secret} ${nonce}`) ?? newMac();
    return this.judged(now, generation, macUnder);
  }

  private guessRequest(now: number, generation: string): SubmitCode {
    return this.judged(now, generation, newMac);
  }

  private judged(now: number, generation: string, macUnder: (secret: string) => string): SubmitCode {
    const { sessionLifetimeMs, wrongCodesAllowed } = this.rules;
    const bySecret = this.secrets.map((secret) => ({
      sessionId: this.sessionIdUnder(secret),
      mac: macUnder(secret),
    }));
    return { slot: this.number.slot, bySecret, generation, now, sessionLifetimeMs, wrongCodesAllowed };
  }

  private readRequest(now: number, generation: string): ReadSession {
    return {
      slot: this.number.slot,
      sessionIds: this.secrets.map((secret) => this.sessionIdUnder(secret)),
      generation,
      now,
      wrongCodesAllowed: this.rules.wrongCodesAllowed,
    };
  }

  private settleRequest(
    opened: OpenedSession,
    result: MessageResult,
    { now, refund = result === 'failed' || result === 'rejected', sentMessage }: Settling,
  ): SettleMessage {
    const request = this.requestOf(opened);
    const { slot, numberId, claim, limits, now: openedAt } = request;
    const sessionId = this.sessionIdOf(opened);
    // What was not counted can't be refunded.
    return {
      slot,
      sessionId,
      numberId,
      claim,
      result,
      refund: refund && limits.length > 0,
      openedAt,
      now: now ?? openedAt,
      ...(sentMessage === undefined ? {} : { sentMessage }),
    };
  }

  private sessionIdOf(opened: OpenedSession): string {
    const entry = this.requestOf(opened).bySecret[opened.secretIndex];
    if (entry === undefined) throw new TypeError('the session lies under no secret of the request');
    return entry.sessionId;
  }

  private requestOf(outcome: OpenOutcome): OpenSession {
    const request = this.requests.get(outcome);
    if (request === undefined) throw new TypeError('only what this claimant asked for has a request');
    return request;
  }

  private sessionIdUnder(secret: string): string {
    return remembered(this.sessionIds, secret, () => newSessionId(this.number.id));
  }
}

/** True if the call that was answered so is to send the message. */
export function isClaimed({ message }: { readonly message: MessageOfOpen }): boolean {
  return message.kind === 'claimed';
}

function remembered(ids: Map<string, string>, secret: string, make: () => string): string {
  const id = ids.get(secret) ?? make();
  ids.set(secret, id);
  return id;
}
