import { expect } from 'chai';
import { PublishCommand, SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import {
  snsErrorAnswer,
  startSnsPeer,
  type SmsHttpPeer,
  type SnsPeerMessage,
} from '@threepid/contract-tests/peers';
import { ProviderError, type SmsMessage, type SmsResult } from '@threepid/core';
import { SnsSmsSender, type SnsSmsSenderOptions } from '@threepid/sms-sns';
import { clientOf, credentials } from './sns-client.js';

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
};

describe('SnsSmsSender', () => {
  it('tells where messages to a country come from: a number before a name', () => {
    const india = { senderId: 'EXMPLE', entityId: '1', templateId: '2' };
    const byCountry = { IN: india, US: { originationNumber: '+12025550123' } };
    const client = clientOf('http://127.0.0.1:1');
    const sender = new SnsSmsSender(client, { senderId: 'Example', byCountry });
    const none = { entityId: undefined, templateId: undefined };
    expect(sender.originFor('GB')).to.deep.equal({ from: 'Example', ...none });
    expect(sender.originFor('US')).to.deep.equal({ from: '+12025550123', ...none });
    expect(sender.originFor('IN')).to.deep.equal({ from: 'EXMPLE', entityId: '1', templateId: '2' });
    expect(new SnsSmsSender(client).originFor('GB').from).to.equal(undefined);
    client.destroy();
  });
});

