import type { Block } from '@threepid/core';
import { MemoryBlockStorage } from '@threepid/storage-memory';
import { expect } from 'chai';

const now = Date.UTC(2030, 4, 1);
const minute = 60_000;

function block(target: string, until?: number): Block {
  return { target, since: now, until, by: 'operator', reason: 'a test' };
}

describe('MemoryBlockStorage', () => {
  for (const [change, make] of [
    [
      'a new block',
      (storage: MemoryBlockStorage, at: number) => storage.put({ block: block('FR'), now: at }),
    ],
    ['a removal', (storage: MemoryBlockStorage, at: number) => storage.remove({ target: 'IE', now: at })],
  ] as const)
    it(`deletes with ${change} what ended a minute ago, and keeps the rest for clocks that are behind`, async () => {
      const storage = new MemoryBlockStorage();
      await storage.put({ block: block('GB', now + 1), now });
      await storage.put({ block: block('US'), now });
      const heldAfter = async (at: number) => {
        await make(storage, at);
        return (await storage.list({ now })).map(({ target }) => target).filter((target) => target !== 'FR');
      };
      expect(await heldAfter(now + minute)).to.deep.equal(['GB', 'US']);
      expect(await heldAfter(now + 1 + minute)).to.deep.equal(['US']);
    });
});
