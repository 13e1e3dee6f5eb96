import type {
  MessageLimit,
  MessageResult,
  OpenBySecret,
  OpenOutcome,
  OpenSession,
  ReadOutcome,
  ReadSession,
  SessionStorage,
  SpendOutcome,
  SubmitOutcome,
} from '@threepid/core';
import { expect } from 'chai';
import { isDeepStrictEqual } from 'node:util';
import {
  newAddress,
  newAllowanceId,
  newClaim,
  newGeneration,
  newMac,
  newNextLink,
  newNonce,
  newNumberId,
  newReceipt,
  newSentMessage,
  newSessionId,
  newSlot,
} from './ids.js';
import { midnight, second } from '../runner/times.js';

/**
 * A run of the model in `test/model/storage.qnt`: for each step the call, and after `=` what the model answers. All are
 * numbers and words: ids count the calls to `open`, times count ticks, and -1 is none.
 */
export interface SessionTrace {
  readonly rules: SessionTraceRules;
  readonly steps: readonly string[];
}

/** The rules of a trace. Times are in ticks. */
export interface SessionTraceRules {
  readonly sessionLife: number;
  readonly codeLife: number;
  readonly wrongAllowed: number;
  readonly limits: readonly { readonly messages: number; readonly window: number }[];
}

/** Clocks differ by two of them. */
const tickMs = 30 * second;

/** Traces of half an hour go on over midnight. */
const begin = midnight - 10 * tickMs;

/** A code that no call has brought. */
const wrong = '-2';

/**
 * Takes the steps of traces on a storage, and compares each answer with the model's. The traces run at once, and their clocks
 * differ by as much as those of hosts may.
 *
 * @throws AssertionError that shows the steps of a trace up to the first answer that differs.
 */
export async function replaySessionTraces(
  storage: SessionStorage,
  traces: readonly SessionTrace[],
): Promise<void> {
  const runs = traces.map((trace) => new Run(storage, trace));
  for (let tick = 0; runs.some(({ isOver }) => !isOver); tick += 1) {
    await Promise.all(runs.map((run) => run.goOn(tick)));
  }
}

/** A trace that is being replayed. */
class Run {
  private readonly replay: Replay;
  private place = 0;

  constructor(
    private readonly storage: SessionStorage,
    private readonly trace: SessionTrace,
  ) {
    this.replay = new Replay(storage, trace.rules);
  }

  get isOver(): boolean {
    return this.place >= this.trace.steps.length;
  }

  /** Takes the steps up to the first one that is later than the tick. */
  async goOn(tick: number): Promise<void> {
    for (;;) {
      const step = this.trace.steps[this.place];
      if (step === undefined || tickOf(step) > tick) return;
      this.place += 1;
      const { answer, expected } = await this.replay.take(step);
      // The text takes longer than the step.
      if (!isDeepStrictEqual(answer, expected)) expect(answer, this.told()).to.deep.equal(expected);
    }
  }

  private told(): string {
    const steps = this.trace.steps.slice(0, this.place).join('\n');
    return `the last of these steps on ${this.storage.name}:\n${steps}\n`;
  }
}

/** The time of a step. A refund has none. */
function tickOf(step: string): number {
  const [kind, now] = step.split(' ', 2);
  return kind === 'refund' ? 0 : Number(now);
}

/** What a storage answers, and what the model does. */
interface Taken {
  readonly answer: unknown;
  readonly expected: unknown;
}

const nothing: Taken = { answer: undefined, expected: undefined };

/** The words of a step, in order. */
class Words {
  private next = 0;
  private readonly words: readonly string[];

  constructor(text: string) {
    this.words = text.trim().split(' ');
  }

  text(): string {
    const word = this.words[this.next];
    this.next += 1;
    if (word === undefined) throw new TypeError(`a step of a trace is too short: ${this.words.join(' ')}`);
    return word;
  }

  /** The secrets that a host knows, newest first: a digit each. */
  ring(): readonly string[] {
    return this.text().split('');
  }

  flag(): boolean {
    return this.text() === '1';
  }

  number(): number {
    return Number(this.text());
  }

