import { defaultSessionRules, type MessageLimit } from '@threepid/core';
import { expect } from 'chai';
import { Claimant, CountedNumber, type Opened } from './claimant.js';
import { newAllowanceId } from './ids.js';
import type { Suite } from './suite.js';
import { hour, t0 } from './times.js';

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
  it('sends 1 message for 200 equal requests', async () => {
    const claimant = new Claimant(storage());
    const opened = await atOnce(200, () => claimant.open(t0, { attempt: 1 }));
    expect(opened.filter(({ send }) => send)).to.have.lengthOf(1);
    expect(new Set(opened.map(({ generation }) => generation))).to.have.property('size', 1);
    expect(new Set(opened.map(({ nonce }) => nonce))).to.have.property('size', 1);
  });

  it('sends 1 message for 200 equal resends', async () => {
    const claimant = new Claimant(storage());
    await claimant.open(t0, { attempt: 1 });
    const opened = await atOnce(200, () => claimant.open(t0, { attempt: 2 }));
    expect(opened.filter(({ send }) => send)).to.have.lengthOf(1);
  });

  it('lets each of 200 attempts build on another one', async () => {
    const claimant = new Claimant(storage());
    const opened = await atOnce(200, (index) => claimant.open(t0, { attempt: (index * 77) % 200 }));
    const builtOn = opened.filter(({ send }) => send).map(({ previousAttempt }) => previousAttempt);
    expect(new Set(builtOn)).to.have.property('size', builtOn.length);
    expect((await claimant.open(t0, { attempt: 199 })).send).to.equal(false);
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
  it('sends 1 message again where it is given back among 100 equal requests', async () => {
    const claimant = new Claimant(storage());
    const failed = await claimant.open(t0, { attempt: 1 });
    const early = atOnce(50, () => claimant.open(t0, { attempt: 1 }));
    const givenBack = claimant.giveBack(failed);
    const late = atOnce(50, () => claimant.open(t0, { attempt: 1 }));
    const opened = [...(await early), ...(await late)];
    await givenBack;
    opened.push(await claimant.open(t0, { attempt: 1 }));
    expect(opened.filter(({ send }) => send)).to.have.lengthOf(1);
  });

  it('keeps the greater attempt where the one before is given back at the same time', async () => {
    const claimants = Array.from({ length: 100 }, () => new Claimant(storage()));
    const repeated = await Promise.all(claimants.map((claimant, index) => race(claimant, index % 2 === 0)));
    expect(repeated.filter(({ send }) => send)).to.have.lengthOf(0);
  });

  it('gives each of 100 messages back once, and counts none of them', async () => {
    const number = new CountedNumber();
    const claimants = Array.from({ length: 5 }, () => new Claimant(storage(), number));
    for (let round = 0; round < 20; round += 1) {
      const givesBack = await Promise.all(claimants.map(opens));
      await Promise.all(givesBack.map((giveBack) => giveBack()));
    }
    const outcomes = await atOnce(10, () => new Claimant(storage(), number).ask(t0, { limits: fiveAnHour }));
    expect(kinds(outcomes)).to.deep.equal({ opened: 5, limited: 5 });
  });

  async function opens(claimant: Claimant): Promise<() => Promise<void>> {
    const opened = await claimant.open(t0, { limits: fiveAnHour });
    return () => claimant.giveBack(opened);
  }

  async function race(claimant: Claimant, givesBackFirst: boolean): Promise<Opened> {
    const failed = await claimant.open(t0, { attempt: 1 });
    const givesBack = () => claimant.giveBack(failed);
    const opens = () => claimant.open(t0, { attempt: 2 });
    await (givesBackFirst ? Promise.all([givesBack(), opens()]) : Promise.all([opens(), givesBack()]));
    return claimant.open(t0, { attempt: 2 });
  }
}

function atOnce<Outcome>(calls: number, call: (index: number) => Promise<Outcome>): Promise<Outcome[]> {
  return Promise.all(Array.from({ length: calls }, (_, index) => call(index)));
}

function kinds(outcomes: readonly { readonly kind: string }[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { kind } of outcomes) counted[kind] = (counted[kind] ?? 0) + 1;
  return counted;
}
