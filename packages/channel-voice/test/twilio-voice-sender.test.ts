import { expect } from 'chai';
import fc from 'fast-check';
import { TwilioVoiceSender, type TwilioVoiceSenderOptions } from '@threepid/channel-voice';
import {
  startTwilioVoicePeer,
  twilioCallHeaders,
  twilioErrorAnswer,
  type SmsHttpPeer,
  type TwilioPeerCall,
} from '@threepid/contract-tests/peers';
import type { CallbackAnswer, CallbackRequest, DeliveryReceipt, SmsMessage, SmsResult } from '@threepid/core';
import { CodeSeal } from '../dist/sealed-code.js';
import { voiceErrorCodes } from '../dist/voice-error-codes.js';
import { account, accountSid, authToken, from } from './voice-account.js';

const callbackUrl = 'https://id.example.org/_threepid/callbacks/voice';
let now = 1_790_000_000_000;
const clock = { now: () => now };

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'k1',
  code: '482915',
  locale: 'en',
  brand: 'ACME',
  expiresAt: now + 600_000,
};

describe('TwilioVoiceSender on the wire', () => {
  let peer: SmsHttpPeer<TwilioPeerCall>;

  before(async () => {
    peer = await startTwilioVoicePeer(account);
  });

  afterEach(() => peer.play('accept'));

  after(() => peer.close());

  /** One that waits for a key, unless told otherwise. */
  function senderOf(parts: Partial<TwilioVoiceSenderOptions> = {}): TwilioVoiceSender {
    const waiting = parts.readAtOnce === undefined ? { callbackUrl } : {};
    return new TwilioVoiceSender({
      accountSid,
      authToken,
      from,
      baseUrl: peer.url,
      clock,
      ...waiting,
      ...parts,
    });
  }

  const atOnce = { readAtOnce: true };

  async function callOf(parts: Partial<SmsMessage> = {}, sender = senderOf()): Promise<TwilioPeerCall> {
    const result = await sender.send({ ...message, ...parts });
    expect(result.kind, 'cause' in result ? String(result.cause) : '').to.equal('sent');
    return peer.messages.at(-1) ?? expect.fail('no call');
  }

  it('returns the SID of the call, which rings and lasts for a limited time', async () => {
    const result = await senderOf({ ringSeconds: 15 }).send(message);
    expect(result.kind === 'sent' && result.messageId).to.match(/^CA[0-9a-f]{32}$/);
    expect(peer.messages.at(-1)).to.include({ from, timeout: 15, timeLimit: 120 });
    expect(await callOf()).to.include({ timeout: 25 });
  });

  it('calls from another number to a country that has one', async () => {
    const sender = senderOf({ byCountry: { DE: { from: '+4930123456' } } });
    expect((await callOf({ country: 'DE' }, sender)).from).to.equal('+4930123456');
    expect((await callOf({ country: 'GB' }, sender)).from).to.equal(from);
  });

  it('says nothing of the code before a key is pressed, and ends without one', async () => {
    const { twiml } = await callOf();
    expect(twiml).to.not.match(/<Say[^>]*>[^<]*\d/);
    expect(twiml.match(/<Gather numDigits="1" finishOnKey="" /g)).to.have.length(3);
    expect(twiml).to.match(/<\/Gather><\/Response>$/);
    expect(twiml).to.include('You asked for your code for ACME. To hear it, press any key.');
    expect(decodeURIComponent(twiml)).to.not.include('482915');
  });

  it('reads the digits one by one, twice, at once only if it is told to', async () => {
    const { twiml } = await callOf({}, senderOf(atOnce));
    const said = [...twiml.matchAll(/<Say[^>]*>([^<]*)<\/Say>/g)].map((match) => match[1]);
    const digits = Array.from('482915');
    expect(said).to.deep.equal([
      'Your code for ACME is:',
      ...digits,
      'Once more:',
      ...digits,
      'Do not share it with anyone. Goodbye.',
    ]);
    expect(twiml.match(/<\/Say><Pause length="1"\/><Say/g)).to.have.length(said.length - 1);
  });

  for (const [locale, language, voice] of [
    ['en', 'en-US', 'Polly.Joanna'],
    ['de-AT', 'de-DE', 'Polly.Vicki'],
    ['fr', 'fr-FR', 'Polly.Lea'],
    ['es', 'es-ES', 'Polly.Lucia'],
    ['pt-BR', 'pt-BR', 'Polly.Camila'],
    ['ar', 'arb', 'Polly.Zeina'],
    ['ja', 'ja-JP', 'Polly.Mizuki'],
    ['tlh', 'de-DE', 'Polly.Vicki'],
    [undefined, 'de-DE', 'Polly.Vicki'],
  ] as const) {
    it(`speaks ${language} to a person of ${locale ?? 'an unknown language'}`, async () => {
      const { twiml, text } = await callOf({ locale }, senderOf({ ...atOnce, language: 'de' }));
      expect(new Set(twiml.match(/<Say [^>]*>/g))).to.deep.equal(
        new Set([`<Say language="${language}" voice="${voice}">`]),
      );
      expect(text).to.equal('482915');
    });
  }

  it('can say any brand: no TwiML gets in', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (brand) => {
        // The peer turns away what is not well-formed.
        const { twiml } = await callOf({ brand }, senderOf(atOnce));
        expect(twiml.match(/<(?!\/?Say|Pause|\/?Response)/g)).to.equal(null);
      }),
      { numRuns: 50 },
    ));

  it('leaves codes other than 4 to 12 digits to other channels, without a request', async () => {
    const requests = peer.requests.length;
    for (const code of ['123', '1234567890123', '12a456', '٤٨٢٩١٥'])
      expect(await senderOf().send({ ...message, code })).to.include({ otherChannels: true });
    expect(peer.requests).to.have.length(requests);
  });

  const errors: readonly (readonly [status: number, code: number, result: string])[] = [
    [400, 10004, 'unavailable, no'],
    [400, 21202, 'rejected-destination'],
    [400, 21203, 'rejected-destination'],
    [400, 21205, 'refused'],
    [400, 21208, 'refused'],
    [400, 21215, 'rejected-destination'],
    [400, 21216, 'rejected-destination'],
    [400, 21219, 'rejected-destination'],
    [400, 21201, 'refused'],
    [400, 21218, 'refused'],
    [400, 21220, 'refused'],
    [400, 12100, 'refused'],
    [400, 13223, 'rejected-destination'],
    [400, 13224, 'rejected-destination'],
    [400, 13225, 'rejected-destination'],
    [400, 13227, 'rejected-destination'],
    [400, 21211, 'rejected-destination'],
    [401, 20003, 'refused'],
    [400, 39_999, 'rejected-destination'],
    [429, 21_216, 'unavailable, no'],
    [500, 20_500, 'unavailable, unknown'],
  ];
  it('classifies the codes of calls, and those that calls share with messages', async () => {
    for (const [status, code, result] of errors) {
      peer.playAnswer(twilioErrorAnswer(status, code, `no ${message.to}`), { sent: false });
      expect(described(await senderOf().send(message)), String(code)).to.equal(result);
    }
    expect(errors.map(([, code]) => code)).to.include.members([...voiceErrorCodes.keys()]);
  });

  describe('once a key was pressed', () => {
    /** What Twilio posts to the URL in the call. */
    async function pressed(parts: Partial<SmsMessage> = {}, digits = '5'): Promise<CallbackRequest> {
      const { twiml } = await callOf(parts);
      const action = / action="([^"]*)"/.exec(twiml)?.[1]?.replaceAll('&amp;', '&') ?? '';
      expect(action.startsWith(`${callbackUrl}?c=`), action).to.equal(true);
      const body = new URLSearchParams({ CallSid: 'CA1', Digits: digits, To: message.to }).toString();
      const headers = twilioCallHeaders(authToken, action, body);
      return { method: 'POST', query: new URL(action).search.slice(1), headers, body };
    }

    async function answered(
      request: CallbackRequest,
      sender = senderOf(),
    ): Promise<[CallbackAnswer, readonly DeliveryReceipt[]]> {
      const receipts: DeliveryReceipt[] = [];
      sender.onReceipt((receipt) => receipts.push(receipt));
      const [callback] = sender.callbacks;
      return [(await callback?.handle(request)) ?? expect.fail('no callback'), receipts];
    }

    it('the code is read, in any process, and the call counts as delivered', async () => {
      const [answer, receipts] = await answered(await pressed({ locale: 'de' }));
      expect(answer).to.include({ status: 200, contentType: 'text/xml; charset=utf-8' });
      expect(answer.body)
        .to.include('Ihr Code für ACME lautet:')
        .and.match(/>4<.*>8<.*>2<.*>9<.*>1<.*>5</);
      expect(receipts).to.deep.equal([{ sender: 'voice', messageId: 'CA1', state: 'delivered' }]);
    });

    for (const key of ['0', '*', '#']) {
      it(`${key} counts as a key`, async () => {
        expect((await answered(await pressed({}, key)))[0].status).to.equal(200);
      });
    }

    it('nothing is read once the code has expired', async () => {
      const request = await pressed({ expiresAt: now + 1_000 });
      now += 1_000;
      const [answer, receipts] = await answered(request);
      expect(answer.body).to.equal('<Response><Hangup/></Response>');
      expect(receipts).to.deep.equal([]);
    });

    it('nothing is read to anybody else: without a key, with another URL, for another account', async () => {
      const good = await pressed();
      const bad: CallbackRequest[] = [
        await pressed({}, ''),
        { ...good, body: '' },
        { ...good, query: '' },
        { ...good, query: 'c=' },
        { ...good, query: `${good.query}AAAA` },
        { ...good, query: `c=${Buffer.alloc(80).toString('base64url')}` },
        { ...good, query: good.query.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')) },
      ];
      for (const request of bad) expect(await answered(request)).to.deep.equal([{ status: 403 }, []]);
      const other = senderOf({ authToken: 'another' });
      expect(await answered(good, other)).to.deep.equal([{ status: 403 }, []]);
    });

    it('nothing is read to whoever has the URL from a log: the call must be signed', async () => {
      const good = await pressed();
      const digits = new URLSearchParams({ Digits: '5', CallSid: 'CA2' }).toString();
      const bad: CallbackRequest[] = [
        { ...good, headers: {} },
        { ...good, body: digits },
        { ...good, headers: twilioCallHeaders('another', `${callbackUrl}?${good.query}`, good.body) },
      ];
      for (const request of bad) expect(await answered(request)).to.deep.equal([{ status: 403 }, []]);
    });

    it('with an API key, the signature is checked if the token is known too', async () => {
      const key = { apiKey: `SK${'ab'.repeat(16)}`, apiKeySecret: 'secret of the key' };
      const code = new CodeSeal(key.apiKeySecret).seal({ code: '482915', tag: 'en', expiresAt: now + 1_000 });
      const body = 'Digits=5&CallSid=CA1';
      const signed = twilioCallHeaders(authToken, `${callbackUrl}?c=${code}`, body);
      const statusOf = async (headers: Record<string, string>, signingToken?: string): Promise<number> => {
        const sender = new TwilioVoiceSender({
          accountSid,
          from,
          clock,
          callbackUrl,
          ...key,
          ...(signingToken !== undefined && { signingToken }),
        });
        return (await answered({ method: 'POST', query: `c=${code}`, headers, body }, sender))[0].status;
      };
      expect(await statusOf(signed, authToken)).to.equal(200);
      expect(await statusOf({}, authToken)).to.equal(403);
      expect(await statusOf({})).to.equal(200);
    });

    it('is only served if people press a key', () => {
      expect(senderOf().callbacks.map(({ name, methods }) => [name, methods])).to.deep.equal([
        ['voice', ['POST']],
      ]);
      expect(senderOf(atOnce).callbacks).to.deep.equal([]);
    });
  });

  const wrong: Readonly<Record<string, Partial<TwilioVoiceSenderOptions>>> = {
    'an empty signing token': { signingToken: ['', authToken] },
    'neither a callback nor readAtOnce': { readAtOnce: false },
    'both a callback and readAtOnce': { readAtOnce: true, callbackUrl },
    'a callback without TLS': { callbackUrl: 'http://id.example.org/' },
    'a name as the caller': { from: 'ACME' },
    'a country in lower case': { byCountry: { gb: { from } } },
    'a name as the caller of a country': { byCountry: { GB: { from: 'ACME' } } },
    'a language that calls do not speak': { language: 'tlh' },
    'no ringing': { ringSeconds: 0 },
    'no credentials': { authToken: '' },
  };
  for (const [what, parts] of Object.entries(wrong)) {
    it(`options with ${what} are refused at the start, without their values`, () => {
      expect(() => senderOf(parts))
        .to.throw(TypeError)
        .with.property('message')
        .that.does.not.include(authToken);
    });
  }
});

function described(result: SmsResult): string {
  return result.kind === 'unavailable' ? `unavailable, ${result.taken}` : result.kind;
}
