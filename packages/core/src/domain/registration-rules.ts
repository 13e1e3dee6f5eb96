import type { MessageLimit } from './message-limit.js';

/** Limits and lifetimes of registrations for the identity API v2. */
export interface RegistrationRules {
  readonly accessTokenLifetimeMs: number;
  readonly accessTokensPerUser: number;
  /** Limits on registrations from one client address. An empty list: not limited. */
  readonly registrationsPerAddress: readonly MessageLimit[];
  /** How long a used OpenID token is remembered. */
  readonly openIdTokenLifetimeMs: number;
}

const hour = 3_600_000;
const day = 24 * hour;

/**
 * The defaults: an access token lives 90 days, and a user has 20; 60 registrations of a client address in an hour and
 * 200 in 24 hours; an OpenID token lives for at most 24 hours.
 */
export const defaultRegistrationRules: RegistrationRules = {
  accessTokenLifetimeMs: 90 * day,
  accessTokensPerUser: 20,
  registrationsPerAddress: [
    { messages: 60, windowMs: hour },
    { messages: 200, windowMs: day },
  ],
  openIdTokenLifetimeMs: day,
};
