import { assertOpaqueIdentifiers } from '../domain/opaque-identifier.js';
import { readNumber, type RequestedNumber } from '../domain/requested-number.js';
import type { TestNumbers } from '../domain/test-numbers.js';
import { inject, injectable, tokens } from '../injection.js';
import { RepeatedRequests } from '../messages/repeated-requests.js';
import type { Clock } from '../ports/clock.js';
import { sidOf } from '../sessions/session-opener.js';

/** A session, by what it was requested with. */
export interface FindSessionInput extends RequestedNumber {
  readonly clientSecret: string;
}

/**
 * Finds the sid of an open session by its number and client secret. For hosts that derive the client secret and can't keep
 * the sid between two requests.
 */
@injectable()
export class FindSession {
  constructor(
    @inject(RepeatedRequests) private readonly repeatedRequests: RepeatedRequests,
    @inject(tokens.testNumbers) private readonly testNumbers: TestNumbers,
    @inject(tokens.clock) private readonly clock: Clock,
  ) {}

  /**
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`.
   * @throws StorageUnavailableError
   */
  async execute({ clientSecret, ...requested }: FindSessionInput): Promise<string | undefined> {
    assertOpaqueIdentifiers({ client_secret: clientSecret });
    const now = this.clock.now();
    const number = readNumber(requested, this.testNumbers, now);
    const found = await this.repeatedRequests.find({ ...nothingToSend, clientSecret, number, now });
    return found && sidOf(found.opening, found.opened);
  }
}

/** No attempt is smaller than 0, so every session whose calls had attempts is found. */
const nothingToSend = {
  sendAttempt: 0,
  nextLink: undefined,
  locales: undefined,
  clientAddress: undefined,
  test: undefined,
  patience: 0,
};
