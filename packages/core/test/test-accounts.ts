import type {
  AccountDirectory,
  AccountThreePid,
  Authentication,
  Authenticator,
  ThreePid,
  UserInteractiveAuth,
  UserInteractiveVerdict,
} from '@threepid/core';

/** Alice, who has a number, as most tests need her. */
export const alice = '@alice:example.org';
export const bob = '@bob:example.org';
export const takenNumber = '+447400123456';
export const freeNumber = '+447400654321';

/** A homeserver's accounts, in memory: a token `token-of-alice` is Alice's. */
export class TestAccounts implements AccountDirectory, Authenticator {
  readonly owners = new Map<string, { readonly userId: string; readonly threePid: AccountThreePid }>();
  /** What is thrown by every call from now on. */
  failure: Error | undefined;

  constructor() {
    const threePid = { medium: 'msisdn', address: takenNumber.slice(1), validatedAt: 1_000, addedAt: 2_000 };
    this.owners.set(takenNumber.slice(1), { userId: alice, threePid: threePid as AccountThreePid });
  }

  ownerOf({ address }: ThreePid): Promise<string | undefined> {
    return this.answer(() => this.owners.get(address)?.userId);
  }

  threePidsOf(userId: string): Promise<readonly AccountThreePid[]> {
    return this.answer(() =>
      [...this.owners.values()].filter((entry) => entry.userId === userId).map(({ threePid }) => threePid),
    );
  }

  add(userId: string, threePid: AccountThreePid): Promise<'added' | 'in-use'> {
    return this.answer(() => {
      const owner = this.owners.get(threePid.address)?.userId;
      if (owner !== undefined && owner !== userId) return 'in-use';
      this.owners.set(threePid.address, { userId, threePid });
      return 'added';
    });
  }

  authenticate(token: string): Promise<Authentication> {
    return this.answer(() => {
      if (token === 'token-of-alice') return { kind: 'user', userId: alice };
      if (token === 'token-of-bob') return { kind: 'user', userId: bob };
      return { kind: 'unknown' };
    });
  }

  private answer<Result>(result: () => Result): Promise<Result> {
    return this.failure === undefined ? Promise.resolve(result()) : Promise.reject(this.failure);
  }
}

/** Asks for a password, which is `right`. */
export const passwordAuth: UserInteractiveAuth = {
  judge: ({ auth }) => {
    const { type, password } = (auth ?? {}) as { readonly type?: unknown; readonly password?: unknown };
    const passed = type === 'm.login.password' && password === 'right';
    const body = { session: 'uia', flows: [{ stages: ['m.login.password'] }], params: {} };
    return Promise.resolve<UserInteractiveVerdict>(passed ? { kind: 'passed' } : { kind: 'challenge', body });
  },
};
