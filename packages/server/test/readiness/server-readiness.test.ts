import type { SmsSender } from '@threepid/core';
import { expect } from 'chai';
import { readSettings, startServer, type RunningServer } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { requestToken } from '../test-server.js';

const away: SmsSender = {
  name: 'away',
  send: () => Promise.resolve({ kind: 'unavailable', taken: 'no', cause: new Error('expected') }),
  // A provider may say that it is ready, and send nothing.
  ready: () => Promise.resolve(),
};

const request = JSON.stringify({
  client_secret: 'c',
  country: 'GB',
  phone_number: '07400123456',
  send_attempt: 1,
});

describe('the readiness of a server whose provider is out of reach', () => {
  let server: RunningServer;
  afterEach(() => server.close());

  for (const [setting, status, text] of [
    ['storage', 200, 'ok'],
    ['storage,sms', 503, 'unavailable'],
  ] as const)
    it(`is ${status} with THREEPID_READY=${setting}, and says that it fails after the first message`, async () => {
      const lines: string[] = [];
      const logger = createLogger('warn', { write: (line: string) => void lines.push(line) });
      const settings = await readSettings({ PORT: '0', THREEPID_READY: setting });
      server = await startServer(settings, { sms: away, logger });
      const failed = await fetch(`${server.url}${requestToken}`, { method: 'POST', body: request });
      expect(failed.status).to.equal(400);
      const ready = await fetch(`${server.url}/health/ready`);
      const body = (await ready.json()) as { readonly providers: readonly Record<string, unknown>[] };
      expect([ready.status, body]).to.deep.equal([
        status,
        {
          status: text,
          storage: { name: 'memory', state: 'ok' },
          providers: [
            { name: 'away', channel: 'sms', state: 'failing', since: body.providers[0]?.['since'] },
          ],
        },
      ]);
      expect(Date.parse(String(body.providers[0]?.['since']))).to.be.closeTo(Date.now(), 60_000);
      expect(lines.join('')).to.include('"msg":"a provider fails"').and.not.include('7400123456');
    });
});
