import { expect } from 'chai';
import type { Clock, Logger, SmsResult, SmsSender } from '@threepid/core';
import { failover, FailoverError, type FailoverOptions } from '@threepid/sms-failover';
import {
  behaviours,
  message,
  messageTo,
  scripted,
  ScriptedSender,
  type BehaviourName,
} from './scripted-sender.js';

const unknown = { kind: 'unavailable', taken: 'unknown' } as const;
const notTaken = { kind: 'unavailable', taken: 'no' } as const;

/** The result of `failover` over one sender per behaviour, and the names of the senders that it asked. */
async function outcomeOf(
  names: readonly BehaviourName[],
  options: FailoverOptions = {},
): Promise<[SmsResult, string]> {
  const senders = names.map((name, index) => scripted(String.fromCharCode(97 + index), name));
  const result = await failover(senders, options).send(message());
  return [result, senders.flatMap(({ name, asked }) => asked.map(() => name)).join('')];
}

function causeOf(result: SmsResult): FailoverError {
  if (result.kind === 'sent' || !(result.cause instanceof FailoverError))
    return expect.fail('no FailoverError');
  return result.cause;
}

/** A clock that a test sets. */
class SetClock implements Clock {
  time = 1_000_000;

  now(): number {
    return this.time;
  }
}

