import type { Clock, Logger, Threepid } from '@threepid/core';

/** A product whose calls are answered: the last part of its path. */
export type ProductName = 'supabase' | 'logto' | 'kratos' | 'zitadel';

/** Options of the hooks. Name the products that call you; the others' paths are not there. */
export interface HooksOptions {
  /** Delivers the messages. */
  readonly threepid: Pick<Threepid, 'deliverMessage'>;
  /** The path above those of the products. Default: `/_threepid/hooks`. */
  readonly path?: string;
  readonly supabase?: SupabaseHookOptions;
  readonly logto?: LogtoHookOptions;
  readonly kratos?: KratosHookOptions;
  readonly zitadel?: ZitadelHookOptions;
  /** Default: silent. */
  readonly logger?: Logger;
  /** For the time limits of signatures. Default: the system's. */
  readonly clock?: Clock;
}

/** Supabase Auth's Send SMS hook. */
export interface SupabaseHookOptions {
  /** `v1,whsec_...` as the dashboard shows it; or several while you rotate it. */
  readonly secrets: string | readonly string[];
  /** The languages of a user, best first, such as `(user) => [user.user_metadata.locale]`. Default: those of the templates. */
  readonly localesOf?: (user: Readonly<Record<string, unknown>>) => readonly unknown[];
  /**
   * Time after which a message that is still being sent counts as sent, in milliseconds. Supabase waits 5 seconds in all, and
   * then drops the code: the message would arrive with a worthless one. At most 5,000. Default: 4,000.
   */
  readonly acceptAfterMs?: number;
}

/** Logto's HTTP SMS connector. */
export interface LogtoHookOptions {
  /** The whole `Authorization` header, as you set it in the connector: `Bearer ...`. Several while you change it. */
  readonly authorization: string | readonly string[];
}

/** Ory Kratos's HTTP courier channel: exactly one of the three ways in which it can authenticate. */
export interface KratosHookOptions {
  /** The whole `Authorization` header, by `headers` of the channel. Several while you change it. */
  readonly authorization?: string | readonly string[];
  /** The channel's `basic_auth`. */
  readonly basicAuth?: BasicAuthentication;
  /** The channel's `api_key` with `in: header`. */
  readonly apiKey?: NamedHeader;
  /** Whose text is sent, if the message has a code: `theirs` (default), or `ours` with their code. */
  readonly text?: 'theirs' | 'ours';
}

/** A user and a password. */
export interface BasicAuthentication {
  readonly user: string;
  readonly password: string;
}

/** A header that carries a secret. */
export interface NamedHeader {
  readonly name: string;
  readonly value: string;
}

/** Zitadel's HTTP SMS provider. */
export interface ZitadelHookOptions {
  /** The `signingKey` of Zitadel's answer when you added the provider; or several while you change it. */
  readonly signingKeys: string | readonly string[];
  /** Whose text is sent, if the message has a code: `theirs` (default), or `ours` with their code. */
  readonly text?: 'theirs' | 'ours';
}
