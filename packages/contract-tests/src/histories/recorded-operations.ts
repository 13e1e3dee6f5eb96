import type { Operation } from './operation.js';

/** A call that was recorded, or is still in flight. */
export interface RecordedCall<Call> {
  readonly client: string;
  readonly call: Call;
  readonly began: number;
  /** By the clock of the record, ms. */
  readonly beganAt: number;
  ended?: number;
  endedAt?: number;
  answer?: { readonly value: unknown };
  /** Why it was rejected. */
  error?: unknown;
  /** True if its client lost a connection meanwhile, and may have sent it twice. */
  mayBeTwice?: boolean;
}

/** Records calls at once, with the order in which they began and ended. */
export class RecordedOperations<Call> {
  private readonly calls: RecordedCall<Call>[] = [];
  private last = 0;

  /** @param timeMs a clock for `momentAt`. */
  constructor(private readonly timeMs: () => number) {}

  /** The moment now: what ended before has a lesser one, what begins later a greater one. */
  get moment(): number {
    this.last += 1;
    return this.last;
  }

  get recorded(): readonly RecordedCall<Call>[] {
    return this.calls;
  }

  /** The moment of the last call that ended before a time, by the clock of the record. */
  momentAt(timeMs: number): number {
    const before = this.calls.filter(({ endedAt = Infinity }) => endedAt < timeMs);
    return Math.max(0, ...before.map(({ ended = 0 }) => ended));
  }

  /** Records a call, from its begin to its end. Settles as `answered` does. */
  async record<Answer>(
    client: string,
    call: Call,
    make: () => Promise<Answer>,
    lostConnections: () => number,
  ): Promise<Answer> {
    const recorded: RecordedCall<Call> = { client, call, began: this.moment, beganAt: this.timeMs() };
    this.calls.push(recorded);
    const lostBefore = lostConnections();
    try {
      const value = await make();
      recorded.answer = { value };
      return value;
    } catch (error) {
      recorded.error = error;
      throw error;
    } finally {
      recorded.ended = this.moment;
      recorded.endedAt = this.timeMs();
      recorded.mayBeTwice = lostConnections() !== lostBefore;
    }
  }
}

/** The operations of a call: itself, its second execution if there may be one, and what may follow it. */
export function operationsOf<Call>(
  { client, call, began, ended, answer, mayBeTwice }: RecordedCall<Call>,
  echoesOf: (call: Call) => readonly Call[],
): readonly Operation<Call>[] {
  const isAnswered = answer !== undefined;
  const end = isAnswered ? ended : undefined;
  const operation = { client, call, began, ended: end, answer, isCertain: isAnswered };
  const unseen = { client, began, ended: end, answer: undefined, isCertain: false };
  const twice = mayBeTwice === true ? [{ ...unseen, call }] : [];
  const echoes = isAnswered
    ? []
    : echoesOf(call).map((echo) => ({ ...unseen, call: echo, follows: operation }));
  return [operation, ...twice, ...echoes];
}