  time(): number {
    return begin + tickMs * this.number();
  }

  /** Undefined for -1. */
  id(): string | undefined {
    const word = this.text();
    return word === '-1' ? undefined : word;
  }
}

class Replay {
  private readonly ids = new Map<string, string>();
  /** The generation of each session, by the call that started it. */
  private readonly generations = new Map<string, string>();
  private readonly limits: readonly MessageLimit[];

  constructor(
    private readonly storage: SessionStorage,
    private readonly rules: SessionTraceRules,
  ) {
    this.limits = rules.limits.map(({ messages, window }) => ({ messages, windowMs: tickMs * window }));
  }

  take(step: string): Promise<Taken> {
    const [call = '', answer = ''] = step.split('=');
    const asked = new Words(call);
    const expected = new Words(answer);
    const kind = asked.text();
    const take = this.steps[kind];
    if (take === undefined) throw new TypeError(`no step of a trace is called ${kind}`);
    return take(asked, expected);
  }

  private readonly steps: Readonly<Record<string, (asked: Words, expected: Words) => Promise<Taken>>> = {
    open: (asked, expected) => this.open(asked, expected),
    settle: (asked, expected) => this.settle(asked, expected),
    outcomeOf: (asked, expected) => this.outcomeOf(asked, expected),
    submit: (asked, expected) => this.submit(asked, expected),
    read: (asked, expected) => this.read('read', asked, expected),
    consume: (asked, expected) => this.read('consume', asked, expected),
    spend: (asked, expected) => this.spend(asked, expected),
    refund: (asked) => this.refund(asked),
    forget: (asked) => this.operate('forget', asked),
    release: (asked) => this.operate('release', asked),
  };

  // open NOW CLIENT RING CALL ATTEMPT DECOY CLAIMLIFE RECEIPT LINK = limited WAIT
  //                              = MESSAGE SECRET GENERATION CODE CODEEXPIRES AWAITED KEPT
  private async open(asked: Words, expected: Words): Promise<Taken> {
    const { request, ring } = this.openRequest(asked);
    const answer = await this.storage.open(request);
    return { answer, expected: this.openOutcome(expected, ring) };
  }

  private openRequest(asked: Words): { readonly request: OpenSession; readonly ring: readonly string[] } {
    const [now, client, ring, call] = [asked.time(), asked.text(), asked.ring(), asked.text()];
    const [attempt, decoy, claimLife] = [asked.number(), asked.flag(), asked.number()];
    const [hasReceipt, hasLink] = [asked.flag(), asked.flag()];
    const request = {
      ...this.placeOf(client),
      bySecret: ring.map((secret) => this.underSecret(client, secret, call, hasLink)),
      decoy,
      sendAttempt: attempt < 0 ? undefined : attempt,
      limits: this.limits,
      claim: this.claimOf(call),
      claimLifetimeMs: tickMs * claimLife,
      openedBy: [this.numberIdOf(client)],
      ...(hasReceipt ? { receipt: this.receiptOf(call) } : {}),
      now,
      sessionLifetimeMs: tickMs * this.rules.sessionLife,
      codeLifetimeMs: tickMs * this.rules.codeLife,
      wrongCodesAllowed: this.rules.wrongAllowed,
    };
    return { request, ring };
  }

  private underSecret(client: string, secret: string, call: string, hasLink: boolean): OpenBySecret {
    return {
      sessionId: this.sessionIdOf(client, secret),
      generation: this.generationUnder(secret, call),
      code: { nonce: this.nonceOf(secret, call), mac: this.macOf(secret, call) },
      address: this.addressOf(client, secret),
      ...(hasLink ? { nextLink: this.linkOf(secret, call) } : {}),
    };
  }