describe('failover', () => {
  const misspelt: readonly (readonly [given: object, error: string])[] = [
    [{ onUnkown: 'stop' }, 'there is no option onUnkown; did you mean onUnknown?'],
    [{ retries: 3 }, 'there is no option retries; there are prefixes, onUnknown,'],
    [{ breaker: { failure: 3 } }, 'there is no option breaker.failure; did you mean breaker.failures?'],
    [{ adaptive: { price: {} } }, 'there is no option adaptive.price; did you mean adaptive.prices?'],
  ];
  for (const [given, error] of misspelt)
    it(`refuses ${JSON.stringify(given)}, and says what was probably meant`, () => {
      expect(() => failover([scripted('a', 'sends')], given)).to.throw(TypeError, error);
    });

  it('names the sender that sent', async () => {
    const [result, asked] = await outcomeOf(['is unavailable', 'refuses', 'sends', 'sends']);
    expect(result).to.deep.equal({ kind: 'sent', messageId: 'id-1', sender: 'c' });
    expect(asked).to.equal('abc');
  });

  it('names the innermost sender when failovers are nested', async () => {
    const inner = failover([scripted('a', 'refuses'), scripted('b')], { name: 'inner' });
    const result = await failover([inner]).send(message());
    expect(result).to.include({ kind: 'sent', sender: 'b' });
  });

  it('hands each sender the same message, and so the same code', async () => {
    const senders = [scripted('a', 'refuses'), scripted('b', 'is unavailable'), scripted('c')];
    const sent = message();
    await failover(senders).send(sent);
    for (const { asked } of senders) expect(asked).to.deep.equal([sent]);
  });

  const nextIsTried: BehaviourName[] = ['refuses', 'is unavailable'];
  for (const name of nextIsTried) {
    it(`tries the next after one that ${name}`, async () => {
      expect((await outcomeOf([name, 'sends']))[1]).to.equal('ab');
    });
  }

  const nobodyKnows: BehaviourName[] = [
    'does not know',
    'answers undefined',
    'answers another kind',
    'answers unavailable without taken',
    'throws',
    'rejects with nothing',
  ];
  for (const name of nobodyKnows) {
    it(`stops after one that ${name}: the message may be on its way`, async () => {
      const [result, asked] = await outcomeOf([name, 'sends']);
      expect(result).to.include(unknown);
      expect(asked).to.equal('a');
    });

    it(`tries the next after one that ${name} if configured to`, async () => {
      const [result, asked] = await outcomeOf([name, 'sends'], { onUnknown: 'try-next' });
      expect(result).to.include({ kind: 'sent', sender: 'b' });
      expect(asked).to.equal('ab');
    });
  }

  it('stops after one that hangs, at the deadline', async () => {
    const [result, asked] = await outcomeOf(['hangs', 'sends'], { deadlineMs: 1, clock: new SetClock() });
    expect(result).to.include(unknown);
    expect(asked).to.equal('a');
    expect(String(causeOf(result).errors[0])).to.contain('did not answer within');
  });

  it('tries the next after one that hangs if configured to, once the time for a try is over', async () => {
    const [result] = await outcomeOf(['hangs', 'sends'], { onUnknown: 'try-next', tryMs: 1 });
    expect(result).to.include({ kind: 'sent', sender: 'b' });
  });

  for (const name of ['sends without an id', 'answers no promise'] as const) {
    it(`trusts one that ${name}`, async () => {
      const [result, asked] = await outcomeOf([name, 'sends']);
      expect(result).to.include({ kind: 'sent', sender: 'a' });
      expect(result).to.have.property('messageId').that.is.a('string');
      expect(asked).to.equal('a');
    });
  }

  it('sends two messages with one code if a sender takes a message but answers refused', async () => {
    const phone: string[] = [];
    const liar = new ScriptedSender('liar', ({ text }) => {
      phone.push(text);
      return Promise.resolve({ kind: 'refused', cause: new Error('a lie') });
    });
    const honest = new ScriptedSender('honest', ({ text }) => {
      phone.push(text);
      return Promise.resolve({ kind: 'sent', messageId: '1' });
    });
    expect(await failover([liar, honest]).send(message())).to.include({ kind: 'sent', sender: 'honest' });
    expect(phone).to.deep.equal(['482915 is your code.', '482915 is your code.']);
  });

  it('stops when a sender rejects the destination, unless configured to try the next', async () => {
    const names: BehaviourName[] = ['is unavailable', 'rejects the destination', 'sends'];
    const [stopped, asked] = await outcomeOf(names);
    expect(stopped).to.have.property('kind', 'rejected-destination');
    expect(asked).to.equal('ab');
    const [sent] = await outcomeOf(names, { onRejectedDestination: 'try-next' });
    expect(sent).to.include({ kind: 'sent', sender: 'c' });
  });

  const all: [BehaviourName[], Partial<SmsResult>][] = [
    [['refuses', 'refuses'], { kind: 'refused' }],
    [['refuses', 'is unavailable'], notTaken],
    [['is unavailable', 'refuses'], notTaken],
    [['rejects the destination', 'rejects the destination'], { kind: 'rejected-destination' }],
    [['rejects the destination', 'is unavailable'], notTaken],
    [['rejects the destination', 'refuses'], { kind: 'refused' }],
    [['does not know', 'refuses'], unknown],
    [['refuses', 'does not know', 'rejects the destination'], unknown],
  ];
  for (const [names, expected] of all) {
    it(`answers ${Object.values(expected).join(', ')} when all are tried: ${names.join(', ')}`, async () => {
      const [result, asked] = await outcomeOf(names, {
        onUnknown: 'try-next',
        onRejectedDestination: 'try-next',
      });
      expect(result).to.include(expected);
      expect(asked).to.have.length(names.length);
    });
  }

  it('reports to the operator what each sender answered', async () => {
    const [result] = await outcomeOf(['refuses', 'is unavailable', 'does not know']);
    const error = causeOf(result);
    expect(error.message).to.equal(
      'no sender sent the message: a: refused; b: unavailable, taken: no; c: unavailable, taken: unknown',
    );
    expect(error.errors).to.have.length(3);
    expect(error.tries.map(({ sender }) => sender)).to.deep.equal(['a', 'b', 'c']);
  });

  it('tries no sender once the deadline has passed', async () => {
    let now = 0;
    const slow = new ScriptedSender('slow', (one) => {
      now += 5_000;
      return behaviours['is unavailable'](one);
    });
    const other = scripted('other');
    const result = await failover([slow, other], { deadlineMs: 5_000, clock: { now: () => now } }).send(
      message(),
    );
    expect(result).to.include(notTaken);
    expect(other.asked).to.deep.equal([]);
    expect(String(causeOf(result).errors[1])).to.contain('the deadline had passed');
  });

  it('logs a failure that another sender makes up for, with the number masked', async () => {
    const logged: unknown[] = [];
    await failover([scripted('a', 'refuses'), scripted('b')], { logger: loggerInto(logged) }).send(message());
    expect(logged).to.have.length(1);
    expect(logged[0]).to.deep.include({
      level: 'warn',
      sender: 'a',
      outcome: 'refused',
      to: '+44********56',
    });
  });
});

