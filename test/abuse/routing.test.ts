import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { blockOf } from './simulator/routing/marked-block.js';
import { adaptive, ordered, type RouterUnderTest } from './simulator/routing/routers.js';
import { RoutingRun, type RoutingFigures } from './simulator/routing/run.js';
import { attackCases, cases, scenarioOf, traffics, type RoutingCase } from './simulator/routing/scenarios.js';
import { attacked, results, type RoutingTable } from './simulator/routing/table.js';

const page = readFileSync(new URL('../../../docs/routing.md', import.meta.url), 'utf8');

/** Runs a line of the tables, shorter than there. */
async function run(
  name: string,
  people: string,
  router: RouterUnderTest = adaptive(),
): Promise<RoutingFigures> {
  const found: RoutingCase | undefined = [...cases, ...attackCases].find((one) => one.name === name);
  const traffic = traffics[people];
  if (found === undefined || traffic === undefined) throw new Error(`no '${name}' of ${people}`);
  return new RoutingRun(scenarioOf(found, traffic), router, 1).execute();
}

function shareVerified({ verified, people }: RoutingFigures): number {
  return verified / people;
}

describe('routing by results, in the simulator', function () {
  this.timeout(30_000);

  it('leaves a sender that dies silently within ten messages, which plain failover never does', async () => {
    for (const people of ['10 a day', '20 an hour']) {
      const routed = await run('the first sender dies silently', people);
      expect(routed.untilMoved).to.be.at.most(10);
      expect(shareVerified(routed)).to.be.above(0.75);
      expect(shareVerified(await run('the first sender dies silently', people, ordered))).to.equal(0);
    }
  });

  it('passes a dead second sender by, and leaves one that delivers late or loses much', async () => {
    for (const name of [
      'the first sender dies, the second one is dead too',
      'the first sender delivers three minutes late',
      'of the first sender, 60 % arrive',
    ])
      expect(await run(name, '20 an hour').then(({ untilMoved }) => untilMoved), name).to.be.at.most(40);
  });

  it('sends few messages to a dead sender, even if one range verifies only what that sends', async () => {
    const name = 'one range, 118 a day, verifies only the worse sender; it is dead';
    for (const people of ['10 a day', '20 an hour'])
      expect(await run(name, people).then(({ lost }) => lost)).to.be.below(0.08);
  });

  it('comes to the same with the same seed', async () => {
    const figures = await run('the first sender dies silently', '10 a day');
    expect(await run('the first sender dies silently', '10 a day')).to.deep.equal(figures);
  });

  it('has its lines in docs/routing.md, as npm run simulate:routing writes them', () => {
    const tables: readonly (readonly [string, RoutingTable])[] = [
      ['results', results],
      ['attacks', attacked],
    ];
    for (const [name, { heading, rows }] of tables) {
      const [first, , ...lines] = blockOf(page, name).split('\n').map(cellsOf);
      expect(first).to.deep.equal(heading);
      expect(lines.map(([scenario, people]) => [scenario, people])).to.deep.equal(
        rows.map(({ scenario, traffic }) => [scenario, traffic]),
      );
      for (const line of lines) expect(line).to.have.lengthOf(heading.length);
    }
  });
});

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
