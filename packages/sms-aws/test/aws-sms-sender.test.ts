import { expect } from 'chai';
import {
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { leaksOf } from '@threepid/contract-tests';
import {
  awsSmsErrorAnswer,
  startAwsSmsPeer,
  type AwsSmsPeerFeedback,
  type AwsSmsPeerMessage,
  type SmsHttpPeer,
} from '@threepid/contract-tests/peers';
import { ProviderError, type MessageReport, type SmsMessage } from '@threepid/core';
import { AwsSmsSender, type AwsSmsSenderOptions } from '@threepid/sms-aws';
import { clientOf, credentials } from './aws-client.js';

const now = 1_700_000_000_000;
const clock = { now: () => now };

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
};

describe('AwsSmsSender on the wire', () => {
  let peer: SmsHttpPeer<AwsSmsPeerMessage>;
  const feedback: AwsSmsPeerFeedback[] = [];
  const clients: PinpointSMSVoiceV2Client[] = [];

  beforeEach(async () => {
    peer = await startAwsSmsPeer(credentials, { onFeedback: (one) => feedback.push(one) });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    feedback.splice(0);
    await peer.close();
  });

  function senderOf(
    options: AwsSmsSenderOptions = {},
    config: PinpointSMSVoiceV2ClientConfig = {},
  ): AwsSmsSender {
    const client = clientOf(peer.url, config);
    clients.push(client);
    return new AwsSmsSender(client, { clock, throttledDelayMs: 1, ...options });
  }

  async function requestOf(
    options: AwsSmsSenderOptions,
    parts: Partial<SmsMessage> = {},
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const result = await senderOf(options).send({ ...message, ...parts });
    expect(result.kind).to.equal('sent');
    return peer.messages.at(-1)?.request;
  }

  describe('the request', () => {
    it('is transactional and says nothing else by default', async () => {
      expect(await requestOf({})).to.deep.equal({ MessageType: 'TRANSACTIONAL' });
    });

    it('has a member for every option', async () => {
      const request = await requestOf({
        originationIdentity: 'pool-0123456789abcdef0123456789abcdef',
        configurationSetName: 'codes',
        protectConfigurationId: 'protect-0123456789abcdef0123456789abcdef',
        maxPriceUsd: 0.25,
        timeToLiveSeconds: 300,
        messageType: 'PROMOTIONAL',
        keyword: 'EXAMPLE CODES',
        entityId: '1701165718168578728',
        templateId: '1707166375278247471',
        messageFeedback: false,
        context: { stage: 'production' },
      });
      expect(request).to.deep.equal({
        OriginationIdentity: 'pool-0123456789abcdef0123456789abcdef',
        ConfigurationSetName: 'codes',
        ProtectConfigurationId: 'protect-0123456789abcdef0123456789abcdef',
        MaxPrice: '0.25',
        TimeToLive: 300,
        MessageType: 'PROMOTIONAL',
        Keyword: 'EXAMPLE CODES',
        DestinationCountryParameters: {
          IN_ENTITY_ID: '1701165718168578728',
          IN_TEMPLATE_ID: '1707166375278247471',
        },
        MessageFeedbackEnabled: false,
        Context: { stage: 'production' },
      });
    });

    it('takes options by country, and keeps the rest', async () => {
      const options = Object.freeze({
        originationIdentity: 'ACME',
        maxPriceUsd: 1,
        byCountry: Object.freeze({ IN: Object.freeze({ originationIdentity: 'ACMEIN', entityId: '17' }) }),
      });
      expect(await requestOf(options, { to: '+919812345678', country: 'IN' })).to.deep.equal({
        MessageType: 'TRANSACTIONAL',
        OriginationIdentity: 'ACMEIN',
        MaxPrice: '1.0',
        DestinationCountryParameters: { IN_ENTITY_ID: '17' },
      });
      for (const country of ['GB', undefined])
        expect(await requestOf(options, { country })).to.include({ OriginationIdentity: 'ACME' });
    });

    const lifetimes: readonly (readonly [what: string, expiresInMs: number, seconds: number])[] = [
      ['until the code expires', 600_000, 600],
      ['never longer than the code is valid', 299_999, 299],
      ['as short as AWS takes, for a code that has nearly expired', 1_000, 5],
      ['as long as AWS takes, for a code that is valid for a week', 7 * 86_400_000, 259_200],
    ];
    for (const [what, expiresInMs, seconds] of lifetimes) {
      it(`lives ${what}`, async () => {
        const request = await requestOf({}, { expiresAt: now + expiresInMs });
        expect(request).to.include({ TimeToLive: seconds });
      });
    }

    it('lives as long as an option says, whatever the code', async () => {
      const request = await requestOf({ timeToLiveSeconds: 60 }, { expiresAt: now + 600_000 });
      expect(request).to.include({ TimeToLive: 60 });
    });

    it('goes to AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2', async () => {
      const before = process.env['AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2'];
      process.env['AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2'] = peer.url;
      try {
        const client = new PinpointSMSVoiceV2Client({ region: 'eu-west-1', credentials });
        clients.push(client);
        expect((await new AwsSmsSender(client).send(message)).kind).to.equal('sent');
      } finally {
        if (before === undefined) delete process.env['AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2'];
        else process.env['AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2'] = before;
      }
    });
  });

  describe('errors', () => {
    it('have the reason as their code, and keep what AWS quotes to themselves', async () => {
      await peer.play('reject-destination');
      const result = await senderOf().send(message);
      if (result.kind !== 'rejected-destination') return expect.fail(result.kind);
      const cause = result.cause as ProviderError;
      expect(cause).to.be.instanceOf(ProviderError);
      expect(cause).to.include({ provider: 'aws', status: 400, code: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' });
      expect(cause.requestId).to.match(/^[0-9a-f-]{36}$/);
    });

    for (const [what, wrong] of [
      ['access key', { accessKeyId: 'AKIDOTHER' }],
      ['secret', { secretAccessKey: 'another' }],
    ] as const) {
      it(`are refusals for a wrong ${what}, which isn't retried`, async () => {
        const result = await senderOf({}, { credentials: { ...credentials, ...wrong } }).send(message);
        expect(result.kind).to.equal('refused');
        expect(peer.requests).to.have.length(1);
      });
    }

    it('of a wrong clock are repeated with the right time', async () => {
      const answer = awsSmsErrorAnswer(400, 'InvalidSignatureException', 'Signature expired');
      const headers = { ...answer.headers, date: new Date(Date.now() + 3_600_000).toUTCString() };
      peer.playAnswer({ ...answer, headers }, { sent: false, times: 1 });
      expect((await senderOf().send(message)).kind).to.equal('sent');
      const [first, second] = peer.requests.map((request) => request.headers['x-amz-date']);
      expect(first).not.to.equal(second);
    });
  });

  describe('feedback', () => {
    const judged: SmsMessage = { ...message, isJudged: true };

    function reportOf(messageId: string, outcome: MessageReport['outcome']): MessageReport {
      return { messageId, sender: 'aws', country: 'GB', isFirst: true, sentAt: now, outcome };
    }

    async function sentBy(sender: AwsSmsSender): Promise<string> {
      const result = await sender.send(judged);
      return result.kind === 'sent' ? result.messageId : expect.fail(result.kind);
    }

    for (const [outcome, status] of [
      ['verified', 'RECEIVED'],
      ['resent', 'FAILED'],
      ['expired', 'FAILED'],
    ] as const) {
      it(`of a message that was ${outcome} is ${status}`, async () => {
        const sender = senderOf({ messageFeedback: true });
        const messageId = await sentBy(sender);
        await sender.report(reportOf(messageId, outcome));
        expect(feedback).to.deep.equal([{ messageId, status }]);
      });
    }

    it('is enabled for messages that will be judged, and for no others', async () => {
      expect(await requestOf({ messageFeedback: true }, judged)).to.include({ MessageFeedbackEnabled: true });
      expect(await requestOf({ messageFeedback: true })).to.include({ MessageFeedbackEnabled: false });
      expect(await requestOf({}, judged)).not.to.have.property('MessageFeedbackEnabled');
    });

    it('is not sent without the option', async () => {
      const sender = senderOf();
      const messageId = await sentBy(sender);
      await sender.report(reportOf(messageId, 'verified'));
      expect(peer.requests).to.have.length(1);
    });

    it('that AWS refuses is an error for the log, with its code and none of its words', async () => {
      const sender = senderOf({ messageFeedback: true });
      const error = await sender.report(reportOf('unknown', 'verified')).catch((thrown: unknown) => thrown);
      expect(String(error)).to.match(
        /^OperatorError: aws: PutMessageFeedback failed with ResourceNotFoundException \(HTTP 400, request [0-9a-f-]+\)$/,
      );
      expect(leaksOf(error, [credentials.secretAccessKey])).to.deep.equal([]);
    });

    it('gives up after the time-out, also while credentials are missing', async () => {
      const missing = { credentials: () => new Promise<never>(() => undefined) };
      const sender = senderOf({ messageFeedback: true, timeoutMs: 20 }, missing);
      const error = await sender.report(reportOf('a', 'verified')).catch((thrown: unknown) => thrown);
      expect(String(error)).to.match(/PutMessageFeedback failed with .+ \(no answer\)$/);
    });
  });

  it('is ready with credentials and region, without calling the service', async () => {
    await senderOf().ready();
    expect(peer.requests).to.have.length(0);
  });
});

describe('the options of AwsSmsSender', () => {
  const client = clientOf('http://127.0.0.1:1');
  after(() => {
    client.destroy();
  });

  const wrong: readonly AwsSmsSenderOptions[] = [
    { originationIdentity: '' },
    { originationIdentity: 'My shop' },
    { configurationSetName: 'a b' },
    { protectConfigurationId: '' },
    { maxPriceUsd: 0 },
    { maxPriceUsd: -1 },
    { maxPriceUsd: 100 },
    { maxPriceUsd: 1e-9 },
    { timeToLiveSeconds: 4 },
    { timeToLiveSeconds: 259_201 },
    { timeToLiveSeconds: 1.5 },
    { keyword: '' },
    { entityId: 'a b' },
    { templateId: 'x'.repeat(65) },
    { context: { 'a key': 'x' } },
    { context: { key: ' x' } },
    { context: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, 'x'])) },
    { byCountry: { gb: {} } },
    { byCountry: { GB: { originationIdentity: '!' } } },
    { byCountry: { GB: { timeToLiveSeconds: 1 } } },
    { timeoutMs: -1 },
    { throttledRetries: NaN },
  ];
  for (const options of wrong) {
    it(`${JSON.stringify(options)} is refused at the start`, () => {
      expect(() => new AwsSmsSender(client, options)).to.throw(TypeError);
    });
  }

  const arn = 'arn:aws:sms-voice:eu-west-1:123456789012';
  const origins: readonly (readonly [
    identity: string | undefined,
    from: string | undefined,
    isPool: boolean,
  ])[] = [
    [undefined, undefined, false],
    ['+12065550100', '+12065550100', false],
    ['12345', '12345', false],
    ['ACME', 'ACME', false],
    [`${arn}:sender-id/ACME/GB`, 'ACME', false],
    ['pool-0123456789abcdef0123456789abcdef', undefined, true],
    [`${arn}:pool/pool-0123456789abcdef0123456789abcdef`, undefined, true],
    ['phone-0123456789abcdef0123456789abcdef', undefined, true],
  ];
  for (const [originationIdentity, from, isPool] of origins) {
    it(`${String(originationIdentity)} is shown as ${String(from)}`, () => {
      const options = originationIdentity === undefined ? {} : { originationIdentity };
      expect(new AwsSmsSender(client, options).originFor('GB')).to.include({ from, isPool });
    });
  }

  it('say where messages to a country come from', () => {
    const byCountry = { IN: { originationIdentity: 'ACMEIN', entityId: '17', templateId: '18' } };
    const sender = new AwsSmsSender(client, { originationIdentity: 'ACME', byCountry });
    const origin = { isPool: false, entityId: undefined, templateId: undefined };
    expect(sender.originFor('GB')).to.deep.equal({ ...origin, from: 'ACME' });
    expect(sender.originFor('IN')).to.deep.equal({
      ...origin,
      from: 'ACMEIN',
      entityId: '17',
      templateId: '18',
    });
  });
});
