import { expect } from 'chai';
import {
  clientSecret,
  get,
  getValidatedPath,
  openSession,
  openValidated,
  otherThan,
  postForm,
  postJson,
  session,
  submitTokenPath,
} from './calls.js';
import { contractFacts } from './contract-threepid.js';
import { expectCors, expectJson, json, matrixError, page } from './expectations.js';
import type { HttpAnswer } from './http-answer.js';
import type { HttpScenario, HttpSection } from './http-scenario.js';

const day = 86_400_000;
const success = json(200, { success: true });

/** A code, as a person may write it, that is taken. */
function takesCode(name: string, written: (code: string) => string): HttpScenario {
  return {
    name,
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const token = written(await conversation.code(number));
      success(await conversation.send(postJson(submitTokenPath, session(sid, { token }))));
    },
  };
}

function digitsFrom(zero: number): (code: string) => string {
  return (code) => code.replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}

const codes: readonly HttpScenario[] = [
  takesCode('the code', (code) => code),
  takesCode('with spaces', (code) => ` ${code.slice(0, 3)} ${code.slice(3)}\n`),
  takesCode('with a dash', (code) => `${code.slice(0, 3)}-${code.slice(3)}`),
  takesCode('with a zero-width space', (code) => `\u200e${code}\u200b`),
  takesCode('in Arabic digits', digitsFrom(0x660)),
  takesCode('in full-width digits', digitsFrom(0xff10)),
  takesCode('in Devanagari digits', digitsFrom(0x966)),
  ...(
    [
      ['in a form', 'application/x-www-form-urlencoded'],
      ['in a form by the misspelt type', 'application/x-form-www-urlencoded; charset=utf-8'],
    ] as const
  ).map(([name, contentType]) => ({
    name,
    run: async (conversation: Parameters<HttpScenario['run']>[0]) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const token = await conversation.code(number);
      success(await conversation.send(postForm(submitTokenPath, session(sid, { token }), contentType)));
    },
  })),
  {
    name: "a configured test number's code",
    run: async (conversation) => {
      const { number: e164, code: token } = contractFacts.testNumber;
      const fields = { client_secret: clientSecret, country: '', phone_number: e164 };
      const sid = await openSession(
        conversation,
        { e164, msisdn: '', national: '', international: '' },
        fields,
      );
      success(await conversation.send(postJson(submitTokenPath, session(sid, { token }))));
    },
  },
];

