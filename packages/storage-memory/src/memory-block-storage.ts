/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import type { Block, BlockStorage } from '@threepid/core';
import { clocksDifferByMs } from './clocks-differ.js';

/** Stores what the operator has blocked in the memory of this process. No other process learns of it, and it ends with this one. */
export class MemoryBlockStorage implements BlockStorage {
  readonly name = 'memory';
  private readonly blocks = new Map<string, Block>();

  async put({ block, now }: { readonly block: Block; readonly now: number }): Promise<void> {
    this.dropEnded(now);
    this.blocks.set(block.target, block);
  }

  async remove({ target, now }: { readonly target: string; readonly now: number }): Promise<boolean> {
    const block = this.blocks.get(target);
    this.blocks.delete(target);
    this.dropEnded(now);
    return block !== undefined && isInForce(block, now);
  }

  async list({ now }: { readonly now: number }): Promise<readonly Block[]> {
    const inForce = [...this.blocks.values()].filter((block) => isInForce(block, now));
    return inForce.sort((one, other) => (one.target < other.target ? -1 : 1));
  }

  private dropEnded(now: number): void {
    for (const block of this.blocks.values())
      if (!isInForce(block, now - clocksDifferByMs)) this.blocks.delete(block.target);
  }
}

function isInForce({ until }: Block, now: number): boolean {
  return until === undefined || now < until;
}
