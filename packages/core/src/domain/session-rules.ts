import type { MessageLimit } from '../ports/session-storage.js';

/** The numbers that rule sessions and messages. */
export interface SessionRules {
  readonly sessionLifetimeMs: number;
  readonly codeLifetimeMs: number;
  readonly wrongCodesAllowed: number;
  /** Empty: not limited. */
  readonly messagesPerNumber: readonly MessageLimit[];
  /** Empty: not limited. */
  readonly messagesPerAddress: readonly MessageLimit[];
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * The defaults: a session lives 24 hours from its last change, a code 10 minutes (NIST SP 800-63B, section 3.1.3.2), 5
 * wrong codes; 5 messages a number in 10 minutes and 10 in 24 hours; 20 messages a client address in an hour.
 */
export const defaultSessionRules: SessionRules = {
  sessionLifetimeMs: 24 * hour,
  codeLifetimeMs: 10 * minute,
  wrongCodesAllowed: 5,
  messagesPerNumber: [
    { messages: 5, windowMs: 10 * minute },
    { messages: 10, windowMs: 24 * hour },
  ],
  messagesPerAddress: [{ messages: 20, windowMs: hour }],
};
