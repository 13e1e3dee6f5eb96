import type { DestinationOptions } from './defaults/destination-policy.js';
import type { AvailabilityDisclosure } from './domain/homeserver-rules.js';
import type { MessageLimit } from './domain/message-limit.js';
import type { TestNumber } from './domain/test-numbers.js';
import type { GuardMode } from './guard/guard-mode.js';
import type { GivenTerms } from './guard/guard-terms-of.js';
import type { BudgetsOptions, Prices } from './guard/spending-rules.js';
import type { CorsOption } from './http/caller/cors.js';
import type { DelegateOptions } from './http/caller/delegates.js';
import type { IdentityV1Access } from './http/routes/identity-v1-routes.js';
import type { AccessTokenStorage } from './ports/access-token-storage.js';
import type { AccountDirectory } from './ports/account-directory.js';
import type { Authenticator } from './ports/authenticator.js';
import type { BalanceStorage } from './ports/balance-storage.js';
import type { BlockStorage } from './ports/block-storage.js';
import type { Challenge } from './ports/challenge.js';
import type { Clock } from './ports/clock.js';
import type { DeliveryReceipt } from './ports/delivery-receipt.js';
import type { IdentityServerClient } from './ports/identity-server-client.js';
import type { Logger } from './ports/logger.js';
import type { MessageTemplates } from './ports/message-templates.js';
import type { OpenIdVerifier } from './ports/open-id-verifier.js';
import type { SendPolicy } from './ports/send-policy.js';
import type { SessionStorage } from './ports/session-storage.js';
import type { OtherChannel, SmsSender } from './ports/sms-sender.js';
import type { SpendingStorage } from './ports/spending-storage.js';
import type { TermsPolicy } from './ports/terms-policy.js';
import type { ThreepidEvent, ThreepidEvents } from './ports/threepid-events.js';
import type { TrustPolicy } from './ports/trust-policy.js';
import type { UserInteractiveAuth } from './ports/user-interactive-auth.js';
import type { SenderWarningOptions } from './sms/sender-warnings-of.js';

/**
 * Fixed limits, beside the guard's judgment. A limit that you leave out keeps its default; an empty list switches it off.
 * Some defaults are lower unless the guard enforces: with `guard: { mode: 'monitor' }` or `'off'`, or a `sendPolicy` of your
 * own. For messages that another identity server sends, which no guard judges, the limits of a number always have those
 * lower defaults. An address is an IPv4 address or an IPv6 /64. HTTP callers without a known address are counted together;
 * `delegates` aren't counted.
 */
export interface LimitOptions {
  /** Default: 5 in 10 minutes and 20 in 24 hours; unless the guard enforces, 10 in 24 hours. */
  readonly perNumber?: readonly MessageLimit[];
  /**
   * Messages to one number that one client address, or one /48 of IPv6, may request. Keep it below `perNumber`, or a
   * single client can lock out the number's owner. Default: none, because the guard judges it. Unless it
   * enforces: 3 in 10 minutes and 4 in 24 hours.
   */
  readonly perNumberAndAddress?: readonly MessageLimit[];
  /** Messages of one client address. Default: none; unless the guard enforces, 20 in an hour. */
  readonly perAddress?: readonly MessageLimit[];
  /** Messages of an IPv6 /56 (a household). Default: none; unless the guard enforces, 40 in an hour. */
  readonly perSite?: readonly MessageLimit[];
  /** Messages of an IPv6 /48 (a site). Default: none; unless the guard enforces, 100 in an hour. */
  readonly perNetwork?: readonly MessageLimit[];
  /**
   * Requests of one client address to a homeserver that tells whether a number has an account, or that has another
   * identity server send the message. Each counts, whatever the answer is. Default: 60 in an hour.
   */
  readonly lookupsPerAddress?: readonly MessageLimit[];
  /** The same of an IPv6 /56 (a household). Default: 120 in an hour. */
  readonly lookupsPerSite?: readonly MessageLimit[];
  /** The same of an IPv6 /48 (a site). Default: 300 in an hour. */
  readonly lookupsPerNetwork?: readonly MessageLimit[];
  /** Limits of `deliverMessage`, in every mode of the guard, which doesn't judge these messages. */
  readonly deliveries?: DeliveryLimitOptions;
}

/**
 * Limits on the messages that another product makes and judges. A limit that you leave out keeps its default; an empty list
 * switches it off. They are counted by themselves, except for `perNumber`: a number's messages are counted together.
 */
