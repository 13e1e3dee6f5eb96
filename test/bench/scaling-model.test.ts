import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from '../server-process.js';
import { EventQueue } from './scaling/event-queue.js';
import { measured } from './scaling/measured.js';
import { bytesOf, limitOf, needsOf } from './scaling/model.js';
import { allowance, limited, needs } from './scaling/rows.js';
import { greatestShare, sessionTags, slotOf, tagsByMaster } from './scaling/slots.js';
import { costTable, limitTable, needsTable, simulateLimit, simulateNeeds } from './scaling/tables.js';

const crowds = fc.record({
  perSecond: fc.integer({ min: 1, max: 2_000_000 }),
  people: fc.integer({ min: 1_000, max: 8_000_000_000 }),
  largestCountry: fc.double({ min: 0.05, max: 1, noNaN: true }),
  providerSeconds: fc.double({ min: 0.01, max: 5, noNaN: true }),
});

describe('the model of scaling', () => {
  it('finds the slots that a Cluster finds', () => {
    expect(slotOf('123456789')).to.equal(0x31c3); // the example of Redis' specification
    expect(slotOf('foo')).to.equal(12_182);
  });

  it('gives each tag of sessions to one master', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (masters) => {
        const counts = tagsByMaster(masters);
        expect(counts).to.have.length(masters);
        expect(counts.reduce((sum, count) => sum + count)).to.equal(sessionTags.length);
        expect(greatestShare(masters)).to.be.at.least(1 / masters);
      }),
      { numRuns: 30 },
    );
  });

  it('lets no crowd use more than it may of processes and masters', () => {
    fc.assert(
      fc.property(crowds, (crowd) => {
        const { deployments, deployment } = needsOf(crowd, measured, allowance);
        const { perSecond } = limitOf(deployment, crowd.largestCountry, measured);
        const tolerance = 1 - 1e-9;
        expect(perSecond * allowance.busy * deployments).to.be.at.least(crowd.perSecond * tolerance);
      }),
      { numRuns: 200 },
    );
  });

  it('never counts more people than there are', () => {
    fc.assert(
      fc.property(crowds, (crowd) => {
        const { balances } = bytesOf(crowd, measured);
        expect(balances).to.be.at.most(2 * crowd.people * measured.balanceBytes);
      }),
    );
  });
});

describe('the simulation of scaling', () => {
  it('takes events in the order of their times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (times) => {
        const queue = new EventQueue();
        times.forEach((time, index) => {
          queue.push(time, index);
        });
        const taken = times.map(() => times[queue.pop()]);
        expect(taken).to.deep.equal(times.toSorted((one, other) => one - other));
        expect(queue.nextTime).to.equal(Infinity);
      }),
    );
  });

  for (const { people, largestCountry, deployment } of limited) {
    const { perSecond, first } = limitOf(deployment, largestCountry, measured);
    it(`stops where the model says: ${first}; people ${people}`, () => {
      const simulated = simulateLimit(deployment, largestCountry);
      expect(simulated.perSecond).to.be.closeTo(perSecond, perSecond * 0.05);
    });
  }

  for (const row of needs) {
    const { crowd, need } = row;
    it(`takes ${crowd.perSecond} a second with what the model says`, () => {
      const { perSecond, p99Ms, busiest } = simulateNeeds(row);
      const wanted = crowd.perSecond / need.deployments;
      expect(perSecond).to.be.closeTo(wanted, wanted * 0.05);
      for (const share of Object.values(busiest)) expect(share).to.be.below(0.9);
      expect(p99Ms).to.be.below((40 * measured.processMicros) / 1_000);
    });
  }
});

/** What stands in docs/scaling.md between these comments: prettier aligns its cells. */
const written = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`);
const aligned = (text: string): string => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---').trim();

describe('docs/scaling.md', () => {
  for (const [name, tableOf] of Object.entries({ costs: costTable, needs: needsTable, limits: limitTable }))
    it(`has the model's ${name} (UPDATE_DOCS=1 writes them)`, () => {
      const file = `${root}docs/scaling.md`;
      const text = readFileSync(file, 'utf8');
      const wanted = text.replace(written(name), `$1\n${tableOf()}\n\n$2`);
      if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, wanted);
      else expect(aligned(text)).to.equal(aligned(wanted));
      expect(text).to.match(written(name));
    });
});
