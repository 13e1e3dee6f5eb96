import { expect } from 'chai';
import fc from 'fast-check';
import { ExpiringMap } from '../dist/expiring-map.js';

type Step =
  | { readonly do: 'set'; readonly key: string; readonly expiresAt: number }
  | { readonly do: 'delete'; readonly key: string }
  | { readonly do: 'dropExpired'; readonly now: number; readonly atMost: number };

const key = fc.nat({ max: 15 }).map(String);
const time = fc.nat({ max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('set'), key, expiresAt: time }), weight: 5 },
  { arbitrary: fc.record({ do: fc.constant('delete'), key }), weight: 2 },
  {
    arbitrary: fc.record({ do: fc.constant('dropExpired'), now: time, atMost: fc.nat({ max: 4 }) }),
    weight: 1,
  },
);

describe('ExpiringMap', () => {
  it('has a value until 1 ms before its end', () => {
    const map = new ExpiringMap<string>();
    map.set('a', 'value', 10);
    expect(map.get('a', 9)).to.equal('value');
    expect(map.get('a', 10)).to.equal(undefined);
  });

  it('keeps the end where a value is replaced', () => {
    const map = new ExpiringMap<string>();
    map.set('a', 'value', 10);
    map.replace('a', 'other');
    expect(map.get('a', 9)).to.equal('other');
    expect(map.get('a', 10)).to.equal(undefined);
  });

  it('replaces and deletes nothing that it does not hold', () => {
    const map = new ExpiringMap<string>();
    map.replace('a', 'value');
    map.delete('a');
    expect(map.peek('a')).to.equal(undefined);
    expect(map.size).to.equal(0);
  });

  it('drops what has ended, what ended first before the rest, and no more than it is told', () => {
    const map = new ExpiringMap<string>();
    for (const end of [5, 1, 4, 2, 3]) map.set(`ends at ${String(end)}`, 'value', end);
    map.dropExpired(4, 2);
    expect([1, 2, 3, 4, 5].filter((end) => map.holds(`ends at ${String(end)}`))).to.deep.equal([3, 4, 5]);
    map.dropExpired(4, 10);
    expect(map.size).to.equal(1);
  });

  it('drops by the time that was set last', () => {
    const map = new ExpiringMap<string>();
    map.set('sooner', 'value', 100);
    map.set('later', 'value', 1);
    map.set('sooner', 'value', 2);
    map.set('later', 'value', 100);
    map.dropExpired(50, 10);
    expect(map.holds('sooner')).to.equal(false);
    expect(map.holds('later')).to.equal(true);
  });

  it('holds after any steps what a plain map of ends would hold', () => {
    const property = fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const map = new ExpiringMap<number>();
      const plain = new Map<string, number>();
      for (const next of steps) {
        takeOn(map, next);
        takeOnPlain(plain, next);
        expect(map.size).to.equal(plain.size);
      }
      for (const [held, end] of plain) expect(map.peek(held)).to.equal(end);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

// Which of two that end at once is dropped first is open: only whole drops are compared.
function takeOn(map: ExpiringMap<number>, step: Step): void {
  if (step.do === 'set') map.set(step.key, step.expiresAt, step.expiresAt);
  else if (step.do === 'delete') map.delete(step.key);
  else for (let drops = 0; drops < 20; drops += 1) map.dropExpired(step.now, step.atMost + 1);
}

function takeOnPlain(plain: Map<string, number>, step: Step): void {
  if (step.do === 'set') plain.set(step.key, step.expiresAt);
  else if (step.do === 'delete') plain.delete(step.key);
  else for (const [held, end] of plain) if (end <= step.now) plain.delete(held);
}
