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

/**
 * Equal calls in this process, at the same time: the first is made, and the others get its answer. Each of them alone would
 * be charged for a message until the storage says that another call sends it, so that many would use up what others need.
 *
 * An error is only shared with the same asker. Others may have what the first call lacked, such as an address with a good
 * name, so they try once more: again a single call for each asker.
 */
export class EqualCalls<Answer> {
  private readonly underWay = new Map<string, FirstCall<Answer>>();

  /** @param patience how long a call waits for the first, in milliseconds; then it takes its place. */
  constructor(private readonly patience = patienceMs) {}

  /** @throws the error of the call that was made. */
  async share({ name, asker }: EqualCall, make: () => Promise<Answer>): Promise<Answer> {
    const first = this.underWay.get(name);
    if (first === undefined) return resultOf(await this.begin(name, asker, make).outcome);
    const outcome = await withinPatience(first.outcome, undefined, this.patience);
    if (outcome === undefined) {
      this.forget(name, first);
      return this.share({ name, asker }, make);
    }
    if (outcome.kind === 'answered' || first.asker === asker) return resultOf(outcome);
    return this.share({ name: asker + name, asker }, make);
  }

  private begin(name: string, asker: string, make: () => Promise<Answer>): FirstCall<Answer> {
    const first: FirstCall<Answer> = {
      asker,
      outcome: outcomeOf(make()).finally(() => {
        this.forget(name, first);
      }),
    };
    this.underWay.set(name, first);
    return first;
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
