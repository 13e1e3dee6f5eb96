import { expect } from 'chai';
import type { SmsMessage, SmsResult, SmsSender } from '@threepid/core';
import type { ContractRunner } from '../runner/contract-runner.js';
import { leaksOf } from './leaks-of.js';
import type { SmsFault, SmsSenderSubject } from './sms-peer.js';

/** Options of `smsSenderContract`, with the functions of the runner. */
export interface SmsSenderContractOptions extends Pick<ContractRunner, 'describe' | 'it'> {
  /** Creates a sender with a time-out of `timeoutMs` milliseconds, and its peer, which accepts messages. */
  readonly create: (options: { readonly timeoutMs: number }) => Promise<SmsSenderSubject>;
  /** Faults that the peer can't simulate, each with the reason. */
  readonly notPlayed?: Partial<Record<SmsFault, string>>;
  /**
   * Faults for which the suite expects `taken: 'unknown'`, but after which this provider certainly didn't accept the
   * message, so that `no` is correct. Each with the reason.
   */
  readonly certainlyNotTaken?: Partial<Record<SmsFault, string>>;
  /**
   * The part of a message that arrives. `code`: the channel writes the text itself, so that `text` of the peer's messages is the
   * code, and a message without a code can't be sent. Default: `text`.
   */
  readonly carries?: 'text' | 'code';
}

/** What the peer's `text` must be. */
type Shown = (message: SmsMessage) => string;

const shownBy: Readonly<Record<NonNullable<SmsSenderContractOptions['carries']>, Shown>> = {
  text: ({ text }) => text,
  code: ({ code = '' }) => code,
};

/** Number of messages that a fault may leave: none, one, or at most one. */
type Messages = 'none' | 'one' | 'at-most-one';

interface Expectation {
  readonly kind: Exclude<SmsResult['kind'], 'sent'>;
  /** The expected `taken` of `unavailable`; `either` if a sender can't know. */
  readonly taken?: 'no' | 'unknown' | 'either';
  readonly messages: Messages;
}

const expectations: Readonly<Record<SmsFault, Expectation>> = {
  refuse: { kind: 'refused', messages: 'none' },
  'invalid-parameter': { kind: 'refused', messages: 'none' },
  'reject-destination': { kind: 'rejected-destination', messages: 'none' },
  throttle: { kind: 'unavailable', taken: 'no', messages: 'none' },
  down: { kind: 'unavailable', taken: 'no', messages: 'none' },
  'cut-before-reading': { kind: 'unavailable', taken: 'either', messages: 'none' },
  'server-error': { kind: 'unavailable', taken: 'unknown', messages: 'at-most-one' },
  hang: { kind: 'unavailable', taken: 'unknown', messages: 'one' },
  'cut-after-reading': { kind: 'unavailable', taken: 'unknown', messages: 'one' },
  'malformed-answer': { kind: 'unavailable', taken: 'unknown', messages: 'one' },
};

const faults = Object.keys(expectations) as SmsFault[];

/** Time-out of senders in tests without time-outs. The suite never waits for it. */
const patientMs = 10_000;
/** Time-out of senders whose provider hangs. Long enough for an exchange on 127.0.0.1; the suite waits for it. */
const impatientMs = 500;

/** Texts that senders are known to corrupt. Each must arrive unchanged, to the last byte. */
const texts: Readonly<Record<string, string>> = {
  'of plain letters': '482915 is your code. It is valid for 10 minutes.',
  'with form, XML and JSON syntax': `a=1&b=2+3%20%2B <tag attr="x">&amp;</tag> {"k":"v\\n"} ]]> 'q'`,
  'with spaces and line breaks at its ends': ' \n482915 is your code.\n\n@example.org #482915\n ',
  'of the GSM 7-bit extension table':
    '{482915} [code] ~ ^ | \\ € @ £ ¥ è é ù Ç Ø ø Å å Δ Φ Γ Λ Ω Π Ψ Σ Θ Ξ Æ æ ß É ¡ Ä Ö Ñ Ü § ¿',
  'in Japanese': '482915 は確認コードです。10分間有効です。',
  'with emoji and their joiners': '🔐 482915 👩‍👩‍👧‍👦 🇬🇧 👍🏽 \u00e9 is not e\u0301',
  'from right to left': 'رمز التحقق الخاص بك هو ٤٨٢٩١٥ ‏(482915)‏ קוד האימות',
  'of many segments': 'Your code is 482915. '.repeat(35),
  'of many segments with emoji at every border': 'код 482915 🔐 '.repeat(40),
};

/** Codes that senders are known to corrupt. */
const codes = ['482915', '000123', '90210577', '0042'];

