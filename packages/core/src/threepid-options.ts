import type { DestinationOptions } from './defaults/destination-policy.js';
import type { AvailabilityDisclosure } from './domain/homeserver-rules.js';
import type { MessageLimit } from './domain/message-limit.js';
import type { TestNumber } from './domain/test-numbers.js';
import type { CorsOption } from './http/caller/cors.js';
import type { DelegateOptions } from './http/caller/delegates.js';
import type { IdentityV1Access } from './http/routes/identity-v1-routes.js';
import type { AccessTokenStorage } from './ports/access-token-storage.js';
import type { AccountDirectory } from './ports/account-directory.js';
import type { Authenticator } from './ports/authenticator.js';
import type { Clock } from './ports/clock.js';
import type { IdentityServerClient } from './ports/identity-server-client.js';
import type { Logger } from './ports/logger.js';
import type { MessageTemplates } from './ports/message-templates.js';
import type { OpenIdVerifier } from './ports/open-id-verifier.js';
import type { SendPolicy } from './ports/send-policy.js';
import type { SessionStorage } from './ports/session-storage.js';
import type { SmsSender } from './ports/sms-sender.js';
import type { TermsPolicy } from './ports/terms-policy.js';
import type { TrustPolicy } from './ports/trust-policy.js';
import type { UserInteractiveAuth } from './ports/user-interactive-auth.js';

/** The limits on messages. What is left out keeps its default; an empty list switches a limit off. */
export interface LimitOptions {
  /** Default: 5 in 10 minutes and 10 in 24 hours. */
  readonly perNumber?: readonly MessageLimit[];
  /**
   * What one client address, or one /48 of IPv6, may ask for one number: less than the number's own limit, so that no
   * single client locks its owner out. Default: 3 in 10 minutes and 4 in 24 hours.
   */
  readonly perNumberAndAddress?: readonly MessageLimit[];
  /**
   * Default: 20 in an hour, for an IPv4 address or the /64 of an IPv6 one. Callers over HTTP whose address the host
   * doesn't know are counted as one; `delegates` aren't counted.
   */
  readonly perAddress?: readonly MessageLimit[];
  /** Default: 40 in an hour, for a /56 of IPv6: what a household has. */
  readonly perSite?: readonly MessageLimit[];
  /** Default: 100 in an hour, for a /48 of IPv6: what a site has. */
  readonly perNetwork?: readonly MessageLimit[];
}

/** What a framework is made of. `secret`, `storage` and `sms` are needed; all else has a safe default. */
export interface ThreepidOptions {
  /**
   * Keys every digest and every code. Give at least 32 random characters and keep them to yourself. A list rotates it:
   * the first secret is for new sessions, and the others still open older ones. Processes that share a storage get a new
   * secret at the end of their lists first, all of them; then at the front; and the old one is dropped 24 hours later,
   * the life of a session.
   */
  readonly secret: string | readonly string[];
  /**
   * Keys what numbers and addresses are counted by. It stays when `secret` is rotated, so that all counts go on: set it
   * to the secret that you rotate away from. Whoever learns it, and reads the storage, can tell whether a number is in
   * it; no code and no session. Default: the last of `secret`.
   */
  readonly indexSecret?: string;
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
  /** The identity API v1, which takes no access token. Default: open to everybody. */
  readonly identityV1?: IdentityV1Options;
  /** The identity API v2. Without it, its paths answer 404. */
  readonly identityV2?: IdentityV2Options;
  /** Callers that act for many people, such as a homeserver. Default: none. */
  readonly delegates?: DelegateOptions;
  /**
   * The host's accounts: for `checkThreePidAvailability` and `addThreePid`, and needed with `homeserver`. With one that
   * can `add`, a host adds numbers to its accounts.
   */
  readonly accountDirectory?: AccountDirectory;
  /** The homeserver's side: registration, account contacts, password reset. Without it, all its paths are the host's. */
  readonly homeserver?: HomeserverOptions;
  /**
   * Origins whose web pages may call: `'*'` (default: the protocol's clients are pages of any origin), a list, or `false`
   * where your own middleware or a proxy sees to it. With `'*'` any page can spend the messages that its visitors'
   * addresses have. A page of an origin that isn't listed reads no answer, and its POSTs get 403 `M_FORBIDDEN`.
   */
  readonly cors?: CorsOption;
  /** Default: the system's time. */
  readonly clock?: Clock;
  /**
   * A pino logger, or anything like it. Default: silent. Of an error that comes from your senders, storages and callbacks
   * it gets a plain object: type, code, status and stack frames, without message and properties.
   */
  readonly logger?: Logger;
}

/** Who may call the identity API v1, and where. */
export interface IdentityV1Options {
  /** `open` to everybody (default), to `delegates` alone, or `off`. */
  readonly access?: IdentityV1Access;
  /** A path before `/_matrix`, such as `/hard-to-guess`: a fence for a delegating homeserver. Default: none. */
  readonly pathPrefix?: string;
}

/** The identity API v2: with access tokens of ours, in exchange for OpenID tokens, or with the host's. */
export type IdentityV2Options = (
  | { readonly accounts: IdentityAccountOptions; readonly authenticator?: undefined }
  | { readonly authenticator: Authenticator; readonly accounts?: undefined }
) & {
  /** The terms of service. Default: none to agree to. */
  readonly terms?: TermsPolicy;
};

/** What the accounts of the identity API v2 are made of. */
export interface IdentityAccountOptions {
  readonly openIdVerifier: OpenIdVerifier;
  readonly accessTokenStorage: AccessTokenStorage;
  /** How long an access token lives, in milliseconds. Default: 90 days. A client registers again by itself. */
  readonly accessTokenLifetimeMs?: number;
  /** The most live access tokens of a user: the oldest goes when there is one more. Default: 20. */
  readonly accessTokensPerUser?: number;
  /**
   * How often one client address may register. Default: 60 times in an hour and 200 times in 24 hours; an empty list
   * switches the limit off.
   */
  readonly registrationsPerAddress?: readonly MessageLimit[];
  /**
   * The longest that an OpenID token of a homeserver lives, in milliseconds: for so long it is remembered that one was
   * used. Default: 24 hours; Synapse's live one.
   */
  readonly openIdTokenLifetimeMs?: number;
}

/** The homeserver's side. */
export interface HomeserverOptions {
  /** The URL under which clients reach this server, without a path of ours: it makes `submit_url`. */
  readonly publicUrl: string;
  /**
   * Whether a caller is `told` that a number has an account or has none (default), or it is `concealed`: the caller then
   * sees a success, and the number's owner gets a message that says what to do.
   */
  readonly availability?: AvailabilityDisclosure;
  /** Which identity servers a client may name. Default: none. */
  readonly trustPolicy?: TrustPolicy;
  /** Calls the trusted ones: `@threepid/federation` has one. */
  readonly identityServerClient?: IdentityServerClient;
  /** Whose an access token of the homeserver is. Without it, `account/3pid` is the host's. */
  readonly authenticator?: Authenticator;
  /** With it, and an `accountDirectory` that can `add`, `POST account/3pid` and `account/3pid/add` are served. */
  readonly userInteractiveAuth?: UserInteractiveAuth;
}
