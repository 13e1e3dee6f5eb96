import { createUseCases, type UseCases } from './container.js';
import { silentLogger } from './defaults/silent-logger.js';
import { systemClock } from './defaults/system-clock.js';
import type { OperatorChange } from './domain/operator-change.js';
import type { PhoneNumber } from './domain/phone-number.js';
import type { RequestedNumber } from './domain/requested-number.js';
import { createCors } from './http/caller/cors.js';
import type { HttpRequest } from './http/request/http-request.js';
import type { HttpResponse } from './http/response/http-response.js';
import { callbackRoutes } from './http/routes/callback-routes.js';
import type { RouteClaim } from './http/routing/route.js';
import { createRouter } from './http/routing/router.js';
import { withLoggableErrors } from './log/with-loggable-errors.js';
import { checkThreepidOptions } from './options/check-threepid-options.js';
import { secretsOf, warnOfShortSecrets } from './options/secret.js';
import type { ThreePid } from './ports/account-directory.js';
import { listenToReceipts } from './receipts/listen-to-receipts.js';
import { sendersOf } from './receipts/senders-of.js';
import { routesOf } from './routes-of.js';
import type { SessionReference, ValidatedThreePid } from './sessions/validated-sessions.js';
import { warnOfSender } from './sms/sender-warnings-of.js';
import type { ThreepidOptions } from './threepid-options.js';
import type { AddThreePidInput } from './use-cases/add-three-pid.js';
import type { BlockDestinationInput } from './use-cases/block-destination.js';
import type { Availability, AvailabilityPurpose } from './use-cases/check-three-pid-availability.js';
import type { DeliverMessageInput } from './use-cases/deliver-message.js';
import type { ExplainNumberInput, NumberExplanation } from './use-cases/explain-number.js';
import type { FindSessionInput } from './use-cases/find-session.js';
import type {
  RequestTokenForHomeserverInput,
  RequestTokenForHomeserverResult,
} from './use-cases/request-token-for-homeserver.js';
import type { BlockedDestination } from './use-cases/list-blocks.js';
import type { OperatorStats } from './use-cases/read-operator-stats.js';
import type { Spending } from './use-cases/read-spending.js';
import type { RequestTokenInput, RequestTokenResult } from './use-cases/request-token.js';
import type { SendTestInput, TestMessageResult } from './use-cases/send-test-message.js';
import type { SubmitTokenInput, SubmitTokenResult } from './use-cases/submit-token.js';
import type { UnblockDestinationInput } from './use-cases/unblock-destination.js';

