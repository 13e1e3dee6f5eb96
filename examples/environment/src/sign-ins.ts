import { randomBytes } from 'node:crypto';
import type { Authentication, Authenticator } from '@threepid/core';

/** A stand-in for your app's sign-in, in memory: it accepts anyone without a password. */
export class SignIns implements Authenticator {
  private readonly users = new Map<string, string>();

  /** @returns a token. */
  signIn(userId: string): string {
    const token = randomBytes(24).toString('base64url');
    this.users.set(token, userId);
    return token;
  }

  userOf(token: string | undefined): string | undefined {
    return token === undefined ? undefined : this.users.get(token);
  }

  authenticate(token: string): Promise<Authentication> {
    const userId = this.users.get(token);
    return Promise.resolve(userId === undefined ? { kind: 'unknown' } : { kind: 'user', userId });
  }
}
