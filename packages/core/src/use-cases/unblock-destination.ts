import type { CurrentBlocks } from '../defaults/current-blocks.js';
import { loggableTarget, storedTarget, type BlockTarget } from '../domain/block-target.js';
import { assertOperatorChange, type OperatorChange } from '../domain/operator-change.js';
import { inject, injectable, tokens } from '../injection.js';
import { audit } from '../log/operator-audit.js';
import type { BlockStorage } from '../ports/block-storage.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import { withBlocks } from './list-blocks.js';

/** A block to remove. */
export type UnblockDestinationInput = BlockTarget & OperatorChange;

/** Removes a block. */
@injectable()
export class UnblockDestination {
  constructor(
    @inject(tokens.blockStorage) private readonly storage: BlockStorage | undefined,
    @inject(tokens.currentBlocks) private readonly blocks: CurrentBlocks | undefined,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @returns false if there was no block of exactly this target: those of wider and narrower ones stay.
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws TypeError without a storage for blocks.
   * @throws StorageUnavailableError; the block may be removed then.
   */
  async execute(input: UnblockDestinationInput): Promise<boolean> {
    assertOperatorChange(input);
    const target = storedTarget(input);
    const isRemoved = await withBlocks(this.storage).remove({ target, now: this.clock.now() });
    this.blocks?.renew();
    const { by, reason } = input;
    if (isRemoved) audit(this.logger, { by, action: 'unblock', target: loggableTarget(target), reason });
    return isRemoved;
  }
}