  private openOutcome(expected: Words, ring: readonly string[]): OpenOutcome {
    const message = expected.text();
    if (message === 'limited') return { kind: 'limited', retryAfterMs: tickMs * expected.number() };
    const [secret, generation, code] = [expected.text(), expected.text(), expected.text()];
    const [codeExpiresAt, awaited, kept] = [expected.time(), expected.id(), expected.id()];
    this.generations.set(generation, this.generationUnder(secret, generation));
    return {
      kind: 'opened',
      secretIndex: ring.indexOf(secret),
      generation: this.generationUnder(secret, generation),
      nonce: this.nonceOf(secret, code),
      codeExpiresAt,
      message: this.messageOf(message, awaited),
      sentMessage: kept === undefined ? undefined : this.keptOf(kept),
    };
  }

  private messageOf(kind: string, awaited: string | undefined) {
    if (kind === 'under-way') return { kind, claim: this.claimOf(awaited ?? '') } as const;
    return kind === 'claimed' ? ({ kind: 'claimed' } as const) : ({ kind: 'sent' } as const);
  }

  // settle NOW CLIENT SECRET CALL RESULT KEEPS REFUND OPENEDAT = KEPT
  private async settle(asked: Words, expected: Words): Promise<Taken> {
    const [now, client, secret, call] = [asked.time(), asked.text(), asked.text(), asked.text()];
    const result = asked.text() as MessageResult;
    const [keeps, refund, openedAt] = [asked.flag(), asked.flag(), asked.time()];
    const { slot, numberId } = this.placeOf(client);
    const answer = await this.storage.settle({
      slot,
      numberId,
      sessionId: this.sessionIdOf(client, secret),
      claim: this.claimOf(call),
      result,
      ...(keeps ? { sentMessage: this.keptOf(call) } : {}),
      refund,
      openedAt,
      now,
    });
    const kept = expected.id();
    return { answer, expected: kept === undefined ? undefined : this.keptOf(kept) };
  }

  // outcomeOf NOW CLIENT SECRET GENERATION CALL = OUTCOME
  private async outcomeOf(asked: Words, expected: Words): Promise<Taken> {
    const [now, client, secret] = [asked.time(), asked.text(), asked.text()];
    const [generation, call] = [this.generationOf(asked.text()), asked.text()];
    const { slot } = this.placeOf(client);
    const sessionId = this.sessionIdOf(client, secret);
    const answer = await this.storage.outcomeOf({
      slot,
      sessionId,
      generation,
      claim: this.claimOf(call),
      now,
    });
    return { answer, expected: expected.text() };
  }

  // submit NOW CLIENT RING GENERATION CODE = incorrect KEPT
  //                  = validated SECRET VALIDATEDAT FIRST LINK RECEIPT KEPT
  private async submit(asked: Words, expected: Words): Promise<Taken> {
    const [now, client, ring] = [asked.time(), asked.text(), asked.ring()];
    const [generation, code] = [asked.text(), asked.text()];
    const answer = await this.storage.submit({
      slot: this.placeOf(client).slot,
      bySecret: ring.map((secret) => ({
        sessionId: this.sessionIdOf(client, secret),
        mac: code === wrong ? newMac() : this.macOf(secret, code),
      })),
      generation: this.generationOf(generation),
      now,
      sessionLifetimeMs: tickMs * this.rules.sessionLife,
      wrongCodesAllowed: this.rules.wrongAllowed,
    });
    return { answer, expected: this.submitOutcome(expected, ring) };
  }

  private submitOutcome(expected: Words, ring: readonly string[]): SubmitOutcome {
    const kind = expected.text();
    if (kind === 'unknown' || kind === 'expired') return { kind };
    if (kind === 'incorrect') return { kind, ...this.keptIn(expected) };
    const [secret, validatedAt, first] = [expected.text(), expected.time(), expected.flag()];
    const [link, receipt, kept] = [expected.id(), expected.id(), expected.id()];
    return {
      kind: 'validated',
      secretIndex: ring.indexOf(secret),
      validatedAt,
      first,
      nextLink: link === undefined ? undefined : this.linkOf(secret, link),
      receipt: receipt === undefined ? undefined : this.receiptOf(receipt),
      sentMessage: kept === undefined ? undefined : this.keptOf(kept),
    };
  }

