import { defaultSessionRules, type MessageLimit, type OpenedSession } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, claimed, CountedNumber, isClaimed } from './claimant.js';
import { newAllowanceId, newReceipt } from './ids.js';
import type { Suite } from './suite.js';
import { hour, t0 } from '../runner/times.js';

const fiveAnHour: readonly MessageLimit[] = [{ messages: 5, windowMs: hour }];
const { wrongCodesAllowed } = defaultSessionRules;

export function races(suite: Suite): void {
  suite.describe('hundreds of calls at once', () => {
    messages(suite);
    guesses(suite);
    limits(suite);
    failures(suite);
  });
}

function messages({ it, storage }: Suite): void {
  it('lets 1 of 300 equal calls send, and the others wait for it', async () => {
    const claimant = new Claimant(storage());
    const opened = await atOnce(300, () => claimant.claim(t0, { attempt: 1 }));
    const sender = theOneThatClaimed(opened);
    const waiting = { kind: 'under-way', claim: claimant.claimOf(sender) };
    for (const { message, ...session } of opened) {
      expect(session).to.deep.equal(sessionOf(sender));
      expect(message).to.be.deep.oneOf([claimed, waiting]);
    }
  });

  it('keeps the receipt of the 1 of 300 equal calls that sends', async () => {
    const claimant = new Claimant(storage());
    const calls = await atOnce(300, async () => {
      const receipt = newReceipt();
      return { receipt, opened: await claimant.claim(t0, { attempt: 1, receipt }) };
    });
    const sender = theOneThatClaimed(calls.map(({ opened }) => opened));
    await claimant.settle(sender, 'sent');
    const kept = calls.find(({ opened }) => opened === sender)?.receipt;
    expect(await claimant.submit(t0, sender)).to.include({ first: true, receipt: kept });
  });

  it('lets 1 of 200 equal resends send', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 1 });
    const opened = await atOnce(200, () => claimant.claim(t0, { attempt: 2 }));
    expect(opened.filter(isClaimed)).to.have.lengthOf(1);
  });

  it('lets 1 of 200 equal calls send where the message counts as sent at once', async () => {
    const claimant = new Claimant(storage());
    const opened = await atOnce(200, () => claimant.claim(t0, { attempt: 1, claimLifetimeMs: 0 }));
    theOneThatClaimed(opened);
    expect(opened.map(({ message }) => message.kind)).to.not.include('under-way');
  });

  it('tells 200 callers of equal calls what became of the message', async () => {
    for (const result of ['sent', 'unknown', 'failed', 'rejected'] as const) {
      const claimant = new Claimant(storage());
      const opened = await atOnce(200, () => claimant.claim(t0, { attempt: 1 }));
      const settled = claimant.settle(theOneThatClaimed(opened), result);
      const early = await Promise.all(opened.map((one) => claimant.outcomeOf(t0, one)));
      await settled;
      const late = await Promise.all(opened.map((one) => claimant.outcomeOf(t0, one)));
      expect(early.filter((outcome) => outcome !== result && outcome !== 'under-way')).to.deep.equal([]);
      expect(new Set(late)).to.deep.equal(new Set([result]));
    }
  });

  it('lets each attempt of 200 at once send or wait for one that is not less', async () => {
    const claimant = new Claimant(storage());
    const attempts = Array.from({ length: 200 }, (_, index) => (index * 77) % 200);
    const opened = await atOnce(200, (index) => claimant.claim(t0, { attempt: attempts[index] }));
    const senders = new Map(
      opened.flatMap((one, index) => (isClaimed(one) ? [[claimant.claimOf(one), attempts[index] ?? 0]] : [])),
    );
    for (const [index, { message }] of opened.entries()) {
      if (message.kind !== 'under-way') continue;
      expect(senders.get(message.claim)).to.be.at.least(attempts[index] ?? 0);
    }
    expect((await claimant.claim(t0, { attempt: 199 })).message.kind).to.not.equal('claimed');
  });

  it('answers 100 calls that hand in one claim as one', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.claim(t0, { attempt: 1, limits: fiveAnHour });
    const again = await atOnce(100, () => claimant.askAgain(opened));
    for (const one of again) expect(one).to.deep.equal(opened);
    for (let sent = 0; sent < 4; sent += 1) await claimant.open(t0, { limits: fiveAnHour });
    expect((await claimant.ask(t0, { limits: fiveAnHour })).kind).to.equal('limited');
  });

  it('starts 1 session in the place of a dead one', async () => {
    const claimant = new Claimant(storage());
    await claimant.useUpGuesses(t0, await claimant.open(t0));
    const opened = await atOnce(100, () => claimant.open(t0));
    expect(new Set(opened.map(({ generation }) => generation))).to.have.property('size', 1);
  });
}

