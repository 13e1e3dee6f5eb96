import { expect } from 'chai';
import { readSettings, type Environment } from 'threepid';
import { builtInProviders } from '../../dist/providers/built-in-providers.js';
import { settingErrors } from '../setting-errors.js';

/** What a provider's settings need to be taken. */
const taken: Readonly<Record<string, Environment>> = {
  aws: { AWS_REGION: 'eu-west-1' },
  sns: { AWS_REGION: 'eu-west-1' },
  twilio: {
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_FROM: '+15005550006',
  },
  webhook: {
    THREEPID_WEBHOOK_URL: 'https://sms.example.org/send',
    THREEPID_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  },
  smpp: { SMPP_HOST: '127.0.0.1', SMPP_SYSTEM_ID: 'threepid' },
  http: {
    THREEPID_SMS_HTTP: 'vonage',
    VONAGE_API_KEY: 'abcd1234',
    VONAGE_API_SECRET: 'secret',
    VONAGE_FROM: 'ACME',
  },
  whatsapp: { WHATSAPP_PHONE_NUMBER_ID: '1', WHATSAPP_ACCESS_TOKEN: 'token', WHATSAPP_TEMPLATE: 'code' },
  telegram: { TELEGRAM_GATEWAY_TOKEN: 'token' },
  voice: {
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    THREEPID_VOICE_FROM: '+15005550006',
    THREEPID_VOICE_CALLBACK_URL: 'https://id.example.org/_threepid/callbacks/voice',
  },
};

