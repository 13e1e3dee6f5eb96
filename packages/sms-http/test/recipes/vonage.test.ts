import { expect } from 'chai';
import { startVonagePeer, type SmsHttpPeer, type VonagePeerMessage } from '@threepid/contract-tests/peers';
import type { MessageReport } from '@threepid/core';
import { HttpSmsSender, readRecipe } from '@threepid/sms-http';
import { message } from '../message.js';
import { recipeContract } from '../recipe-contract.js';

const account = { apiKey: 'abcd1234', apiSecret: 'Sekret & 100%' };
const settings = { ...account, from: 'ACME' };

recipeContract('vonage', { startPeer: () => startVonagePeer(account), settings, isWhole: true });

describe('the recipe vonage on the wire', () => {
  let peer: SmsHttpPeer<VonagePeerMessage>;

  beforeEach(async () => {
    peer = await startVonagePeer(account);
  });

  afterEach(() => peer.close());

  function senderOf(options: Readonly<Record<string, string>> = {}): HttpSmsSender {
    return new HttpSmsSender(readRecipe('vonage'), {
      settings: { ...settings, ...options },
      byCountry: { US: { from: '12015550123' } },
      baseUrl: peer.url,
    });
  }

  it('sends from another number to a country that has one, with its own reference', async () => {
    const sender = senderOf();
    await sender.send(message);
    await sender.send({ ...message, to: '+12025550123', country: 'US' });
    expect(peer.messages.map(({ from }) => from)).to.deep.equal(['ACME', '12015550123']);
    expect(peer.messages[0]?.clientRef).to.equal(message.idempotencyKey);
  });

  it('says in one line that the credentials are wrong', async () => {
    const result = await senderOf({ apiSecret: 'wrong' }).send(message);
    expect(result.kind).to.equal('refused');
    if (result.kind !== 'refused') return;
    expect(String(result.cause)).to.equal('ProviderError: answered 200, code 4: Bad Credentials');
    expect(result.cause).to.include({ provider: 'vonage', status: 200, code: '4' });
  });

  const report: MessageReport = {
    messageId: '0C000000217B7F02',
    sender: 'vonage',
    country: 'GB',
    isFirst: true,
    sentAt: 0,
    outcome: 'verified',
    code: '482915',
  };

  it('reports conversions if the account has them', async () => {
    const sender = senderOf({ conversions: 'on' });
    for (const outcome of ['verified', 'expired', 'resent'] as const)
      await sender.report?.({ ...report, outcome });
    const reported = peer.requests.map(({ path }) => reportedIn(new URL(path, peer.url)));
    expect(reported).to.deep.equal([
      ['/conversions/sms', '0C000000217B7F02', 'true'],
      ['/conversions/sms', '0C000000217B7F02', 'false'],
    ]);
    expect(peer.requests.map(({ path }) => path).join()).to.not.include('secret');
  });

  it('reports nothing without the setting', () => {
    expect(senderOf().report).to.equal(undefined);
  });

  it('says so if a report is not taken', async () => {
    const refused = await senderOf({ conversions: 'on', apiSecret: 'wrong' })
      .report?.(report)
      .catch((error: unknown) => error);
    expect(String(refused)).to.equal('OperatorError: vonage answered 401 to a report');
  });
});

function reportedIn({ pathname, searchParams }: URL): readonly (string | null)[] {
  expect(searchParams.get('timestamp')).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  return [pathname, searchParams.get('message-id'), searchParams.get('delivered')];
}
