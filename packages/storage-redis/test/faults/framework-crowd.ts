import { createThreepid, type SmsResult, type SmsSender, type Threepid } from '@threepid/core';
import type { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { CrowdRandom } from '../../../contract-tests/dist/histories/crowd-random.js';
import { eventually } from './eventually.js';
import type { Caller, Deed, Done, FrameworkHistory, FrameworkCall } from './framework-history.js';
import { NotedStorage } from './noted-storage.js';

/** Each host's clock differs. */
const clocksAheadMs = [-20_000, 0, 10_000, 20_000];
/** A rotation is under way: some hosts have the new secret in front already. */
const older = 'the older secret of the fault tests';
const newer = 'the newer secret of the fault tests';
const callersEach = 3;
const numbersAtOnce = 6;
const deedsEach = 30;
/** A call for a message that another call sends, and whose outcome was lost, takes half a minute. People go on before. */
const patienceMs = 1_000;
const lastAnswersMs = 2_000;

export interface FrameworkCrowdOptions {
  readonly history: FrameworkHistory;
  readonly seed: number;
  readonly connect: (host: number) => Redis;
  /** The storage, if it isn't the real one. */
  readonly storage?: typeof NotedStorage;
  /** Around the provider, if there is something. */
  readonly sender?: (provider: SmsSender) => SmsSender;
}

interface Host {
  readonly redis: Redis;
  readonly threepid: Threepid;
}

/** Two people who ask for one number, and what they do. */
interface Place {
  readonly callers: readonly Caller[];
  deedsLeft: number;
}

/** Many people at once who verify few numbers by several processes of a host, and some who guess. */
export class FrameworkCrowd {
  private readonly random: CrowdRandom;
  private readonly hosts: readonly Host[];
  private readonly places: Place[];
  private readonly waiting = new Set<Promise<unknown>>();
  private isOver = false;
  private answered = 0;
  private numbers = 0;

  constructor(private readonly options: FrameworkCrowdOptions) {
    this.random = new CrowdRandom(options.seed);
    this.hosts = clocksAheadMs.map((aheadMs, host) => this.host(options.connect(host), host, aheadMs));
    this.places = Array.from({ length: numbersAtOnce }, () => this.newPlace());
  }

  /** Calls until `fault` is over, and then leaves. */
  async during(fault: () => Promise<void>): Promise<void> {
    const calling = Promise.all(Array.from({ length: callersEach * this.hosts.length }, () => this.act()));
    try {
      await fault();
    } finally {
      this.isOver = true;
      await calling;
      await Promise.race([Promise.all(this.waiting), sleep(lastAnswersMs)]);
      for (const { redis } of this.hosts) redis.removeAllListeners('end').disconnect();
      await Promise.all(this.waiting);
      await Promise.all(this.hosts.map(({ threepid }) => threepid.close()));
    }
  }

  /** Waits until so many more calls were answered. */
  async goOn(calls: number): Promise<void> {
    const goal = this.answered + calls;
    await eventually(() => Promise.resolve(this.answered >= goal), 60_000);
  }

  private host(redis: Redis, host: number, aheadMs: number): Host {
    const {
      history,
      storage: Storage = NotedStorage,
      sender = (provider: SmsSender) => provider,
    } = this.options;
    redis.on('error', () => undefined);
    const threepid = createThreepid({
      secret: host % 2 === 0 ? [newer, older] : [older, newer],
      indexSecret: older,
      storage: new Storage(redis, history.noteLostSettle),
      sms: sender(history.provider(() => this.send())),
      guard: { mode: 'off' },
      limits: { perNumberAndAddress: [], perAddress: [], perSite: [], perNetwork: [] },
      events: history.hear,
      clock: { now: () => Date.now() + aheadMs },
    });
    return { redis, threepid };
  }

  private async send(): Promise<SmsResult> {
    await sleep(this.random.below(20));
    const cause = 'the provider of the fault tests';
    const lot = this.random.below(20);
    if (lot < 2) return { kind: 'unavailable', taken: 'unknown', cause };
    if (lot < 4) return { kind: 'unavailable', taken: 'no', cause };
    if (lot < 5) return { kind: 'rejected-destination', cause };
    return { kind: 'sent', messageId: 'message' };
  }

  private async act(): Promise<void> {
    while (!this.isOver) {
      const place = this.place();
      place.deedsLeft -= 1;
      const caller = this.random.one(place.callers);
      const { deed, atOnce } = this.deedOf(caller);
      const calls = Promise.all(Array.from({ length: atOnce }, () => this.call(caller, deed)));
      await Promise.race([calls, sleep(patienceMs)]);
    }
  }

  /** What somebody does next, and on how many hosts at once. */
  private deedOf(caller: Caller): { readonly deed: Deed; readonly atOnce: number } {
    const sid = this.sidOf(caller);
    const lot = this.random.below(20);
    if (sid === undefined || lot < 6) return { deed: this.request(caller), atOnce: 3 };
    if (lot < 10) return { deed: { to: 'submit', sid, code: this.codeOf(caller) }, atOnce: 2 };
    if (lot < 13)
      return { deed: { to: 'submit', sid, code: this.codeOf({ number: caller.number }) }, atOnce: 1 };
    if (lot < 16) return { deed: { to: 'submit', sid, code: this.guess() }, atOnce: 3 };
    if (lot < 19) return { deed: { to: 'read', sid }, atOnce: 1 };
    return { deed: { to: 'consume', sid }, atOnce: 2 };
  }

  private request(caller: Caller): Deed {
    const attempts = this.callsOf(caller).map(({ deed }) => (deed.to === 'request' ? deed.attempt : 0));
    const last = Math.max(1, ...attempts);
    return { to: 'request', attempt: this.random.one([1, last, last, last + 1]) };
  }

  /** Mostly the last that somebody was told. */
  private sidOf(caller: Caller): string | undefined {
    const sids = this.callsOf(caller).flatMap(({ answer }) =>
      answer?.kind === 'done' && answer.sid !== undefined ? [answer.sid] : [],
    );
    return sids.at(this.random.one([-1, -1, -1, -4]));
  }

  /** One of the codes that the provider got for somebody, or for anybody with the number; whether it took them or not. */
  private codeOf({ number, clientSecret }: Partial<Caller>): string {
    const codes = this.options.history.messages
      .filter(({ call: { caller } }) => caller.number === number)
      .filter(({ call: { caller } }) => clientSecret === undefined || caller.clientSecret === clientSecret)
      .map(({ code }) => code);
    return codes.length === 0 ? this.guess() : this.random.one(codes.slice(-3));
  }

  private guess(): string {
    return String(this.random.below(1_000_000)).padStart(6, '0');
  }

  private callsOf({ number, clientSecret }: Caller): readonly FrameworkCall[] {
    return this.options.history.calls.filter(
      ({ caller }) => caller.number === number && caller.clientSecret === clientSecret,
    );
  }

  private async call(caller: Caller, deed: Deed): Promise<void> {
    const { threepid } = this.random.one(this.hosts);
    const waiting = this.options.history.call(caller, deed, () => take(threepid, caller, deed));
    this.waiting.add(waiting);
    const { kind } = await waiting;
    this.waiting.delete(waiting);
    if (kind !== 'unavailable') this.answered += 1;
  }

  private place(): Place {
    const index = this.random.below(this.places.length);
    const place = this.places[index];
    if (place !== undefined && place.deedsLeft > 0) return place;
    return (this.places[index] = this.newPlace());
  }

  private newPlace(): Place {
    this.numbers += 1;
    const number = `+4474${String(this.numbers).padStart(4, '0')}${String(this.random.below(10_000)).padStart(4, '0')}`;
    const callers = ['alice', 'bob'].map((clientSecret) => ({ number, clientSecret }));
    return { callers, deedsLeft: deedsEach };
  }
}

async function take(threepid: Threepid, { number, clientSecret }: Caller, deed: Deed): Promise<Done> {
  if (deed.to === 'request') {
    const request = { clientSecret, country: '', phoneNumber: number, sendAttempt: deed.attempt };
    return { sid: (await threepid.requestToken(request)).sid };
  }
  const session = { sid: deed.sid, clientSecret };
  if (deed.to === 'submit') {
    return { validatedAt: (await threepid.submitToken({ ...session, token: deed.code })).validatedAt };
  }
  const { address, validatedAt } =
    deed.to === 'read'
      ? await threepid.getValidatedThreePid(session)
      : await threepid.consumeValidatedThreePid(session);
  return { address, validatedAt };
}
