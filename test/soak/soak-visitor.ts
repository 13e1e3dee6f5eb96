import { setTimeout as sleep } from 'node:timers/promises';
import { identityV1 } from '../identity-client.js';
import type { SoakAnswer, Call } from './soak-answer.js';
import type { Balancer } from './balancer.js';
import type { SoakInbox } from './soak-inbox.js';
import type { Somebody } from './people.js';
import { excuseOf, lossOutcomes, mayHaveToWait } from './promised.js';
import type { SoakRecord } from './record.js';
import type { Weather } from './weather.js';

/** What a visitor works with. */
export interface SoakSurroundings {
  readonly balancer: Balancer;
  readonly inbox: SoakInbox;
  readonly weather: Weather;
  readonly record: SoakRecord;
}

/** Thrown when a person goes no further, after the reason was recorded. */
export class GaveUp extends Error {}

/** How long a person tries one call. A failover takes seconds. */
const mostMs = 60_000;
const betweenTriesMs = 500;
const messageWaitMs = 4_000;
/** As many as a person presses "send again". */
const mostAttempts = 3;

/** A person who verifies a number, and repeats a call that fails as it may. */
export class SoakVisitor {
  sid = '';
  /** Calls that failed in a way that is promised. */
  failed = 0;
  /** Send attempts so far. */
  attempts = 0;
  readonly #began = performance.now();
  /** Messages before the last attempt. */
  #earlier = 0;

  constructor(
    readonly person: Somebody,
    readonly secret: string,
    readonly surroundings: SoakSurroundings,
  ) {}

  /** Asks for a message. @param atOnce so many equal requests. */
  async ask(atOnce = 1): Promise<void> {
    const { country, national, msisdn } = this.person;
    this.attempts += 1;
    this.#earlier = this.surroundings.inbox.codesOf(msisdn).length;
    const send = (): Promise<SoakAnswer> =>
      this.until('requestToken', ['200'], () =>
        this.post('requestToken', {
          client_secret: this.secret,
          country,
          phone_number: national,
          send_attempt: this.attempts,
        }),
      );
    const sids = await sidsOf(Array.from({ length: atOnce }, send));
    // Of a call that failed, the new master may know nothing.
    if (new Set(sids).size > 1 && this.failed === 0)
      this.record.sameCode.break(`${sids.length} sessions of equal requests`);
    this.sid = sids.at(-1) ?? '';
  }

  /** The code of the newest message. Asks again if none comes, as a person does; there must be a reason. */
  async code(): Promise<string> {
    const { inbox } = this.surroundings;
    const { msisdn } = this.person;
    while (!(await inbox.reached(msisdn, this.#earlier + 1, messageWaitMs))) {
      if (this.failed === 0 && !this.mayHaveLost) this.giveUp('no message came');
      if (this.attempts === mostAttempts) break;
      await this.ask();
    }
    return inbox.codesOf(msisdn).at(-1) ?? this.giveUp('no message came, however often it was asked for');
  }

  /** True if a step of this person may be lost. */
  get mayHaveLost(): boolean {
    return this.surroundings.weather.since(this.#began).includes('Redis fails over');
  }

  /** What may be answered because a step is lost. */
  get losses(): readonly string[] {
    return this.mayHaveLost ? lossOutcomes : [];
  }

  /** Submits a code until the answer is one of these. @returns which. */
  async submit(token: string, ...expected: readonly string[]): Promise<string> {
    const body = { sid: this.sid, client_secret: this.secret, token };
    return (await this.until('submitToken', expected, () => this.post('submitToken', body))).outcome;
  }

  /** Reads the result until the answer is one of these. */
  read(...expected: readonly string[]): Promise<SoakAnswer> {
    const query = `sid=${this.sid}&client_secret=${this.secret}`;
    const path = `${identityV1}/3pid/getValidated3pid?${query}`;
    const { address } = this.person;
    return this.until('getValidated3pid', expected, () =>
      this.surroundings.balancer.send({ method: 'GET', path, address }),
    );
  }

  post(call: Exclude<Call, 'getValidated3pid'>, body: unknown): Promise<SoakAnswer> {
    return this.surroundings.balancer.send({
      method: 'POST',
      path: `${identityV1}/validate/msisdn/${call}`,
      address: this.person.address,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Repeats a call until its answer is one of those of a calm day. Any other one needs an excuse. */
  async until(call: Call, expected: readonly string[], send: () => Promise<SoakAnswer>): Promise<SoakAnswer> {
    const { record } = this;
    const start = performance.now();
    for (;;) {
      const from = performance.now();
      const answer = await send();
      record.calls += 1;
      if (expected.includes(answer.outcome)) {
        record.latencies.add(start, performance.now() - start);
        return answer;
      }
      this.takeUnusual(call, answer, { start, from });
      if (performance.now() - start > mostMs)
        this.giveUp(`${call} answered ${answer.outcome} for ${mostMs} ms`);
      await sleep(betweenTriesMs);
    }
  }

  /** @throws GaveUp always, after it was recorded that this person got nowhere. */
  giveUp(how: string): never {
    this.record.ends.break(`${this.person.msisdn}: ${how}`);
    throw new GaveUp(how);
  }

  get record(): SoakRecord {
    return this.surroundings.record;
  }

  private takeUnusual(
    call: Call,
    answer: SoakAnswer,
    { start, from }: { readonly start: number; readonly from: number },
  ): void {
    const { record } = this;
    const { weather } = this.surroundings;
    const unusual = {
      call,
      answer,
      ms: performance.now() - from,
      triedMs: performance.now() - start,
      weather: weather.since(from),
      before: weather.since(this.#began),
      failedBefore: this.failed,
    };
    if (mayHaveToWait(unusual)) {
      record.waiting += 1;
      throw new GaveUp('has to wait');
    }
    const kind = excuseOf(unusual);
    if (kind === undefined) {
      const after = `after ${Math.round(unusual.ms)} ms, ${unusual.weather.join(', ') || 'calm'}`;
      const error = JSON.stringify(answer.body['error'] ?? '');
      record.answers.break(`${call}: ${answer.outcome} ${error} (${after})`);
      throw new GaveUp('an answer that is not promised');
    }
    this.failed += 1;
    record.excuse(kind, call, answer);
    // An attempt that a failover has left unfinished is tried again by nobody for 90 seconds; people press "send again".
    if (this.mayHaveLost && answer.outcome === '400 M_SEND_ERROR') this.attempts += 1;
  }
}

/** Waits for all, whatever comes of one: none may go on when the person is done. */
async function sidsOf(sent: readonly Promise<SoakAnswer>[]): Promise<readonly string[]> {
  await Promise.allSettled(sent);
  const answers = await Promise.all(sent);
  return answers.map(({ body: { sid } }) => String(sid));
}
