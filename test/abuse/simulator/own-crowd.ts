import { addresses, anyNumber, attack } from './attackers.js';
import { crowd } from './crowds.js';
import type { Actor, Scenario } from './run.js';
import { days, seconds } from './timeline.js';
import { countryOf, type SimulatedCountry } from './world.js';

/** What an operator knows of their people in a country. */
export interface OwnPeople {
  /** People an hour, on average. */
  readonly peopleAnHour: number;
  /** Verifications a message, in percent. */
  readonly conversion: number;
  /** People behind addresses that carriers share among their customers, in percent. Default: a third. */
  readonly shared?: number;
}

/** An operator's own crowd, by country. */
export type OwnCrowd = Readonly<Record<string, OwnPeople>>;

/** An operator's own crowd from its first day on; and later, when somebody pumps the country that most of it is in. */
export function scenariosOf(own: OwnCrowd): readonly Scenario[] {
  const everywhere = Object.entries(own).map(([name, people]) => ({
    country: countryOf(name, people.conversion),
    people,
  }));
  const actors = everywhere.map(({ country, people }) => peopleOf(country, people));
  const [most] = everywhere.sort((one, other) => other.people.peopleAnHour - one.people.peopleAnHour);
  if (most === undefined) return [];
  return [
    { name: 'your crowd, from its first day, a week', actors, past: 0, duration: 7 * days },
    {
      name: `your crowd, all ranges of ${most.country.name} pumped from 86,400 addresses, a day`,
      actors: [...actors, pumping(most.country)],
      past: 7 * days,
      duration: days,
    },
  ];
}

function peopleOf(country: SimulatedCountry, { peopleAnHour, shared }: OwnPeople): Actor {
  return crowd({
    countries: [country],
    rate: () => peopleAnHour,
    peak: peopleAnHour,
    ...(shared === undefined ? {} : { shared: shared / 100 }),
  });
}

function pumping(country: SimulatedCountry): Actor {
  return attack({
    targets: anyNumber([country]),
    origins: addresses(86_400),
    every: seconds,
    to: days,
  });
}
