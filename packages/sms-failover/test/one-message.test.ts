import { expect } from 'chai';
import fc from 'fast-check';
import type { SmsResult } from '@threepid/core';
import { failover, type FailoverOptions } from '@threepid/sms-failover';
import { behaviours, message, ScriptedSender, type BehaviourName } from './scripted-sender.js';

/** A behaviour, and whether a message really goes out. An honest sender takes no message that it denies taking. */
interface Outcome {
  readonly name: BehaviourName;
  readonly taken: boolean;
}

const certainlyTaken: BehaviourName[] = ['sends', 'sends without an id', 'answers no promise'];
const certainlyNot: BehaviourName[] = [
  'refuses',
  'is unavailable',
  'rejects the destination',
  'leaves it to others',
];
const names = Object.keys(behaviours) as BehaviourName[];

const outcome: fc.Arbitrary<Outcome> = fc
  .record({ name: fc.constantFrom(...names), taken: fc.boolean() })
  .map(({ name, taken }) => ({
    name,
    taken: certainlyTaken.includes(name) || (taken && !certainlyNot.includes(name)),
  }));

/** The outcomes of each message, one per sender. */
const plan = fc
  .integer({ min: 1, max: 4 })
  .chain((senders) =>
    fc.array(fc.array(outcome, { minLength: senders, maxLength: senders }), { minLength: 1, maxLength: 4 }),
  );

const options: fc.Arbitrary<FailoverOptions> = fc.record({
  onUnknown: fc.constantFrom('stop', 'try-next'),
  onRejectedDestination: fc.constantFrom('stop', 'try-next'),
  breaker: fc.constantFrom({ failures: 2 }, { failures: 2, openMs: 1 }, { failures: 1_000 }),
});

interface Run {
  readonly results: readonly SmsResult[];
  /** The number of messages that went out, for each message sent. */
  readonly counts: readonly number[];
}

async function run(
  outcomes: readonly (readonly Outcome[])[],
  given: FailoverOptions,
  weighted: boolean,
): Promise<Run> {
  const counts = outcomes.map(() => 0);
  let current = 0;
  const senders = (outcomes[0] ?? []).map(
    (_, index) =>
      new ScriptedSender(String(index), (one) => {
        const { name = 'sends', taken = true } = outcomes[current]?.[index] ?? {};
        counts[current] = (counts[current] ?? 0) + (taken ? 1 : 0);
        return behaviours[name](one);
      }),
  );
  const list = weighted ? senders.map((sender, weight) => ({ sender, weight })) : senders;
  const sender = failover(list, { ...given, tryMs: 1 });
  const results: SmsResult[] = [];
  for (current = 0; current < outcomes.length; current += 1) results.push(await sender.send(message()));
  return { results, counts };
}

const saysNone = (result: SmsResult): boolean =>
  result.kind === 'refused' ||
  result.kind === 'rejected-destination' ||
  (result.kind === 'unavailable' && result.taken === 'no');

describe('failover, whatever its senders do', () => {
  it('answers, sends at most one message unless it may send another, and never denies a sent one', () =>
    fc.assert(
      fc.asyncProperty(plan, options, fc.boolean(), async (outcomes, given, weighted) => {
        const { results, counts } = await run(outcomes, given, weighted);
        expect(results).to.have.length(outcomes.length);
        results.forEach((result, index) => {
          const count = counts[index] ?? 0;
          if (given.onUnknown !== 'try-next') expect(count).to.be.at.most(1);
          if (saysNone(result)) expect(count).to.equal(0);
          if (result.kind === 'sent') expect(count).to.be.at.least(1);
        });
      }),
      { numRuns: 500 },
    )).timeout(60_000);
});