export interface DeliveryLimitOptions {
  /** Default: 5 in 10 minutes and 20 in 24 hours. */
  readonly perNumber?: readonly MessageLimit[];
  /** Messages to one number that one address, or one /48 of IPv6, may cause. Default: 3 in 10 minutes and 10 in 24 hours. */
  readonly perNumberAndAddress?: readonly MessageLimit[];
  /** Messages to the 10,000 numbers that differ in their last 4 digits. Default: 40 in an hour and 200 in 24 hours. */
  readonly perBlock?: readonly MessageLimit[];
  /** Messages that one address causes, if the product names it. Default: 60 in an hour. */
  readonly perAddress?: readonly MessageLimit[];
  /** The same of an IPv6 /56. Default: 120 in an hour. */
  readonly perSite?: readonly MessageLimit[];
  /** The same of an IPv6 /48. Default: 300 in an hour. */
  readonly perNetwork?: readonly MessageLimit[];
}

/** A sender for each channel that people may choose instead of SMS. */
export type ChannelOptions = Readonly<Partial<Record<OtherChannel, SmsSender>>>;

/** The guard against SMS pumping: it delays the messages of people who don't verify. */
export interface GuardOptions {
  /**
   * `enforce` (default); `monitor` decides and logs, and delays no message; `off`, only for load tests. A new operator
   * can read in the log what `enforce` would have done. In `monitor` and `off`, fixed limits per client address apply.
   */
  readonly mode?: GuardMode;
  /** Where the guard's balances are stored. Default: in `storage`, if it has balances. */
  readonly balances?: BalanceStorage;
  /**
   * The terms of each kind of group, in thousandths of a message. For operators who have simulated others. What you leave
   * out keeps its default. The same in every process that shares the balances.
   */
  readonly terms?: GivenTerms;
  /**
   * What messages cost, by country, in whatever currency your budgets are: `{ GB: 0.04, US: 0.0079 }`. Countries that you leave out have
   * the price `default`; without one, a rough guess in US dollars, on the high side.
   */
  readonly prices?: Prices;
  /**
   * What messages may cost: `{ day: 50, month: 500, countries: { TJ: { day: 5 } } }`. A hard stop in every mode, and with a
   * `sendPolicy` of your own. Default: any amount.
   */
  readonly budgets?: BudgetsOptions;
  /** Where what messages cost is counted. Default: in `storage`, if it counts that. */
  readonly spending?: SpendingStorage;
}

/** Options of a framework. `secret`, `storage` and `sms` are required; everything else has a safe default. */
export interface ThreepidOptions {
  /**
   * The key of all digests and codes: at least 32 random characters, kept private. Use a list to rotate it: new
   * sessions use the first secret, and the others still open older sessions. Add a new secret at the end of the list in
   * every process that shares the storage, then move it to the front in every process, and remove the old one 24 hours
   * later (the lifetime of a session).
   */
  readonly secret: string | readonly string[];
  /**
   * The key of the counts per number and address. Set it to the secret that you rotate away from: it stays the same
   * when you rotate `secret`, so counts continue. With it and the storage, an attacker can check whether a number is
   * stored, but can't read codes or sessions. Default: the last of `secret`.
   */
  readonly indexSecret?: string;
  /** Stores the sessions. */
  readonly storage: SessionStorage;
  /** Sends the messages. */
  readonly sms: SmsSender;
  /**
   * The channels that a client may ask for instead, by its name: `{ whatsapp, telegram, voice }`. Default: none. Only messages
   * with a code go by them; those without one, and other products' messages, go by `sms`.
   */
  readonly channels?: ChannelOptions;
  /**
   * Sends the messages to fictional numbers (07700 900xxx, 555-01xx), which count as test numbers outside production.
   * Default: the console.
   */
  readonly testSms?: SmsSender;
  /** Default: true if `NODE_ENV` is `production`. In production, fictional numbers are not test numbers. */
  readonly production?: boolean;
  /**
   * Hosts that a `next_link` may redirect to: `example.org`, or `example.org:8443` for one port. Default: loopback
   * hosts.
   */
  readonly nextLinkHosts?: readonly string[];
  /** `false` switches the fixed limits off, and the guard too unless `guard.mode` is set. Only for load tests. */
  readonly limits?: LimitOptions | false;
  /** The guard against SMS pumping. Default: it enforces. If you set `sendPolicy`, only its prices and budgets count. */
  readonly guard?: GuardOptions;
  /** Destinations of messages. Ignored if you set `sendPolicy`. */
  readonly destinations?: DestinationOptions;
  /**
   * Warnings at the start, in the log, about countries that may not deliver messages of `sms` as it is set up: a name that
   * must be registered, a number of another country. They look at `destinations.allow`, or at the largest countries. `false`:
   * none.
   */
  readonly senderWarnings?: SenderWarningOptions | false;
  /** Numbers with a fixed code and an end date. No message is sent to them. */
  readonly testNumbers?: readonly TestNumber[];
  /** Where the destinations are stored that the operator blocks. Default: in `storage`, if it has blocks. */
  readonly blocks?: BlockStorage;
  /** Takes the place of the guard. Default: the guard, after the countries and number types of `destinations`. */
  readonly sendPolicy?: SendPolicy;
  /**
   * What a person, or a program, has to solve where the guard would only delay them, such as `new AltchaChallenge({ secret })` of
   * `@threepid/challenge-altcha`, or `TurnstileChallenge` or `HcaptchaChallenge` of their packages. Default: none, so that they are delayed.
   */
  readonly challenge?: Challenge;
  /** Default: texts of one SMS segment, in the person's language. */
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
  /**
   * The homeserver's endpoints: registration, account contacts, password reset. Without it, your app keeps these paths.
   */
  readonly homeserver?: HomeserverOptions;
  /**
   * Origins whose web pages may call: `'*'` (default, because Matrix clients come from any origin), a list, or `false`
   * if your own middleware or proxy handles CORS. With `'*'`, any page can use up the messages that its visitors'
   * addresses have. Pages of unlisted origins can't read answers, and their POSTs get 403 `M_FORBIDDEN`.
   */
  readonly cors?: CorsOption;
  /**
   * Called with each delivery receipt of your senders, for metrics of your own. Its errors are logged. Receipts are in the log
   * too, and no session learns of them.
   */
  readonly onDeliveryReceipt?: (receipt: DeliveryReceipt) => void | Promise<void>;
  /**
   * Called with what happens, for metrics and for what you want to do with it: messages that are requested, refused, sent or
   * fail, codes that are submitted or expire, requests that are answered. No event has a number, a code or an address. Nothing
   * waits for it, and its errors are logged. Default: nobody listens, and no event is made.
   */
  readonly events?: ThreepidEvents | ((event: ThreepidEvent) => void | Promise<void>);
  /**
   * True if senders learn what became of their messages, if they want to (`SmsSender.report`): verified, resent or expired.
   * Default: true.
   */
  readonly reports?: boolean;
  /** Default: the system's time. */
  readonly clock?: Clock;
  /**
   * A pino logger, or a compatible one. Default: silent. Errors of your senders, storages and callbacks are logged as a
   * plain object with type, code, status and stack frames, without message and other properties.
   */
  readonly logger?: Logger;
}

