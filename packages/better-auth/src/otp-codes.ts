import { MatrixError, toMatrixError, type Clock, type Threepid } from '@threepid/core';
import type { GenericEndpointContext } from 'better-auth';
import type { OtpCaller } from './otp-caller.js';
import { clientSecretOf, type CodePurpose } from './client-secret.js';
import { isE164 } from './e164.js';

/** A code that better-auth asks for, or has got from a person. */
export interface OtpRequest {
  /** As better-auth got it: only E.164 with the `+` is accepted. */
  readonly phoneNumber: string;
  readonly purpose: CodePurpose;
  readonly context: GenericEndpointContext;
}

/**
 * Sends and judges the codes of better-auth. The session of a code is found by what both endpoints know: so no sid has to be kept
 * in better-auth's database, where a row could get lost, or outlive the session that threepid's storage judges in one atomic
 * step.
 */
export class OtpCodes {
  constructor(
    private readonly threepid: Threepid,
    private readonly clock: Clock,
  ) {}

  /** @throws MatrixError and StorageUnavailableError, as `Threepid.requestToken`. */
  async send(request: OtpRequest, caller: OtpCaller): Promise<void> {
    const sendAttempt = Math.floor(this.clock.now() / oneMessageMs);
    await this.threepid.requestToken({ ...caller, ...this.sessionOf(request), sendAttempt });
  }

  /**
   * Judges a code and uses it up: of any number of calls at once, one succeeds.
   *
   * @throws MatrixError `M_TOKEN_INCORRECT`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_ADDRESS`.
   * @throws StorageUnavailableError
   */
  async verify(request: OtpRequest, token: string): Promise<void> {
    const session = this.sessionOf(request);
    // Without a session, threepid takes the same steps and finds nothing, so that the time tells nothing either.
    const sid = (await this.threepid.findSession(session)) ?? sidOfNoSession;
    const { clientSecret } = session;
    await this.threepid.submitToken({ sid, clientSecret, token });
    await this.threepid.consumeValidatedThreePid({ sid, clientSecret });
  }

  private sessionOf({ phoneNumber, purpose, context }: OtpRequest) {
    if (!isE164(this.threepid, phoneNumber))
      throw new MatrixError('M_INVALID_ADDRESS', 'the phone number must be in E.164, such as +447400123456');
    return { phoneNumber, country: '', clientSecret: clientSecretOf(context, purpose, phoneNumber) };
  }
}

/** True for an error that says something of the code: it is wrong, used, expired, or there was none. */
export function isOfCode(error: unknown): boolean {
  return errcodesOfCode.includes(toMatrixError(error).errcode);
}

const errcodesOfCode = ['M_TOKEN_INCORRECT', 'M_SESSION_EXPIRED', 'M_NO_VALID_SESSION'];

/**
 * Calls of one number and purpose within the same 5 seconds are one message: a person who clicks twice, or a client that
 * retries. The attempt is the time, because better-auth counts none. A process whose clock is behind another's by some
 * seconds sends its next message those seconds later.
 */
const oneMessageMs = 5_000;

/** No sid of threepid has this length. */
const sidOfNoSession = 'none';
