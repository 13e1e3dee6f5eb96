import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, startServer, type RunningServer } from 'threepid';
import { createLogger } from '../dist/log/logger.js';
import { settingErrors } from './setting-errors.js';

describe('the budgets of the server', () => {
  let server: RunningServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function start(environment: Readonly<Record<string, string>>): Promise<string> {
    const settings = await readSettings({ PORT: '0', ...environment });
    server = await startServer(settings, { logger: createLogger('silent') });
    return server.summary;
  }

  it('are in the start-up line', async () => {
    expect(await start({})).to.include(' | budgets none | ');
    await server?.close();
    const summary = await start({ THREEPID_BUDGETS: 'day=50, month=500.5, TJ.day=5, TJ.month=50' });
    expect(summary).to.include(' | budgets day 50, month 500.5, TJ.day 5, TJ.month 50 | ');
  });

  it('must pay for a message, by the prices that are set', async () => {
    expect(await settingErrors({ THREEPID_BUDGETS: 'day=0.01' })).to.have.lengthOf(1);
    const cheap = { THREEPID_PRICES: 'default=0.01', THREEPID_BUDGETS: 'day=0.01' };
    expect(await settingErrors(cheap)).to.deep.equal([]);
  });

  it('use the prices of a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'threepid-'));
    const file = join(folder, 'prices.json');
    await writeFile(file, JSON.stringify({ GB: 0.04, default: 0.25 }));
    const { prices } = await readSettings({ THREEPID_PRICES: file });
    const ofChannels = await readSettings({ THREEPID_PRICES: 'GB=0.04,voice.GB=0.2,voice.default=0.3' });
    expect(ofChannels.prices).to.deep.equal({ GB: 0.04, 'voice.GB': 0.2, 'voice.default': 0.3 });
    expect(prices).to.deep.equal({ GB: 0.04, default: 0.25 });
    await writeFile(file, '[]');
    expect(await settingErrors({ THREEPID_PRICES: file })).to.have.lengthOf(1);
    await rm(folder, { recursive: true });
  });
});
