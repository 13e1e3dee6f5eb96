import {
  addresses,
  anyNumber,
  attack,
  homesOf,
  manyRanges,
  neighbouringRanges,
  oneNumber,
  oneRange,
  rotated,
  unknownAddress,
  type Attack,
} from './attackers.js';
import { crowd, steady } from './crowds.js';
import type { Actor, Scenario } from './run.js';
import { days, hours, seconds } from './timeline.js';
import { victim } from './victim.js';
import {
  distantCountries,
  home,
  homeCountries,
  newCountry,
  numberIn,
  type SimulatedCountry,
} from './world.js';

const [pumped = newCountry(70)] = distantCountries;
const usual = steady(homeCountries, 60);
const past = 7 * days;

const attacked = (name: string, duration: number, ...attacks: readonly Partial<Attack>[]): Scenario => ({
  name,
  past,
  duration,
  actors: [
    usual,
    ...attacks.map((part) =>
      attack({ targets: oneRange(pumped), origins: addresses(5_000), every: seconds, to: duration, ...part }),
    ),
  ],
});

const pumpedRanges: readonly Scenario[] = [
  attacked('one range, from one address', 6 * hours, { origins: addresses(1) }),
  attacked('one range, from a rotated /48', 6 * hours, { origins: rotated }),
  attacked('one range, from 5,000 addresses', 6 * hours, { origins: addresses(5_000) }),
  attacked('one range, from 20,000 addresses', 6 * hours, { origins: addresses(20_000) }),
  attacked('one range, address unknown', 6 * hours, { origins: unknownAddress }),
  attacked('one range of a busy country, from 5,000 addresses', 6 * hours, {
    targets: oneRange(home.germany),
  }),
  attacked('ten neighbouring ranges, a day', days, { targets: neighbouringRanges(pumped, 10) }),
  attacked('ten neighbouring ranges of a busy country, a day', days, {
    targets: neighbouringRanges(home.germany, 10),
  }),
  attacked('630 ranges of seven countries, 50,000 addresses, a day', days, {
    targets: manyRanges(distantCountries, 90),
    origins: addresses(50_000),
  }),
  attacked('one range, one an hour, four weeks', 28 * days, { every: hours }),
  attacked('anywhere at home, ten an hour, four weeks', 28 * days, {
    targets: anyNumber(homeCountries),
    origins: addresses(20_000),
    every: hours / 10,
  }),
];

const ownRange = (verifies: number): Scenario =>
  attacked(`one range, whose owner verifies ${verifies} %, a day`, days, { verifies });

const goodName = attacked(
  'one range, a good name earned for two days, then pumped for a day',
  days,
  { verifies: 100, every: hours / 20, from: -2 * days, to: 0, origins: addresses(200) },
  {},
);

const insideBusy = (name: string, part: Partial<Attack>): Scenario => ({
  name,
  past: 14 * days,
  duration: days,
  actors: [
    steady([home.britain], 60),
    attack({
      targets: anyNumber([home.britain]),
      origins: addresses(86_400),
      every: seconds,
      to: days,
      ...part,
    }),
  ],
});

const insideBusyCountry: readonly Scenario[] = [
  insideBusy('all ranges of a busy country, 86,400 addresses, a day', {}),
  insideBusy('the same, from homes of that country', { origins: homesOf(home.britain) }),
  insideBusy('the same, from homes of that country, 30 an hour', {
    origins: homesOf(home.britain),
    every: hours / 30,
  }),
  insideBusy("the same, through a delegate's callers without addresses", { origins: unknownAddress }),
  {
    name: 'the same, and the honest people have no addresses either',
    past: 14 * days,
    duration: days,
    actors: [
      crowd({ countries: [home.britain], rate: () => 60, peak: 60, addresses: false }),
      attack({ targets: anyNumber([home.britain]), origins: unknownAddress, every: seconds, to: days }),
    ],
  },
];

