import { StorageUnavailableError, type Block, type BlockStorage } from '@threepid/core';
import { expect } from 'chai';
import type { ContractRunner } from '../runner/contract-runner.js';
import { itOnNewStorage } from '../runner/it-on-new-storage.js';
import { hour, minute, t0 } from '../runner/times.js';

/** Options of `blockStorageContract`, with the functions of the runner. */
export interface BlockStorageContractOptions extends ContractRunner {
  /** Creates an empty storage. Called for each test. */
  readonly create: () => Promise<BlockStorage> | BlockStorage;
  /** Closes a storage of `create`. */
  readonly destroy?: (storage: BlockStorage) => Promise<void> | void;
  /** Creates a storage that can't be reached. Left out: the storage is always there. */
  readonly createUnavailable?: () => Promise<BlockStorage> | BlockStorage;
}

/** The suite that every `BlockStorage` must pass. */
export function blockStorageContract(options: BlockStorageContractOptions): void {
  const { describe, destroy } = options;
  const it = itOnNewStorage(options);

  describe('block storage contract', () => {
    it('has a name, for logs', (storage) => {
      expect(storage.name).to.be.a('string').that.is.not.empty;
      return Promise.resolve();
    });

    it('lists what was stored, in the order of the targets, and as it was', async (storage) => {
      expect(await storage.list({ now: t0 })).to.deep.equal([]);
      const blocks = [
        blockOf('TJ', { reason: 'pumped: "40 %" \\ {x}\n送信' }),
        blockOf('44', { until: t0 + hour, by: 'Ä, of the second shift' }),
        blockOf('001', { since: t0 - 7 }),
        blockOf('447700900123'),
      ];
      for (const block of blocks) await storage.put({ block, now: t0 });
      const [first, second, third, fourth] = blocks;
      expect(await storage.list({ now: t0 })).to.deep.equal([third, second, fourth, first]);
    });

    it('has one block a target: the last', async (storage) => {
      await storage.put({ block: blockOf('GB', { until: t0 + hour, reason: 'one' }), now: t0 });
      await storage.put({ block: blockOf('GB', { reason: 'other' }), now: t0 });
      expect(await storage.list({ now: t0 + 2 * hour })).to.deep.equal([blockOf('GB', { reason: 'other' })]);
    });

    it('removes one, and says if there was one in force', async (storage) => {
      for (const target of ['4477', '44770', '447']) await storage.put({ block: blockOf(target), now: t0 });
      expect(await storage.remove({ target: '4477', now: t0 })).to.equal(true);
      expect(await storage.remove({ target: '4477', now: t0 })).to.equal(false);
      expect(await storage.remove({ target: 'FR', now: t0 })).to.equal(false);
      expect(await targetsOf(storage, t0)).to.deep.equal(['447', '44770']);
    });

    it('ends a block to the millisecond, and no other', async (storage) => {
      const until = t0 + hour;
      await storage.put({ block: blockOf('GB', { until }), now: t0 });
      await storage.put({ block: blockOf('TJ', { until: until + minute }), now: t0 });
      expect(await targetsOf(storage, until - 1)).to.deep.equal(['GB', 'TJ']);
      expect(await targetsOf(storage, until)).to.deep.equal(['TJ']);
      // A host whose clock is behind still has it.
      await storage.put({ block: blockOf('FR'), now: until + minute - 1 });
      expect(await targetsOf(storage, until - 1)).to.deep.equal(['FR', 'GB', 'TJ']);
      expect(await storage.remove({ target: 'GB', now: until })).to.equal(false);
      expect(await storage.remove({ target: 'TJ', now: until })).to.equal(true);
      expect(await targetsOf(storage, until + 1_000 * hour)).to.deep.equal(['FR']);
    });

    it('deletes a block a minute after its end, with the next call that changes something', async (storage) => {
      const until = t0 + hour;
      await storage.put({ block: blockOf('TJ'), now: t0 });
      for (const change of [
        (now: number) => storage.put({ block: blockOf('TJ'), now }),
        (now: number) => storage.remove({ target: 'FR', now }),
      ]) {
        await storage.put({ block: blockOf('GB', { until }), now: t0 });
        await change(until + minute - 1);
        expect(await targetsOf(storage, until - 1)).to.include('GB');
        await change(until + minute);
        expect(await targetsOf(storage, until - 1)).not.to.include('GB');
      }
    });

    it('loses none of 300 calls at once', async (storage) => {
      const targets = Array.from({ length: 200 }, (_, index) => String(1_000 + index));
      await Promise.all(targets.map((target) => storage.put({ block: blockOf(target), now: t0 })));
      const removed = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          storage.remove({ target: String(1_000 + (index % 50)), now: t0 }),
        ),
      );
      expect(removed.filter((found) => found)).to.have.lengthOf(50);
      expect(await targetsOf(storage, t0)).to.deep.equal(targets.slice(50));
    });

    const { createUnavailable } = options;
    if (createUnavailable === undefined) return;
    options.it('rejects with a StorageUnavailableError if it cannot be reached', async () => {
      const storage = await createUnavailable();
      for (const step of [
        () => storage.put({ block: blockOf('GB'), now: t0 }),
        () => storage.remove({ target: 'GB', now: t0 }),
        () => storage.list({ now: t0 }),
      ]) {
        const error: unknown = await step().catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(StorageUnavailableError);
      }
      await destroy?.(storage);
    });
  });
}

function blockOf(target: string, change: Partial<Block> = {}): Block {
  return { target, since: t0, until: undefined, by: 'ada', reason: undefined, ...change };
}

async function targetsOf(storage: BlockStorage, now: number): Promise<readonly string[]> {
  return (await storage.list({ now })).map(({ target }) => target);
}
