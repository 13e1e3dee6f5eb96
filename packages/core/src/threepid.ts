import { ConsoleSmsSender } from './console-sms-sender.js';
import { createDestinationPolicy, type DestinationOptions } from './domain/destination-policy.js';
import { createKeyring } from './domain/keyring.js';
import { createMessageTemplates } from './domain/message-templates.js';
import { createNextLinkRule } from './domain/next-link.js';
import { defaultSessionRules, type SessionRules } from './domain/session-rules.js';
import { createTestNumbers, type TestNumber } from './domain/test-numbers.js';
import { identityV1Routes } from './http/identity-v1-routes.js';
import type { HttpRequest } from './http/http-request.js';
import type { HttpResponse } from './http/http-response.js';
import type { RouteClaim } from './http/route.js';
import { createRouter } from './http/router.js';
import { versionsRoute } from './http/versions-route.js';
import { createContainer } from './injection.js';
import type { AccountDirectory, ThreePid } from './ports/account-directory.js';
import { systemClock, type Clock } from './ports/clock.js';
import { silentLogger, type Logger } from './ports/logger.js';
import type { MessageTemplates } from './ports/message-templates.js';
import type { SendPolicy } from './ports/send-policy.js';
import type { MessageLimit, SessionStorage } from './ports/session-storage.js';
import type { SmsSender } from './ports/sms-sender.js';
import { denyAllTrustPolicy, type TrustPolicy } from './ports/trust-policy.js';
import {
  CheckThreePidAvailability,
  type Availability,
  type AvailabilityPurpose,
} from './use-cases/check-three-pid-availability.js';
import {
  GetValidatedThreePid,
  type GetValidatedThreePidInput,
  type ValidatedThreePid,
} from './use-cases/get-validated-three-pid.js';
import { RequestToken, type RequestTokenInput, type RequestTokenResult } from './use-cases/request-token.js';
import { SubmitToken, type SubmitTokenInput, type SubmitTokenResult } from './use-cases/submit-token.js';

/** The limits on messages. What is left out keeps its default; an empty list switches a limit off. */
export interface LimitOptions {
  /** Default: 5 in 10 minutes and 10 in 24 hours. */
  readonly perNumber?: readonly MessageLimit[];
  /** Default: 20 in an hour, for an IPv4 address or the /64 of an IPv6 one. Loopback addresses aren't counted. */
  readonly perAddress?: readonly MessageLimit[];
}

/** What a framework is made of. `secret`, `storage` and `sms` are needed; all else has a safe default. */
export interface ThreepidOptions {
  /**
   * Keys every digest and every code. Give at least 32 random characters and keep them to yourself. A list rotates it:
   * newest first, and the older one stays for 24 hours, the life of a session.
   */
  readonly secret: string | readonly string[];
  /** Where sessions are kept. */
  readonly storage: SessionStorage;
  /** Who sends the messages. */
  readonly sms: SmsSender;
  /**
   * Who gets the messages to numbers of fiction (07700 900xxx, 555-01xx), which count as test numbers outside
   * production. Default: the console.
   */
  readonly testSms?: SmsSender;
  /** Default: whether `NODE_ENV` is `production`. In production no number of fiction is a test number. */
  readonly production?: boolean;
  /** Hosts that a `next_link` may lead to: `example.org`, or `example.org:8443` for one port. Default: loopback hosts. */
  readonly nextLinkHosts?: readonly string[];
  /** `false` switches the limits on messages off: for load tests alone. */
  readonly limits?: LimitOptions | false;
  /** Where messages may go. Ignored if a `sendPolicy` is given. */
  readonly destinations?: DestinationOptions;
  /** Numbers with a fixed code and an end date, which are sent nothing. */
  readonly testNumbers?: readonly TestNumber[];
  /** Default: the countries and number types of `destinations`. */
  readonly sendPolicy?: SendPolicy;
  /** Default: one segment of text, in the person's language. */
  readonly templates?: MessageTemplates;
  /** The host's accounts. Without it nothing of the homeserver's side is there. */
  readonly accountDirectory?: AccountDirectory;
  /** Default: trusts no identity server that a client names. */
  readonly trustPolicy?: TrustPolicy;
  /** Default: the system's time. */
  readonly clock?: Clock;
  /** A pino logger, or anything like it. Default: silent. */
  readonly logger?: Logger;
}

