import { MatrixError } from '../errors/matrix-error.js';
import { orUnavailable } from '../errors/or-unavailable.js';
import { inject, injectable, tokens } from '../injection.js';
import type { AccountDirectory } from '../ports/account-directory.js';
import type { Clock } from '../ports/clock.js';
import type { SessionReference, ValidatedThreePid } from '../sessions/validated-sessions.js';
import { ConsumeValidatedThreePid } from './consume-validated-three-pid.js';

/** A validated session, and the account to which its number is added. */
export interface AddThreePidInput extends SessionReference {
  readonly userId: string;
}

/**
 * Adds the number of a validated session to an account, and consumes the session.
 *
 * Source: Matrix client-server API, `POST account/3pid/add`.
 */
@injectable()
export class AddThreePid {
  constructor(
    @inject(ConsumeValidatedThreePid) private readonly consumeValidatedThreePid: ConsumeValidatedThreePid,
    @inject(tokens.accountDirectory) private readonly directory: AccountDirectory | undefined,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * Consumes the session before the number is added, so that if two accounts come with one session, only one gets the
   * number. If the directory then fails, the person has to verify the number again.
   *
   * @throws MatrixError `M_THREEPID_AUTH_FAILED` if the session isn't validated, `M_THREEPID_IN_USE` if the number is
   *   another account's, `M_UNKNOWN` 503 if the directory fails.
   * @throws TypeError without an `AccountDirectory` that can add.
   */
  async execute({ userId, sid, clientSecret, record }: AddThreePidInput): Promise<ValidatedThreePid> {
    if (this.directory?.add === undefined)
      throw new TypeError('threepid: adding a number needs an accountDirectory with add()');
    const validated = await this.spend({ sid, clientSecret, record });
    const added = await this.add(this.directory as Required<AccountDirectory>, userId, validated);
    if (added === 'in-use') throw new MatrixError('M_THREEPID_IN_USE', 'This phone number is already in use');
    return validated;
  }

  private async spend(session: SessionReference): Promise<ValidatedThreePid> {
    try {
      return await this.consumeValidatedThreePid.execute(session);
    } catch (cause) {
      if (!(cause instanceof MatrixError)) throw cause;
      throw new MatrixError('M_THREEPID_AUTH_FAILED', 'The number of this session has not been verified', {
        cause,
      });
    }
  }

  private async add(
    directory: Required<AccountDirectory>,
    userId: string,
    { medium, address, validatedAt }: ValidatedThreePid,
  ): Promise<'added' | 'in-use'> {
    return orUnavailable(
      () => directory.add(userId, { medium, address, validatedAt, addedAt: this.clock.now() }),
      'The number cannot be added now; verify it again',
    );
  }
}
