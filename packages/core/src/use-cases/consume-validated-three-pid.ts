import { inject, injectable, tokens } from '../injection.js';
import type { SessionStorage } from '../ports/session-storage.js';
import {
  ValidatedSessions,
  type SessionReference,
  type ValidatedThreePid,
} from '../sessions/validated-sessions.js';

/** Reads the number that a session has validated, and consumes the session. */
@injectable()
export class ConsumeValidatedThreePid {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(ValidatedSessions) private readonly sessions: ValidatedSessions,
  ) {}

  /**
   * Of any number of calls at once, exactly one succeeds; for the others, and for `GetValidatedThreePid`, the session
   * no longer exists.
   *
   * @throws as `GetValidatedThreePid`.
   */
  async execute(input: SessionReference): Promise<ValidatedThreePid> {
    return this.sessions.threePidOf(input, (session) => this.storage.consume(session));
  }
}