describe('the lists of failover', () => {
  const firstOf = async (options: FailoverOptions, to: string): Promise<string | undefined> => {
    const result = await failover([scripted('rest')], options).send(message({ to }));
    return result.kind === 'sent' ? result.sender : undefined;
  };

  it('are chosen by the longest prefix of the number', async () => {
    const [us, caribbean, uk] = [scripted('us'), scripted('caribbean'), scripted('uk')];
    const prefixes = { '+1': [us], '+1876': [caribbean], '+44': [uk] };
    expect(await firstOf({ prefixes }, '+12025550123')).to.equal('us');
    expect(await firstOf({ prefixes }, '+18765550123')).to.equal('caribbean');
    expect(await firstOf({ prefixes }, '+447400123456')).to.equal('uk');
    expect(await firstOf({ prefixes }, '+491711234567')).to.equal('rest');
  });

  it('share a sender, and its breaker with it', async () => {
    const shared = scripted('shared', 'refuses');
    const sender = failover([shared, scripted('rest')], {
      prefixes: { '+44': [shared, scripted('uk')] },
      breaker: { failures: 1 },
    });
    expect(await sender.send(message({ to: '+491711234567' }))).to.include({ kind: 'sent', sender: 'rest' });
    expect(await sender.send(message())).to.include({ kind: 'sent', sender: 'uk' });
    expect(shared.asked).to.have.length(1);
  });

  it('put a sender first as often as its weight says', async () => {
    const firsts: string[] = [];
    for (let step = 0; step < 100; step += 1) {
      const weighted = [
        { sender: scripted('a'), weight: 6 },
        { sender: scripted('b'), weight: 3 },
        { sender: scripted('c'), weight: 1 },
        { sender: scripted('d'), weight: 0 },
      ];
      const result = await failover(weighted, { random: () => step / 100 }).send(message());
      firsts.push(result.kind === 'sent' ? (result.sender ?? '') : '');
    }
    const count = (name: string): number => firsts.filter((first) => first === name).length;
    expect(['a', 'b', 'c', 'd'].map(count)).to.deep.equal([60, 30, 10, 0]);
  });

  it('try every weighted sender; those of weight 0 come last, in their order', async () => {
    for (const random of [0, 0.3, 0.6, 0.999999, 1]) {
      const order: string[] = [];
      const sender = (name: string): ScriptedSender =>
        new ScriptedSender(name, (one) => {
          order.push(name);
          return behaviours.refuses(one);
        });
      const weighted = [
        { sender: sender('c'), weight: 0 },
        { sender: sender('d'), weight: 0 },
        { sender: sender('a'), weight: 0.2 },
        { sender: sender('b'), weight: 0.1 },
      ];
      await failover(weighted, { random: () => random }).send(message());
      expect(order.slice(0, 2)).to.have.members(['a', 'b']);
      expect(order.slice(2)).to.deep.equal(['c', 'd']);
    }
  });

  const impossible: [string, () => unknown][] = [
    ['no sender', () => failover([])],
    ['an empty list for a prefix', () => failover([scripted('a')], { prefixes: { '+44': [] } })],
    ['a prefix without a plus', () => failover([scripted('a')], { prefixes: { '44': [scripted('b')] } })],
    ['a negative weight', () => failover([{ sender: scripted('a'), weight: -1 }])],
    ['a weight that is not a number', () => failover([{ sender: scripted('a'), weight: Number.NaN }])],
    ['weights for some only', () => failover([{ sender: scripted('a'), weight: 1 }, scripted('b')] as never)],
    ['two senders of one name', () => failover([scripted('a'), scripted('a')])],
    ['no time', () => failover([scripted('a')], { deadlineMs: 0 })],
    ['a breaker that opens at once', () => failover([scripted('a')], { breaker: { failures: 0 } })],
    ['a breaker that never opens', () => failover([scripted('a')], { breaker: { share: 1 } })],
    ['a breaker without a window', () => failover([scripted('a')], { breaker: { windowMs: 0 } })],
  ];
  for (const [what, make] of impossible) {
    it(`are refused with ${what}`, () => {
      expect(make).to.throw(TypeError, /^failover: /);
    });
  }

  it('may name a sender twice', async () => {
    const twice = scripted('twice', 'is unavailable');
    await failover([twice, twice]).send(message());
    expect(twice.asked).to.have.length(2);
  });
});