describe('SnsSmsSender on the wire', function () {
  this.timeout(10_000);

  let peer: SmsHttpPeer<SnsPeerMessage>;
  const clients: SNSClient[] = [];

  beforeEach(async () => {
    peer = await startSnsPeer(credentials);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await peer.close();
  });

  function senderOf(options: SnsSmsSenderOptions = {}, config: SNSClientConfig = {}): SnsSmsSender {
    const client = clientOf(peer.url, config);
    clients.push(client);
    return new SnsSmsSender(client, options);
  }

  async function causeOf(result: SmsResult): Promise<ProviderError> {
    if (result.kind === 'sent') return expect.fail('sent');
    expect(result.cause).to.be.instanceOf(ProviderError);
    return await Promise.resolve(result.cause as ProviderError);
  }

  describe('the request', () => {
    it('is transactional and has no other attribute by default', async () => {
      await senderOf().send(message);
      expect(peer.messages[0]?.attributes).to.deep.equal({ 'AWS.SNS.SMS.SMSType': 'Transactional' });
    });

    it('has an attribute for every option', async () => {
      await senderOf({
        senderId: 'THREEPID',
        originationNumber: '+12065550100',
        maxPriceUsd: 0.25,
        smsType: 'Promotional',
        entityId: '1701165718168578728',
        templateId: '1707166375278247471',
      }).send(message);
      expect(peer.messages[0]?.attributes).to.deep.equal({
        'AWS.SNS.SMS.SMSType': 'Promotional',
        'AWS.SNS.SMS.SenderID': 'THREEPID',
        'AWS.SNS.SMS.MaxPrice': '0.25',
        'AWS.MM.SMS.OriginationNumber': '+12065550100',
        'AWS.MM.SMS.EntityId': '1701165718168578728',
        'AWS.MM.SMS.TemplateId': '1707166375278247471',
      });
    });

    it('takes options by country, and keeps the rest', async () => {
      const sender = senderOf({
        senderId: 'ACME',
        maxPriceUsd: 0.1,
        byCountry: { IN: { senderId: 'ACMEIN', entityId: '17' } },
      });
      await sender.send({ ...message, to: '+919812345678', country: 'IN' });
      await sender.send(message);
      await sender.send({ ...message, country: undefined });
      expect(peer.messages.map(({ attributes }) => attributes['AWS.SNS.SMS.SenderID'])).to.deep.equal([
        'ACMEIN',
        'ACME',
        'ACME',
      ]);
      expect(peer.messages[0]?.attributes).to.include({
        'AWS.SNS.SMS.MaxPrice': '0.1',
        'AWS.MM.SMS.EntityId': '17',
      });
      expect(peer.messages[1]?.attributes).not.to.have.property('AWS.MM.SMS.EntityId');
    });

    it('does not change the options, which may be frozen', async () => {
      const options = Object.freeze({ byCountry: Object.freeze({ GB: Object.freeze({ senderId: 'UK1' }) }) });
      await senderOf(options).send(message);
      expect(peer.messages[0]?.attributes).to.include({ 'AWS.SNS.SMS.SenderID': 'UK1' });
    });

    it('goes to AWS_ENDPOINT_URL_SNS', async () => {
      const before = process.env['AWS_ENDPOINT_URL_SNS'];
      process.env['AWS_ENDPOINT_URL_SNS'] = peer.url;
      try {
        const client = new SNSClient({ region: 'eu-west-1', credentials });
        clients.push(client);
        expect((await new SnsSmsSender(client).send(message)).kind).to.equal('sent');
      } finally {
        if (before === undefined) delete process.env['AWS_ENDPOINT_URL_SNS'];
        else process.env['AWS_ENDPOINT_URL_SNS'] = before;
      }
    });
  });

  describe('errors of the service', () => {
    const errors: readonly (readonly [status: number, code: string, text: string, expected: string])[] = [
      [403, 'AuthorizationError', 'User is not authorized to perform: SNS:Publish', 'refused'],
      [403, 'AccessDenied', 'no', 'refused'],
      [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.', 'refused'],
      [403, 'SignatureDoesNotMatch', 'no', 'refused'],
      [403, 'ExpiredToken', 'The security token included in the request is expired', 'refused'],
      [403, 'MissingAuthenticationToken', 'no', 'refused'],
      [403, 'OptInRequired', 'no', 'refused'],
      [403, 'InvalidSecurity', 'no', 'refused'],
      [400, 'InvalidParameter', 'Invalid parameter: Message Reason: too long', 'refused'],
      [
        400,
        'InvalidParameter',
        'Invalid parameter: PhoneNumber Reason: +44 is not valid to publish to',
        'rejected-destination',
      ],
      [400, 'ParameterValueInvalid', 'Invalid parameter: PhoneNumber Reason: no', 'rejected-destination'],
      [400, 'ParameterValueInvalid', 'no', 'rejected-destination'],
      [400, 'InvalidParameterValue', 'no', 'rejected-destination'],
      [400, 'ValidationException', 'no', 'rejected-destination'],
      [400, 'ValidationError', 'no', 'rejected-destination'],
      [400, 'EndpointDisabled', 'no', 'refused'],
      [400, 'PlatformApplicationDisabled', 'no', 'refused'],
      [400, 'KMSAccessDenied', 'no', 'refused'],
      [400, 'KMSDisabled', 'no', 'refused'],
      [404, 'NotFound', 'no', 'refused'],
      [400, 'OptedOut', 'The phone number has opted out', 'rejected-destination'],
      [429, 'Throttled', 'no', 'unavailable, no'],
      [400, 'Throttling', 'Rate exceeded', 'unavailable, no'],
      [400, 'ThrottlingException', 'no', 'unavailable, no'],
      [400, 'RequestLimitExceeded', 'no', 'unavailable, no'],
      [400, 'KMSThrottling', 'no', 'unavailable, no'],
      [429, 'SomethingNew', 'no', 'unavailable, no'],
      [500, 'InternalError', 'no', 'unavailable, unknown'],
      [500, 'InternalFailure', 'no', 'unavailable, unknown'],
      [502, 'BadGateway', 'no', 'unavailable, unknown'],
      [503, 'ServiceUnavailable', 'no', 'unavailable, unknown'],
      [504, 'GatewayTimeout', 'no', 'unavailable, unknown'],
      [418, 'SomethingNew', 'no', 'rejected-destination'],
    ];

    for (const [status, code, text, expected] of errors) {
      it(`${code} (${text.slice(0, 30)}) is ${expected}`, async () => {
        peer.playAnswer(snsErrorAnswer(status, code, text), { sent: false });
        const result = await senderOf({ throttledRetries: 0 }).send(message);
        expect(result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind).to.equal(
          expected,
        );
        expect(peer.requests).to.have.length(1);
        const cause = await causeOf(result);
        expect(cause.provider).to.equal('sns');
        expect(cause.status).to.equal(status);
        expect(cause.requestId).to.match(/^[0-9a-f-]{36}$/);
        expect(cause.code).to.contain(code.slice(0, 6));
      });
    }

    it('an answer without a message id leaves it unknown', async () => {
      peer.playAnswer(
        { status: 200, body: '<PublishResponse><PublishResult/></PublishResponse>' },
        { sent: true },
      );
      const result = await senderOf().send(message);
      expect(result).to.include({ kind: 'unavailable', taken: 'unknown' });
    });

    it('a proxy that answers HTML leaves it unknown', async () => {
      peer.playAnswer(
        { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway' },
        { sent: true },
      );
      expect(await senderOf().send(message)).to.include({ kind: 'unavailable', taken: 'unknown' });
    });
  });

  it('with a wrong secret is refused', async () => {
    const sender = senderOf({}, { credentials: { ...credentials, secretAccessKey: 'another' } });
    expect((await sender.send(message)).kind).to.equal('refused');
  });

  describe('tries', () => {
    it('publishes once when the provider hangs, though the client would try three times', async () => {
      await peer.play('hang');
      expect(await senderOf({ timeoutMs: 300 }).send(message)).to.include({ taken: 'unknown' });
      expect(peer.requests).to.have.length(1);
    });

    for (const fault of ['cut-after-reading', 'server-error', 'malformed-answer'] as const) {
      it(`publishes once after ${fault}`, async () => {
        await peer.play(fault, 1);
        expect(await senderOf().send(message)).to.include({ taken: 'unknown' });
        expect(peer.requests).to.have.length(1);
      });
    }

    it('retries a throttled request, at most twice', async () => {
      await peer.play('throttle', 2);
      expect((await senderOf({ throttledDelayMs: 1 }).send(message)).kind).to.equal('sent');
      await peer.play('throttle', 3);
      expect((await senderOf({ throttledDelayMs: 1 }).send(message)).kind).to.equal('unavailable');
      expect(peer.requests).to.have.length(6);
    });

    it('retries with the right time when the clock of this machine is wrong', async () => {
      const answer = snsErrorAnswer(403, 'RequestExpired', 'Request has expired');
      const headers = { ...answer.headers, date: new Date(Date.now() + 3_600_000).toUTCString() };
      peer.playAnswer({ ...answer, headers }, { sent: false, times: 1 });
      expect((await senderOf({ throttledDelayMs: 1 }).send(message)).kind).to.equal('sent');
      const [first, second] = peer.requests.map((request) => request.headers['x-amz-date']);
      expect(first).not.to.equal(second);
    });

    it('does not wait for a try that would come after the time-out', async () => {
      await peer.play('throttle');
      const result = await senderOf({ throttledDelayMs: 3_600_000, timeoutMs: 300 }).send(message);
      expect(result).to.include({ kind: 'unavailable', taken: 'no' });
      expect(peer.requests).to.have.length(1);
    });

    it("does not change the retries of the client's other commands", async () => {
      const client = clientOf(peer.url);
      clients.push(client);
      await peer.play('server-error', 1);
      await new SnsSmsSender(client).send(message);
      await peer.play('server-error', 1);
      await client.send(new PublishCommand({ PhoneNumber: message.to, Message: 'x' }));
      expect(peer.requests).to.have.length(3);
    });
  });

  describe('what never reaches the wire', () => {
    it('a client without credentials is refused', async () => {
      const config = {
        credentials: () => Promise.reject(new Error('Could not load credentials from any providers')),
      };
      const result = await senderOf({}, config).send(message);
      expect(result.kind).to.equal('refused');
      expect((await causeOf(result)).message).to.contain('credentials');
      expect(peer.requests).to.have.length(0);
    });

    it('a client without a region is refused', async () => {
      const config = { region: () => Promise.reject(new Error('Region is missing')) };
      expect((await senderOf({}, config).send(message)).kind).to.equal('refused');
    });

    it('with credentials that come too late, nothing is taken, and nothing is published when they come', async () => {
      let arrive: (value: typeof credentials) => void = () => undefined;
      const late = new Promise<typeof credentials>((resolve) => {
        arrive = resolve;
      });
      const sender = senderOf({ timeoutMs: 50 }, { credentials: () => late });
      expect(await sender.send(message)).to.include({ kind: 'unavailable', taken: 'no' });
      arrive(credentials);
      await late;
      // The late message would have gone out before this one has been answered.
      await senderOf().send({ ...message, text: 'another' });
      expect(peer.messages.map(({ text }) => text)).to.deep.equal(['another']);
    });
  });

  describe('ready', () => {
    it('resolves with credentials and region, without calling the service', async () => {
      await senderOf().ready();
      expect(peer.requests).to.have.length(0);
    });

    it('rejects without credentials', async () => {
      const sender = senderOf({}, { credentials: () => Promise.reject(new Error('none')) });
      expect(await sender.ready().catch((error: unknown) => error)).to.be.instanceOf(Error);
    });

    it('rejects when credentials take too long', async () => {
      const sender = senderOf({ timeoutMs: 20 }, { credentials: () => new Promise<never>(() => undefined) });
      expect(await sender.ready().catch((error: unknown) => error)).to.be.instanceOf(Error);
    });
  });

  describe('options', () => {
    const wrong: readonly SnsSmsSenderOptions[] = [
      { senderId: '' },
      { senderId: '12345' },
      { senderId: 'far too long a name' },
      { originationNumber: '+1 206' },
      { maxPriceUsd: -1 },
      { maxPriceUsd: NaN },
      { maxPriceUsd: 1e-9 },
      { entityId: '' },
      { templateId: 'x'.repeat(51) },
      { byCountry: { gb: {} } },
      { byCountry: { GB: { senderId: '1' } } },
      { timeoutMs: -1 },
      { timeoutMs: NaN },
      { throttledRetries: -1 },
    ];
    for (const options of wrong) {
      it(`${JSON.stringify(options)} is refused at the start`, () => {
        expect(() => senderOf(options)).to.throw(TypeError);
      });
    }
  });
});