const judgements: readonly HttpScenario[] = [
  {
    name: 'the right code again, while it is valid, is a success again',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const call = postJson(submitTokenPath, session(sid, { token: await conversation.code(number) }));
      success(await conversation.send(call));
      await conversation.advance(599_999);
      success(await conversation.send(call));
      await conversation.advance(1);
      matrixError(400, 'M_SESSION_EXPIRED')(await conversation.send(call));
    },
  },
  {
    name: 'a wrong code, then the right one',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const code = await conversation.code(number);
      const wrong = postJson(submitTokenPath, session(sid, { token: otherThan(code) }));
      matrixError(400, 'M_TOKEN_INCORRECT')(await conversation.send(wrong));
      success(await conversation.send(postJson(submitTokenPath, session(sid, { token: code }))));
    },
  },
  {
    name: 'five wrong codes end the session, also for the right one, and a resend opens another',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const code = await conversation.code(number);
      const wrong = postJson(submitTokenPath, session(sid, { token: otherThan(code) }));
      for (let guess = 0; guess < 5; guess += 1)
        matrixError(400, 'M_TOKEN_INCORRECT')(await conversation.send(wrong));
      const right = postJson(submitTokenPath, session(sid, { token: code }));
      matrixError(400, 'M_SESSION_EXPIRED')(await conversation.send(right));
      matrixError(400, 'M_SESSION_EXPIRED')(await conversation.send(get(getValidatedPath, session(sid))));
      const next = await openSession(conversation, number, { send_attempt: 2 });
      expect(next).to.not.equal(sid);
      const token = await conversation.code(number);
      success(await conversation.send(postJson(submitTokenPath, session(next, { token }))));
    },
  },
  {
    name: 'a resend gives no further wrong codes',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const wrong = postJson(
        submitTokenPath,
        session(sid, { token: otherThan(await conversation.code(number)) }),
      );
      for (let guess = 0; guess < 4; guess += 1) await conversation.send(wrong);
      expect(await openSession(conversation, number, { send_attempt: 2 })).to.equal(sid);
      matrixError(400, 'M_TOKEN_INCORRECT')(await conversation.send(wrong));
      matrixError(400, 'M_SESSION_EXPIRED')(await conversation.send(wrong));
    },
  },
  {
    name: 'a code is valid for 10 minutes',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const call = postJson(submitTokenPath, session(sid, { token: await conversation.code(number) }));
      await conversation.advance(600_000);
      matrixError(400, 'M_SESSION_EXPIRED')(await conversation.send(call));
    },
  },
  {
    name: 'a session that is gone answers as one that never was',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const call = postJson(submitTokenPath, session(sid, { token: await conversation.code(number) }));
      await conversation.advance(day);
      const gone = await conversation.send(call);
      matrixError(404, 'M_NO_VALID_SESSION')(gone);
      const never = await conversation.send(postJson(submitTokenPath, session('never', { token: '123456' })));
      expect(never.body).to.equal(gone.body);
    },
  },
  {
    name: 'a wrong client secret and an unknown sid are told alike',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const token = await conversation.code(number);
      const wrongSecret = { sid, client_secret: 'another', token };
      const unknownSid = session(sid.slice(0, 2) + 'x'.repeat(22), { token });
      const answers: HttpAnswer[] = [];
      for (const fields of [wrongSecret, unknownSid])
        answers.push(await conversation.send(postJson(submitTokenPath, fields)));
      for (const answer of answers) matrixError(404, 'M_NO_VALID_SESSION')(answer);
      expect(answers[0]?.body).to.equal(answers[1]?.body);
    },
  },
  {
    name: 'of 20 right codes at once, all succeed',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const call = postJson(submitTokenPath, session(sid, { token: await conversation.code(number) }));
      const answers = await conversation.sendAtOnce(Array.from({ length: 20 }, () => call));
      for (const answer of answers) success(answer);
    },
  },
  {
    name: 'of 30 wrong codes at once, five are judged',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const wrong = postJson(
        submitTokenPath,
        session(sid, { token: otherThan(await conversation.code(number)) }),
      );
      const answers = await conversation.sendAtOnce(Array.from({ length: 30 }, () => wrong));
      const told = answers.map(({ body }) => (JSON.parse(body) as { errcode: string }).errcode);
      expect(told.filter((errcode) => errcode === 'M_TOKEN_INCORRECT')).to.have.length(5);
      expect(told.filter((errcode) => errcode === 'M_SESSION_EXPIRED')).to.have.length(25);
    },
  },
  {
    name: 'a storage that is down: 503',
    run: async (conversation) => {
      await conversation.play({ storage: 'down' });
      const call = postJson(submitTokenPath, session('abc', { token: '123456' }));
      matrixError(503, 'M_UNKNOWN')(await conversation.send(call));
    },
  },
];

/** What a person sees in each language that there is, and in one that there is not. */
const languages = ['en', 'de', 'fr', 'es', 'pt', 'ar', 'ja'];

/** The page of a link that is right, asked for in a language. */
function pageIn(header: string | readonly string[] | undefined, language: string): HttpScenario {
  return {
    name: `the page for Accept-Language ${JSON.stringify(header)} is in ${language}`,
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const query = session(sid, { token: await conversation.code(number) });
      const headers = header === undefined ? {} : { 'Accept-Language': header };
      page(200, language)(await conversation.send(get(submitTokenPath, query, headers)));
    },
  };
}