/** Codes that no product makes, but that must do no harm. */
const oddCodes = [
  '',
  ' ',
  '1'.repeat(1_000),
  '٤٨٢٩١٥',
  '</Say><Dial>+15005550006</Dial>',
  '"]}',
  '\0',
  '\ud800',
];

const numbers = ['+447400123456', '+12025550123', '+6591234567', '+290512345', '+491711234567890'];

let made = 0;

/** Less than the senders' validity periods are at most. */
const codeLifetimeMs = 600_000;

/** A message with its own key, and with every part that the core gives a message with a code. */
function message(parts: Partial<SmsMessage> = {}): SmsMessage {
  made += 1;
  return {
    to: '+447400123456',
    country: 'GB',
    text: '482915 is your code. It is valid for 10 minutes.',
    purpose: 'verify',
    idempotencyKey: `contract-${String(made)}`,
    code: '482915',
    locale: 'en',
    brand: 'Example',
    expiresAt: Date.now() + codeLifetimeMs,
    isJudged: true,
    ...parts,
  };
}

/** A message that is told from others by its text and by its code. */
function numbered(number: number): SmsMessage {
  return message({ text: `${String(number)} is your code.`, code: String(number) });
}

type Body = (subject: SmsSenderSubject, shown: Shown) => Promise<void>;

/**
 * The suite that every `SmsSender` must pass, with a simulated provider at the other end of the wire.
 *
 * For each behaviour of a provider it checks the sender's result. It also checks that the sender never rejects, that no
 * send leads to a second message, that texts arrive byte for byte, that causes contain no text, number or secret, and
 * that the next message is sent once the provider has recovered.
 */
export function smsSenderContract(options: SmsSenderContractOptions): void {
  const { carries = 'text' } = options;
  const test = (name: string, timeoutMs: number, body: Body): void => {
    options.it(name, () => withSubject(options, timeoutMs, (subject) => body(subject, shownBy[carries])));
  };
  options.describe('SMS sender contract', () => {
    options.describe('when the provider accepts', () => {
      testAcceptance(test);
      if (carries === 'text') testTexts(test);
      else testCodes(test);
    });
    options.describe('when the provider fails', () => {
      testFaults(options, test);
    });
    options.describe('ready', () => {
      testReadiness(test);
    });
  });
}

type Test = (name: string, timeoutMs: number, body: Body) => void;

async function withSubject(
  options: SmsSenderContractOptions,
  timeoutMs: number,
  body: (subject: SmsSenderSubject) => Promise<void>,
): Promise<void> {
  const subject = await options.create({ timeoutMs });
  try {
    await body(subject);
  } finally {
    await subject.close();
  }
}

function testAcceptance(test: Test): void {
  test('has a name for logs', patientMs, async ({ sender }) => {
    expect(sender.name).to.match(/^[a-z0-9][a-z0-9-]*$/);
    await Promise.resolve();
  });
  test('delivers to numbers of 9 to 15 digits, with or without a country', patientMs, deliversToNumbers);
  test('delivers 100 messages sent at once, each once', patientMs, deliversAtOnce);
  test('never rejects, whatever the text', patientMs, survivesOddTexts);
}

function testTexts(test: Test): void {
  for (const [what, text] of Object.entries(texts)) {
    test(`delivers a text ${what}, once and byte for byte`, patientMs, (subject) =>
      deliversText(subject, text),
    );
  }
  test('delivers messages of every purpose', patientMs, deliversPurposes);
}

function testCodes(test: Test): void {
  test('delivers each code once, digit by digit', patientMs, deliversCodes);
  test('never rejects, whatever the code, and sends no other', patientMs, survivesOddCodes);
  test('leaves messages without a code to other channels', patientMs, leavesTexts);
}

async function deliversText({ sender, peer }: SmsSenderSubject, text: string): Promise<void> {
  const sent = message({ text });
  expectSent(await sender.send(sent));
  expect(peer.messages).to.have.length(1);
  expect(peer.messages[0]).to.deep.include({ to: sent.to, text });
}

async function deliversCodes({ sender, peer }: SmsSenderSubject): Promise<void> {
  for (const code of codes) expectSent(await sender.send(message({ code })));
  expect(peer.messages.map(({ text }) => text)).to.deep.equal(codes);
}

async function survivesOddCodes({ sender, peer }: SmsSenderSubject): Promise<void> {
  for (const code of oddCodes) {
    const before = peer.messages.length;
    const result = await answerOf(sender, message({ code }));
    expect(result.kind).to.be.oneOf(['sent', 'refused', 'unavailable', 'rejected-destination']);
    const sent = peer.messages.slice(before).map(({ text }) => text);
    expect(sent).to.deep.equal(result.kind === 'sent' ? [code] : []);
  }
}

