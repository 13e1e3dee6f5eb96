import type { SessionStorage } from '@threepid/core';
import { minute, t0 } from '../requests.js';
import { make, type Call, type Operation } from './call.js';
import { Caller } from './caller.js';
import { Random } from './random.js';

/** Clocks differ by less than 60 s, the time included that a call is on its way with the time that it was given. */
const clocksAhead = [0, 1, 10_000, 30_000, 50_000];
const shortWaits = [0, 0, 1, 50];
const waits = [...shortWaits, ...shortWaits, 10_000, 30_000, minute - 1, minute, 2 * minute];

/** A call is begun, then takes effect in the storage, then ends: others come between. */
interface Begun {
  readonly call: Call;
  readonly began: number;
  readonly effect: { readonly answer: unknown } | undefined;
}

interface Client {
  readonly clockAheadMs: number;
  readonly secrets: readonly string[];
  callsLeft: number;
  begun: Begun | undefined;
}

/** A history of calls of three clients at once, whose clocks differ; the same for the same seed. */
export async function randomHistory(storage: SessionStorage, seed: number): Promise<readonly Operation[]> {
  return new RandomHistory(storage, new Random(seed)).run();
}

class RandomHistory {
  private readonly operations: Operation[] = [];
  private readonly caller: Caller;
  private readonly clients: readonly Client[];
  private now = t0;
  private moment = 0;

  constructor(
    private readonly storage: SessionStorage,
    private readonly random: Random,
  ) {
    this.caller = new Caller(random);
    this.clients = [0, 1, 2].map(() => ({
      clockAheadMs: random.one(clocksAhead),
      secrets: random.one([['first'], ['first'], ['second', 'first']]),
      callsLeft: 10,
      begun: undefined,
    }));
  }

  async run(): Promise<readonly Operation[]> {
    for (;;) {
      const busy = this.clients.filter(({ begun, callsLeft }) => begun !== undefined || callsLeft > 0);
      if (busy.length === 0) return this.operations;
      this.wait();
      this.moment += 1;
      await this.goOn(this.random.one(busy));
    }
  }

  private wait(): void {
    const isOnItsWay = this.clients.some(({ begun }) => begun !== undefined && begun.effect === undefined);
    this.now += this.random.one(isOnItsWay ? shortWaits : waits);
  }

  private async goOn(client: Client): Promise<void> {
    const { begun } = client;
    if (begun === undefined) this.begin(client);
    else if (begun.effect === undefined) client.begun = await this.takeEffect(begun);
    else {
      client.begun = undefined;
      this.end(begun, begun.effect.answer);
    }
  }

  private begin(client: Client): void {
    client.callsLeft -= 1;
    const call = this.caller.call(client.secrets, this.now + client.clockAheadMs);
    if (call !== undefined) client.begun = { call, began: this.moment, effect: undefined };
  }

  private async takeEffect(begun: Begun): Promise<Begun> {
    return { ...begun, effect: { answer: await make(begun.call, this.storage) } };
  }

  private end({ call, began }: Begun, answer: unknown): void {
    this.operations.push({ call, answer, began, ended: this.moment });
    this.caller.learn(call, answer);
  }
}
