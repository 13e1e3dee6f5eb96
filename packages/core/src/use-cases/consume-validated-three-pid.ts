import { inject, injectable, tokens } from '../injection.js';
import type { SessionStorage } from '../ports/session-storage.js';
import {
  ValidatedSessions,
  type SessionReference,
  type ValidatedThreePid,
} from '../sessions/validated-sessions.js';

/** Says which number a session has validated, and spends the validation. */
@injectable()
export class ConsumeValidatedThreePid {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(ValidatedSessions) private readonly sessions: ValidatedSessions,
  ) {}

  /**
   * Of any number of calls at once, one is answered; to the others, and to `GetValidatedThreePid`, the session is gone.
   *
   * @throws as `GetValidatedThreePid`.
   */
  async execute(input: SessionReference): Promise<ValidatedThreePid> {
    return this.sessions.threePidOf(input, (session) => this.storage.consume(session));
  }
}