async function leavesTexts({ sender, peer }: SmsSenderSubject): Promise<void> {
  for (const purpose of ['in-use', 'not-found', 'notice', 'verify'] as const) {
    const result = await answerOf(sender, message({ purpose, code: undefined }));
    expect(result).to.include({ kind: 'rejected-destination', otherChannels: true });
  }
  expect(peer.messages).to.deep.equal([]);
}

/** What has no code has no expiry and is never judged; a notice has no language either. */
const withoutCode = {
  code: undefined,
  locale: undefined,
  brand: undefined,
  expiresAt: undefined,
  isJudged: false,
};

async function deliversToNumbers({ sender, peer }: SmsSenderSubject): Promise<void> {
  for (const to of numbers) expectSent(await sender.send(message({ to, country: undefined })));
  expect(peer.messages.map(({ to }) => to)).to.deep.equal(numbers);
}

async function deliversPurposes({ sender, peer }: SmsSenderSubject): Promise<void> {
  expectSent(await sender.send(message()));
  for (const purpose of ['in-use', 'not-found', 'notice'] as const)
    expectSent(await sender.send(message({ ...withoutCode, purpose })));
  expect(peer.messages).to.have.length(4);
}

async function deliversAtOnce({ sender, peer }: SmsSenderSubject, shown: Shown): Promise<void> {
  const all = Array.from({ length: 100 }, (_, index) => numbered(100_000 + index));
  const results = await Promise.all(all.map((one) => sender.send(one)));
  const ids = results.map(expectSent);
  expect(new Set(ids).size, 'different message ids').to.equal(all.length);
  expect(peer.messages.map(({ text }) => text).sort()).to.deep.equal(all.map(shown));
}

async function survivesOddTexts({ sender, peer }: SmsSenderSubject): Promise<void> {
  const odd = ['', '\0', '\ud800 lone surrogate \udc00', 'x'.repeat(100_000), '\u2028\u2029\u{10ffff}'];
  for (const text of odd) {
    const before = peer.messages.length;
    const result = await answerOf(sender, message({ text }));
    expect(result.kind).to.be.oneOf(['sent', 'refused', 'unavailable', 'rejected-destination']);
    expect(peer.messages.length - before).to.be.at.most(1);
  }
}

function testFaults(options: SmsSenderContractOptions, test: Test): void {
  for (const fault of faults) {
    const reason = options.notPlayed?.[fault];
    if (reason === undefined) testFault(fault, expectationOf(options, fault), test);
    else options.it(`${fault}: not played, because ${reason}`, () => Promise.resolve());
  }
  if (options.notPlayed?.throttle === undefined)
    test('throttle, once: the message is sent or certainly not taken', patientMs, throttledOnce);
}

function expectationOf(options: SmsSenderContractOptions, fault: SmsFault): Expectation {
  const expected = expectations[fault];
  if (options.certainlyNotTaken?.[fault] === undefined) return expected;
  return { kind: expected.kind, taken: 'no', messages: 'none' };
}

function testFault(fault: SmsFault, expected: Expectation, test: Test): void {
  const timeoutMs = fault === 'hang' ? impatientMs : patientMs;
  const recoveryMs = fault === 'hang' ? 2 * impatientMs : patientMs;
  test(`${fault}: ${described(expected)}`, timeoutMs, (subject) => answersFault(subject, fault, expected));
  test(`${fault}: of 20 messages at once, none goes out twice`, timeoutMs, (subject, shown) =>
    answersFaultAtOnce({ ...subject, shown }, fault, expected),
  );
  test(`${fault}: the cause holds neither text, number nor secret`, timeoutMs, (subject) =>
    keepsSecrets(subject, fault),
  );
  test(`${fault}: the next message goes out once it is over`, recoveryMs, (subject, shown) =>
    recovers({ ...subject, shown }, fault),
  );
}

function described({ kind, taken }: Expectation): string {
  if (kind !== 'unavailable') return kind;
  return taken === 'either' ? 'unavailable' : `unavailable, taken: ${taken ?? 'no'}`;
}

async function answersFault(
  { sender, peer }: SmsSenderSubject,
  fault: SmsFault,
  expected: Expectation,
): Promise<void> {
  await warmUp(sender, fault);
  const before = peer.messages.length;
  await peer.play(fault);
  expectFailure(await answerOf(sender, message()), expected);
  expectCount(peer.messages.length - before, expected.messages);
}

/** A subject, and what its peer shows of messages. */
interface ShowingSubject extends SmsSenderSubject {
  readonly shown: Shown;
}

