import {
  defaultSessionRules,
  type GiveBack,
  type MessageLimit,
  type OpenCandidate,
  type OpenOutcome,
  type OpenSession,
  type ReadOutcome,
  type ReadSession,
  type SessionStorage,
  type SubmitCode,
  type SubmitOutcome,
} from '@threepid/core';
import { expect } from 'chai';
import { newAddress, newGeneration, newMac, newNonce, newNumberId, newSessionId, newSlot } from './ids.js';

export type Opened = Extract<OpenOutcome, { kind: 'opened' }>;

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
}

/** A number, as a storage knows it: by another id under each secret, in one slot. */
export class CountedNumber {
  private readonly ids = new Map<string, string>();

  constructor(readonly slot = newSlot()) {}

  idUnder(secret: string): string {
    return remembered(this.ids, secret, newNumberId);
  }
}

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

  constructor(
    private readonly storage: SessionStorage,
    readonly number = new CountedNumber(),
    private readonly rules: Lifetimes = defaultSessionRules,
  ) {}

  /** Asks for a message, whatever the answer. */
  async ask(now: number, wishes: Wishes = {}): Promise<OpenOutcome> {
    const request = this.openRequest(now, wishes);
    const outcome = await this.storage.open(request);
    this.requests.set(outcome, request);
    return outcome;
  }

  /** Asks for a message where no limit is in the way. */
  async open(now: number, wishes: Wishes = {}): Promise<Opened> {
    const outcome = await this.ask(now, wishes);
    if (outcome.kind !== 'opened')
      expect.fail(`limited for ${String(outcome.retryAfterMs)} ms, though no limit is used up`);
    return outcome;
  }

  /** Submits the code that the message of `opened` carried. */
  async submit(now: number, opened: Opened, generation = opened.generation): Promise<SubmitOutcome> {
    return this.storage.submit(this.submitRequest(now, opened, generation));
  }

  /** Submits a code that is not the right one. */
  async guess(now: number, { generation }: Pick<Opened, 'generation'>): Promise<SubmitOutcome> {
    return this.storage.submit(this.guessRequest(now, generation));
  }

  /** Guesses wrongly until the session is dead. */
  async useUpGuesses(now: number, opened: Opened): Promise<void> {
    for (let judged = 0; judged < this.rules.wrongCodesAllowed; judged += 1) {
      expect(await this.guess(now, opened)).to.deep.equal({ kind: 'incorrect' });
    }
  }

  async read(now: number, { generation }: Pick<Opened, 'generation'>): Promise<ReadOutcome> {
    return this.storage.read(this.readRequest(now, generation));
  }

  async consume(now: number, { generation }: Pick<Opened, 'generation'>): Promise<ReadOutcome> {
    return this.storage.consume(this.readRequest(now, generation));
  }

  /** Gives back the message that `opened` claimed. */
  async giveBack(opened: Opened, { uncount = true } = {}): Promise<void> {
    await this.storage.giveBack(this.giveBackRequest(opened, uncount));
  }

  /** The canonical number, sealed, of a session that lies under a secret. */
  addressUnder(secret: string): string {
    return remembered(this.addresses, secret, newAddress);
  }

  private openRequest(now: number, { attempt, decoy = false, nextLink, limits = [] }: Wishes): OpenSession {
    const { sessionLifetimeMs, codeLifetimeMs, wrongCodesAllowed } = this.rules;
    return {
      slot: this.number.slot,
      candidates: this.secrets.map((secret) => this.candidate(secret, nextLink)),
      decoy,
      sendAttempt: attempt,
      limits,
      now,
      sessionLifetimeMs,
      codeLifetimeMs,
      wrongCodesAllowed,
    };
  }

  private candidate(secret: string, nextLink: string | undefined): OpenCandidate {
    const code = { nonce: newNonce(), mac: newMac() };
    this.macs.set(`${secret} ${code.nonce}`, code.mac);
    return {
      sessionId: this.sessionIdUnder(secret),
      numberId: this.number.idUnder(secret),
      generation: newGeneration(),
      code,
      address: this.addressUnder(secret),
      ...(nextLink === undefined ? {} : { nextLink }),
    };
  }

  private submitRequest(now: number, { nonce }: Opened, generation: string): SubmitCode {
    const macUnder = (secret: string): string => this.macs.get(`${secret} ${nonce}`) ?? newMac();
    return this.judged(now, generation, macUnder);
  }

  private guessRequest(now: number, generation: string): SubmitCode {
    return this.judged(now, generation, newMac);
  }

  private judged(now: number, generation: string, macUnder: (secret: string) => string): SubmitCode {
    const { sessionLifetimeMs, wrongCodesAllowed } = this.rules;
    const candidates = this.secrets.map((secret) => ({
      sessionId: this.sessionIdUnder(secret),
      mac: macUnder(secret),
    }));
    return { slot: this.number.slot, candidates, generation, now, sessionLifetimeMs, wrongCodesAllowed };
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

  private giveBackRequest(opened: Opened, uncount: boolean): GiveBack {
    const request = this.requests.get(opened);
    const candidate = request?.candidates[opened.candidate];
    if (request === undefined || candidate === undefined)
      throw new TypeError('only what was opened is given back');
    return {
      slot: request.slot,
      sessionId: candidate.sessionId,
      generation: opened.generation,
      sendAttempt: request.sendAttempt,
      previousAttempt: opened.previousAttempt,
      numberId: request.candidates[0]?.numberId ?? '',
      openedAt: request.now,
      uncount,
    };
  }

  private sessionIdUnder(secret: string): string {
    return remembered(this.sessionIds, secret, newSessionId);
  }
}

function remembered(ids: Map<string, string>, secret: string, make: () => string): string {
  const id = ids.get(secret) ?? make();
  ids.set(secret, id);
  return id;
}