const pages: readonly HttpScenario[] = [
  ...languages.map((language) => pageIn(language, language)),
  pageIn(undefined, 'en'),
  pageIn('', 'en'),
  pageIn('*', 'en'),
  pageIn('xx-YY, q=;;;, \u00e9', 'en'),
  pageIn('de;q=0.2, fr;q=0.8', 'fr'),
  pageIn('pt-BR, en;q=0.5', 'pt'),
  pageIn('ar-EG-u-nu-latn', 'ar'),
  pageIn(['xx', 'ja;q=0.1'], 'ja'),
  {
    name: 'a link validates the session, and validates it again',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const call = get(submitTokenPath, session(sid, { token: await conversation.code(number) }));
      page(200)(await conversation.send(call));
      page(200)(await conversation.send(call));
      expectJson(await conversation.send(get(getValidatedPath, session(sid))), 200);
    },
  },
  {
    name: 'pages of a wrong code, of too many, of a code too old, and of a session that is gone',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const code = await conversation.code(number);
      const wrong = get(submitTokenPath, session(sid, { token: otherThan(code) }));
      for (let guess = 0; guess < 5; guess += 1) page(400)(await conversation.send(wrong));
      page(400)(await conversation.send(get(submitTokenPath, session(sid, { token: code }))));
      await conversation.advance(day);
      page(404)(await conversation.send(get(submitTokenPath, session(sid, { token: code }))));
    },
  },
  {
    name: 'nothing of the query is in the page',
    run: async (conversation) => {
      const token = '<script>alert(1)</script>"\'&';
      const answer = await conversation.send(get(submitTokenPath, session('reflected_sid', { token })));
      page(404)(answer);
      expect(answer.body).to.not.match(/alert|reflected_sid|monkeys/);
    },
  },
  {
    name: 'a storage that is down: the page says so, with 503',
    run: async (conversation) => {
      await conversation.play({ storage: 'down' });
      page(503)(await conversation.send(get(submitTokenPath, session('abc', { token: '123456' }))));
    },
  },
];

/** A session with a next_link, and the GET of its link with a query of a choice. */
function redirects(
  name: string,
  nextLink: string,
  query: Readonly<Record<string, string>> = {},
): HttpScenario {
  return {
    name,
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number, { next_link: nextLink });
      const fields = session(sid, { token: await conversation.code(number), ...query });
      const answer = await conversation.send(get(submitTokenPath, fields));
      expect(answer.status).to.equal(302);
      expect(answer.headers['location']).to.equal(nextLink);
      expect(answer.headers['cache-control']).to.equal('no-store');
      expect(answer.headers['referrer-policy']).to.equal('no-referrer');
      expect(answer.body).to.equal('');
      expectCors(answer);
    },
  };
}

const nextLinks: readonly HttpScenario[] = [
  redirects('to the next_link that was stored', 'https://example.org/back?a=1&b=%2F%20x#fragment'),
  redirects('to a host and port that are allowed', 'https://app.example.org:8443/done'),
  redirects('not to the next_link of the query', 'https://example.org/stored', {
    next_link: 'https://example.org/query',
  }),
  redirects('not to a hostile next_link of the query', 'http://localhost:3000/', {
    next_link: 'https://evil.example',
  }),
  {
    name: 'a next_link in the query alone leads nowhere',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const query = session(sid, {
        token: await conversation.code(number),
        next_link: 'https://example.org/',
      });
      const answer = await conversation.send(get(submitTokenPath, query));
      page(200)(answer);
      expect(answer.headers['location']).to.equal(undefined);
    },
  },
  {
    name: 'a wrong code leads nowhere',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number, { next_link: 'https://example.org/' });
      const query = session(sid, { token: otherThan(await conversation.code(number)) });
      const answer = await conversation.send(get(submitTokenPath, query));
      page(400)(answer);
      expect(answer.headers['location']).to.equal(undefined);
    },
  },
  {
    name: 'a POST is answered in JSON, whatever was stored',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number, { next_link: 'https://example.org/' });
      const token = await conversation.code(number);
      success(await conversation.send(postJson(submitTokenPath, session(sid, { token }))));
    },
  },
];