describe('the breaker of a sender', () => {
  const options = { breaker: { failures: 3, openMs: 30_000 } };

  /** Sends one message to each of `count` numbers, starting with index `first`. */
  async function sendTo(sender: SmsSender, first: number, count: number): Promise<void> {
    for (let index = first; index < first + count; index += 1) await sender.send(messageTo(index));
  }

  it('opens once enough numbers have failed, and then the sender is skipped', async () => {
    const [a, b] = [scripted('a', 'is unavailable'), scripted('b')];
    const sender = failover([a, b], { ...options, clock: new SetClock() });
    for (let index = 0; index < 10; index += 1)
      expect(await sender.send(messageTo(index))).to.include({ sender: 'b' });
    expect(a.asked).to.have.length(3);
    expect(sender.status()).to.deep.equal([
      { sender: 'a', breaker: 'open' },
      { sender: 'b', breaker: 'closed' },
    ]);
  });

  for (const name of ['refuses', 'does not know', 'throws'] as const) {
    it(`opens for one that ${name}`, async () => {
      const sender = failover([scripted('a', name)], options);
      await sendTo(sender, 0, 3);
      expect(sender.status()[0]).to.have.property('breaker', 'open');
    });
  }

  it('stays closed for one that rejects destinations: the numbers may be the cause', async () => {
    const sender = failover([scripted('a', 'rejects the destination')], options);
    await sendTo(sender, 0, 10);
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
  });

  it('stays closed, however often one number fails', async () => {
    const sender = failover([scripted('a', 'refuses')], options);
    for (let count = 0; count < 100; count += 1) await sender.send(message());
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
  });

  it('stays closed while at least half of the numbers succeed, each judged by its last message', async () => {
    const a = scripted('a');
    const sender = failover([a], { ...options, clock: new SetClock() });
    await sendTo(sender, 0, 4);
    a.behaviour = behaviours.refuses;
    await sendTo(sender, 10, 4);
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
    await sender.send(messageTo(0));
    expect(sender.status()[0]).to.have.property('breaker', 'open');
  });

  it('opens at another share if configured', async () => {
    const a = scripted('a');
    const sender = failover([a], { breaker: { ...options.breaker, share: 0.25 }, clock: new SetClock() });
    await sendTo(sender, 0, 9);
    a.behaviour = behaviours.refuses;
    await sendTo(sender, 10, 3);
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
    await sendTo(sender, 13, 1);
    expect(sender.status()[0]).to.have.property('breaker', 'open');
  });

  it('forgets what happened before its window', async () => {
    const clock = new SetClock();
    const a = scripted('a', 'refuses');
    const sender = failover([a], { breaker: { ...options.breaker, windowMs: 60_000 }, clock });
    await sendTo(sender, 0, 2);
    clock.time += 60_000;
    await sendTo(sender, 10, 2);
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
    clock.time += 59_999;
    await sendTo(sender, 20, 1);
    expect(sender.status()[0]).to.have.property('breaker', 'open');
  });

  it('opens after a row of failures, however many numbers worked before: on a busy server, a sender dies at once', async () => {
    const a = scripted('a');
    const sender = failover([a], { ...options, clock: new SetClock() });
    await sendTo(sender, 0, 500);
    a.behaviour = behaviours['does not know'];
    await sendTo(sender, 1_000, 5);
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
    await sendTo(sender, 1_004, 1);
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
    await sendTo(sender, 1_005, 1);
    expect(sender.status()[0]).to.have.property('breaker', 'open');
  });

  it('begins a row anew with each number that worked', async () => {
    const a = scripted('a');
    const sender = failover([a], { ...options, clock: new SetClock() });
    await sendTo(sender, 0, 500);
    for (let first = 1_000; first < 1_050; first += 6) {
      a.behaviour = behaviours['does not know'];
      await sendTo(sender, first, 5);
      a.behaviour = behaviours.sends;
      await sendTo(sender, first + 5, 1);
    }
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
  });

  it('keeps only the newest 1,000 numbers of its window', async () => {
    const a = scripted('a');
    const sender = failover([a], { ...options, clock: new SetClock() });
    await sendTo(sender, 0, 3_000);
    // Two of three fail, so that there is no row of failures.
    for (let first = 5_000; first < 5_750; first += 3) {
      a.behaviour = behaviours.refuses;
      await sendTo(sender, first, 2);
      a.behaviour = behaviours.sends;
      await sendTo(sender, first + 2, 1);
    }
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
    a.behaviour = behaviours.refuses;
    await sendTo(sender, 6_000, 1);
    expect(sender.status()[0]).to.have.property('breaker', 'open');
  });

  it('lets one message try the sender once its time is up, while the others go to the next', async () => {
    const clock = new SetClock();
    const [a, b] = [scripted('a', 'is unavailable'), scripted('b')];
    const sender = failover([a, b], { ...options, clock });
    await sendTo(sender, 0, 3);
    clock.time += 29_999;
    await sender.send(messageTo(3));
    expect(a.asked).to.have.length(3);
    clock.time += 1;
    expect(sender.status()[0]).to.have.property('breaker', 'half-open');
    let recover: (result: SmsResult) => void = () => undefined;
    a.behaviour = () => new Promise((resolve) => (recover = resolve));
    const trial = sender.send(messageTo(4));
    expect(await sender.send(messageTo(5))).to.include({ sender: 'b' });
    expect(a.asked).to.have.length(4);
    expect(sender.status()[0]).to.have.property('breaker', 'half-open');
    recover({ kind: 'sent', messageId: '1' });
    expect(await trial).to.include({ sender: 'a' });
    expect(sender.status()[0]).to.have.property('breaker', 'closed');
  });

  it('opens again for the same time if the trial fails', async () => {
    const clock = new SetClock();
    const [a, b] = [scripted('a', 'is unavailable'), scripted('b')];
    const sender = failover([a, b], { ...options, clock });
    await sendTo(sender, 0, 3);
    for (let round = 1; round <= 3; round += 1) {
      clock.time += 30_000;
      await sendTo(sender, 10 * round, 2);
      expect(a.asked).to.have.length(3 + round);
    }
  });

  it('does not stay open for longer when the clock is set back', async () => {
    const clock = new SetClock();
    const [a, b] = [scripted('a', 'is unavailable'), scripted('b')];
    const sender = failover([a, b], { ...options, clock });
    await sendTo(sender, 0, 3);
    clock.time -= 900_000;
    a.behaviour = behaviours.sends;
    expect(await sender.send(messageTo(0))).to.include({ sender: 'a' });
  });

  it('never stops a message: a sender whose breaker is open is tried after all others', async () => {
    const [a, b] = [scripted('a', 'is unavailable'), scripted('b', 'refuses')];
    const sender = failover([a, b], { ...options, clock: new SetClock() });
    await sendTo(sender, 0, 3);
    a.behaviour = behaviours.sends;
    expect(await sender.send(messageTo(10))).to.include({ kind: 'sent', sender: 'a' });
    expect(sender.status()).to.deep.equal([
      { sender: 'a', breaker: 'closed' },
      { sender: 'b', breaker: 'open' },
    ]);
  });

  it('logs when it opens, lets a trial through and closes', async () => {
    const logged: { level: string; sender: string; text: string; err?: unknown }[] = [];
    const clock = new SetClock();
    const a = scripted('a', 'refuses');
    const sender = failover([a], { breaker: { failures: 1 }, clock, logger: loggerInto(logged) });
    await sender.send(messageTo(0));
    clock.time += 30_000;
    a.behaviour = behaviours.sends;
    await sender.send(messageTo(1));
    const breakers = logged.filter(({ text }) => !text.includes('next'));
    expect(breakers.map(({ level, sender: name, text }) => `${level} ${name}: ${text}`)).to.deep.equal([
      'warn a: SMS sender keeps failing; its breaker opened',
      'info a: trying the SMS sender again',
      'info a: SMS sender works again; its breaker closed',
    ]);
    expect(breakers[0]?.err).to.include({ type: 'Error' });
    expect(JSON.stringify(logged), 'a message of an error that is not ours').not.to.include(
      'words of a provider',
    );
  });
});

