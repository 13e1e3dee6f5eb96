import { targetOf, type BlockTarget } from '../domain/block-target.js';
import { inject, injectable, tokens } from '../injection.js';
import type { Block, BlockStorage } from '../ports/block-storage.js';
import type { Clock } from '../ports/clock.js';

/** A block in force, as operators know it. */
export type BlockedDestination = BlockTarget & Omit<Block, 'target'>;

/** Lists the blocks in force. */
@injectable()
export class ListBlocks {
  constructor(
    @inject(tokens.blockStorage) private readonly storage: BlockStorage | undefined,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @throws TypeError without a storage for blocks.
   * @throws StorageUnavailableError
   */
  async execute(): Promise<readonly BlockedDestination[]> {
    const blocks = await withBlocks(this.storage).list({ now: this.clock.now() });
    return blocks.map(blockedDestination);
  }
}

/** A block of a storage, as operators know it. */
export function blockedDestination({ target, ...block }: Block): BlockedDestination {
  return { ...targetOf(target), ...block };
}

/** @throws TypeError without a storage for blocks. */
export function withBlocks(storage: BlockStorage | undefined): BlockStorage {
  if (storage !== undefined) return storage;
  throw new TypeError('threepid: this storage has no blocks; write blocks, such as new MemoryBlockStorage()');
}
