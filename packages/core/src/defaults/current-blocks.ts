import { prefixesOf } from '../domain/block-target.js';
import { noCountry } from '../domain/phone-number.js';
import type { Block, BlockStorage } from '../ports/block-storage.js';

/** What a block is looked up by. */
export interface BlockableNumber {
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** How old what a process knows may be. */
const freshMs = 2_000;

interface KnownBlocks {
  readonly at: number;
  readonly byTarget: ReadonlyMap<string, Block>;
}

/**
 * The blocks in force, as this process knows them. They are read every 2 seconds, if somebody asks: so every process learns of a
 * block within 2 seconds, and nearly no request waits for that.
 */
export class CurrentBlocks {
  private known: KnownBlocks | undefined;
  private reading: Promise<KnownBlocks> | undefined;

  constructor(private readonly storage: BlockStorage) {}

  /**
   * The block of a number, if it has one. A promise only if the blocks must be read.
   *
   * @throws StorageUnavailableError, as a rejection; no message may be sent then.
   */
  find(number: BlockableNumber): Block | undefined | Promise<Block | undefined> {
    const { known } = this;
    if (known !== undefined && Math.abs(number.now - known.at) < freshMs) return blockOf(known, number);
    return this.read(number.now).then((read) => blockOf(read, number));
  }

  /** Forgets what is known, because this process has changed it. */
  renew(): void {
    this.known = undefined;
    this.reading = undefined;
  }

  /** Requests at once share one reading. */
  private read(now: number): Promise<KnownBlocks> {
    this.reading ??= this.startReading(now);
    return this.reading;
  }

  /** One that began before this process changed something may have missed that, and is not kept. */
  private startReading(now: number): Promise<KnownBlocks> {
    const reading = this.storage.list({ now }).then((blocks) => knownBlocks(blocks, now));
    const end = (known: KnownBlocks | undefined): void => {
      if (this.reading !== reading) return;
      this.known = known;
      this.reading = undefined;
    };
    reading.then(end, () => {
      end(undefined);
    });
    return reading;
  }
}

function knownBlocks(blocks: readonly Block[], at: number): KnownBlocks {
  return { at, byTarget: new Map(blocks.map((block) => [block.target, block])) };
}

/** The block of a number among these: that of its longest prefix, if there is one, and else that of its country. */
export function blockOf(
  { byTarget }: Pick<KnownBlocks, 'byTarget'>,
  { msisdn, country = noCountry, now }: BlockableNumber,
): Block | undefined {
  if (byTarget.size === 0) return undefined;
  return [country, ...prefixesOf(msisdn)]
    .map((target) => byTarget.get(target))
    .findLast((block) => block !== undefined && (block.until === undefined || now < block.until));
}