async function answersFaultAtOnce(
  { sender, peer, shown }: ShowingSubject,
  fault: SmsFault,
  expected: Expectation,
): Promise<void> {
  await warmUp(sender, fault);
  await peer.play(fault);
  const all = Array.from({ length: 20 }, (_, index) => numbered(200_000 + index));
  const results = await Promise.all(all.map((one) => answerOf(sender, one)));
  // If messages share a connection, those not written before it was cut were certainly not accepted.
  const taken = expected.taken === 'unknown' ? 'either' : expected.taken;
  for (const result of results) expectFailure(result, { ...expected, ...(taken && { taken }) });
  const first = shown(numbered(firstNumber));
  const arrived = peer.messages.map(({ text }) => text).filter((text) => text !== first);
  expect(arrived, 'no message twice').to.have.length(new Set(arrived).size);
  const denied = all.filter((_, index) => isCertainlyNotTaken(results[index])).map(shown);
  const lies = arrived.filter((text) => denied.includes(text));
  expect(lies, 'no message that was said not to be taken').to.deep.equal([]);
  if (expected.messages === 'none') expect(arrived).to.deep.equal([]);
}

function isCertainlyNotTaken(result: SmsResult | undefined): boolean {
  return result?.kind === 'unavailable' && result.taken === 'no';
}

/** Of the message before a fault. */
const firstNumber = 100_001;

/**
 * A first message opens connections and loads lazy modules, so that the short time-out covers only one exchange. Not
 * for `down`: on an open connection, no sender can know that nothing is read any more.
 */
async function warmUp(sender: SmsSender, fault: SmsFault): Promise<void> {
  if (fault !== 'down') await answerOf(sender, numbered(firstNumber));
}

async function keepsSecrets(subject: SmsSenderSubject, fault: SmsFault): Promise<void> {
  const { sender, peer, secrets = [] } = subject;
  await peer.play(fault);
  const sent = message({ text: '739164 ist Ihr Prüf-Code & gilt 10 Minuten', code: '739164' });
  const result = await answerOf(sender, sent);
  if (result.kind === 'sent') expect.fail('sent, though the provider failed');
  expect(result.cause, 'the operator needs a cause').to.not.equal(undefined);
  expect(leaksOf(result.cause, [sent.to.slice(1), sent.text, '739164', ...secrets])).to.deep.equal([]);
}

async function recovers({ sender, peer, shown }: ShowingSubject, fault: SmsFault): Promise<void> {
  const [during, after] = [numbered(300_001), numbered(300_002)];
  await peer.play(fault);
  await answerOf(sender, during);
  await peer.play('accept');
  expectSent(await answerOf(sender, after));
  expect(peer.messages.filter(({ text }) => text === shown(after))).to.have.length(1);
  expect(peer.messages.filter(({ text }) => text === shown(during)).length).to.be.at.most(1);
}

async function throttledOnce({ sender, peer }: SmsSenderSubject): Promise<void> {
  await peer.play('throttle', 1);
  const result = await answerOf(sender, message());
  if (result.kind !== 'sent') expectFailure(result, expectations.throttle);
  expect(peer.messages).to.have.length(result.kind === 'sent' ? 1 : 0);
}

function testReadiness(test: Test): void {
  test('resolves while the provider accepts, and sends nothing', patientMs, async ({ sender, peer }) => {
    await sender.ready?.();
    expect(peer.messages).to.deep.equal([]);
  });
  test('settles while the provider is down, and sends nothing', patientMs, async ({ sender, peer }) => {
    await peer.play('down');
    await sender.ready?.().catch((error: unknown) => expect(error).to.be.instanceOf(Error));
    expect(peer.messages).to.deep.equal([]);
  });
}

/** The result. Fails the test if the sender rejects or throws. */
async function answerOf(sender: SmsSender, one: SmsMessage): Promise<SmsResult> {
  try {
    return await sender.send(one);
  } catch {
    // The error might quote the message, and then so would the test report.
    return expect.fail('the sender rejected instead of answering');
  }
}

function expectSent(result: SmsResult): string {
  if (result.kind !== 'sent') return expect.fail(`${result.kind} instead of sent: ${String(result.cause)}`);
  expect(result.messageId).to.be.a('string').that.is.not.empty;
  return result.messageId;
}

function expectFailure(result: SmsResult, expected: Expectation): void {
  expect(result.kind).to.equal(expected.kind);
  if (result.kind !== 'unavailable') return;
  expect(result.taken).to.be.oneOf(expected.taken === 'either' ? ['no', 'unknown'] : [expected.taken]);
}

function expectCount(count: number, messages: Messages): void {
  const least = messages === 'one' ? 1 : 0;
  const most = messages === 'none' ? 0 : 1;
  expect(count, 'messages that may have gone out').to.be.within(least, most);
}
