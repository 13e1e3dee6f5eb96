import type { SimulatedCaller } from './policy.js';
import type { Actor } from './run.js';
import { hours, seconds } from './timeline.js';
import { homeAddress, type SimulatedCountry } from './world.js';

export interface Victim {
  readonly country: SimulatedCountry;
  readonly msisdn: string;
  /** The times at which they want a message. */
  readonly tries: readonly number[];
  /** The tries, by index, that come from an address of which nothing is known. */
  readonly away: readonly number[];
}

/** Somebody whose number others ask for without end. They verified it at home before. */
export function victim({ country, msisdn, tries, away }: Victim): Actor {
  return (run) => {
    const { timeline, random } = run;
    const ask = async (caller: SimulatedCaller): Promise<boolean> => {
      const request = { country, msisdn, caller };
      const plain = await run.ask(request);
      const verdict = plain.kind === 'challenge' ? await run.ask({ ...request, proved: true }) : plain;
      run.verifyIn(30 * seconds, verdict);
      return verdict.kind === 'allow';
    };
    const atHome = homeAddress(country, random);
    timeline.at(-tries.length * hours, async () => {
      await ask(atHome);
    });
    tries.forEach((time, index) => {
      timeline.at(time, async () => {
        const sent = await ask(away.includes(index) ? homeAddress(country, random) : atHome);
        run.figures.tries += 1;
        if (sent) run.figures.successes += 1;
      });
    });
  };
}