function guesses({ it, storage }: Suite): void {
  it('judges 5 of 200 guesses', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    const outcomes = await atOnce(200, () => claimant.guess(t0, opened));
    expect(kinds(outcomes)).to.deep.equal({ incorrect: wrongCodesAllowed, expired: 200 - wrongCodesAllowed });
  });

  it('judges 5 of 200 guesses while messages are sent again', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0, { attempt: 0 });
    const judged = atOnce(200, () => claimant.guess(t0, opened));
    const resent = atOnce(20, (index) => claimant.open(t0, { attempt: index + 1 }));
    expect(kinds(await judged)).to.deep.equal({
      incorrect: wrongCodesAllowed,
      expired: 200 - wrongCodesAllowed,
    });
    await resent;
  });

  it('tells the first success to 1 of 100 right submits', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    const outcomes = await atOnce(100, (index) => claimant.submit(t0 + index, opened));
    expect(kinds(outcomes)).to.deep.equal({ validated: 100 });
    expect(outcomes.filter((outcome) => outcome.kind === 'validated' && outcome.first)).to.have.lengthOf(1);
    const times = outcomes.map((outcome) => (outcome.kind === 'validated' ? outcome.validatedAt : undefined));
    expect(new Set(times)).to.have.property('size', 1);
  });

  it('gives the receipt to 1 of 300 right submits, the first', async () => {
    const claimant = new Claimant(storage());
    const receipt = newReceipt();
    const opened = await claimant.open(t0, { receipt });
    const outcomes = await atOnce(300, (index) => claimant.submit(t0 + index, opened));
    const given = outcomes.flatMap((outcome) =>
      outcome.kind === 'validated' && outcome.receipt !== undefined ? [outcome] : [],
    );
    expect(given.map(({ first, receipt: one }) => [first, one])).to.deep.equal([[true, receipt]]);
  });

  it('lets 1 of 100 consume a validation', async () => {
    const claimant = new Claimant(storage());
    const opened = await claimant.open(t0);
    await claimant.submit(t0, opened);
    const outcomes = await atOnce(100, () => claimant.consume(t0, opened));
    expect(kinds(outcomes)).to.deep.equal({ validated: 1, unknown: 99 });
  });
}

function limits({ it, storage }: Suite): void {
  it('sends 5 messages to a number that 300 client secrets ask for', async () => {
    const number = new CountedNumber();
    const claimants = Array.from({ length: 300 }, () => new Claimant(storage(), number));
    const outcomes = await Promise.all(claimants.map((claimant) => claimant.ask(t0, { limits: fiveAnHour })));
    expect(kinds(outcomes)).to.deep.equal({ opened: 5, limited: 295 });
  });

  it('sends 5 messages of 200 resends of a session', async () => {
    const claimant = new Claimant(storage());
    const outcomes = await atOnce(200, () => claimant.ask(t0, { limits: fiveAnHour }));
    expect(kinds(outcomes)).to.deep.equal({ opened: 5, limited: 195 });
  });

  it('spends 5 messages of an allowance that 300 calls ask for', async () => {
    const id = newAllowanceId();
    const outcomes = await atOnce(300, () => storage().spend({ id, limits: fiveAnHour, now: t0 }));
    expect(kinds(outcomes)).to.deep.equal({ spent: 5, limited: 295 });
  });
}

