import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../abuse/simulator/seeded-random.js';
import { behaviourOf, visit } from './behaviours.js';
import { personOf } from './people.js';
import { SoakVisitor, type SoakSurroundings } from './soak-visitor.js';

const tickMs = 20;

/** People who begin at a rate, however many are not done yet. */
export class SoakCrowd {
  readonly #random: SeededRandom;
  readonly #visits = new Set<Promise<void>>();
  #begun = 0;
  /** The first error that is none of the servers'. */
  #error: Error | undefined;

  constructor(
    private readonly surroundings: SoakSurroundings,
    seed: number,
  ) {
    this.#random = new SeededRandom(seed);
  }

  /** Lets people begin until `isOver`, so many a second. */
  async come(rate: number, isOver: () => boolean): Promise<void> {
    const [start, first] = [performance.now(), this.#begun];
    while (!isOver()) {
      const due = first + ((performance.now() - start) / 1_000) * rate;
      while (this.#begun < due) this.#begin();
      if (this.#error !== undefined) throw this.#error;
      await sleep(tickMs);
    }
  }

  /** Waits until everybody is done. */
  async leave(): Promise<void> {
    while (this.#visits.size > 0) await Promise.all(this.#visits);
    if (this.#error !== undefined) throw this.#error;
  }

  #begin(): void {
    const visitor = new SoakVisitor(personOf(this.#begun), randomUUID(), this.surroundings);
    this.#begun += 1;
    const visited = visit(visitor, behaviourOf(this.#random))
      .catch((error: unknown) => {
        this.#error ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#visits.delete(visited);
      });
    this.#visits.add(visited);
  }
}
