import {
  StorageUnavailableError,
  type SmsResult,
  type ThreepidEvent,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import fc from 'fast-check';
import { Riddle } from '../challenges/riddle.js';
import { call, createFramework, noAddressLimits, type TestFramework } from '../framework.js';
import { HeardEvents } from './heard-events.js';

const numbers = ['+447400123456', '+447400654321', '+4915112345678', '+12015550123', '+390612345678'];
const secrets = ['secret-one', 'secret-two', 'secret-three'];
const addresses = ['192.0.2.77', '2001:db8:5::77', undefined];
const few = [{ messages: 3, windowMs: 600_000 }];

/** Fails now and then, as its script says; but for `settle`, after which equal calls would wait long. */
class UnsteadyStorage extends MemorySessionStorage {
  constructor(private readonly script: Iterator<boolean>) {
    super();
  }

  override open(...request: Parameters<MemorySessionStorage['open']>) {
    return this.orFail(() => super.open(...request));
  }

  override spend(...request: Parameters<MemorySessionStorage['spend']>) {
    return this.orFail(() => super.spend(...request));
  }

  private orFail<Answer>(step: () => Promise<Answer>): Promise<Answer> {
    return this.script.next().value === true ? Promise.reject(new StorageUnavailableError('down')) : step();
  }
}

function* repeated<Value>(values: readonly Value[]): Generator<Value> {
  for (;;) yield* values;
}

const results = fc.constantFrom<SmsResult | undefined>(
  { kind: 'sent', messageId: 'id' },
  { kind: 'sent', messageId: 'id', sender: 'second' },
  { kind: 'refused', cause: undefined },
  { kind: 'unavailable', taken: 'no', cause: undefined },
  { kind: 'unavailable', taken: 'unknown', cause: undefined },
  { kind: 'rejected-destination', cause: undefined },
  undefined,
);

const someOptions = fc.record({
  mode: fc.constantFrom('enforce', 'monitor', 'off'),
  day: fc.constantFrom(undefined, 0.2),
  deny: fc.constantFrom<readonly string[]>([], ['DE']),
  limits: fc.constantFrom<ThreepidOptions['limits']>(
    false,
    { perNumber: few, perAddress: few },
    { ...noAddressLimits, perNumber: few },
  ),
  isChallenged: fc.boolean(),
  outages: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  answers: fc.array(results, { minLength: 1, maxLength: 5 }),
});

const someCall = fc.record({
  kind: fc.constantFrom('request', 'request', 'request', 'deliver', 'submit'),
  number: fc.constantFrom(...numbers),
  secret: fc.constantFrom(...secrets),
  address: fc.constantFrom(...addresses),
  attempt: fc.constantFrom(undefined, 1, 2, 3),
  isSolved: fc.boolean(),
  atOnce: fc.integer({ min: 1, max: 4 }),
  afterMs: fc.constantFrom(0, 1_000, 700_000),
});

type Options = typeof someOptions extends fc.Arbitrary<infer Value> ? Value : never;
type Call = typeof someCall extends fc.Arbitrary<infer Value> ? Value : never;

interface Run extends TestFramework {
  readonly heard: HeardEvents;
  readonly challenge: Riddle;
  readonly sent: { yes: number; no: number };
}

function runOf({ mode, day, deny, limits, isChallenged, outages, answers }: Options): Run {
  const [heard, challenge, sent] = [new HeardEvents(), new Riddle(), { yes: 0, no: 0 }];
  // Without a pause, no message could ever be sent.
  const outage = repeated([...outages.map((fails) => fails && outages.length > 2), false, false]);
  const framework = createFramework({
    events: heard,
    storage: new UnsteadyStorage(outage),
    guard: {
      mode,
      terms: { number: { start: 2_000 }, country: { start: 3_000 } },
      prices: { default: 0.05 },
      ...(day === undefined ? {} : { budgets: { day } }),
    },
    destinations: { deny },
    ...(limits === undefined ? {} : { limits }),
    ...(isChallenged ? { challenge } : {}),
  });
  const scripted = repeated(answers);
  framework.sms.answer = () => {
    const { value } = scripted.next() as { value: SmsResult | undefined };
    sent[value?.kind === 'sent' ? 'yes' : 'no'] += 1;
    return value === undefined ? Promise.reject(new Error('x')) : Promise.resolve(value);
  };
  return { ...framework, heard, challenge, sent };
}

async function make(run: Run, one: Call): Promise<unknown> {
  const { threepid } = run;
  const { kind, number, secret, address, attempt, isSolved } = one;
  if (kind === 'deliver')
    return threepid.deliverMessage({
      phoneNumber: number,
      code: '482913',
      id: secret,
      clientAddress: address,
    });
  if (kind === 'submit')
    return call(run, 'POST', '/_matrix/identity/api/v1/validate/msisdn/submitToken', {
      sid: 'a',
      client_secret: secret,
      token: run.lastCode(),
    });
  return threepid.requestToken({
    clientSecret: secret,
    country: '',
    phoneNumber: number,
    sendAttempt: attempt,
    clientAddress: address,
    challengeAnswer: isSolved ? run.challenge.solve() : undefined,
  });
}

async function makeAll(run: Run, calls: readonly Call[]): Promise<void> {
  for (const one of calls) {
    run.clock.advance(one.afterMs);
    await Promise.allSettled(Array.from({ length: one.atOnce }, () => make(run, one)));
  }
}

/** Every text in the events. */
function textsOf(events: readonly ThreepidEvent[]): readonly string[] {
  const values = events.flatMap((event): readonly unknown[] => Object.values(event));
  return values.filter((value) => typeof value === 'string');
}

describe('all events together', () => {
  it('add up, and have no number, code, secret or address, whatever is asked and whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        someOptions,
        fc.array(someCall, { minLength: 5, maxLength: 25 }),
        async (options, calls) => {
          const run = runOf(options);
          await makeAll(run, calls);
          const { heard, sent } = run;
          const refused = heard.of('refused').filter(({ isEnforced }) => isEnforced);
          const counts = { sent: heard.of('sent').length, failed: heard.of('failed').length };
          expect(counts.sent, 'sent').to.equal(sent.yes);
          expect(counts.failed, 'failed').to.equal(sent.no);
          const ends = refused.length + heard.of('challenged').length + counts.sent + counts.failed;
          expect(heard.of('requested'), 'requested').to.have.lengthOf(ends);
          const texts = textsOf(heard.all).join(' ');
          for (const { code } of run.sms.messages) expect(texts).not.to.contain(code ?? 'no code');
          for (const number of numbers) expect(texts).not.to.contain(number.slice(3));
          for (const hidden of [...secrets, '192.0.2', '2001:db8']) expect(texts).not.to.contain(hidden);
        },
      ),
      { numRuns: 100 },
    );
  });
});
