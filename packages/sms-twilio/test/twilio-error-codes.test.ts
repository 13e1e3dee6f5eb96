import { expect } from 'chai';
import {
  startTwilioPeer,
  twilioErrorAnswer,
  type SmsHttpPeer,
  type TwilioPeerMessage,
} from '@threepid/contract-tests/peers';
import type { SmsMessage, SmsResult } from '@threepid/core';
import { TwilioSmsSender } from '@threepid/sms-twilio';
import { twilioErrorCodes } from '../dist/twilio-error-codes.js';
import { account, accountSid, authToken } from './twilio-account.js';

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
};

/** The published codes of a text message, written down independently of the table under test. */
const expected: Readonly<Record<string, string>> = {
  'rejected-destination': `
    14101 14111 20422 21211 21214 21217 21265 21266 21268 21401 21407 21408 21421 21606 21608 21610 21612 21614 21635
    21657 21659 21703 30003 30004 30005 30006 30007 30008 30010 30011 30014 30016 30017 30018 30019 30022 30023 30024 30027
    30032 30033 30034 30035 30036 30038 30039 30040 30041 30042 30043 30450 30453 30485 30610 30615 30620 30630`,
  refused: `
    10001 10002 14102 14103 14105 14108 14109 20001 20002 20003 20004 20005 20006 20008 20010 20011 20012 20101 20102
    20103 20104 20105 20106 20107 20151 20152 20153 20154 20155 20156 20157 20159 20160 20403 20404 20409 20410 20413
    20423 20426 21210 21212 21213 21264 21267 21601 21602 21603 21604 21605 21607 21609 21616 21617 21618 21619 21620
    21621 21622 21623 21624 21626 21627 21652 21653 21654 21655 21656 21658 21660 21661 21701 21702 21704 21705
    21708 21709 21711 21712 21713 21715 21719 30002 30012 30013 30015 30028 30029 30030 30031 30037 30400 30404 30454
    63038`,
  'unavailable, no': '14107 20429 21611 21730 30001',
  'unavailable, unknown': '20500 20503 20504 30020 30021 30410 30500',
};

const codes = Object.entries(expected).flatMap(([result, list]) =>
  list
    .trim()
    .split(/\s+/)
    .map((code) => [Number(code), result] as const),
);

describe("Twilio's error codes", () => {
  let peer: SmsHttpPeer<TwilioPeerMessage>;
  let sender: TwilioSmsSender;

  before(async () => {
    peer = await startTwilioPeer(account);
    sender = new TwilioSmsSender({ accountSid, authToken, baseUrl: peer.url, from: '+12065550100' });
  });

  after(() => peer.close());

  async function resultOf(status: number, code: number): Promise<string> {
    peer.playAnswer(twilioErrorAnswer(status, code, 'an error'), { sent: false });
    return described(await sender.send(message));
  }

  it('are each listed once here, with all those that the sender knows', () => {
    expect(new Set(codes.map(([code]) => code)).size).to.equal(codes.length);
    expect([...twilioErrorCodes.keys()]).to.have.members(codes.map(([code]) => code));
  });

  for (const [code, result] of codes) {
    it(`${code}: ${result}, as an error and as the status of a created message`, async () => {
      expect(await resultOf(400, code)).to.equal(result);
      const body = JSON.stringify({ sid: 'SM1', status: 'failed', error_code: code, error_message: 'x' });
      peer.playAnswer({ status: 201, body }, { sent: false });
      expect(described(await sender.send(message))).to.equal(result);
    });
  }

  const unlisted: readonly (readonly [status: number, code: number, result: string, why: string])[] = [
    [400, 39_999, 'rejected-destination', 'a new code may be about the number'],
    [403, 39_999, 'rejected-destination', 'a new code may be about the number'],
    [401, 39_999, 'refused', 'the credentials are wrong'],
    [404, 39_999, 'refused', 'the account is wrong'],
    [400, 0, 'refused', 'without a code it comes from a proxy'],
    [403, 0, 'refused', 'without a code it comes from a proxy'],
    [429, 39_999, 'unavailable, no', 'the status says so'],
    [429, 21_610, 'unavailable, no', 'the status says so'],
    [408, 39_999, 'unavailable, unknown', 'the status says so'],
    [500, 39_999, 'unavailable, unknown', 'the status says so'],
  ];
  for (const [status, code, result, why] of unlisted) {
    it(`${status} with ${code}: ${result}: ${why}`, async () => {
      expect(await resultOf(status, code)).to.equal(result);
    });
  }
});

function described(result: SmsResult): string {
  return result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind;
}