describe('readiness of failover', () => {
  const ready = (): Promise<void> => Promise.resolve();
  const unready = (): Promise<void> => Promise.reject(new Error('down'));
  const never = (): Promise<void> => new Promise(() => undefined);
  const withReady = (name: string, answer: (() => Promise<void>) | undefined): ScriptedSender =>
    Object.assign(scripted(name, 'refuses'), answer === undefined ? {} : { ready: answer });

  async function readiness(...answers: ((() => Promise<void>) | undefined)[]): Promise<string> {
    const senders = answers.map((answer, index) => withReady(String(index), answer));
    return failover(senders, { deadlineMs: 1 })
      .ready()
      .then(
        () => 'ready',
        (error: unknown) => (error as AggregateError).errors.map(String).join('; '),
      );
  }

  it('is if any of its senders is', async () => {
    expect(await readiness(unready, never, ready)).to.equal('ready');
    expect(await readiness(unready, undefined)).to.equal('ready');
  });

  it('is not if none is, and says why', async () => {
    expect(await readiness(unready, never)).to.match(
      /^Error: down; OperatorError: failover: '1' did not report/,
    );
    const sync = (): never => {
      throw new Error('at once');
    };
    expect(await readiness(sync)).to.equal('Error: at once');
  });

  it('is lost while all breakers are open, and back once a trial is due, or nothing would ever close them', async () => {
    const clock = new SetClock();
    const sender = failover([withReady('a', ready)], { breaker: { failures: 1, openMs: 5_000 }, clock });
    await sender.send(message());
    const error = await sender.ready().then(
      () => undefined,
      (reason: unknown) => reason as AggregateError,
    );
    expect(String(error?.errors[0])).to.contain("the breaker of 'a' is open");
    clock.time += 5_000;
    await sender.ready();
  });
});

function loggerInto(logged: unknown[]): Logger {
  const log =
    (level: string) =>
    (fields: object, text: string): void =>
      void logged.push({ level, text, ...fields });
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
