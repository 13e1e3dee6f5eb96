import { expect } from 'chai';
import { pino } from 'pino';
import {
  createThreepid,
  type Logger,
  type SmsMessage,
  type SmsResult,
  type SmsSender,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';

const apiKey = 'sk_live_51HG7dKJ2eZvKYlo2C';
const msisdn = '447400123456';
const fence = '/a-fence-nobody-knows';

/** Every way in which a stranger's error can carry a message and a key. */
const carriers: Readonly<Record<string, (words: string) => unknown>> = {
  'in its message': (words) => new Error(words),
  'in its name': (words) => Object.assign(new Error(), { name: words }),
  'in its code': (words) => Object.assign(new Error(), { code: words }),
  'in its own properties': (words) =>
    Object.assign(new Error(), { config: { headers: words, data: [words] }, request: words, [words]: 1 }),
  'in its cause': (words) => new Error('failed', { cause: new Error(words, { cause: { words } }) }),
  'in the errors of an AggregateError': (words) => new AggregateError([new Error(words), words], words),
  'in its stack': (words) => Object.assign(new Error(), { stack: `Error: ${words}\n    at ${words}` }),
  'in lines that look like frames': (words) =>
    new Error(
      words
        .split(/\s/)
        .map((word) => `\n    at ${word} (/${word}:1:1)`)
        .join(''),
    ),
  'in what its toJSON answers': (words) => Object.assign(new Error(), { toJSON: () => words }),
  'in its getters, which throw': (words) =>
    Object.defineProperty(new Error(), 'message', {
      get: () => {
        throw new Error(words);
      },
    }),
  'as a text': (words) => words,
  'as an object': (words) => ({ message: words, err: words, toString: () => words }),
  'as a class': (words) => new (class extends Error {})(words),
  'as a number': () => Number(msisdn),
};

/** Asks for a code in each way that there is, and once with a body that is none; answers all that pino wrote. */
async function logOf(options: (logger: Logger) => Partial<ThreepidOptions>): Promise<string> {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: { name: 'silent', send: () => Promise.resolve({ kind: 'sent', messageId: '1' }) },
    production: true,
    logger,
    identityV1: { pathPrefix: fence },
    ...options(logger),
  });
  const identity = `${fence}/_matrix/identity/api/v1/validate/msisdn/requestToken`;
  const register = '/_matrix/client/v3/register/msisdn/requestToken';
  const account = '/_matrix/client/v3/account/3pid';
  const asked = { client_secret: 'c1', country: 'GB', phone_number: '07400 123456', send_attempt: 1 };
  const headers = { 'content-type': 'application/json', authorization: 'Bearer token' };
  const common = { query: '', headers, remoteAddress: '192.0.2.1' };
  for (const body of [JSON.stringify(asked), '{']) {
    await threepid.handle({ ...common, method: 'POST', path: identity, body });
    await threepid.handle({ ...common, method: 'POST', path: register, body });
  }
  const elsewhere = JSON.stringify({ ...asked, id_server: 'id.example.org', id_access_token: 'x' });
  await threepid.handle({ ...common, method: 'POST', path: register, body: elsewhere });
  await threepid.handle({ ...common, method: 'GET', path: account, body: undefined });
  return lines.join('');
}

/** Sends nothing and says so with everything that it was given. */
class NastySender implements SmsSender {
  readonly name = 'nasty';
  words = '';

  constructor(
    private readonly carry: (words: string) => unknown,
    private readonly how: 'reject' | 'throw' | 'answer',
  ) {}

  send({ to, text }: SmsMessage): Promise<SmsResult> {
    this.words = `POST /sms to ${to} (${to.slice(1)}): "${text}" key=${apiKey}`;
    const error = this.carry(this.words);
    if (this.how === 'answer') return Promise.resolve({ kind: 'refused', cause: error });
    if (this.how === 'throw') throw error;
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- senders may
    return Promise.reject(error);
  }
}

