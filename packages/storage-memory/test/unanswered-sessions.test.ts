import { expect } from 'chai';
import fc from 'fast-check';
import { UnansweredSessions } from '../dist/unanswered-sessions.js';

type Step =
  | { readonly do: 'add'; readonly key: string; readonly openers: readonly string[] }
  | { readonly do: 'remove'; readonly key: string };

const openers = ['a', 'b', 'c'];
const key = fc.nat({ max: 9 }).map(String);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('add'), key, openers: fc.subarray(openers) }),
  fc.record({ do: fc.constant('remove'), key }),
);

describe('UnansweredSessions', () => {
  it('knows after any steps what a plain list would know', () => {
    const property = fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
      const sessions = new UnansweredSessions();
      let plain: readonly { readonly key: string; readonly openers: readonly string[] }[] = [];
      for (const next of steps) {
        sessions.remove(next.key);
        plain = plain.filter((other) => other.key !== next.key);
        if (next.do === 'add') {
          sessions.add({ key: next.key, openers: next.openers, codeMadeAt: 0, codeExpiresAt: 0 });
          plain = [...plain, next];
        }
        expect(sessions.oldest?.key).to.equal(plain[0]?.key);
        expect(sessions.openers).to.equal(new Set(plain.flatMap((other) => other.openers)).size);
        for (const opener of openers) {
          const own = plain.filter((other) => other.openers.includes(opener));
          expect(sessions.countOf(opener)).to.equal(own.length);
          expect(sessions.oldestOf(opener)?.key).to.equal(own[0]?.key);
        }
      }
    });
    fc.assert(property, { numRuns: 100 });
  });
});
