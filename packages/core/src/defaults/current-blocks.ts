import { prefixesOf } from '../domain/block-target.js';
import { noCountry } from '../domain/phone-number.js';
import type { Block, BlockStorage } from '../ports/block-storage.js';

/** A number whose block is looked up. */
export interface BlockableNumber {
  /** E.164 without the `+`. */
  readonly msisdn: string;
  /** ISO 3166-1 alpha-2, or undefined for a number that belongs to no country. */
  readonly country: string | undefined;
  /** Unix time in milliseconds. */
  readonly now: number;
}

/** Longest time for which a process doesn't look again, in milliseconds. */
const freshMs = 2_000;

/** Blocks by their targets. */
type BlockTable = ReadonlyMap<string, Block>;

interface KnownBlocks {
  readonly at: number;
  readonly table: BlockTable;
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
    if (known !== undefined && Math.abs(number.now - known.at) < freshMs) return blockOf(known.table, number);
    return this.read(number.now).then(({ table }) => blockOf(table, number));
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
    const reading = this.storage.list({ now }).then((blocks) => ({ at: now, table: blockTable(blocks) }));
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

/** A table in which the block of a number is found. */
export function blockTable(blocks: readonly Block[]): BlockTable {
  return new Map(blocks.map((block) => [block.target, block]));
}

/** The block of a number among these: that of its longest prefix, if there is one, and else that of its country. */
export function blockOf(
  table: BlockTable,
  { msisdn, country = noCountry, now }: BlockableNumber,
): Block | undefined {
  if (table.size === 0) return undefined;
  return [country, ...prefixesOf(msisdn)]
    .map((target) => table.get(target))
    .findLast((block) => block !== undefined && (block.until === undefined || now < block.until));
}