  // read NOW CLIENT RING GENERATION = pending | expired KEPT
  //                  = validated SECRET VALIDATEDAT
  private async read(step: 'read' | 'consume', asked: Words, expected: Words): Promise<Taken> {
    const [now, client, ring, generation] = [asked.time(), asked.text(), asked.ring(), asked.text()];
    const request: ReadSession = {
      slot: this.placeOf(client).slot,
      sessionIds: ring.map((secret) => this.sessionIdOf(client, secret)),
      generation: this.generationOf(generation),
      now,
      wrongCodesAllowed: this.rules.wrongAllowed,
    };
    const answer = await this.storage[step](request);
    return { answer, expected: this.readOutcome(expected, client, ring) };
  }

  private readOutcome(expected: Words, client: string, ring: readonly string[]): ReadOutcome {
    const kind = expected.text();
    if (kind === 'unknown') return { kind };
    if (kind === 'pending' || kind === 'expired') return { kind, ...this.keptIn(expected) };
    const [secret, validatedAt] = [expected.text(), expected.time()];
    const address = this.addressOf(client, secret);
    return { kind: 'validated', secretIndex: ring.indexOf(secret), validatedAt, address };
  }

  // spend NOW NUMBER = WAIT
  private async spend(asked: Words, expected: Words): Promise<Taken> {
    const [now, number, wait] = [asked.time(), asked.text(), expected.number()];
    const answer = await this.storage.spend({ id: this.allowanceOf(number), limits: this.limits, now });
    const wanted: SpendOutcome =
      wait === 0 ? { kind: 'spent' } : { kind: 'limited', retryAfterMs: tickMs * wait };
    return { answer, expected: wanted };
  }

  // refund NUMBER SPENTAT
  private async refund(asked: Words): Promise<Taken> {
    const [number, spentAt] = [asked.text(), asked.time()];
    await this.storage.refund({ id: this.allowanceOf(number), spentAt });
    return nothing;
  }

  // forget | release NOW NUMBER
  private async operate(step: 'forget' | 'release', asked: Words): Promise<Taken> {
    const [now, number] = [asked.time(), asked.text()];
    await this.storage[step]({ ...this.numberOf(number), now });
    return nothing;
  }

  private keptIn(expected: Words): { readonly sentMessage?: string } {
    const kept = expected.id();
    return kept === undefined ? {} : { sentMessage: this.keptOf(kept) };
  }

  /** Two client secrets for each number. */
  private placeOf(client: string) {
    return this.numberOf(String(Math.floor(Number(client) / 2)));
  }

  private numberOf(number: string) {
    return { slot: this.id(`slot ${number}`, newSlot), numberId: this.id(`number ${number}`, newNumberId) };
  }

  private numberIdOf(client: string): string {
    return this.placeOf(client).numberId;
  }

  private allowanceOf(number: string): string {
    return this.id(`allowance ${number}`, () => newAllowanceId(this.numberOf(number).numberId));
  }

  private sessionIdOf(client: string, secret: string): string {
    return this.id(`session ${client} ${secret}`, () => newSessionId(this.numberIdOf(client)));
  }

  private addressOf(client: string, secret: string): string {
    return this.id(`address ${client} ${secret}`, newAddress);
  }

  private generationOf(call: string): string {
    return this.generations.get(call) ?? newGeneration();
  }

  private generationUnder(secret: string, call: string): string {
    return this.id(`generation ${secret} ${call}`, newGeneration);
  }

  private nonceOf(secret: string, call: string): string {
    return this.id(`nonce ${secret} ${call}`, newNonce);
  }

  private macOf(secret: string, call: string): string {
    return this.id(`mac ${secret} ${call}`, newMac);
  }

  private linkOf(secret: string, call: string): string {
    return this.id(`link ${secret} ${call}`, newNextLink);
  }

  private claimOf(call: string): string {
    return this.id(`claim ${call}`, newClaim);
  }

  private receiptOf(call: string): string {
    return this.id(`receipt ${call}`, newReceipt);
  }

  private keptOf(call: string): string {
    return this.id(`kept ${call}`, newSentMessage);
  }

  private id(name: string, make: () => string): string {
    const id = this.ids.get(name) ?? make();
    this.ids.set(name, id);
    return id;
  }
}
