import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCrowd, readLimits } from './simulator/operator-files.js';
import { scenariosOf } from './simulator/own-crowd.js';
import { policies } from './simulator/policies/policies.js';
import { Run } from './simulator/run.js';

describe("an operator's own crowd and limits", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'threepid-simulator-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function file(content: unknown): string {
    const path = join(folder, 'given.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  }

  it('is simulated from its first day on, and while its busiest country is pumped', async () => {
    const crowd = { PT: { peopleAnHour: 5, conversion: 70 }, GB: { peopleAnHour: 30, conversion: 80 } };
    const scenarios = scenariosOf(readCrowd(file(crowd)));
    const names = scenarios.map(({ name }) => name);
    expect(names[0]).to.contain('first day');
    expect(names[1]).to.contain('GB');
    const [firstDay] = scenarios;
    const [none] = policies;
    if (firstDay === undefined || none === undefined) throw new Error('nothing to run');
    const { people, messages } = await new Run(firstDay, none, { seed: 1 }).execute();
    expect(messages).to.equal(0);
    expect(people / 7 / 24).to.be.within(33, 37);
  });

  const wrong = {
    'names no country': {},
    'says more conversion than there can be': { GB: { peopleAnHour: 40, conversion: 97 } },
    'says that nobody comes': { GB: { peopleAnHour: 0, conversion: 80 } },
    'has a share as a text': { GB: { peopleAnHour: 40, conversion: 80, shared: '20 %' } },
    'says nothing of a country': { GB: null },
  };
  for (const [what, crowd] of Object.entries(wrong)) {
    it(`is an error if the file ${what}`, () => {
      expect(() => readCrowd(file(crowd))).to.throw(TypeError, /given.json' is not like/);
    });
  }

  it('takes limits in the form of the option', () => {
    const limits = { perNumber: [{ messages: 2, windowMs: 60_000 }] };
    expect(readLimits(file(limits))).to.deep.equal(limits);
    expect(() => readLimits(file({ perNumber: 2 }))).to.throw(TypeError, /given.json/);
  });
});
