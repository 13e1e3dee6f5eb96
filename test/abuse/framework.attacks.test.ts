import { expect } from 'chai';
import type { Figures } from './simulator/figures.js';
import { frameworksOn, policies } from './simulator/policies/policies.js';
import { simulatedStorages, type SimulatedStorage } from './simulator/policies/simulated-storage.js';
import type { PolicyUnderTest } from './simulator/policy.js';
import { Run, type Scenario } from './simulator/run.js';
import { scenarios } from './simulator/scenarios.js';
import { hours, minutes } from './simulator/timeline.js';

/** Fewer requests than in the table, since each goes through the whole framework; and of each line the last hour of its past, and its first hours. */
const options = { seed: 1, shortestPause: 2 * minutes };
const longestPast = hours;

/** The hours that are measured of a line. */
const lines: Readonly<Record<string, number>> = {
  'one range, from one address': 3,
  'one range, from a rotated /48': 3,
  'one range, from 5,000 addresses': 3,
  'one range, from 20,000 addresses': 3,
  'one range, address unknown': 3,
  '630 ranges of seven countries, 50,000 addresses, a day': 8,
  'one range, whose owner verifies 15 %, a day': 6,
  'one range, whose owner verifies 40 %, a day': 6,
  'one range, a good name earned for two days, then pumped for a day': 4,
  'all ranges of a busy country, 86,400 addresses, a day': 6,
  'the same, from homes of that country': 6,
  'launch day at 20 to 100 times the usual rate': 1,
  'first day, no past': 4,
  'a quiet week': 24,
  'a new country, 50 % convert': 4,
  'a victim asked for every 20 s by 1 address, a day': 6,
  'a victim asked for every 20 s by 1,000 addresses, a day': 6,
  'guessing at one number from 5,000 addresses, a week': 6,
  'guessing at one number from 100 addresses with a good name, a week': 6,
};

function scenarioOf(line: string, measured: number): Scenario {
  const scenario = scenarios.find(({ name }) => name === line);
  if (scenario === undefined) throw new Error(`no '${line}'`);
  return { ...scenario, past: Math.min(scenario.past, longestPast), duration: measured * hours };
}

/** Where attackers solve challenges, there are decisions of every kind. */
function solvedByAttackers(among: readonly PolicyUnderTest[]): PolicyUnderTest {
  const found = among.find(({ attackersSolve }) => attackersSolve);
  if (found === undefined) throw new Error('no policy whose attackers solve challenges');
  return found;
}

describe('the framework in simulated time', function () {
  this.timeout(60_000);
  const storages: SimulatedStorage[] = [];

  before(async () => {
    storages.push(await simulatedStorages.memory(), await simulatedStorages.redis());
  });
  after(async () => {
    for (const storage of storages) await storage.stop();
  });

  for (const [line, measured] of Object.entries(lines)) {
    it(`comes to what the guard's rules come to, in memory and in Redis: ${line}`, async () => {
      const scenario = scenarioOf(line, measured);
      const figuresOf = (policy: PolicyUnderTest): Promise<Figures> =>
        new Run(scenario, policy, options).execute();
      const byRules = await figuresOf(solvedByAttackers(policies));
      for (const storage of storages) {
        expect(await figuresOf(solvedByAttackers(frameworksOn(storage)))).to.deep.equal(byRules);
      }
    });
  }
});
