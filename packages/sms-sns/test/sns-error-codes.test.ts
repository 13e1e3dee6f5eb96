import { expect } from 'chai';
import type { SNSClient } from '@aws-sdk/client-sns';
import { awsErrorCodes } from '@threepid/aws-request';
import {
  snsErrorAnswer,
  startSnsPeer,
  type SmsHttpPeer,
  type SnsPeerMessage,
} from '@threepid/contract-tests/peers';
import type { SmsMessage } from '@threepid/core';
import { SnsSmsSender } from '@threepid/sms-sns';
import { snsErrorCodes } from '../dist/sns-error-codes.js';
import { clientOf, credentials } from './sns-client.js';

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
};

/** The published codes of `Publish`, beside the common ones, written down independently of the table under test. */
const expected: Readonly<Record<string, string>> = {
  'rejected-destination': 'OptedOut InvalidParameter ParameterValueInvalid',
  refused: `
    AuthorizationError EndpointDisabled InvalidSecurity KMSAccessDenied KMSDisabled KMSInvalidState KMSNotFound
    KMSOptInRequired NotFound PlatformApplicationDisabled`,
  'unavailable, no': 'Throttled KMSThrottling',
};

const codes = Object.entries(expected).flatMap(([result, list]) =>
  list
    .trim()
    .split(/\s+/)
    .map((code) => [code, result] as const),
);

describe("SNS's error codes", () => {
  let peer: SmsHttpPeer<SnsPeerMessage>;
  let client: SNSClient;

  before(async () => {
    peer = await startSnsPeer(credentials);
    client = clientOf(peer.url);
  });

  after(async () => {
    client.destroy();
    await peer.close();
  });

  async function resultOf(status: number, code: string, words: string): Promise<string> {
    peer.playAnswer(snsErrorAnswer(status, code, words), { sent: false });
    const result = await new SnsSmsSender(client, { throttledRetries: 0 }).send(message);
    return result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind;
  }

  it('are each listed once here, with all those that the sender knows', () => {
    expect(new Set(codes.map(([code]) => code)).size).to.equal(codes.length);
    const own = [...snsErrorCodes.keys()].filter((code) => !awsErrorCodes.has(code));
    expect(own).to.have.members(codes.map(([code]) => code));
  });

  for (const [code, result] of codes) {
    it(`${code}: ${result}, with or without the suffix Exception`, async () => {
      expect(await resultOf(400, code, 'no')).to.equal(result);
      expect(await resultOf(400, `${code}Exception`, 'no')).to.equal(result);
    });
  }

  for (const parameter of ['PhoneNumber', 'MessageAttributes', 'OriginationNumber', 'Message Attributes']) {
    it(`an invalid ${parameter} counts against the number`, async () => {
      const words = `Invalid parameter: ${parameter} Reason: no such`;
      expect(await resultOf(400, 'InvalidParameter', words)).to.equal('rejected-destination');
    });
  }

  for (const parameter of ['Message Reason: too long', 'Empty message']) {
    it(`${parameter}: refused, because the text is wrong whatever the number`, async () => {
      const words = `Invalid parameter: ${parameter}`;
      expect(await resultOf(400, 'InvalidParameter', words)).to.equal('refused');
    });
  }
});
