import { days, hours, minutes, seconds } from '../timeline.js';
import type { TeachingAttack, RoutingScenario } from './run.js';
import { always, before, good, type Performance, type SimulatedSender } from './senders.js';

const dead: Performance = { arrives: 0, delay: 5 * seconds };
const worse: Performance = { arrives: 0.6, delay: 5 * seconds };
const fair: Performance = { ...good, arrives: 0.93 };
const late: Performance = { arrives: 0.98, delay: 3 * minutes };

const sender = (name: string, at: SimulatedSender['at']): SimulatedSender => ({ name, at });

/** How many people come, and how long. */
export type SimulatedTraffic = Pick<RoutingScenario, 'rate' | 'past' | 'duration'>;

const small: SimulatedTraffic = { rate: 10 / 24, past: 30 * days, duration: 14 * days };
const middle: SimulatedTraffic = { rate: 20, past: 2 * days, duration: days };
const large: SimulatedTraffic = { rate: 1_000, past: 2 * hours, duration: hours };

export const traffics: Readonly<Record<string, SimulatedTraffic>> = {
  '10 a day': small,
  '20 an hour': middle,
  '1,000 an hour': large,
};

/** A scenario for any traffic. */
export type RoutingCase = Pick<RoutingScenario, 'name' | 'senders'> & Partial<RoutingScenario>;

/** The scenario of a case. */
export function scenarioOf(one: RoutingCase, traffic: SimulatedTraffic): RoutingScenario {
  return { finishing: 0.85, ...traffic, ...one };
}

const [aDies, bIsFair] = [sender('a', before(good, dead)), sender('b', always(fair))];

/** The senders' first is the best one until measuring begins, except where it says so. */
export const cases: readonly RoutingCase[] = [
  { name: 'all is well: 98 % and 93 % arrive', senders: [sender('a', always(good)), bIsFair] },
  { name: 'the first sender dies silently', senders: [aDies, bIsFair] },
  {
    name: 'the first sender dies, the second one is dead too',
    senders: [aDies, sender('b', always(dead)), sender('c', always(fair))],
  },
  {
    name: 'of the first sender, 60 % arrive',
    senders: [sender('a', before(good, worse)), bIsFair],
  },
  {
    name: 'the first sender delivers three minutes late',
    senders: [sender('a', before(good, late)), bIsFair],
  },
  {
    name: 'the first sender, dead until now, recovers; of the other, 80 % arrive',
    senders: [sender('a', before(dead, good)), sender('b', always({ ...good, arrives: 0.8 }))],
  },
  {
    name: 'the first day: of the first sender, 60 % arrive',
    senders: [sender('a', always(worse)), sender('b', always(good))],
    past: 0,
  },
];

const againstB = (b: Performance): RoutingCase['senders'] => [
  sender('a', always(good)),
  sender('b', always(b)),
];
const aDay = 1 / 24;

/** As many messages as the guard lets through: see docs/guard.md. */
const attacks: Readonly<Record<string, TeachingAttack | undefined>> = {
  'nobody attacks': undefined,
  'one range, 9 a day, verifies none': { rate: 9 * aDay, blocks: 1, verifies: undefined },
  'all ranges, 126 a day, verifies none': { rate: 126 * aDay, blocks: 1_000, verifies: undefined },
  'one range, 118 a day, verifies only the worse sender': { rate: 118 * aDay, blocks: 1, verifies: 'b' },
  'ten ranges, 118 a day, verifies only the worse sender': { rate: 118 * aDay, blocks: 10, verifies: 'b' },
};

export const attackCases: readonly RoutingCase[] = Object.entries(attacks).flatMap(([name, attack]) => [
  { name: `${name}; it is dead`, senders: againstB(dead), ...(attack === undefined ? {} : { attack }) },
  { name: `${name}; 60 % arrive`, senders: againstB(worse), ...(attack === undefined ? {} : { attack }) },
]);
