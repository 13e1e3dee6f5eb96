import { patienceMs, withinPatience } from './within-patience.js';

/** The parts of a call that make it equal to others. */
export interface EqualCall {
  /** Calls of one name get the same answer. */
  readonly name: string;
  /** Calls of one name and asker get the same error too. */
  readonly asker: string;
}

interface FirstCall<Answer> {
  readonly asker: string;
  readonly outcome: Promise<Outcome<Answer>>;
}

type Outcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface EqualCallsOptions {
  /** True for an error that every asker would get. Default: there is none. */
  readonly isEverybodys?: (error: unknown) => boolean;
  /** How long a call waits for the first, in milliseconds; then it takes its place. Default: 30,000. */
  readonly patience?: number;
}

/**
 * Equal calls in this process, at the same time: the first is made, and the others get its answer. Each of them alone would
 * be charged for a message until the storage says that another call sends it, so that many would use up what others need.
 *
 * An error is only shared with the same asker, unless it is everybody's. Others may have what the first call lacked, such
 * as an address with a good name, so they try once more: again a single call for each asker.
 */
export class EqualCalls<Answer> {
  private readonly underWay = new Map<string, FirstCall<Answer>>();
  private readonly isEverybodys: (error: unknown) => boolean;
  private readonly patience: number;

  constructor({ isEverybodys = () => false, patience = patienceMs }: EqualCallsOptions = {}) {
    this.isEverybodys = isEverybodys;
    this.patience = patience;
  }

  /**
   * @param make makes the call. It is passed how long the call may still wait for others, in milliseconds.
   * @throws the error of the call that was made.
   */
  async share(
    call: EqualCall,
    make: (patience: number) => Promise<Answer>,
    patience = this.patience,
  ): Promise<Answer> {
    const { name, asker } = call;
    const first = this.underWay.get(name);
    if (first === undefined) return this.begin(call, make(patience));
    const outcome = await withinPatience(first.outcome, undefined, patience);
    if (outcome === undefined) {
      this.forget(name, first);
      // It has waited as long as it may: neither another call nor the message may take it once more.
      return this.share(call, make, 0);
    }
    if (outcome.kind === 'answered' || first.asker === asker || this.isEverybodys(outcome.error))
      return resultOf(outcome);
    return this.share({ name: asker + name, asker }, make, patience);
  }

  private async begin({ name, asker }: EqualCall, made: Promise<Answer>): Promise<Answer> {
    const first: FirstCall<Answer> = { asker, outcome: outcomeOf(made) };
    this.underWay.set(name, first);
    const outcome = await first.outcome;
    this.forget(name, first);
    return resultOf(outcome);
  }

  private forget(name: string, first: FirstCall<Answer>): void {
    if (this.underWay.get(name) === first) this.underWay.delete(name);
  }
}

async function outcomeOf<Answer>(made: Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { kind: 'answered', answer: await made };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function resultOf<Answer>(outcome: Outcome<Answer>): Answer {
  if (outcome.kind === 'failed') throw outcome.error;
  return outcome.answer;
}
