import { blockStorageContract } from '@threepid/contract-tests';
import type { Block, BlockStorage } from '@threepid/core';
import { MemoryBlockStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { CollectingRunner } from '../collecting-runner.js';

type Put = Parameters<BlockStorage['put']>[0];
type Remove = Parameters<BlockStorage['remove']>[0];
type List = Parameters<BlockStorage['list']>[0];

/** Reads all, and writes all with the new one. */
class InTwoSteps extends MemoryBlockStorage {
  private all: readonly Block[] = [];

  override async put({ block }: Put): Promise<void> {
    const before = this.all.filter(({ target }) => target !== block.target);
    await setImmediate();
    this.all = [...before, block];
  }

  override list(): Promise<readonly Block[]> {
    return Promise.resolve(this.all);
  }
}

class InOrderOfTime extends MemoryBlockStorage {
  private readonly order: string[] = [];

  override put(request: Put): Promise<void> {
    this.order.push(request.block.target);
    return super.put(request);
  }

  override async list(request: List): Promise<readonly Block[]> {
    const placeOf = ({ target }: Block) => this.order.indexOf(target);
    return (await super.list(request)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

class KeepsTheFirst extends MemoryBlockStorage {
  override async put(request: Put): Promise<void> {
    const known = await this.list(request);
    if (!known.some(({ target }) => target === request.block.target)) await super.put(request);
  }
}

class RemovesByPrefix extends MemoryBlockStorage {
  override async remove(request: Remove): Promise<boolean> {
    for (const { target } of await this.list(request))
      if (target !== request.target && target.startsWith(request.target))
        await super.remove({ ...request, target });
    return super.remove(request);
  }
}

class SaysAlwaysTrue extends MemoryBlockStorage {
  override async remove(request: Remove): Promise<boolean> {
    await super.remove(request);
    return true;
  }
}

class DropsAtOnce extends MemoryBlockStorage {
  override put({ block, now }: Put): Promise<void> {
    return super.put({ block, now: now + 60_000 });
  }
}

class KeepsForEver extends MemoryBlockStorage {
  override async put({ block }: Put): Promise<void> {
    await super.put({ block, now: 0 });
  }

  override async remove(request: Remove): Promise<boolean> {
    return super.remove({ ...request, now: 0 });
  }
}

class DeletesOnlyWithAPut extends MemoryBlockStorage {
  override async remove(request: Remove): Promise<boolean> {
    const known = await this.list(request);
    return known.some(({ target }) => target === request.target) && super.remove(request);
  }
}

class EndsNever extends MemoryBlockStorage {
  override list(): Promise<readonly Block[]> {
    return super.list({ now: 0 });
  }
}

const lists = 'lists what was stored, in the order of the targets, and as it was';
const removes = 'removes one, and says if there was one in force';
const ends = 'ends a block to the millisecond, and no other';
const deletes = 'deletes a block a minute after its end, with the next call that changes something';

const faults: Readonly<Record<string, readonly [storage: new () => BlockStorage, foundBy: string]>> = {
  'reads and then writes': [InTwoSteps, 'loses none of 300 calls at once'],
  'lists by time': [InOrderOfTime, lists],
  'keeps the first block of a target': [KeepsTheFirst, 'has one block a target: the last'],
  'removes longer prefixes too': [RemovesByPrefix, removes],
  'says that there was a block': [SaysAlwaysTrue, removes],
  'drops a block for hosts whose clocks are behind': [DropsAtOnce, ends],
  'never ends a block': [EndsNever, ends],
  'keeps ended blocks for ever': [KeepsForEver, deletes],
  'deletes ended blocks only if it has one to put or to remove': [DeletesOnlyWithAPut, deletes],
};

describe('what the block storage contract finds', () => {
  for (const [fault, [Storage, foundBy]] of Object.entries(faults))
    it(fault, async () => {
      expect(await failed(Storage, foundBy)).to.equal(true);
    });

  it('nothing in a storage without a fault', async () => {
    expect(await failed(MemoryBlockStorage, 'loses none of 300 calls at once')).to.equal(false);
  });
});

async function failed(Storage: new () => BlockStorage, title: string): Promise<boolean> {
  const runner = new CollectingRunner((each) => each === title);
  blockStorageContract({ ...runner.functions, create: () => new Storage() });
  if (runner.collected === 0) throw new Error(`the suite has no test '${title}'`);
  return (await runner.failed()).length > 0;
}