/** Phone-number verification: the use cases as methods, and the Matrix protocol over HTTP. */
export interface Threepid {
  /**
   * Opens a session and sends its code.
   *
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`, `M_SEND_ERROR`.
   * @throws StorageUnavailableError; no message was sent then.
   */
  requestToken(input: RequestTokenInput): Promise<RequestTokenResult>;
  /**
   * Validates a session by its code.
   *
   * @throws MatrixError `M_TOKEN_INCORRECT`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  submitToken(input: SubmitTokenInput): Promise<SubmitTokenResult>;
  /**
   * Reads the number that a session has validated. Changes nothing.
   *
   * @throws MatrixError `M_SESSION_NOT_VALIDATED`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  getValidatedThreePid(input: SessionReference): Promise<ValidatedThreePid>;
  /** Like `getValidatedThreePid`, but consumes the session: only one call ever succeeds. */
  consumeValidatedThreePid(input: SessionReference): Promise<ValidatedThreePid>;
  /**
   * Finds the sid of the open session of a number and client secret, as `requestToken` returned it; undefined if there is
   * none. For hosts that can't keep the sid between two requests. Give each of their calls of `requestToken` a `sendAttempt`:
   * sessions without one aren't found. Sends and changes nothing.
   *
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`.
   * @throws StorageUnavailableError
   */
  findSession(input: FindSessionInput): Promise<string | undefined>;
  /**
   * Parses a number as `requestToken` does, and sends nothing.
   *
   * @throws MatrixError `M_INVALID_PARAM` for the country, `M_INVALID_ADDRESS` for the number.
   */
  readPhoneNumber(input: RequestedNumber): PhoneNumber;
  /**
   * Checks whether an identifier is available for a purpose.
   *
   * @throws MatrixError `M_UNKNOWN` 503 if the directory fails.
   * @throws TypeError without an `accountDirectory`.
   */
  checkThreePidAvailability(threePid: ThreePid, purpose: AvailabilityPurpose): Promise<Availability>;
  /**
   * Opens a session for registration, for adding a number or for a password reset.
   *
   * @throws MatrixError as `requestToken`, and `M_SERVER_NOT_TRUSTED`, `M_THREEPID_IN_USE`, `M_THREEPID_NOT_FOUND`.
   * @throws TypeError without `homeserver`.
   */
  requestTokenForHomeserver(input: RequestTokenForHomeserverInput): Promise<RequestTokenForHomeserverResult>;
  /**
   * Adds the number of a validated session to an account, and consumes the session.
   *
   * @throws MatrixError `M_THREEPID_AUTH_FAILED`, `M_THREEPID_IN_USE`, `M_UNKNOWN`.
   * @throws TypeError without an `accountDirectory` that can add.
   */
  addThreePid(input: AddThreePidInput): Promise<ValidatedThreePid>;
  /**
   * Delivers a message that another product has made, such as an auth product's code, which that product judges itself.
   * The number's rules, `limits.deliveries`, budgets, senders and the log are those of every message; the guard learns of no
   * verification, so it doesn't judge. Calls of one number and `id` are one message.
   *
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`, `M_SEND_ERROR`.
   * @throws StorageUnavailableError; no message was sent then.
   */
  deliverMessage(input: DeliverMessageInput): Promise<void>;
  /** The guard, for its operator. */
  readonly guard: ThreepidGuard;
  /** The steps of its operator: for hosts, and for `npx threepid`. */
  readonly operator: ThreepidOperator;
  /**
   * Removes what is stored of a number at once: sessions, counts and balances. The message of an in-flight request still
   * arrives, but its code validates nothing. **Each call gives the number new messages**, because its limits start anew: let
   * operators call it, not whoever has the number. The threat model lists how long each record lives without it.
   *
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`.
   * @throws StorageUnavailableError; a part may be removed then: call again.
   */
  forget(phoneNumber: string): Promise<void>;
  /** Answers a request; undefined if its path isn't one of ours. For adapters. Never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /**
   * Ends what runs in the background: drops the reports to senders that are still to come, and waits for those on their way, 5
   * seconds at most. Requests are still answered. A process that ends without it loses those reports, and nothing else.
   */
  close(): Promise<void>;
  /** The paths that an adapter mounts. */
  readonly claims: readonly RouteClaim[];
}

/** The guard against SMS pumping, for its operator. */
export interface ThreepidGuard {
  /**
   * Reads what messages have cost today and in this month.
   *
   * @throws TypeError if nothing counts it, because `storage` can't and `guard.spending` isn't set.
   * @throws StorageUnavailableError
   */
  spent(): Promise<Spending>;
}