const crowds: readonly Scenario[] = [
  {
    name: 'launch day at 20 to 100 times the usual rate',
    past,
    duration: days,
    actors: [crowd({ countries: homeCountries, rate: launch(12), peak: 1_200 })],
  },
  {
    name: 'the same launch, through a delegate without addresses',
    past,
    duration: days,
    actors: [crowd({ countries: homeCountries, rate: launch(12), peak: 1_200, addresses: false })],
  },
  { name: 'first day, no past', past: 0, duration: days, actors: [usual] },
  {
    name: 'first day, a launch at 1,200 an hour',
    past: 0,
    duration: days,
    actors: [steady(homeCountries, 1_200)],
  },
  {
    name: 'the day after an outage of three hours',
    past,
    duration: days,
    actors: [usual],
    outage: { from: -3 * hours, to: 0 },
  },
  {
    name: 'the same outage, with 1,200 people an hour',
    past: 2 * days,
    duration: days,
    actors: [steady(homeCountries, 1_200)],
    outage: { from: -3 * hours, to: 0 },
  },
  { name: 'a quiet week', past, duration: 7 * days, actors: [quiet()] },
  ...[50, 70, 90].map((conversion) => opened(newCountry(conversion))),
  {
    name: 'a big operator, 20,000 people an hour',
    past: 12 * hours,
    duration: 6 * hours,
    actors: [steady(homeCountries, 20_000)],
  },
];

/** From the usual rate to 20 times it at once, rising to 100 times, and falling back. */
function launch(usualRate: number): (time: number) => number {
  return (time) => usualRate * (time < 0 ? 1 : 20 + 80 * Math.sin((Math.PI * time) / days) ** 2);
}

/** Sixty an hour, and then one. */
function quiet(): Actor {
  return crowd({ countries: homeCountries, rate: (time) => (time < 0 ? 60 : 1), peak: 60 });
}

function opened(country: SimulatedCountry): Scenario {
  const inOthers = crowd({ countries: homeCountries, rate: () => 60, peak: 60, measured: false });
  const inNew = crowd({ countries: [country], rate: (time) => (time < 0 ? 0 : 20), peak: 20 });
  return {
    name: `a new country, ${country.conversion} % convert`,
    past,
    duration: 2 * days,
    actors: [inOthers, inNew],
  };
}

const victimsNumber = numberIn(home.britain, 77, 4321);
const sixTries = [1, 5, 9, 13, 17, 21].map((hour) => hour * hours + 7 * seconds);

const bombed = (count: number): Scenario => ({
  name: `a victim asked for every 20 s by ${count.toLocaleString('en')} address${count === 1 ? '' : 'es'}, a day`,
  past,
  duration: days,
  actors: [
    usual,
    attack({
      targets: oneNumber(home.britain, victimsNumber),
      origins: addresses(count),
      every: 20 * seconds,
      to: days,
    }),
    victim({ country: home.britain, msisdn: victimsNumber, tries: sixTries, away: count === 1 ? [] : [3] }),
  ],
});

const guesses: readonly Scenario[] = [
  attacked('guessing at one number from 5,000 addresses, a week', 7 * days, {
    targets: oneNumber(home.britain, victimsNumber),
    every: 20 * seconds,
  }),
  attacked(
    'guessing at one number from 100 addresses with a good name, a week',
    7 * days,
    { verifies: 100, every: hours / 20, from: -days, to: 0, origins: addresses(100) },
    { targets: oneNumber(home.britain, victimsNumber), every: 20 * seconds, origins: addresses(100) },
  ),
  attacked('guessing at any number from 20,000 addresses, a week', 7 * days, {
    targets: anyNumber(homeCountries),
    origins: addresses(20_000),
    every: 20 * seconds,
  }),
];

export const scenarios: readonly Scenario[] = [
  ...pumpedRanges,
  ownRange(15),
  ownRange(40),
  ownRange(80),
  goodName,
  ...insideBusyCountry,
  ...crowds,
  bombed(1),
  bombed(1_000),
  ...guesses,
];
