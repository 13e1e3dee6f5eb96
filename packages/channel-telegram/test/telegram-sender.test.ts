import { expect } from 'chai';
import { TelegramSender, type TelegramSenderOptions } from '@threepid/channel-telegram';
import {
  startTelegramPeer,
  telegramErrorAnswer,
  telegramReportHeaders,
  type SmsHttpPeer,
  type TelegramPeerMessage,
} from '@threepid/contract-tests/peers';
import type { CallbackRequest, DeliveryReceipt, MessageReport, SmsMessage, SmsResult } from '@threepid/core';
import { telegramErrors } from '../dist/telegram-errors.js';

const accessToken = 'AAHfictional-token_of_a_Gateway_account';
const callbackUrl = 'https://id.example.org/_threepid/callbacks/telegram';
const now = 1_790_000_000_000;
const clock = { now: () => now };

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
  code: '482915',
  locale: 'en',
  expiresAt: now + 540_900,
};

/** The errors, written down independently of the table under test. */
const expected: Readonly<Record<string, string>> = {
  'other channels': 'PHONE_NUMBER_NOT_FOUND PHONE_NUMBER_NOT_AVAILABLE',
  'rejected-destination': 'PHONE_NUMBER_INVALID',
  refused: `
    ACCESS_TOKEN_INVALID ACCESS_TOKEN_REQUIRED BALANCE_NOT_ENOUGH CALLBACK_URL_INVALID CODE_INVALID CODE_LENGTH_INVALID
    CODE_LENGTH_REQUIRED PAYLOAD_INVALID REQUEST_ID_INVALID REQUEST_ID_REQUIRED SENDER_NOT_OWNED SENDER_NOT_VERIFIED
    SENDER_USERNAME_INVALID TTL_INVALID UNKNOWN_METHOD`,
  'unavailable, unknown': 'MESSAGE_ALREADY_SENT',
};

const errors = Object.entries(expected).flatMap(([result, list]) =>
  list
    .trim()
    .split(/\s+/)
    .map((error) => [error, result] as const),
);