/** The parts that a host gives, each of which fails. */
function partsThatFail(fail: () => never): Readonly<Record<string, Partial<ThreepidOptions>>> {
  const storage = new MemorySessionStorage();
  storage.open = fail;
  const accountDirectory = {
    ownerOf: () => Promise.resolve(undefined),
    threePidsOf: () => Promise.resolve([]),
  };
  const homeserver = { publicUrl: 'https://matrix.example.org' };
  return {
    templates: { templates: { text: fail } },
    storage: { storage },
    sendPolicy: { sendPolicy: { judge: fail } },
    'sendPolicy that learns': {
      sendPolicy: { judge: () => ({ kind: 'allow', receipt: 'AAAA' }), learn: fail },
      sms: { name: 'silent', send: () => Promise.resolve({ kind: 'refused', cause: undefined }) },
    },
    accountDirectory: { accountDirectory: { ownerOf: fail, threePidsOf: fail }, homeserver },
    trustPolicy: { accountDirectory, homeserver: { ...homeserver, trustPolicy: { judge: fail } } },
    authenticator: { accountDirectory, homeserver: { ...homeserver, authenticator: { authenticate: fail } } },
  };
}

function expectNoLeak(log: string, words: string): void {
  expect(words).to.include(apiKey);
  const code = /\d{6}(?= )/.exec(words.replaceAll(msisdn, ''))?.[0] ?? '';
  for (const secret of [msisdn, msisdn.slice(2), apiKey, fence, fence.slice(1), 'is your code'])
    expect(log).not.to.include(secret);
  if (code !== '') expect(log).not.to.include(code);
}

describe('the log of a run', () => {
  for (const [where, carry] of Object.entries(carriers)) {
    for (const how of ['reject', 'throw', 'answer'] as const) {
      it(`has nothing of what a sender's error carries ${where}: ${how}`, async () => {
        const sms = new NastySender(carry, how);
        const log = await logOf(() => ({ sms }));
        expect(sms.words).to.match(/\d{6}/);
        expect(log).to.include('message not sent');
        expectNoLeak(log, sms.words);
      });
    }

    it(`has nothing of what errors of the host's other parts carry ${where}`, async () => {
      const words = `key=${apiKey} number=${msisdn}`;
      const parts = partsThatFail(() => {
        throw carry(words);
      });
      for (const [part, options] of Object.entries(parts)) {
        const log = await logOf(() => options);
        expect(log, part).to.match(/message not sent|request failed/);
        expectNoLeak(log, words);
      }
    });
  }

  it('names the route of the protocol, without the fence before it', async () => {
    const storage = new MemorySessionStorage();
    storage.open = () => Promise.reject(new Error('down'));
    const log = await logOf(() => ({ storage }));
    expect(log).to.include('"path":"/_matrix/identity/api/v1/validate/msisdn/requestToken"');
    expect(log).to.include('request refused').and.include('request failed').and.not.include(fence);
  });

  const ids: [messageId: string, logged: string][] = [
    [`1-${msisdn}-2`, '1-+44********56-2'],
    [`accepted for ${msisdn}`, '[unreadable]'],
    ['SM0123456789abcdef', 'SM0123456789abcdef'],
  ];
  for (const [messageId, logged] of ids) {
    it(`has ${logged} of the message id ${messageId}`, async () => {
      const sms: SmsSender = { name: 'odd', send: () => Promise.resolve({ kind: 'sent', messageId }) };
      expect(await logOf(() => ({ sms }))).to.include(`"messageId":"${logged}"`);
    });
  }

  it('has no code of a message id that is made of the message', async () => {
    let code = '';
    const sms: SmsSender = {
      name: 'odd',
      send: ({ text }) => {
        code = /\d{6}/.exec(text)?.[0] ?? '';
        return Promise.resolve({ kind: 'sent', messageId: `id-${code}` });
      },
    };
    const log = await logOf(() => ({ sms }));
    expect(code).to.match(/^\d{6}$/);
    expect(log).to.include('"messageId":"id-[digits]"').and.not.include(code);
  });
});
