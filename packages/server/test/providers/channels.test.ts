import { expect } from 'chai';
import { startTelegramPeer, startWebhookPeer } from '@threepid/contract-tests/peers';
import { readSettings, startServer, type Environment } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { settingErrors } from '../setting-errors.js';
import { requestToken } from '../test-server.js';

const accessToken = 'token-of-the-gateway';
const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** What the peers of Telegram and of a gateway got from a server with these settings, by what clients asked for. */
async function codesSent(environment: Environment, channels: readonly (string | undefined)[]) {
  const telegram = await startTelegramPeer({ accessToken });
  const webhook = await startWebhookPeer(webhookSecret);
  const settings = await readSettings({
    PORT: '0',
    THREEPID_WEBHOOK_URL: webhook.url,
    THREEPID_WEBHOOK_SECRET: webhookSecret,
    TELEGRAM_GATEWAY_TOKEN: accessToken,
    TELEGRAM_GATEWAY_BASE_URL: telegram.url,
    ...environment,
  });
  const server = await startServer(settings, { logger: createLogger('silent') });
  try {
    const answers = [];
    for (const [index, channel] of channels.entries()) answers.push(await asked(server.url, index, channel));
    return { answers, summary: server.summary, telegram: telegram.messages, webhook: webhook.messages };
  } finally {
    await Promise.all([server.close(), telegram.close(), webhook.close()]);
  }
}

async function asked(url: string, index: number, channel: string | undefined): Promise<number> {
  const response = await fetch(url + requestToken, {
    method: 'POST',
    body: JSON.stringify({
      client_secret: `secret-${String(index)}`,
      country: 'GB',
      phone_number: `0740012340${String(index)}`,
      send_attempt: 1,
      channel,
    }),
  });
  return response.status;
}

describe('THREEPID_CHANNELS', () => {
  it('offers channels beside the messages, and no others', async () => {
    const environment = {
      THREEPID_SMS: 'webhook',
      THREEPID_CHANNELS: 'telegram',
      THREEPID_SMS_CALLBACKS: 'on',
      THREEPID_PUBLIC_URL: 'https://id.example.org',
    };
    const sent = await codesSent(environment, [undefined, 'telegram', 'voice']);
    expect(sent.answers).to.deep.equal([200, 200, 400]);
    expect(sent.telegram.map(({ to }) => to)).to.deep.equal(['+447400123401']);
    expect(sent.webhook.map(({ to }) => to)).to.deep.equal(['+447400123400']);
    expect(sent.summary).to.include('| SMS webhook | channels telegram |');
    expect(sent.summary)
      .to.match(/ \| callbacks telegram$/m)
      .and.not.include('no provider');
  });

  it('may name a provider that THREEPID_SMS names too, and opens it once', async () => {
    const environment = {
      THREEPID_SMS: 'telegram,webhook',
      THREEPID_CHANNELS: 'telegram',
      THREEPID_SMS_CALLBACKS: 'on',
      THREEPID_PUBLIC_URL: 'https://id.example.org',
    };
    const sent = await codesSent(environment, [undefined, 'telegram']);
    expect(sent.answers).to.deep.equal([200, 200]);
    const callbackUrl = 'https://id.example.org/_threepid/callbacks/telegram';
    expect(sent.telegram.map((message) => message.callbackUrl)).to.deep.equal([callbackUrl, callbackUrl]);
    expect(sent.webhook).to.have.length(0);
  });

  it('says which channels there are, and whose settings are missing', async () => {
    expect(await settingErrors({ THREEPID_CHANNELS: 'twilio' })).to.deep.equal([
      'THREEPID_CHANNELS: must be a list of: whatsapp, telegram, voice',
    ]);
    const errors = await settingErrors({ THREEPID_CHANNELS: 'telegram,voice', THREEPID_SMS: 'twilio' });
    expect(errors.map((error) => error.split(':')[0])).to.have.members([
      'TELEGRAM_GATEWAY_TOKEN',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_FROM',
      'THREEPID_VOICE_FROM',
      'THREEPID_VOICE_CALLBACK_URL',
    ]);
  });

  it('counts its messages as real ones: no inbox by default', async () => {
    const settings = await readSettings({ THREEPID_CHANNELS: 'telegram', TELEGRAM_GATEWAY_TOKEN: 'token' });
    expect(settings.inbox).to.equal(false);
  });
});