/** Phone-number verification: the use cases as methods, and the protocol over HTTP. */
export interface Threepid {
  /**
   * Opens a session and sends its code.
   *
   * @throws MatrixError `M_INVALID_PARAM`, `M_INVALID_ADDRESS`, `M_DESTINATION_REJECTED`, `M_LIMIT_EXCEEDED`, `M_SEND_ERROR`.
   * @throws StorageUnavailableError, and then no message was sent.
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
   * Says which number a session has validated. Changes nothing.
   *
   * @throws MatrixError `M_SESSION_NOT_VALIDATED`, `M_SESSION_EXPIRED`, `M_NO_VALID_SESSION`, `M_INVALID_PARAM`.
   * @throws StorageUnavailableError
   */
  getValidatedThreePid(input: GetValidatedThreePidInput): Promise<ValidatedThreePid>;
  /** As `getValidatedThreePid`, and spends the validation: one call alone is ever answered. */
  consumeValidatedThreePid(input: GetValidatedThreePidInput): Promise<ValidatedThreePid>;
  /**
   * Says whether an identifier will do for a purpose.
   *
   * @throws MatrixError `M_UNKNOWN` 503 if the directory fails.
   * @throws TypeError without an `accountDirectory`.
   */
  checkThreePidAvailability(threePid: ThreePid, purpose: AvailabilityPurpose): Promise<Availability>;
  /** Answers a request, or says undefined for one that is none of ours. For adapters; never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /** The paths that an adapter is to mount. */
  readonly claims: readonly RouteClaim[];
}

/**
 * Makes a framework. It holds no connection of its own: whoever made a client closes it.
 *
 * @throws TypeError for an option that can't be right, saying how to mend it.
 */
export function createThreepid(options: ThreepidOptions): Threepid {
  const logger = options.logger ?? silentLogger;
  const useCases = resolveUseCases(options, logger);
  const { requestToken, submitToken, getValidatedThreePid, checkThreePidAvailability } = useCases;
  const router = createRouter([versionsRoute, ...identityV1Routes(useCases)], logger);
  return {
    requestToken: (input) => requestToken.execute(input),
    submitToken: (input) => submitToken.execute(input),
    getValidatedThreePid: (input) => getValidatedThreePid.execute(input),
    consumeValidatedThreePid: (input) => getValidatedThreePid.consume(input),
    checkThreePidAvailability: (threePid, purpose) => checkThreePidAvailability.execute(threePid, purpose),
    handle: router.handle,
    claims: router.claims,
  };
}

interface UseCases {
  readonly requestToken: RequestToken;
  readonly submitToken: SubmitToken;
  readonly getValidatedThreePid: GetValidatedThreePid;
  readonly checkThreePidAvailability: CheckThreePidAvailability;
}

/** Everything is resolved here, once: no request ever asks the container. */
function resolveUseCases(options: ThreepidOptions, logger: Logger): UseCases {
  const production = options.production ?? process.env['NODE_ENV'] === 'production';
  const container = createContainer(
    {
      accountDirectory: options.accountDirectory,
      clock: options.clock ?? systemClock,
      keyring: createKeyring(typeof options.secret === 'string' ? [options.secret] : options.secret),
      logger,
      messageTemplates: options.templates ?? createMessageTemplates(),
      nextLinkRule: createNextLinkRule(options.nextLinkHosts),
      sendPolicy: options.sendPolicy ?? createDestinationPolicy(options.destinations),
      sessionRules: sessionRules(options.limits),
      sessionStorage: options.storage,
      smsSender: options.sms,
      testNumbers: createTestNumbers(options.testNumbers ?? [], !production),
      testSmsSender: options.testSms ?? new ConsoleSmsSender(),
      trustPolicy: options.trustPolicy ?? denyAllTrustPolicy,
    },
    [RequestToken, SubmitToken, GetValidatedThreePid, CheckThreePidAvailability],
  );
  return {
    requestToken: container.resolve(RequestToken),
    submitToken: container.resolve(SubmitToken),
    getValidatedThreePid: container.resolve(GetValidatedThreePid),
    checkThreePidAvailability: container.resolve(CheckThreePidAvailability),
  };
}

function sessionRules(limits: LimitOptions | false | undefined): SessionRules {
  if (limits === false) return { ...defaultSessionRules, messagesPerNumber: [], messagesPerAddress: [] };
  return {
    ...defaultSessionRules,
    messagesPerNumber: limits?.perNumber ?? defaultSessionRules.messagesPerNumber,
    messagesPerAddress: limits?.perAddress ?? defaultSessionRules.messagesPerAddress,
  };
}
