import { expect } from 'chai';
import {
  clientSecret,
  openSession,
  postForm,
  postJson,
  requestTokenFields,
  requestTokenPath,
  type BodyFields,
} from './calls.js';
import { contractFacts } from './contract-threepid.js';
import { expectJson, expectLimited, matrixError } from './expectations.js';
import type { HttpCall } from './http-call.js';
import type { FreshNumber, HttpConversation } from './http-conversation.js';
import type { HttpScenario, HttpSection } from './http-scenario.js';

/** A requestToken that succeeds, whatever it is written in. */
function succeeds(
  name: string,
  callOf: (number: FreshNumber) => HttpCall,
  expected: { readonly messages?: number } = {},
): HttpScenario {
  return {
    name,
    run: async (conversation) => {
      const number = conversation.number();
      await expectOpened(conversation, number, callOf(number));
      expect(await conversation.messages(number)).to.have.length(expected.messages ?? 1);
    },
  };
}

async function expectOpened(
  conversation: HttpConversation,
  number: FreshNumber,
  call: HttpCall,
): Promise<string> {
  const { sid, ...rest } = expectJson(await conversation.send(call), 200);
  expect(sid).to.match(/^[0-9a-zA-Z.=_-]{1,255}$/);
  expect(rest).to.deep.equal({ success: true, msisdn: number.msisdn, intl_fmt: number.international });
  return String(sid);
}

/** The body as JSON, with headers of a choice. */
function asJson(fields: BodyFields, headers: HttpCall['headers'] = {}): (number: FreshNumber) => HttpCall {
  return (number) => ({ ...postJson(requestTokenPath, requestTokenFields(number, fields)), headers });
}

const jsonType = { 'Content-Type': 'application/json' };

const bodies: readonly HttpScenario[] = [
  succeeds('JSON', asJson({}, jsonType)),
  succeeds('JSON with a charset', asJson({}, { 'Content-Type': 'application/json; charset=utf-8' })),
  succeeds('JSON with a type in capitals', asJson({}, { 'Content-Type': 'Application/JSON' })),
  succeeds('JSON without a content type', asJson({})),
  succeeds(
    'JSON as text/plain, as a browser sends it without a preflight',
    asJson({}, { 'Content-Type': 'text/plain' }),
  ),
  succeeds('JSON as application/octet-stream', asJson({}, { 'Content-Type': 'application/octet-stream' })),
  succeeds('JSON in chunks', (number) => ({ ...asJson({}, jsonType)(number), chunked: true })),
  succeeds('JSON in chunks, without a content type', (number) => ({ ...asJson({})(number), chunked: true })),
  succeeds('JSON with white space and escapes', (number) => ({
    ...asJson({}, jsonType)(number),
    body: ` \r\n\t{ "client\\u005fsecret" : "monkeys_are_GREAT", "country":"GB",\n"phone_number" : "${number.national}" } `,
  })),
  succeeds(
    'JSON with fields that nobody knows',
    asJson({ id_server: 'x', nested: { deep: [1, { a: null }] }, '': 1 }, jsonType),
  ),
  succeeds('JSON with __proto__ and constructor among its fields', (number) => ({
    ...asJson({}, jsonType)(number),
    body: `{"__proto__":{"phone_number":"x"},"constructor":{"prototype":{}},${JSON.stringify(requestTokenFields(number)).slice(1)}`,
  })),
  succeeds('JSON whose field is there twice: the last one counts', (number) => ({
    ...asJson({}, jsonType)(number),
    body: `{"phone_number":"nonsense",${JSON.stringify(requestTokenFields(number)).slice(1)}`,
  })),
  succeeds('a form', (number) => postForm(requestTokenPath, formFields(number))),
  succeeds('a form with a charset', (number) =>
    postForm(requestTokenPath, formFields(number), 'application/x-www-form-urlencoded; charset=UTF-8'),
  ),
  succeeds('a form by the misspelt type of the specification', (number) =>
    postForm(requestTokenPath, formFields(number), 'application/x-form-www-urlencoded'),
  ),
  succeeds('a form by the misspelt type, with a charset', (number) =>
    postForm(requestTokenPath, formFields(number), 'application/x-form-www-urlencoded;charset=utf-8'),
  ),
  succeeds('a form in chunks', (number) => ({
    ...postForm(requestTokenPath, formFields(number)),
    chunked: true,
  })),
  succeeds('a form without send_attempt', (number) =>
    postForm(requestTokenPath, {
      client_secret: clientSecret,
      country: 'GB',
      phone_number: number.national,
    }),
  ),
  succeeds('a body of exactly 65,536 bytes', (number) => {
    const call = asJson({}, jsonType)(number);
    return { ...call, body: String(call.body).padEnd(65_536, ' ') };
  }),
  succeeds('a query beside the body, which is ignored', (number) => ({
    ...asJson({}, jsonType)(number),
    target: `${requestTokenPath}?phone_number=1&phone_number=2&client_secret=%zz`,
  })),
];

