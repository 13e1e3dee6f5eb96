import { expect } from 'chai';
import fc from 'fast-check';
import { linearize, type Linearization } from '../../dist/histories/linearization.js';
import type { LostSuffix } from '../../dist/histories/lost-suffix.js';
import type { Operation } from '../../dist/histories/operation.js';
import type { SequentialModel } from '../../dist/histories/sequential-model.js';
import { SessionModel } from '../../dist/histories/session-step.js';
import { stretchedHistory } from './stretched-history.js';

type CounterCall = 'add' | 'get';

/** A counter: `add` answers how many it is then. */
const counter: SequentialModel<number, CounterCall> = {
  initial: 0,
  steps: (count, call) => {
    const state = call === 'add' ? count + 1 : count;
    return [{ state, answer: state }];
  },
  fingerprint: String,
  isLook: (call) => call === 'get',
};

/** An operation: its moments, and what was answered; without an answer nobody knows whether it was taken. */
function operation(call: CounterCall, began: number, ended?: number, value?: number): Operation<CounterCall> {
  const answer = value === undefined ? undefined : { value };
  return { client: 'client', call, began, ended, answer, isCertain: answer !== undefined };
}

function search(
  operations: readonly Operation<CounterCall>[],
  lost?: LostSuffix,
): Linearization<CounterCall> {
  return linearize(operations, counter, { lost });
}

function lostOf(found: Linearization<CounterCall>): number | string {
  if (found.kind !== 'linearizable') return found.kind;
  return found.order.filter(({ side, hasEffect, operation: { answer } }) => {
    return side === 'old' && hasEffect && answer !== undefined;
  }).length;
}

describe('the search for an order', () => {
  it('finds one for any history that was made by steps one after the other', () => {
    const property = fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), (seed, calls) => {
      const found = linearize(stretchedHistory(seed, calls), new SessionModel());
      expect(found.kind).to.equal('linearizable');
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('puts calls at once in any order, and others in that of their ends', () => {
    expect(search([operation('add', 1, 4, 2), operation('add', 2, 3, 1)]).kind).to.equal('linearizable');
    expect(search([operation('add', 1, 2, 2), operation('add', 3, 4, 1)]).kind).to.equal('not-linearizable');
    expect(search([operation('add', 1, 2, 1), operation('get', 3, 4, 0)]).kind).to.equal('not-linearizable');
  });

  it('takes a call that nobody saw answered once or never, at any time after its begin', () => {
    const unseen = operation('add', 3);
    expect(search([unseen, operation('get', 5, 6, 0), operation('get', 7, 8, 1)]).kind).to.equal(
      'linearizable',
    );
    expect(search([operation('get', 1, 2, 1), unseen]).kind).to.equal('not-linearizable');
    expect(search([unseen, operation('get', 5, 6, 2)]).kind).to.equal('not-linearizable');
    expect(search([unseen, operation('get', 5, 6, 1), operation('get', 7, 8, 0)]).kind).to.equal(
      'not-linearizable',
    );
  });

  it('says that it is undecided if it may take too few steps', () => {
    const operations = Array.from({ length: 9 }, (_, place) =>
      operation('add', place, 50 + place, 9 - place),
    );
    expect(linearize(operations, counter, { mostSteps: 10 }).kind).to.equal('undecided');
  });
});

describe('the search for an order, after a failover', () => {
  /** The primary fails at 50, and can be reached until 60; its replica is at most what came after 20 behind. */
  const lost = { since: 20, failed: 50, over: 60, most: 3 };
  const before = [operation('add', 1, 10, 1), operation('add', 11, 30, 2), operation('add', 31, 40, 3)];

  it('loses the newest steps, and as few as explain what came later', () => {
    expect(lostOf(search([...before, operation('get', 70, 71, 3)], lost))).to.equal(0);
    expect(lostOf(search([...before, operation('add', 70, 71, 3)], lost))).to.equal(1);
    expect(lostOf(search([...before, operation('get', 70, 71, 1)], lost))).to.equal(2);
  });

  it('loses no more than the bound, nothing that was answered too early, and nothing without a failover', () => {
    expect(lostOf(search([...before, operation('get', 70, 71, 1)], { ...lost, most: 1 }))).to.equal(
      'not-linearizable',
    );
    expect(lostOf(search([...before, operation('get', 70, 71, 0)], lost))).to.equal('not-linearizable');
    expect(lostOf(search([...before, operation('get', 70, 71, 2)]))).to.equal('not-linearizable');
  });

  it('loses steps once: what its successor took stays', () => {
    const after = [operation('add', 70, 71, 3), operation('get', 72, 73, 2)];
    expect(lostOf(search([...before, ...after], lost))).to.equal('not-linearizable');
  });

  it('has the old primary and its successor go on beside each other, until nobody reaches the old one', () => {
    const beside = [operation('add', 51, 52, 3), operation('add', 53, 54, 4), operation('get', 55, 56, 3)];
    expect(lostOf(search([...before, ...beside, operation('get', 70, 71, 3)], lost))).to.equal(2);
    expect(lostOf(search([...before, ...beside, operation('get', 70, 71, 5)], lost))).to.equal(
      'not-linearizable',
    );
    const tooLate = [operation('add', 51, 52, 3), operation('add', 61, 62, 4), operation('get', 70, 71, 3)];
    expect(lostOf(search([...before, ...tooLate], lost))).to.equal('not-linearizable');
  });

  it('has its successor take nothing before the failure', () => {
    const tooEarly = [operation('add', 41, 42, 3), operation('get', 70, 71, 3)];
    expect(lostOf(search([...before, ...tooEarly], lost))).to.equal('not-linearizable');
  });

  it('loses no answered step if replicas had each before its answer, but answers may tell of what was lost', () => {
    const unseen = operation('add', 41);
    const told = [unseen, operation('get', 45, 46, 4), operation('get', 70, 71, 3)];
    expect(lostOf(search([...before, ...told], { ...lost, most: 0 }))).to.equal(0);
    expect(lostOf(search([...before, operation('get', 70, 71, 2)], { ...lost, most: 0 }))).to.equal(
      'not-linearizable',
    );
  });
});
