import type { AccountDirectory, AccountThreePid, ThreePid } from '@threepid/core';
import { SettingsError } from 'threepid';

/** An account that an example starts with, and its phone number. */
export interface SeedAccount {
  readonly userId: string;
  /** E.164 without the `+`. */
  readonly msisdn: string;
}

/**
 * Reads `THREEPID_ACCOUNTS`: `447400999999=@alice:example.org,...`.
 *
 * @throws SettingsError if an entry has another form.
 */
export function readAccounts(text: string): readonly SeedAccount[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map(readAccount);
}

function readAccount(entry: string): SeedAccount {
  const [, msisdn, userId] = /^\+?([1-9][0-9]{5,14})=(@[^\s:]+:\S+)$/.exec(entry) ?? [];
  if (msisdn === undefined || userId === undefined) {
    throw new SettingsError([
      'THREEPID_ACCOUNTS: must look like 447400999999=@alice:example.org (number, user id), comma-separated',
    ]);
  }
  return { msisdn, userId };
}

/** Accounts in memory, for examples that are about something else. */
export class InMemoryAccounts implements AccountDirectory {
  private readonly owners = new Map<
    string,
    { readonly userId: string; readonly threePid: AccountThreePid }
  >();

  constructor(seed: readonly SeedAccount[]) {
    for (const { userId, msisdn } of seed) {
      const threePid = { medium: 'msisdn', address: msisdn, validatedAt: 0, addedAt: 0 } as const;
      this.owners.set(keyOf(threePid), { userId, threePid });
    }
  }

  ownerOf(threePid: ThreePid): Promise<string | undefined> {
    return Promise.resolve(this.owners.get(keyOf(threePid))?.userId);
  }

  threePidsOf(userId: string): Promise<readonly AccountThreePid[]> {
    const owned = [...this.owners.values()].filter((entry) => entry.userId === userId);
    return Promise.resolve(owned.map(({ threePid }) => threePid));
  }

  add(userId: string, threePid: AccountThreePid): Promise<'added' | 'in-use'> {
    const owner = this.owners.get(keyOf(threePid))?.userId ?? userId;
    if (owner !== userId) return Promise.resolve('in-use');
    this.owners.set(keyOf(threePid), { userId, threePid });
    return Promise.resolve('added');
  }
}

function keyOf({ medium, address }: ThreePid): string {
  return `${medium}:${address}`;
}