function formFields(number: FreshNumber): Readonly<Record<string, string>> {
  return {
    client_secret: clientSecret,
    country: 'GB',
    phone_number: number.national,
    send_attempt: '1',
  };
}

const fields: readonly HttpScenario[] = [
  succeeds('send_attempt as a string of digits', asJson({ send_attempt: '1' }, jsonType)),
  succeeds('send_attempt missing', asJson({ send_attempt: undefined }, jsonType)),
  succeeds('send_attempt null', asJson({ send_attempt: null }, jsonType)),
  succeeds('send_attempt 0', asJson({ send_attempt: 0 }, jsonType)),
  succeeds('send_attempt 1.0', (number) => ({
    ...asJson({}, jsonType)(number),
    body: JSON.stringify(requestTokenFields(number)).replace('"send_attempt":1', '"send_attempt":1.0'),
  })),
  succeeds('send_attempt 2^53 - 1', asJson({ send_attempt: Number.MAX_SAFE_INTEGER }, jsonType)),
  succeeds('country "" beside an international number', (number) =>
    asJson({ country: '', phone_number: number.e164 }, jsonType)(number),
  ),
  succeeds('country beside an international number', (number) =>
    asJson({ phone_number: number.e164 }, jsonType)(number),
  ),
  succeeds('another country beside an international number', (number) =>
    asJson({ country: 'FR', phone_number: number.e164 }, jsonType)(number),
  ),
  succeeds('a number with spaces, dashes and brackets', (number) =>
    asJson(
      {
        phone_number: `(${number.national.slice(0, 5)}) ${number.national.slice(5, 8)} - ${number.national.slice(8)}`,
      },
      jsonType,
    )(number),
  ),
  succeeds('a number in full-width digits', (number) =>
    asJson(
      {
        phone_number: number.national.replace(/[0-9]/g, (digit) =>
          String.fromCharCode(0xff10 + Number(digit)),
        ),
      },
      jsonType,
    )(number),
  ),
  succeeds('a number in Arabic digits', (number) =>
    asJson(
      {
        phone_number: number.national.replace(/[0-9]/g, (digit) =>
          String.fromCharCode(0x660 + Number(digit)),
        ),
      },
      jsonType,
    )(number),
  ),
  succeeds('a client secret of 255 characters', asJson({ client_secret: 'a'.repeat(255) }, jsonType)),
  succeeds('a client secret of one character', asJson({ client_secret: '=' }, jsonType)),
  succeeds('next_link on an allowed host', asJson({ next_link: 'https://example.org/back?x=1#y' }, jsonType)),
  succeeds('next_link null', asJson({ next_link: null }, jsonType)),
  {
    name: "the specification's own example",
    run: async (conversation) => {
      const call = postJson(requestTokenPath, {
        client_secret: 'monkeys_are_GREAT',
        country: 'GB',
        phone_number: '07700900001',
        next_link: 'https://example.org/congratulations.html',
        send_attempt: 1,
      });
      const { sid, ...rest } = expectJson(await conversation.send(call), 200);
      expect(sid).to.be.a('string');
      expect(rest).to.deep.equal({ success: true, msisdn: '447700900001', intl_fmt: '+44 7700 900001' });
      expect(await conversation.code({ e164: '+447700900001' })).to.match(/^[0-9]{6}$/);
    },
  },
  {
    name: 'a configured test number: its code is fixed, and nothing is sent',
    run: async (conversation) => {
      const call = postJson(requestTokenPath, {
        client_secret: clientSecret,
        country: '',
        phone_number: contractFacts.testNumber.number,
      });
      expectJson(await conversation.send(call), 200);
      expect(await conversation.messages({ e164: contractFacts.testNumber.number })).to.deep.equal([]);
    },
  },
];

