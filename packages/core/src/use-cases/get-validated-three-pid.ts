import { inject, injectable, tokens } from '../injection.js';
import type { SessionStorage } from '../ports/session-storage.js';
import {
  ValidatedSessions,
  type SessionReference,
  type ValidatedThreePid,
} from '../sessions/validated-sessions.js';

/**
 * Reads the number that a session has validated.
 *
 * Source: Matrix identity service API, `GET 3pid/getValidated3pid`.
 */
@injectable()
export class GetValidatedThreePid {
  constructor(
    @inject(tokens.sessionStorage) private readonly storage: SessionStorage,
    @inject(ValidatedSessions) private readonly sessions: ValidatedSessions,
  ) {}

  /**
   * Changes nothing, so it may be called late and repeatedly.
   *
   * @throws MatrixError `M_SESSION_NOT_VALIDATED`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  async execute(input: SessionReference): Promise<ValidatedThreePid> {
    return this.sessions.threePidOf(input, (session) => this.storage.read(session));
  }
}
