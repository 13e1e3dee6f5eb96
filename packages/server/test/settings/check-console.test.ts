import { expect } from 'chai';
import { readSettings, startServer, SettingsError } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { readOwnSettings } from '../../dist/read-settings.js';

const production = { NODE_ENV: 'production', THREEPID_SECRET: 'of-a-test-'.repeat(4), PORT: '0' };

/** The errors of a start. */
async function errorsOf(starting: Promise<unknown>): Promise<readonly string[]> {
  const failed: unknown = await starting.catch((error: unknown) => error);
  return failed instanceof SettingsError ? failed.errors : [];
}

describe('the console as provider', () => {
  const error = /^THREEPID_SMS: console sends nothing.*write THREEPID_SMS=console! if you mean it/;

  it('must be meant in production, said with all other errors', async () => {
    for (const sms of [{}, { THREEPID_SMS: 'console' }]) {
      const errors = await errorsOf(readOwnSettings({ ...production, ...sms, PORT: 'http' }));
      expect(errors).to.have.length(2);
      expect(errors[1]).to.match(error);
    }
    const smpp = { THREEPID_SMS: 'smpp,console', SMPP_HOST: '127.0.0.1', SMPP_SYSTEM_ID: 'threepid' };
    expect((await errorsOf(readOwnSettings({ ...production, ...smpp })))[0]).to.match(error);
    const meant = await readOwnSettings({ ...production, ...smpp, THREEPID_SMS: 'smpp,console!' });
    expect(meant.sms).to.deep.equal(['smpp', 'console']);
  });

  it('needs no mark elsewhere, and takes it', async () => {
    for (const sms of ['console', 'console!'])
      expect((await readOwnSettings({ THREEPID_SMS: sms })).providers.map(({ name }) => name)).to.deep.equal([
        'console',
      ]);
  });

  it('must be meant by a program too, unless it has a sender of its own', async () => {
    const settings = await readSettings(production);
    const logger = createLogger('silent');
    expect((await errorsOf(startServer(settings, { logger })))[0]).to.match(error);
    const sms = { name: 'own', send: () => Promise.resolve({ kind: 'sent', messageId: '1' } as const) };
    await (await startServer(settings, { logger, sms })).close();
    const meant = await readSettings({ ...production, THREEPID_SMS: 'console!' });
    const server = await startServer(meant, { logger });
    expect(server.summary)
      .to.include('THREEPID_SMS=console prints codes')
      .and.include('THREEPID_STORAGE=memory: ');
    await server.close();
  });
});