/** The operator's side: for people who run the server, never for those who verify their numbers. */
export interface ThreepidOperator {
  /**
   * Reads what an operator watches: money spent and budgets, and the guard's balances where most messages go. It takes some
   * round trips: ask every few seconds at most.
   *
   * @throws StorageUnavailableError
   */
  stats(): Promise<OperatorStats>;
  /**
   * Blocks a country or a prefix: requests for messages to it are refused as `M_DESTINATION_REJECTED`, in every process that shares
   * the storage, within 2 seconds, and whatever policy judges messages. A block of the same target is replaced. Codes that people
   * have already stay valid. Messages to test numbers, and those that another identity server sends, aren't refused.
   *
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws TypeError without a storage for blocks.
   * @throws StorageUnavailableError; the block may be in force then.
   */
  block(input: BlockDestinationInput): Promise<void>;
  /**
   * Removes the block of exactly this country or prefix. False if there is none.
   *
   * @throws as `block`.
   */
  unblock(input: UnblockDestinationInput): Promise<boolean>;
  /**
   * Explains what would be decided now if this number asked for a message with a new client secret: limits, the guard's balances,
   * budgets, and the first rule that would refuse. Changes nothing. A `sendPolicy` of yours isn't asked.
   *
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws StorageUnavailableError
   */
  why(phoneNumber: string, input?: ExplainNumberInput): Promise<NumberExplanation>;
  /**
   * Gives an honest person messages again: the limits and the guard's balances of the number start anew, and those of the number
   * with each address. Its sessions stay, unlike with `forget`; so does what the number shares with others: the balances of its
   * block, its country and its caller's address.
   *
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws StorageUnavailableError; a part may be removed then: call again.
   */
  release(phoneNumber: string, change: OperatorChange): Promise<void>;
  /**
   * As `Threepid.forget`, and says in the log who has done it.
   *
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws StorageUnavailableError; a part may be removed then: call again.
   */
  forget(phoneNumber: string, change: OperatorChange): Promise<void>;
  /**
   * Sends a message with the code 000000, which validates nothing, by the sender of real messages, and answers what became of it,
   * with the provider's error. By SMS, its text begins with `Test:`. The guard, blocks and limits aren't asked; budgets are, and its price counts. Nothing is sent to a test number but by the test sender.
   *
   * @param phoneNumber E.164 with the `+`.
   * @throws MatrixError `M_INVALID_PARAM`
   * @throws StorageUnavailableError; nothing was sent then.
   */
  sendTest(phoneNumber: string, input: SendTestInput): Promise<TestMessageResult>;
  /**
   * Lists the blocks in force.
   *
   * @throws TypeError without a storage for blocks.
   * @throws StorageUnavailableError
   */
  blocks(): Promise<readonly BlockedDestination[]>;
}

/**
 * Creates a framework. It opens no connections: you close the clients that you pass in.
 *
 * @throws TypeError that lists every invalid option and its fix.
 */
export function createThreepid(options: ThreepidOptions): Threepid {
  checkThreepidOptions(options);
  const logger = options.logger === undefined ? silentLogger : withLoggableErrors(options.logger);
  warnOfShortSecrets(secretsOf(options), logger);
  warnOfSender(options, logger);
  const useCases = createUseCases(options, logger);
  const { clock = systemClock, onDeliveryReceipt } = options;
  const senders = sendersOf(options);
  const routes = [...routesOf(options, useCases), ...callbackRoutes(senders, { logger, clock })];
  const router = createRouter(routes, {
    logger,
    clock,
    cors: createCors(options.cors),
    events: useCases.events,
  });
  listenToReceipts(senders, { logger, clock, onDeliveryReceipt, events: useCases.events });
  return {
    requestToken: (input) => useCases.requestToken.execute(input),
    submitToken: (input) => useCases.submitToken.execute(input),
    getValidatedThreePid: (input) => useCases.getValidatedThreePid.execute(input),
    consumeValidatedThreePid: (input) => useCases.consumeValidatedThreePid.execute(input),
    findSession: (input) => useCases.findSession.execute(input),
    readPhoneNumber: (input) => useCases.readPhoneNumber.execute(input),
    checkThreePidAvailability: (threePid, purpose) =>
      useCases.checkThreePidAvailability.execute(threePid, purpose),
    requestTokenForHomeserver: (input) => useCases.requestTokenForHomeserver.execute(input),
    addThreePid: (input) => useCases.addThreePid.execute(input),
    deliverMessage: (input) => useCases.deliverMessage.execute(input),
    guard: { spent: () => useCases.readSpending.execute() },
    operator: operatorOf(useCases),
    forget: (phoneNumber) => useCases.forgetThreePid.execute(phoneNumber),
    handle: router.handle,
    close: () => useCases.close(),
    claims: router.claims,
  };
}

function operatorOf(useCases: UseCases): ThreepidOperator {
  return {
    stats: () => useCases.readOperatorStats.execute(),
    why: (phoneNumber, input) => useCases.explainNumber.execute(phoneNumber, input),
    forget: (phoneNumber, change) => useCases.forgetByOperator.execute(phoneNumber, change),
    sendTest: (phoneNumber, input) => useCases.sendTestMessage.execute(phoneNumber, input),
    release: (phoneNumber, change) => useCases.releaseNumber.execute(phoneNumber, change),
    block: (input) => useCases.blockDestination.execute(input),
    unblock: (input) => useCases.unblockDestination.execute(input),
    blocks: () => useCases.listBlocks.execute(),
  };
}