const attempts: readonly HttpScenario[] = [
  {
    name: 'a message goes out for a greater send_attempt alone, and the sid stays',
    run: async (conversation) => {
      const number = conversation.number();
      const sids: string[] = [];
      for (const attempt of [3, 3, 2, 0, 4, '4', '5'])
        sids.push(await openSession(conversation, number, { send_attempt: attempt }));
      expect(new Set(sids).size).to.equal(1);
      expect(await conversation.messages(number)).to.have.length(3);
    },
  },
  {
    name: 'without send_attempt, each call sends',
    run: async (conversation) => {
      const number = conversation.number();
      const without = { send_attempt: undefined };
      const first = await openSession(conversation, number, without);
      expect(await openSession(conversation, number, without)).to.equal(first);
      expect(await conversation.messages(number)).to.have.length(2);
    },
  },
  {
    name: 'a resend repeats the code while it is valid, and brings another one after 10 minutes',
    run: async (conversation) => {
      const number = conversation.number();
      await openSession(conversation, number, { send_attempt: 1 });
      const first = await conversation.code(number);
      await conversation.advance(599_999);
      await openSession(conversation, number, { send_attempt: 2 });
      expect(await conversation.code(number)).to.equal(first);
      await conversation.advance(1);
      // One code in a million is followed by itself: three that are equal are not chance.
      const codes = new Set<string>([first]);
      for (const attempt of [3, 4, 5]) {
        await openSession(conversation, number, { send_attempt: attempt });
        codes.add(await conversation.code(number));
        await conversation.advance(600_000);
      }
      expect(codes.size).to.be.greaterThan(1);
    },
  },
  {
    name: 'another client secret, and another number, have sessions of their own',
    run: async (conversation) => {
      const [number, other] = [conversation.number(), conversation.number()];
      const sids = [
        await openSession(conversation, number),
        await openSession(conversation, number, { client_secret: 'another' }),
        await openSession(conversation, other),
      ];
      expect(new Set(sids).size).to.equal(3);
      expect(await conversation.messages(number)).to.have.length(2);
    },
  },
  {
    name: 'another spelling of a number is the same number',
    run: async (conversation) => {
      const number = conversation.number();
      const first = await openSession(conversation, number);
      const second = await openSession(conversation, number, {
        country: '',
        phone_number: number.international,
      });
      expect(second).to.equal(first);
      expect(await conversation.messages(number)).to.have.length(1);
    },
  },
  {
    name: 'the message is in the language that the caller accepts',
    run: async (conversation) => {
      const number = conversation.number();
      const body = requestTokenFields(number);
      await conversation.send(
        postJson(requestTokenPath, body, { 'Accept-Language': 'xx, de-AT;q=0.9, en;q=0.8' }),
      );
      await conversation.send(
        postJson(requestTokenPath, { ...body, send_attempt: 2 }, { 'Accept-Language': 'en' }),
      );
      const [german, english] = await conversation.messages(number);
      expect(german).to.be.a('string').that.does.not.equal(english);
    },
  },
  {
    name: 'nothing of the request is in the message but the code, and no link',
    run: async (conversation) => {
      const number = conversation.number();
      const foreign = 'evil.example';
      await openSession(conversation, number, { client_secret: foreign });
      const body = {
        client_secret: foreign,
        send_attempt: 2,
        brand: foreign,
        origin: foreign,
        text: foreign,
      };
      const headers = {
        'Accept-Language': foreign,
        Origin: `https://${foreign}`,
        Referer: `https://${foreign}/`,
        'User-Agent': foreign,
        'X-Forwarded-Host': foreign,
      };
      const call = postJson(requestTokenPath, requestTokenFields(number, body), headers);
      expectJson(await conversation.send(call), 200);
      const [plain, other] = await conversation.messages(number);
      expect(other).to.be.a('string').that.equals(plain);
      expect(other).to.not.match(/evil|:\/\/|www\./i);
    },
  },
];

