import { expect } from 'chai';
import { framework, policies } from './simulator/policies/policies.js';
import type { PolicyUnderTest } from './simulator/policy.js';
import { Run, type Scenario } from './simulator/run.js';
import { scenarios } from './simulator/scenarios.js';
import { days, seconds } from './simulator/timeline.js';

/** Fewer requests than in the table, because each goes through the whole framework. */
const options = { seed: 1, shortestPause: 30 * seconds };

const lines = [
  'one range, from 5,000 addresses',
  'one range, whose owner verifies 40 %, a day',
  'a victim asked for every 20 s by 1,000 addresses, a day',
];

function scenarioOf(name: string): Scenario {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no '${name}'`);
  return { ...scenario, past: days };
}

function guard(): PolicyUnderTest {
  const found = policies.find(({ name }) => name === 'guard');
  if (found === undefined) throw new Error('no guard');
  return found;
}

describe('the framework in simulated time', function () {
  this.timeout(120_000);

  for (const line of lines) {
    it(`comes to what the guard's rules come to: ${line}`, async () => {
      const scenario = scenarioOf(line);
      const figures = await new Run(scenario, framework, options).execute();
      expect(figures).to.deep.equal(await new Run(scenario, guard(), options).execute());
      expect(figures.refused).to.equal(0);
    });
  }
});
