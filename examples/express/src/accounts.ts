import { randomBytes } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import type {
  AccountDirectory,
  AccountThreePid,
  Authentication,
  Authenticator,
  ThreePid,
} from '@threepid/core';
import type { SeedAccount } from '@threepid/example-environment';

/** A person's account. */
export interface Account {
  readonly userId: string;
  readonly phoneNumbers: readonly string[];
}

interface PhoneNumberRow {
  readonly msisdn: string;
  readonly validated_at: number;
  readonly added_at: number;
}

/**
 * The accounts of the app, in Postgres. `PGlite` runs Postgres in this process and in memory, so you need not install
 * anything. With your own server the statements stay the same.
 */
export class PostgresAccounts implements AccountDirectory, Authenticator {
  private constructor(private readonly database: PGlite) {}

  /** Opens the accounts, with some to start with. */
  static async open(seed: readonly SeedAccount[]): Promise<PostgresAccounts> {
    const database = await PGlite.create();
    await database.exec(`
      create table users (id text primary key, token text not null unique);
      create table phone_numbers (
        msisdn text primary key,
        user_id text not null references users,
        validated_at double precision not null,
        added_at double precision not null
      );
    `);
    const accounts = new PostgresAccounts(database);
    for (const { userId, msisdn } of seed) await accounts.addSeed(userId, msisdn);
    return accounts;
  }

  /** A stand-in for your app's sign-in: it accepts anyone without a password, and returns a token. */
  async signIn(userId: string): Promise<string> {
    const token = randomBytes(24).toString('base64url');
    await this.database.query(
      'insert into users values ($1, $2) on conflict (id) do update set token = excluded.token',
      [userId, token],
    );
    return token;
  }

  async authenticate(token: string): Promise<Authentication> {
    const { rows } = await this.database.query<{ id: string }>('select id from users where token = $1', [
      token,
    ]);
    const userId = rows[0]?.id;
    return userId === undefined ? { kind: 'unknown' } : { kind: 'user', userId };
  }

  async account(userId: string): Promise<Account> {
    const threePids = await this.threePidsOf(userId);
    return { userId, phoneNumbers: threePids.map(({ address }) => `+${address}`) };
  }

  async ownerOf({ medium, address }: ThreePid): Promise<string | undefined> {
    if (medium !== 'msisdn') return undefined;
    const { rows } = await this.database.query<{ user_id: string }>(
      'select user_id from phone_numbers where msisdn = $1',
      [address],
    );
    return rows[0]?.user_id;
  }

  async threePidsOf(userId: string): Promise<readonly AccountThreePid[]> {
    const { rows } = await this.database.query<PhoneNumberRow>(
      'select msisdn, validated_at, added_at from phone_numbers where user_id = $1 order by added_at',
      [userId],
    );
    return rows.map(({ msisdn, validated_at: validatedAt, added_at: addedAt }) => {
      return { medium: 'msisdn', address: msisdn, validatedAt, addedAt };
    });
  }

  /** A single statement, so that only one of two competing accounts gets a number. */
  async add(userId: string, { address, validatedAt, addedAt }: AccountThreePid): Promise<'added' | 'in-use'> {
    const { affectedRows } = await this.database.query(
      `insert into phone_numbers values ($1, $2, $3, $4)
       on conflict (msisdn) do update set validated_at = excluded.validated_at
       where phone_numbers.user_id = excluded.user_id`,
      [address, userId, validatedAt, addedAt],
    );
    return affectedRows === 0 ? 'in-use' : 'added';
  }

  private async addSeed(userId: string, msisdn: string): Promise<void> {
    const now = Date.now();
    await this.signIn(userId);
    await this.add(userId, { medium: 'msisdn', address: msisdn, validatedAt: now, addedAt: now });
  }

  async close(): Promise<void> {
    await this.database.close();
  }
}