describe('TelegramSender on the wire', () => {
  let peer: SmsHttpPeer<TelegramPeerMessage>;

  before(async () => {
    peer = await startTelegramPeer({ accessToken, senderUsername: 'acme_codes' });
  });

  afterEach(() => peer.play('accept'));

  after(() => peer.close());

  function senderOf(parts: Partial<TelegramSenderOptions> = {}): TelegramSender {
    return new TelegramSender({ accessToken, baseUrl: peer.url, clock, ...parts });
  }

  async function resultOf(error: string, status?: number): Promise<string> {
    peer.playAnswer(telegramErrorAnswer(error, status), { sent: false });
    return described(await senderOf().send(message));
  }

  it('returns the id of the request, and gives it its own name', async () => {
    const result = await senderOf().send(message);
    expect(result.kind === 'sent' && result.messageId).to.match(/^[0-9a-f]{24}$/);
    expect(peer.messages.at(-1)).to.include({
      payload: 'k1',
      callbackUrl: undefined,
      senderUsername: undefined,
    });
  });

  it('sends from the channel, and asks for reports, if it is told to', async () => {
    await senderOf({ senderUsername: 'acme_codes', callbackUrl }).send(message);
    expect(peer.messages.at(-1)).to.include({ senderUsername: 'acme_codes', callbackUrl });
  });

  it('lets the message live as long as the code, within what Telegram takes', async () => {
    for (const expiresAt of [message.expiresAt, now + 5_000, now - 1, now + 86_400_000, undefined])
      await senderOf().send({ ...message, expiresAt });
    expect(peer.messages.slice(-5).map(({ ttl }) => ttl)).to.deep.equal([540, 30, 30, 3_600, 600]);
  });

  it('leaves codes other than 4 to 8 digits to other channels, without a request', async () => {
    const requests = peer.requests.length;
    for (const code of ['123', '123456789', '12a456', '٤٨٢٩١٥'])
      expect(await senderOf().send({ ...message, code })).to.include({ otherChannels: true });
    expect(peer.requests).to.have.length(requests);
  });

  it('knows each error, and no other', () => {
    expect([...telegramErrors.keys()]).to.have.members(errors.map(([error]) => error));
  });

  it('classifies each error, with status 200 and 400', async () => {
    for (const [error, result] of errors) {
      expect(await resultOf(error), error).to.equal(result);
      expect(await resultOf(error, 400), error).to.equal(result);
    }
  });

  const others: readonly (readonly [status: number, error: string, result: string])[] = [
    [200, 'FLOOD_WAIT', 'unavailable, no'],
    [420, 'FLOOD_WAIT_30', 'unavailable, no'],
    [429, 'PHONE_NUMBER_NOT_FOUND', 'unavailable, no'],
    [200, 'SOMETHING_NEW', 'rejected-destination'],
    [401, 'SOMETHING_NEW', 'refused'],
    [500, 'SOMETHING_NEW', 'unavailable, unknown'],
    [400, 'no name', 'refused'],
    [200, 'no name', 'unavailable, unknown'],
  ];
  for (const [status, error, result] of others) {
    it(`${String(status)} with ${error}: ${result}`, async () => {
      expect(await resultOf(error, status)).to.equal(result);
    });
  }

  for (const body of ['', '[]', 'null', '{"ok":true}', '{"ok":true,"result":{"request_id":1}}', '<html>']) {
    it(`200 with ${body || 'nothing'} leaves it unknown`, async () => {
      peer.playAnswer({ status: 200, body }, { sent: true });
      expect(described(await senderOf().send(message))).to.equal('unavailable, unknown');
    });
  }

  describe('report', () => {
    const report: MessageReport = {
      messageId: 'ab'.repeat(12),
      sender: 'telegram',
      country: 'GB',
      isFirst: true,
      sentAt: now,
      outcome: 'verified',
      code: '482915',
    };

    it('tells Telegram which code was submitted', async () => {
      await senderOf().report(report);
      expect(peer.requests.at(-1)).to.include({
        path: '/checkVerificationStatus',
        body: `{"request_id":"${report.messageId}","code":"482915"}`,
      });
    });

    it('tells nothing else', async () => {
      const requests = peer.requests.length;
      await senderOf().report({ ...report, outcome: 'expired', code: undefined });
      await senderOf().report({ ...report, outcome: 'resent', code: undefined });
      expect(peer.requests).to.have.length(requests);
    });

    it('rejects if Telegram does not take it, without code and token', async () => {
      const failures = [
        await failureOf(senderOf().report({ ...report, messageId: 'no id' })),
        await failureOf(senderOf({ accessToken: 'wrong' }).report(report)),
      ];
      await peer.play('down');
      failures.push(await failureOf(senderOf().report(report)));
      for (const failure of failures)
        expect(failure)
          .to.match(/Error: /)
          .and.not.match(/482915|AAH|wrong/);
    });
  });

  describe('delivery reports', () => {
    const at = now / 1_000;

    function reportOf(status: string, phone_number = '+447400123456'): string {
      return JSON.stringify({ request_id: 'r1', phone_number, delivery_status: { status, updated_at: at } });
    }

    function requestOf(body: string, time = at, token = accessToken): CallbackRequest {
      return { method: 'POST', query: '', headers: telegramReportHeaders(token, body, time), body };
    }

    async function outcomeOf(request: CallbackRequest): Promise<[number, readonly DeliveryReceipt[]]> {
      const sender = senderOf({ callbackUrl });
      const receipts: DeliveryReceipt[] = [];
      sender.onReceipt((receipt) => receipts.push(receipt));
      const answer = await sender.callbacks[0]?.handle(request);
      return [answer?.status ?? 0, receipts];
    }

    it('are taken only if Telegram was asked for them', () => {
      expect(senderOf().callbacks).to.deep.equal([]);
      expect(senderOf({ callbackUrl }).callbacks).to.have.length(1);
      expect(senderOf({ callbackUrl }).callbacks[0]).to.deep.include({ name: 'telegram', methods: ['POST'] });
    });

    for (const [status, state] of [
      ['sent', 'under-way'],
      ['delivered', 'delivered'],
      ['read', 'delivered'],
      ['expired', 'undelivered'],
      ['revoked', 'undelivered'],
      ['something new', 'under-way'],
    ] as const) {
      it(`${status}: ${state}`, async () => {
        const receipt = { sender: 'telegram', messageId: 'r1', state, code: status, to: '+447400123456' };
        expect(await outcomeOf(requestOf(reportOf(status)))).to.deep.equal([200, [receipt]]);
      });
    }

    it('have their number also without the plus sign, and none that is no number', async () => {
      const numbers = await Promise.all(
        ['447400123456', '', 'x', '07400123456'].map((number) =>
          outcomeOf(requestOf(reportOf('read', number))),
        ),
      );
      expect(numbers.map(([, receipts]) => receipts[0]?.to)).to.deep.equal([
        '+447400123456',
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('are acknowledged if they are about no message', async () => {
      for (const body of [
        '',
        '{}',
        '[]',
        '{"request_id":"r1"}',
        '{"request_id":1,"delivery_status":{"status":"read"}}',
        '{"request_id":"","delivery_status":{"status":"read"}}',
      ])
        expect(await outcomeOf(requestOf(body))).to.deep.equal([200, []]);
    });

    it('of somebody else are refused: forged, changed, replayed later, without headers', async () => {
      const body = reportOf('expired');
      const good = requestOf(body);
      const bad: CallbackRequest[] = [
        requestOf(body, at, 'another token'),
        requestOf(body, at - 301),
        requestOf(body, at + 301),
        { ...good, body: reportOf('read') },
        { ...good, headers: { ...good.headers, 'x-request-timestamp': String(at + 1) } },
        { ...good, headers: { ...good.headers, 'x-request-signature': '' } },
        { ...good, headers: { ...good.headers, 'x-request-signature': ['a', 'b'] } },
        { ...good, headers: {} },
      ];
      for (const request of bad) expect(await outcomeOf(request)).to.deep.equal([403, []]);
      expect(await outcomeOf(requestOf(body, at - 299))).to.have.nested.property('[0]', 200);
    });
  });

  const wrong: Readonly<Record<string, Partial<TelegramSenderOptions>>> = {
    'no token': { accessToken: '' },
    'a line break in the token': { accessToken: 'a\nb' },
    'a username with @': { senderUsername: '@acme' },
    'a callback without TLS': { callbackUrl: 'http://id.example.org/' },
    'a long callback': { callbackUrl: `https://id.example.org/${'x'.repeat(240)}` },
    'plain http elsewhere': { baseUrl: 'http://gateway.example.org' },
  };
  for (const [what, parts] of Object.entries(wrong)) {
    it(`options with ${what} are refused at the start`, () => {
      expect(() => senderOf(parts)).to.throw(TypeError);
    });
  }
});

async function failureOf(promise: Promise<void>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: unknown) => String(error),
  );
}

function described(result: SmsResult): string {
  if (result.kind === 'unavailable') return `unavailable, ${result.taken}`;
  return result.kind === 'rejected-destination' && result.otherChannels === true
    ? 'other channels'
    : result.kind;
}
