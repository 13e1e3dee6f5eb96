import {
  createThreepid,
  type AccountDirectory,
  type AccountThreePid,
  type Authentication,
  type Authenticator,
  type HomeserverOptions,
  type SmsMessage,
  type SmsResult,
  type ThreePid,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { MemorySessionStorage } from '@threepid/storage-memory';

export const alice = '@alice:example.org';
export const bob = '@bob:example.org';
export const takenNumber = '+447400123456';
export const freeNumber = '+447400654321';
export const publicUrl = 'https://matrix.example.org';

/** Accounts of a homeserver, in memory: Alice has a number and the token `token-of-alice`; Bob has no number. */
export class HomeserverAccounts implements AccountDirectory, Authenticator {
  readonly owners = new Map<string, { readonly userId: string; readonly threePid: AccountThreePid }>();

  constructor() {
    const address = takenNumber.slice(1);
    const threePid = { medium: 'msisdn', address, validatedAt: 1_000, addedAt: 2_000 } as const;
    this.owners.set(address, { userId: alice, threePid });
  }

  ownerOf({ address }: ThreePid): Promise<string | undefined> {
    return Promise.resolve(this.owners.get(address)?.userId);
  }

  threePidsOf(userId: string): Promise<readonly AccountThreePid[]> {
    const owned = [...this.owners.values()].filter((entry) => entry.userId === userId);
    return Promise.resolve(owned.map(({ threePid }) => threePid));
  }

  add(userId: string, threePid: AccountThreePid): Promise<'added' | 'in-use'> {
    const owner = this.owners.get(threePid.address)?.userId ?? userId;
    if (owner !== userId) return Promise.resolve('in-use');
    this.owners.set(threePid.address, { userId, threePid });
    return Promise.resolve('added');
  }

  authenticate(token: string): Promise<Authentication> {
    const users: Readonly<Record<string, string>> = { 'token-of-alice': alice, 'token-of-bob': bob };
    const userId = users[token];
    return Promise.resolve(userId === undefined ? { kind: 'unknown' } : { kind: 'user', userId });
  }
}

/** A framework and its sent messages. */
export interface TestHomeserver {
  readonly threepid: Threepid;
  readonly accounts: HomeserverAccounts;
  readonly messages: readonly SmsMessage[];
  /** The six digits of the last message. */
  lastCode(): string;
}

/** Creates a framework with the homeserver's endpoints, and keeps its messages. */
export function createTestHomeserver(
  homeserver: Partial<HomeserverOptions> = {},
  options: Partial<ThreepidOptions> = {},
): TestHomeserver {
  const accounts = new HomeserverAccounts();
  const messages: SmsMessage[] = [];
  const send = (message: SmsMessage): Promise<SmsResult> => {
    messages.push(message);
    return Promise.resolve({ kind: 'sent', messageId: 'id' });
  };
  const threepid = createThreepid({
    secret: 'a secret for tests, of a good length',
    storage: new MemorySessionStorage(),
    sms: { name: 'recording', send },
    production: true,
    accountDirectory: accounts,
    homeserver: { publicUrl, ...homeserver },
    ...options,
  });
  return {
    threepid,
    accounts,
    messages,
    lastCode: () => /\b[0-9]{6}\b/.exec(messages.at(-1)?.text ?? '')?.[0] ?? '',
  };
}
