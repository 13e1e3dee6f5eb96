import type { Actor, Request, Run } from './run.js';
import { minutes, seconds, hours } from './timeline.js';
import { anyNumberIn, homeAddress, sharedAddress, type SimulatedCountry } from './world.js';

export interface Crowd {
  readonly countries: readonly SimulatedCountry[];
  /** People an hour at a time, in all the countries together. */
  readonly rate: (time: number) => number;
  /** The highest rate. */
  readonly peak: number;
  /** False if the people count for nothing in the table. */
  readonly measured?: boolean;
  /** False if they come through a delegate that passes no addresses. */
  readonly addresses?: boolean;
  /** The share of people behind addresses that carriers share among their customers. Default: a third. */
  readonly shared?: number;
}

/** Honest people who come at a rate, one by one. */
export function crowd({ countries, rate, peak, ...traits }: Crowd): Actor {
  return (run) => {
    const { timeline, random } = run;
    const arrive = async (): Promise<void> => {
      if (random.next() * peak < rate(timeline.now))
        await new Person(run, random.pick(countries), traits).ask();
      timeline.at(timeline.now + random.exponential(hours / peak), arrive);
    };
    timeline.at(timeline.now + random.exponential(hours / peak), arrive);
  };
}

export const steady = (countries: readonly SimulatedCountry[], peak: number): Actor =>
  crowd({ countries, rate: () => peak, peak });

/** One in twenty messages comes late, and then most people ask again; so do some of those who give up. */
const late = 0.05;
const resendIfLate = 0.7;
const resendBeforeGivingUp = 0.3;

/** A code is valid for so long, resends included. Who gets it later doesn't finish. */
const codeLifetime = 10 * minutes;

/** The share of people who finish, so that the messages convert as the country does. */
function finishing({ conversion }: SimulatedCountry): number {
  const wanted = conversion / 100;
  const messages = 1 + late * resendIfLate + resendBeforeGivingUp;
  return (wanted * messages) / (1 + wanted * resendBeforeGivingUp);
}

class Person {
  private readonly request: Request;
  private counted = { asked: false, refused: false, challenged: false };

  constructor(
    private readonly run: Run,
    private readonly country: SimulatedCountry,
    private readonly crowd: Pick<Crowd, 'measured' | 'addresses' | 'shared'>,
  ) {
    const { random } = run;
    const caller = random.chance(crowd.shared ?? 1 / 3)
      ? sharedAddress(country, random)
      : homeAddress(country, random);
    this.request = {
      country,
      msisdn: anyNumberIn(country, random),
      caller: crowd.addresses === false ? undefined : caller,
    };
  }

  async ask(): Promise<void> {
    const { random } = this.run;
    const finishes = random.chance(finishing(this.country));
    const isLate = random.chance(late);
    const again = random.chance(isLate ? resendIfLate : resendBeforeGivingUp) && (isLate || !finishes);
    const delay = random.logNormal(25 * seconds, 0.6) + (isLate ? random.exponential(4 * minutes) : 0);
    const verifies = finishes && delay < codeLifetime;
    const resendAfter = 40 * seconds + random.exponential(30 * seconds);
    const first = await this.message();
    if (!again || (finishes && resendAfter > delay)) {
      if (verifies) this.run.verifyIn(delay, first);
      return;
    }
    this.run.timeline.at(this.run.timeline.now + resendAfter, async () => {
      const last = await this.message();
      if (verifies)
        this.run.verifyIn(Math.max(delay - resendAfter, seconds), last.kind === 'allow' ? last : first);
    });
  }

  private async message(): ReturnType<Run['ask']> {
    this.count('asked');
    const plain = await this.run.ask(this.request);
    if (plain.kind === 'challenge') this.count('challenged');
    const verdict =
      plain.kind === 'challenge' ? await this.run.ask({ ...this.request, proved: true }) : plain;
    if (verdict.kind !== 'allow') this.count('refused');
    return verdict;
  }

  /** Each person counts once for each thing. */
  private count(what: 'asked' | 'refused' | 'challenged'): void {
    if (this.counted[what]) return;
    this.counted = { ...this.counted, [what]: true };
    if (this.crowd.measured === false || !this.run.isMeasured) return;
    const { figures } = this.run;
    if (what === 'asked') figures.people += 1;
    if (what === 'refused') figures.refused += 1;
    if (what === 'challenged') figures.challenged += 1;
  }
}