const limits: readonly HttpScenario[] = [
  {
    name: 'five messages in 10 minutes, then 429 until the first is 10 minutes old',
    run: async (conversation) => {
      const number = conversation.number();
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        await openSession(conversation, number, { send_attempt: attempt });
        await conversation.advance(1_000);
      }
      const sixth = postJson(requestTokenPath, requestTokenFields(number, { send_attempt: 6 }));
      expectLimited(await conversation.send(sixth), 595_000);
      await conversation.advance(594_999);
      expectLimited(await conversation.send(sixth), 1);
      await conversation.advance(1);
      expectJson(await conversation.send(sixth), 200);
      expect(await conversation.messages(number)).to.have.length(6);
    },
  },
  {
    name: 'twenty messages in 24 hours, over all client secrets',
    run: async (conversation) => {
      const number = conversation.number();
      for (let index = 0; index < 20; index += 1) {
        await openSession(conversation, number, { client_secret: `secret-${index}` });
        await conversation.advance(600_000);
      }
      const another = postJson(requestTokenPath, requestTokenFields(number, { client_secret: 'secret-20' }));
      expectLimited(await conversation.send(another), 86_400_000 - 12_000_000);
    },
  },
  {
    name: 'an attempt that sends nothing is answered in spite of the limit',
    run: async (conversation) => {
      const number = conversation.number();
      for (let attempt = 1; attempt <= 5; attempt += 1)
        await openSession(conversation, number, { send_attempt: attempt });
      await openSession(conversation, number, { send_attempt: 5 });
      expect(await conversation.messages(number)).to.have.length(5);
    },
  },
];

/** A requestToken that is refused before anything is sent. */
function refusedDestination(
  name: string,
  phoneNumber: string,
  errcode = 'M_DESTINATION_REJECTED',
): HttpScenario {
  return {
    name,
    run: async (conversation) => {
      const body = { client_secret: clientSecret, country: '', phone_number: phoneNumber, send_attempt: 1 };
      matrixError(400, errcode)(await conversation.send(postJson(requestTokenPath, body)));
      expect(await conversation.messages({ e164: phoneNumber })).to.deep.equal([]);
    },
  };
}

const destinations: readonly HttpScenario[] = [
  refusedDestination('a premium-rate number', '+449098790000'),
  refusedDestination('a toll-free number', '+448000119333'),
  refusedDestination('a shared-cost number', '+448448717000'),
  refusedDestination('a landline', '+442071838750'),
  refusedDestination('a landline in Germany', '+493022710000'),
  refusedDestination('a country that is not served', '+6797012345'),
  refusedDestination('a number that cannot be', '+449999', 'M_INVALID_ADDRESS'),
  refusedDestination('a number of no country', '+999123456789', 'M_INVALID_ADDRESS'),
];

/** A provider that fails, and the same call again once it works: the attempt was refunded. */
function failingProvider(
  name: string,
  sms: 'refused' | 'unavailable' | 'rejected-destination' | 'throws',
  errcode = 'M_SEND_ERROR',
): HttpScenario {
  return {
    name,
    run: async (conversation) => {
      const number = conversation.number();
      const call = postJson(requestTokenPath, requestTokenFields(number));
      await conversation.play({ sms });
      matrixError(400, errcode)(await conversation.send(call));
      await conversation.play({});
      expectJson(await conversation.send(call), 200);
      expect(await conversation.messages(number)).to.have.length(1);
    },
  };
}

const failures: readonly HttpScenario[] = [
  failingProvider('a provider that refuses', 'refused'),
  failingProvider('a provider that is not there', 'unavailable'),
  failingProvider('a provider that throws', 'throws'),
  failingProvider(
    'a destination that the provider rejects',
    'rejected-destination',
    'M_DESTINATION_REJECTED',
  ),
  {
    name: 'a storage that is down: 503, and no message; then it is up again',
    run: async (conversation) => {
      const number = conversation.number();
      const call = postJson(requestTokenPath, requestTokenFields(number));
      await conversation.play({ storage: 'down' });
      matrixError(503, 'M_UNKNOWN')(await conversation.send(call));
      expect(await conversation.messages(number)).to.deep.equal([]);
      await conversation.play({});
      await openSession(conversation, number);
      expect(await conversation.messages(number)).to.have.length(1);
    },
  },
  {
    name: '20 equal requests at once send one message',
    run: async (conversation) => {
      const number = conversation.number();
      const sids = await Promise.all(Array.from({ length: 20 }, () => openSession(conversation, number)));
      expect(new Set(sids).size).to.equal(1);
      expect(await conversation.messages(number)).to.have.length(1);
    },
  },
];

/** `POST /_matrix/identity/api/v1/validate/msisdn/requestToken`. */
export const requestTokenSections: readonly HttpSection[] = [
  { name: 'v1 requestToken: bodies', scenarios: bodies },
  { name: 'v1 requestToken: fields', scenarios: fields },
  { name: 'v1 requestToken: send_attempt', scenarios: attempts },
  { name: 'v1 requestToken: limits', scenarios: limits },
  { name: 'v1 requestToken: destinations', scenarios: destinations },
  { name: 'v1 requestToken: failures', scenarios: failures },
];
