import { inject, injectable } from '../injection.js';
import type { OpenedSession } from '../ports/session-storage.js';
import { SessionOpener, type CodeRequest, type Opening } from '../sessions/session-opener.js';
import { SessionMessages } from './session-messages.js';

/** A request that needs no new message, and its session. */
export interface RepeatedRequest {
  readonly opening: Opening;
  readonly opened: OpenedSession;
}

/** Requests that repeat an earlier one, whose message was sent or is under way. They are answered even where a limit is reached. */
@injectable()
export class RepeatedRequests {
  constructor(
    @inject(SessionOpener) private readonly sessions: SessionOpener,
    @inject(SessionMessages) private readonly messages: SessionMessages,
  ) {}

  /**
   * The session of a request that needs no message; undefined if the request needs one.
   *
   * @throws StorageUnavailableError
   */
  async find(request: CodeRequest): Promise<RepeatedRequest | undefined> {
    // Without an attempt, a call always needs a message: nothing is prepared, because an attack comes here most of the time.
    if (request.sendAttempt === undefined) return undefined;
    const opening = this.sessions.prepare(request, 'verify');
    const opened = await this.sessions.open(opening, noNewMessage);
    return opened.kind === 'limited' ? undefined : { opening, opened };
  }

  /**
   * Waits for its message, if that is under way.
   *
   * @throws MatrixError `M_SEND_ERROR`, `M_DESTINATION_REJECTED`.
   * @throws StorageUnavailableError
   */
  wait({ opening, opened }: RepeatedRequest): Promise<void> {
    return this.messages.wait(opening, opened);
  }
}

/** The window doesn't matter; a long one would have the storage look at the counts of all its days. */
const noNewMessage = [{ messages: 0, windowMs: 1 }];
