import { inject, injectable, tokens } from '../injection.js';
import type { SessionStorage } from '../ports/session-storage.js';
import {
  ValidatedSessions,
  type SessionReference,
  type ValidatedThreePid,
} from '../sessions/validated-sessions.js';

/**
 * Says which number a session has validated.
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
   * Changes nothing: it may be asked late, and more than once.
   *
   * @throws MatrixError `M_SESSION_NOT_VALIDATED`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  async execute(input: SessionReference): Promise<ValidatedThreePid> {
    return this.sessions.threePidOf(input, (session) => this.storage.read(session));
  }
}