function failures({ it, storage }: Suite): void {
  it('sends 1 message again where it fails among 100 equal calls', async () => {
    const claimant = new Claimant(storage());
    const failed = await claimant.claim(t0, { attempt: 1 });
    const early = atOnce(50, () => claimant.claim(t0, { attempt: 1 }));
    const settled = claimant.settle(failed, 'failed');
    const late = atOnce(50, () => claimant.claim(t0, { attempt: 1 }));
    const opened = [...(await early), ...(await late)];
    await settled;
    opened.push(await claimant.claim(t0, { attempt: 1 }));
    theOneThatClaimed(opened);
  });

  it('keeps the greater attempt where the one before fails at the same time', async () => {
    const claimants = Array.from({ length: 100 }, () => new Claimant(storage()));
    const repeated = await Promise.all(claimants.map((claimant, index) => race(claimant, index % 2 === 0)));
    expect(repeated.filter(isClaimed)).to.have.lengthOf(0);
  });

  it('settles each of 8 messages of a session at once', async () => {
    const claimant = new Claimant(storage());
    const opened = await atOnce(8, () => claimant.claim(t0));
    const results = opened.map((_, index) => (index % 2 === 0 ? 'failed' : 'rejected'));
    await atOnce(8, async (index) => {
      const one = opened[index];
      if (one !== undefined) await claimant.settle(one, results[index] ?? 'failed');
    });
    const outcomes = await Promise.all(opened.map((one) => claimant.outcomeOf(t0, one)));
    expect(outcomes).to.deep.equal(results);
  });

  it('refunds 1 message for 100 equal settlings', async () => {
    const number = new CountedNumber();
    const claimant = new Claimant(storage(), number);
    await atOnce(4, () => new Claimant(storage(), number).open(t0, { limits: fiveAnHour }));
    const failed = await claimant.claim(t0, { limits: fiveAnHour });
    await atOnce(100, () => claimant.settle(failed, 'failed'));
    const outcomes = await atOnce(10, () => claimant.ask(t0, { limits: fiveAnHour }));
    expect(kinds(outcomes)).to.deep.equal({ opened: 1, limited: 9 });
  });

  it('refunds each of 100 messages once, and counts none of them', async () => {
    const number = new CountedNumber();
    const claimants = Array.from({ length: 5 }, () => new Claimant(storage(), number));
    for (let round = 0; round < 20; round += 1) {
      const failed = await Promise.all(claimants.map(opens));
      await Promise.all(failed.map((fail) => fail()));
    }
    const outcomes = await atOnce(10, () => new Claimant(storage(), number).ask(t0, { limits: fiveAnHour }));
    expect(kinds(outcomes)).to.deep.equal({ opened: 5, limited: 5 });
  });

  async function opens(claimant: Claimant): Promise<() => Promise<unknown>> {
    const opened = await claimant.claim(t0, { limits: fiveAnHour });
    return () => claimant.settle(opened, 'failed');
  }

  async function race(claimant: Claimant, failsFirst: boolean): Promise<OpenedSession> {
    const failed = await claimant.claim(t0, { attempt: 1 });
    const fails = () => claimant.settle(failed, 'failed');
    const opens = () => claimant.claim(t0, { attempt: 2 });
    await (failsFirst ? Promise.all([fails(), opens()]) : Promise.all([opens(), fails()]));
    return claimant.claim(t0, { attempt: 2 });
  }
}

function theOneThatClaimed(opened: readonly OpenedSession[]): OpenedSession {
  const [sender, ...others] = opened.filter(isClaimed);
  if (sender === undefined) expect.fail('no call is to send the message');
  expect(others, 'calls that are to send the message too').to.deep.equal([]);
  return sender;
}

function sessionOf(opened: OpenedSession): Omit<OpenedSession, 'message'> {
  const { kind, secretIndex, generation, nonce, codeExpiresAt, sentMessage } = opened;
  return { kind, secretIndex, generation, nonce, codeExpiresAt, sentMessage };
}

function atOnce<Outcome>(calls: number, call: (index: number) => Promise<Outcome>): Promise<Outcome[]> {
  return Promise.all(Array.from({ length: calls }, (_, index) => call(index)));
}

function kinds(outcomes: readonly { readonly kind: string }[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { kind } of outcomes) counted[kind] = (counted[kind] ?? 0) + 1;
  return counted;
}
