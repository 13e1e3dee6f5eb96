import { MemorySessionStorage } from '@threepid/storage-memory';
import { SessionStorageAround } from '../../dist/session-storage/session-storage-around.js';
import type { Pause } from './raced.js';

/** A memory storage around which a bug can be planted. */
export class WrappedStorage extends SessionStorageAround {
  constructor(protected readonly pause: Pause) {
    super(new MemorySessionStorage(), (_call, make) => make());
  }
}
