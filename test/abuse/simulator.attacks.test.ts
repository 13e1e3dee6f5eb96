import { expect } from 'chai';
import type { Figures } from './simulator/figures.js';
import { policies } from './simulator/policies/policies.js';
import { Run, type RunOptions } from './simulator/run.js';
import { scenarios } from './simulator/scenarios.js';
import { seconds } from './simulator/timeline.js';

/** Attackers who ask every five seconds get as much as those who ask every second, and take less time to simulate. */
const options = { seed: 1, shortestPause: 5 * seconds };

function run(scenario: string, policy: string, given: Partial<RunOptions> = {}): Promise<Figures> {
  const found = scenarios.find(({ name }) => name === scenario);
  const underTest = policies.find(({ name }) => name === policy);
  if (found === undefined || underTest === undefined) throw new Error(`no '${scenario}' or no '${policy}'`);
  return new Run(found, underTest, { ...options, ...given }).execute();
}

describe('the guard, in the simulator', function () {
  this.timeout(60_000);

  const solved = 'guard, challenge solved by attackers';
  /** The messages that the attackers get, who solve challenges: as they were when the defaults were chosen. */
  const messages: Readonly<Record<string, number>> = {
    'one range, from one address': 9,
    'one range, from a rotated /48': 9,
    'one range, from 5,000 addresses': 9,
    'one range, from 20,000 addresses': 9,
    'one range, address unknown': 9,
    'ten neighbouring ranges, a day': 52,
    '630 ranges of seven countries, 50,000 addresses, a day': 342,
    'one range, whose owner verifies 15 %, a day': 22,
    'one range, whose owner verifies 40 %, a day': 118,
    'one range, whose owner verifies 80 %, a day': 194,
    'one range, a good name earned for two days, then pumped for a day': 66,
    'all ranges of a busy country, 86,400 addresses, a day': 126,
    'the same, from homes of that country': 263,
    'guessing at one number from 5,000 addresses, a week': 14,
    'guessing at one number from 100 addresses with a good name, a week': 14,
  };
  for (const [scenario, most] of Object.entries(messages)) {
    it(`sends no more than ${most} messages: ${scenario}`, async () => {
      expect((await run(scenario, solved)).messages).to.be.at.most(most);
    });
  }

  it('sends no more than 30 messages to a range whose owner verifies 15 % of them, with another seed', async () => {
    const given = { seed: 5, shortestPause: seconds };
    const { messages: sent } = await run('one range, whose owner verifies 15 %, a day', solved, given);
    expect(sent).to.be.at.most(30);
  });

  const crowds = [
    'launch day at 20 to 100 times the usual rate',
    'the same launch, through a delegate without addresses',
    'first day, no past',
    'first day, a launch at 1,200 an hour',
    'the day after an outage of three hours',
    'a quiet week',
    'a new country, 50 % convert',
    'a new country, 70 % convert',
    'a new country, 90 % convert',
  ];
  for (const scenario of crowds) {
    it(`refuses nobody, without a challenge: ${scenario}`, async () => {
      expect(await run(scenario, 'guard')).to.include({ refused: 0 });
    });
  }

  it('lets honest people through unchallenged while all ranges of their country are attacked', async () => {
    const { people, refused } = await run('all ranges of a busy country, 86,400 addresses, a day', 'guard');
    expect({ refused, many: people > 1_000 }).to.deep.equal({ refused: 0, many: true });
  });

  it('lets everybody through who solves a challenge, while attackers ask from homes beside theirs', async () => {
    const { people, refused, challenged } = await run(
      'the same, from homes of that country',
      'guard, challenge',
    );
    expect(refused).to.equal(0);
    expect(challenged / people).to.be.below(0.67);
  });

  it('lets a victim through', async () => {
    expect(await run('a victim asked for every 20 s by 1 address, a day', solved)).to.include({
      successes: 6,
    });
    expect(await run('a victim asked for every 20 s by 1,000 addresses, a day', solved)).to.include({
      successes: 5,
    });
  });

  it('stops an attacker within minutes, whom nothing else stops', async () => {
    const scenario = 'one range, from 5,000 addresses';
    expect((await run(scenario, 'guard')).hoursUntilClosed).to.be.below(0.1);
    expect((await run(scenario, 'none')).hoursUntilClosed).to.equal(Infinity);
    expect((await run('one range, one an hour, four weeks', 'none')).hoursUntilClosed).to.equal(undefined);
  });

  it('comes to the same with the same seed', async () => {
    expect(await run('first day, no past', 'guard')).to.deep.equal(await run('first day, no past', 'guard'));
  });
});