const validated: readonly HttpScenario[] = [
  {
    name: 'the number, and when it was validated first',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      await conversation.advance(1_234);
      const at = conversation.now;
      const submit = postJson(submitTokenPath, session(sid, { token: await conversation.code(number) }));
      await conversation.send(submit);
      await conversation.advance(5_678);
      await conversation.send(submit);
      const expected = json(200, { medium: 'msisdn', address: number.msisdn, validated_at: at });
      expected(await conversation.send(get(getValidatedPath, session(sid))));
      await conversation.advance(3_600_000);
      expected(await conversation.send(get(getValidatedPath, session(sid))));
    },
  },
  {
    name: 'a session that is not validated',
    run: async (conversation) => {
      const sid = await openSession(conversation, conversation.number());
      matrixError(
        400,
        'M_SESSION_NOT_VALIDATED',
      )(await conversation.send(get(getValidatedPath, session(sid))));
    },
  },
  {
    name: 'a session that no code can finish any more',
    run: async (conversation) => {
      const number = conversation.number();
      const sid = await openSession(conversation, number);
      const wrong = postJson(
        submitTokenPath,
        session(sid, { token: otherThan(await conversation.code(number)) }),
      );
      for (let guess = 0; guess < 5; guess += 1) await conversation.send(wrong);
      matrixError(400, 'M_SESSION_EXPIRED')(await conversation.send(get(getValidatedPath, session(sid))));
    },
  },
  {
    name: 'a validation lives 24 hours, and reading it changes nothing',
    run: async (conversation) => {
      const sid = await openValidated(conversation, conversation.number());
      const call = get(getValidatedPath, session(sid));
      await conversation.advance(day - 1);
      expectJson(await conversation.send(call), 200);
      await conversation.advance(1);
      matrixError(404, 'M_NO_VALID_SESSION')(await conversation.send(call));
    },
  },
  {
    name: 'a wrong client secret and an unknown sid are told alike',
    run: async (conversation) => {
      const sid = await openValidated(conversation, conversation.number());
      const wrong = await conversation.send(get(getValidatedPath, { sid, client_secret: 'another' }));
      const unknown = await conversation.send(get(getValidatedPath, session('unknown')));
      matrixError(404, 'M_NO_VALID_SESSION')(wrong);
      matrixError(404, 'M_NO_VALID_SESSION')(unknown);
      expect(wrong.body).to.equal(unknown.body);
    },
  },
  {
    name: 'HEAD has the status and the headers, and no body',
    run: async (conversation) => {
      const sid = await openValidated(conversation, conversation.number());
      const answer = await conversation.send({ ...get(getValidatedPath, session(sid)), method: 'HEAD' });
      expect(answer.status).to.equal(200);
      expect(answer.body).to.equal('');
    },
  },
  {
    name: 'a storage that is down: 503',
    run: async (conversation) => {
      await conversation.play({ storage: 'down' });
      matrixError(503, 'M_UNKNOWN')(await conversation.send(get(getValidatedPath, session('abc'))));
    },
  },
];

/** `submitToken` and `getValidated3pid` of v1. */
export const submitTokenSections: readonly HttpSection[] = [
  { name: 'v1 submitToken: codes', scenarios: codes },
  { name: 'v1 submitToken: judgements', scenarios: judgements },
  { name: 'v1 submitToken: the page', scenarios: pages },
  { name: 'v1 submitToken: next_link', scenarios: nextLinks },
  { name: 'v1 getValidated3pid', scenarios: validated },
];