/** Settings of a provider that can't be right, one error each; '' takes one away. The first is the one reported. */
const wrongOfProviders: Readonly<Record<string, readonly Environment[]>> = {
  aws: [
    { AWS_REGION: 'eu west' },
    { THREEPID_AWS_ORIGINATION_IDENTITY: 'My shop' },
    { THREEPID_AWS_CONFIGURATION_SET: 'a set' },
    { THREEPID_AWS_PROTECT_CONFIGURATION: 'of mine' },
    { THREEPID_AWS_MAX_PRICE_USD: '100' },
    { THREEPID_AWS_MAX_PRICE_USD: 'cheap' },
    { THREEPID_AWS_MESSAGE_FEEDBACK: 'yes' },
    { THREEPID_AWS_ENTITY_ID: 'a b' },
    { THREEPID_AWS_TEMPLATE_ID: '1'.repeat(65) },
  ],
  sns: [
    { AWS_REGION: 'eu west' },
    { THREEPID_SNS_SENDER_ID: 'longer than eleven' },
    { THREEPID_SNS_ORIGINATION_NUMBER: 'Shop' },
    { THREEPID_SNS_MAX_PRICE_USD: 'cheap' },
    { THREEPID_SNS_ENTITY_ID: '1'.repeat(51) },
    { THREEPID_SNS_TEMPLATE_ID: '1'.repeat(51) },
  ],
  twilio: [
    { TWILIO_ACCOUNT_SID: 'AC123' },
    { TWILIO_AUTH_TOKEN: '' },
    { TWILIO_AUTH_TOKEN: 'token', TWILIO_API_KEY: 'SK1' },
    { TWILIO_FROM: '' },
    { TWILIO_FROM: '+15005550006', TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}` },
    { TWILIO_MESSAGING_SERVICE_SID: 'MG1', TWILIO_FROM: '' },
    { TWILIO_BASE_URL: 'http://api.twilio.com' },
    { TWILIO_BASE_URL: 'http://127.0.0.1:0' },
  ],
  webhook: [
    { THREEPID_WEBHOOK_URL: 'sms.example.org' },
    { THREEPID_WEBHOOK_URL: 'http://sms.example.org' },
    { THREEPID_WEBHOOK_URL: 'http://127.0.0.1:0/send' },
    { THREEPID_WEBHOOK_SECRET: 'correct-horse-battery' },
  ],
  smpp: [
    { SMPP_HOST: '' },
    { SMPP_PORT: 'http' },
    { SMPP_TLS: 'yes' },
    { SMPP_SYSTEM_ID: '' },
    { SMPP_SOURCE: 'A name that is too long' },
  ],
  http: [{ THREEPID_SMS_HTTP: '' }, { THREEPID_SMS_HTTP: 'vonnage' }],
  whatsapp: [
    { WHATSAPP_PHONE_NUMBER_ID: '' },
    { WHATSAPP_PHONE_NUMBER_ID: '+447400123456' },
    { WHATSAPP_ACCESS_TOKEN: 'correct-horse battery' },
    { WHATSAPP_TEMPLATE: 'My template' },
    { WHATSAPP_LANGUAGE: 'en-US' },
    { WHATSAPP_LANGUAGES: 'de' },
    { WHATSAPP_LANGUAGES: 'de=de-DE' },
    { WHATSAPP_API_VERSION: '24' },
    { WHATSAPP_BASE_URL: 'http://graph.facebook.com' },
  ],
  telegram: [
    { TELEGRAM_GATEWAY_TOKEN: '' },
    { TELEGRAM_GATEWAY_SENDER: '@acme' },
    { TELEGRAM_GATEWAY_BASE_URL: 'gateway' },
  ],
  voice: [
    { TWILIO_AUTH_TOKEN: '' },
    { THREEPID_VOICE_FROM: 'Shop' },
    { THREEPID_VOICE_CALLBACK_URL: '' },
    { THREEPID_VOICE_CALLBACK_URL: 'http://id.example.org' },
    { THREEPID_VOICE_READ_AT_ONCE: 'yes' },
    { THREEPID_VOICE_RING_SECONDS: '1' },
  ],
};

describe('the settings of the providers', () => {
  it('are each tried here, for every provider that has some', () => {
    const names = builtInProviders.filter(({ settings }) => settings.length > 0).map(({ name }) => name);
    expect(Object.keys(wrongOfProviders)).to.have.members(names);
    expect(Object.keys(taken)).to.have.members(names);
  });

  for (const [name, environments] of Object.entries(wrongOfProviders)) {
    for (const environment of environments) {
      const [[variable, value] = ['', '']] = Object.entries(environment);
      it(`refuse ${variable}=${JSON.stringify(value)} with ${name}, by its variable, and say what it must be`, async () => {
        const errors = await settingErrors({ THREEPID_SMS: name, ...taken[name], ...environment });
        expect(errors).to.have.length(1);
        expect(errors[0]).to.match(new RegExp(`^${variable}: .*(must|give|is needed|whsec_ and|neither)`));
        expect(errors[0]).not.to.match(
          /correct-horse|accountSid|messagingServiceSid|byCountry|senderId|originationIdentity|maxPriceUsd/,
        );
      });
    }
  }

  it('tell the errors of all providers at once, each once, and those of the server itself', async () => {
    const errors = await settingErrors({
      PORT: 'http',
      THREEPID_SMS: 'sns,aws,twilio,webhook,smpp',
      AWS_REGION: 'eu west',
      THREEPID_SNS_SENDER_ID: 'longer than eleven',
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_API_KEY: 'SK1',
      THREEPID_WEBHOOK_URL: 'http://127.0.0.1:0/send',
      SMPP_HOST: '127.0.0.1',
      SMPP_SYSTEM_ID: 'threepid',
      SMPP_SOURCE: 'A name that is too long',
    });
    expect(errors.map((error) => error.split(':')[0])).to.have.members([
      'PORT',
      'AWS_REGION',
      'THREEPID_SNS_SENDER_ID',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_FROM',
      'THREEPID_WEBHOOK_URL',
      'THREEPID_WEBHOOK_SECRET',
      'SMPP_SOURCE',
    ]);
  });

  it('have the calls of voice at the public URL, if it is https', async () => {
    const { THREEPID_VOICE_CALLBACK_URL: own = '', ...voice } = taken['voice'] ?? {};
    const at = (url: string) =>
      settingErrors({ THREEPID_CHANNELS: 'voice', ...voice, THREEPID_PUBLIC_URL: url });
    expect(own).to.include('/_threepid/callbacks/voice');
    expect(await at('https://id.example.org/')).to.deep.equal([]);
    expect((await at('http://127.0.0.1:8090')).join()).to.match(/^THREEPID_VOICE_CALLBACK_URL: /);
    const atOnce = {
      ...voice,
      THREEPID_VOICE_READ_AT_ONCE: 'on',
      THREEPID_PUBLIC_URL: 'https://id.example.org',
    };
    expect(await settingErrors({ THREEPID_CHANNELS: 'voice', ...atOnce })).to.deep.equal([]);
  });

  it('ask for those of a provider that is named, and of no other', async () => {
    const errors = (await settingErrors({ THREEPID_SMS: 'webhook,smpp' })).join('\n');
    for (const name of ['THREEPID_WEBHOOK_URL', 'THREEPID_WEBHOOK_SECRET', 'SMPP_HOST']) {
      expect(errors).to.match(new RegExp(`${name}: is needed: .+`));
    }
    expect(errors).not.to.include('TWILIO');
    expect((await readSettings({ THREEPID_SMS: 'sns', AWS_REGION: 'eu-west-1' })).sms).to.deep.equal(['sns']);
  });
});