/** Access to the identity API v1. */
export interface IdentityV1Options {
  /** `open` to everybody (default), only to `delegates`, or `off`. */
  readonly access?: IdentityV1Access;
  /** A path before `/_matrix`, such as `/hard-to-guess`, known only to the homeserver that delegates. Default: none. */
  readonly pathPrefix?: string;
}

/**
 * The identity API v2, with access tokens that threepid issues for OpenID tokens (`accounts`) or that your app issues
 * (`authenticator`).
 */
export type IdentityV2Options = (
  | { readonly accounts: IdentityAccountOptions; readonly authenticator?: undefined }
  | { readonly authenticator: Authenticator; readonly accounts?: undefined }
) & {
  /** The terms of service. Default: none. */
  readonly terms?: TermsPolicy;
};

/** Options of the accounts of the identity API v2. */
export interface IdentityAccountOptions {
  readonly openIdVerifier: OpenIdVerifier;
  readonly accessTokenStorage: AccessTokenStorage;
  /** Lifetime of an access token in milliseconds. Default: 90 days. Clients then register again on their own. */
  readonly accessTokenLifetimeMs?: number;
  /** Maximum number of live access tokens per user; a new one replaces the oldest. Default: 20. */
  readonly accessTokensPerUser?: number;
  /**
   * Limits on registrations from one client address. Default: 60 in an hour and 200 in 24 hours. An empty list switches
   * the limits off.
   */
  readonly registrationsPerAddress?: readonly MessageLimit[];
  /**
   * The longest lifetime of a homeserver's OpenID tokens, in milliseconds: used tokens are remembered for this long.
   * Default: 24 hours. (Synapse's tokens live for one hour.)
   */
  readonly openIdTokenLifetimeMs?: number;
}

/** The homeserver's side. */
export interface HomeserverOptions {
  /** The URL at which clients reach this server, without threepid's own path. It is the base of `submit_url`. */
  readonly publicUrl: string;
  /**
   * `told` (default): the caller learns whether a number has an account. `concealed`: the caller sees a success, and
   * the number's owner gets a message that says what to do.
   */
  readonly availability?: AvailabilityDisclosure;
  /** The identity servers that a client may name. Default: none. */
  readonly trustPolicy?: TrustPolicy;
  /** Calls the trusted identity servers. `@threepid/federation` has an implementation. */
  readonly identityServerClient?: IdentityServerClient;
  /** Finds the user of a homeserver's access token. Without it, your app keeps `account/3pid`. */
  readonly authenticator?: Authenticator;
  /** With this and an `accountDirectory` that has `add`, `POST account/3pid` and `account/3pid/add` are served. */
  readonly userInteractiveAuth?: UserInteractiveAuth;
}
