import type { CurrentBlocks } from '../defaults/current-blocks.js';
import { loggableTarget, storedTarget, type BlockTarget } from '../domain/block-target.js';
import { assertOperatorChange, type OperatorChange } from '../domain/operator-change.js';
import { MatrixError } from '../errors/matrix-error.js';
import { inject, injectable, tokens } from '../injection.js';
import { audit } from '../log/operator-audit.js';
import type { BlockStorage } from '../ports/block-storage.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import { withBlocks } from './list-blocks.js';

/** A block to make. */
export type BlockDestinationInput = BlockTarget &
  OperatorChange & {
    /** When it ends: Unix time in milliseconds, in the future. Default: never by itself. */
    readonly until?: number | undefined;
  };

/** Blocks a destination: from then on, no message is sent to its numbers. */
@injectable()
export class BlockDestination {
  constructor(
    @inject(tokens.blockStorage) private readonly storage: BlockStorage | undefined,
    @inject(tokens.currentBlocks) private readonly blocks: CurrentBlocks | undefined,
    @inject(tokens.clock) private readonly clock: Clock,
    @inject(tokens.logger) private readonly logger: Logger,
  ) {}

  /**
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws TypeError without a storage for blocks.
   * @throws StorageUnavailableError; the block may be in force then.
   */
  async execute(input: BlockDestinationInput): Promise<void> {
    assertOperatorChange(input);
    const target = storedTarget(input);
    const { by, reason, until } = input;
    const now = this.clock.now();
    if (until !== undefined && !(Number.isSafeInteger(until) && until > now))
      throw new MatrixError('M_INVALID_PARAM', 'until must be a time in the future, in Unix milliseconds');
    await withBlocks(this.storage).put({ block: { target, since: now, until, by, reason }, now });
    this.blocks?.renew();
    audit(this.logger, { by, action: 'block', target: loggableTarget(target), reason });
  }
}
