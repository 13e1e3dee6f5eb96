/* eslint-disable @typescript-eslint/require-await -- async turns what is thrown into a rejection; nothing is waited for */
import { StorageUnavailableError, type TermsAgreementStorage } from '@threepid/core';

export interface MemoryTermsAgreementStorageOptions {
  /** Maximum number of users. Default: 100,000. When it is reached, new users are refused. */
  readonly maxUsers?: number;
}

const defaultMaxUsers = 100_000;

/** Stores the terms that users agreed to in the memory of this process. After a restart, all users are asked again. */
export class MemoryTermsAgreementStorage implements TermsAgreementStorage {
  private readonly maxUsers: number;
  private readonly urls = new Map<string, ReadonlySet<string>>();

  /** @throws RangeError if `maxUsers` is not a whole number above 0. */
  constructor({ maxUsers = defaultMaxUsers }: MemoryTermsAgreementStorageOptions = {}) {
    if (!Number.isSafeInteger(maxUsers) || maxUsers < 1)
      throw new RangeError(`maxUsers must be a whole number above 0, not ${String(maxUsers)}`);
    this.maxUsers = maxUsers;
  }

  /** @throws StorageUnavailableError if the storage is full. */
  async add(userId: string, urls: readonly string[]): Promise<void> {
    const agreed = this.urls.get(userId);
    if (agreed === undefined && this.urls.size >= this.maxUsers) {
      throw new StorageUnavailableError(
        `The memory storage is full: it holds the agreements of ${this.urls.size} users. Raise maxUsers, or use a ` +
          'storage that is not bound by this process, such as @threepid/storage-redis.',
      );
    }
    this.urls.set(userId, new Set([...(agreed ?? []), ...urls]));
  }

  async urlsOf(userId: string): Promise<readonly string[]> {
    return [...(this.urls.get(userId) ?? [])];
  }
}
