import type { FailureMeaning, MessageChannel } from '@threepid/core';

/**
 * A provider's HTTP API as data: which request sends a message, and what its answers mean. It is JSON, so it can be a
 * file.
 *
 * ```json
 * {
 *   "name": "example",
 *   "documentation": "Example: SMS API, Send a message",
 *   "settings": {
 *     "token": { "variable": "EXAMPLE_TOKEN", "help": "The account's token.", "secret": true },
 *     "from": { "variable": "EXAMPLE_FROM", "help": "The number or name that messages come from.", "optional": true }
 *   },
 *   "request": {
 *     "url": "https://api.example.com/v1/messages",
 *     "authentication": { "bearer": "{token}" },
 *     "json": { "to": "{to}", "from": "{from}", "text": "{text}" }
 *   },
 *   "answers": [
 *     { "when": { "status": 201 }, "then": "sent", "id": "/id" },
 *     { "when": { "status": 422, "body": { "/error": "invalid_sender" } }, "then": "refused" }
 *   ],
 *   "errors": { "code": "/error", "message": "/message" }
 * }
 * ```
 *
 * A string of the request is a `Template`: `{name}` stands for a value.
 */
export interface SmsHttpDeclaration {
  /** For editors: where the JSON Schema is. */
  readonly $schema?: string;
  /** Name of the sender in logs: `[a-z0-9-]`, such as `vonage`. */
  readonly name: string;
  /** The title of the provider's documentation that this follows, with its date or version if it has one. */
  readonly documentation: string;
  /** How its messages reach people. Default: `sms`. */
  readonly channel?: MessageChannel;
  /** What the operator sets, by the name of its placeholder: a letter, then letters and digits. */
  readonly settings: Readonly<Record<string, SettingDeclaration>>;
  /**
   * Settings that depend on each other: of an entry's settings, those that are set are those of one group.
   * `[[["token"], ["key", "keySecret"]]]` asks for a token, or for a key and its secret; `[[["from"], ["pool"], ["from",
   * "pool"]]]` for at least one of the two. All of them are `optional`.
   */
  readonly alternatives?: readonly (readonly (readonly string[])[])[];
  /** The request that sends a message. */
  readonly request: RequestDeclaration;
  /** The meanings of the answers. The first rule that matches decides; see `AnswerRule`. At least one is for `sent`. */
  readonly answers: readonly AnswerRule[];
  /** The provider's errors, for the operator's log and by their codes. */
  readonly errors?: ErrorDeclaration;
  /** The settings that say where a message comes from, for warnings at the start. */
  readonly origin?: OriginDeclaration;
  /** The request that reports to the provider what became of a message. Absent: nothing is reported. */
  readonly report?: ReportDeclaration;
  /** The calls by which the provider reports deliveries. Absent: none are served. */
  readonly callback?: CallbackDeclaration;
}

/** A setting: an option of the sender and an environment variable of the standalone server. */
export interface SettingDeclaration {
  /** The environment variable, such as `VONAGE_API_KEY`. It can't begin with `THREEPID_` or `AWS_`. */
  readonly variable: string;
  /** One sentence for `--help`. */
  readonly help: string;
  /** True if it must be shown nowhere. It is removed from the provider's error messages too. */
  readonly secret?: boolean;
  /** True if it may be missing. What contains it is then left out of the request. */
  readonly optional?: boolean;
  /** Its value if it isn't set. */
  readonly default?: string;
  /** A regular expression that the whole value must match. */
  readonly pattern?: string;
  /**
   * The pattern in words, for the error: "must be ...". With a pattern, it must be there.
   */
  readonly form?: string;
  /** True if it may differ by country: `byCountry` of the options, and `VARIABLE_US` of the standalone server. */
  readonly byCountry?: boolean;
}

/**
 * A text with placeholders: `{name}` or `{name:form}`. A brace itself is written twice.
 *
 * A placeholder is a setting or one of these:
 *
 * - of a message: `to` (E.164 with the `+`), `msisdn` (without), `country`, `text`, `code`, `locale`, `brand`, `purpose`,
 *   `idempotencyKey` and `idempotencyKey:uuid`, `alphabet` (`gsm` if the text fits GSM 03.38, else `unicode`),
 *   `expiresAt:FORM`, and `expiresIn:seconds`, `:milliseconds` or `:minutes`;
 * - of a report: `messageId`, `outcome` (`verified`, `resent` or `expired`), `country`, `code`, `sentAt:FORM`;
 * - of both: `now:FORM`, where a FORM is `seconds`, `milliseconds` (Unix time), `iso` (`2026-11-29T14:35:00.000Z`),
 *   `datetime` (`2026-11-29 14:35:00`, UTC) or `http` (`Sun, 29 Nov 2026 14:35:00 GMT`);
 * - of the request itself, in headers and in the text of its signature: `method`, `host` (with the port), `path`, `target` (the path
 *   with the query), `url`, `body`, `bodyHash:sha256-base64` (also `sha1`, `sha512`, `md5`, and `-hex`);
 * - `signature`, in headers, if the request has one.
 *
 * The values are escaped for the place that they stand in, so that none can change the structure of the request. If one
 * is missing (an optional setting, the `code` of a message without one), the property, field, header or list item with
 * the template is left out; an object or a list that loses all that it has is left out too.
 */
export type Template = string;

/** A method of HTTP. */
export type SmsHttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH';

/** A request to the provider. It has `json` or `form`, or neither. */
export interface RequestDeclaration {
  /** Default: `POST`. */
  readonly method?: SmsHttpMethod;
  /**
   * `https://`, without a query. A host may contain settings, such as `https://{region}.example.com/v1`, and a setting can
   * stand for all of the beginning, such as `{endpoint}/v1`: it is then an https URL itself.
   */
  readonly url: Template;
  /** Its query, in this order. */
  readonly query?: Readonly<Record<string, FieldTemplate>>;
  /** Names are written in lower case. `content-type` and `accept` are there already. */
  readonly headers?: Readonly<Record<string, ValueTemplate>>;
  /** How it is authenticated, if not by `headers`, `query` or the body. Of several, the first whose settings are all set. */
  readonly authentication?: AuthenticationDeclaration | readonly AuthenticationDeclaration[];
  /** Makes the placeholder `signature`. */
  readonly signature?: SignatureDeclaration;
  /** The body as JSON. */
  readonly json?: JsonTemplate;
  /** The body as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, FieldTemplate>>;
}

/** HTTP authentication. */
export type AuthenticationDeclaration =
  | { readonly basic: { readonly username: Template; readonly password: Template } }
  | { readonly bearer: Template };

/** The algorithm of a signature. */
export type SignatureAlgorithm =
  'hmac-md5' | 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512' | 'md5' | 'sha1' | 'sha256' | 'sha512';

/** A signature of a request. */
export interface SignatureDeclaration {
  readonly algorithm: SignatureAlgorithm;
  /** The key of an HMAC. A plain hash has its secret in the text. */
  readonly key?: Template;
  /** How the key is written. Default: `text`. */
  readonly keyEncoding?: 'text' | 'base64' | 'hex';
  /** What is signed, as it is: nothing is escaped. */
  readonly text: Template;
  /** How the signature is written. */
  readonly output: 'base64' | 'hex';
}

/**
 * Chooses by a value: the template of `$case` is rendered, and the property of its value is taken, or else the one of `*`.
 * Without either, what contains it is left out. `{ "$case": "{alphabet}", "gsm": "text", "unicode": "unicode" }`
 */
export interface CaseOf<Value> {
  readonly $case: Template;
  readonly [value: string]: Value | Template;
}

/** The value of a header. */
export type ValueTemplate = Template | CaseOf<Template>;

/** The value of a field of a form or a query. A list repeats the field. */
export type FieldTemplate = Template | number | boolean | CaseOf<FieldTemplate> | readonly FieldTemplate[];

/** A number, which JSON writes without quotes: `{ "$number": "{msisdn}" }`. */
export interface NumberTemplate {
  readonly $number: Template;
}

/** True or false: `{ "$boolean": "{dryRun}" }`, of `true` or `false`. */
export interface BooleanTemplate {
  readonly $boolean: Template;
}

/** A JSON value with templates. The names of an object's properties are as they are, and begin with no `$`. */
export type JsonTemplate =
  | Template
  | number
  | boolean
  | null
  | CaseOf<JsonTemplate>
  | NumberTemplate
  | BooleanTemplate
  | readonly JsonTemplate[]
  | { readonly [name: string]: JsonTemplate };

/**
 * A place in an answer or a call: a JSON Pointer into its body (RFC 6901), such as `/messages/0/id`, or more precisely an
 * object. The pointer `""` is the whole body; a body that is not JSON is a string.
 */
export type AnswerPlace =
  | string
  | {
      readonly pointer?: string;
      /** The name of a header, instead of a pointer. */
      readonly header?: string;
      /** A regular expression with one group, which is taken. It is quick, and sees a beginning, as `matches` does. */
      readonly capture?: string;
    };

/**
 * What a value must be: equal to this, or to one of these (all are compared as texts, so `1` equals `"1"`), there or not
 * there (`null` is not), or matched as a whole by a regular expression.
 *
 * The expression sees the first 1,000 characters. One that a hostile answer could make slow is refused: with a group that is
 * repeated and has a repetition or an alternative within, with more than three repetitions, or with a backreference.
 */
export type ExpectedValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | { readonly exists: boolean }
  | { readonly matches: string };

/** Conditions, which must all be met. */
export interface AnswerCondition {
  /** A status, several, or a class such as `2xx`. */
  readonly status?: number | '2xx' | '3xx' | '4xx' | '5xx' | readonly number[];
  /** By JSON Pointers into the body. */
  readonly body?: Readonly<Record<string, ExpectedValue>>;
  /** By names of headers. */
  readonly headers?: Readonly<Record<string, ExpectedValue>>;
}

/**
 * The meaning of some answers. After all rules comes the table `errors.meanings`, and then the status: 429 is
 * `not-taken`, 303, 408 and 5xx are `unknown`, what can't be about the number (401, 402, 404, a redirect and others) is
 * `refused`, any other 4xx `rejected-destination`, and a 2xx that no rule takes is `unknown`.
 */
export interface AnswerRule {
  /** Conditions, or several of which one must be met. */
  readonly when: AnswerCondition | readonly AnswerCondition[];
  /**
   * `sent`, or why it wasn't; see `FailureMeaning`. `by-code` asks the table `errors.meanings`, and is `rejected-destination`
   * if that doesn't know the code: for errors with a status of success.
   */
  readonly then: 'sent' | 'by-code' | FailureMeaning;
  /**
   * With `sent`: the provider's id of the message. An answer without it is `unknown`. Leave it out only if the provider
   * has no ids: then it is the message's `idempotencyKey`.
   */
  readonly id?: AnswerPlace;
  /**
   * With `not-taken`: when to try again. The message is tried once more if half of the time-out is left then. Default: the
   * header `retry-after`.
   */
  readonly retryAfter?: {
    readonly at: AnswerPlace;
    /** The unit of a number; anything else is read as a date. Default: `seconds`. */
    readonly unit?: 'seconds' | 'milliseconds';
  };
}

/** Where an error has what. Of several places, the first that has a value. */
export interface ErrorDeclaration {
  readonly code?: AnswerPlace | readonly AnswerPlace[];
  /** Its words for the log. Numbers, codes, the text and secrets are removed from them. */
  readonly message?: AnswerPlace | readonly AnswerPlace[];
  /** The request's id, for the provider's support. */
  readonly requestId?: AnswerPlace | readonly AnswerPlace[];
  /** Codes by their meaning. If the number may be the cause, it is `rejected-destination`; see `SmsResult`. */
  readonly meanings?: Readonly<Partial<Record<FailureMeaning, readonly (string | number)[]>>>;
}

/** Names of settings. */
export interface OriginDeclaration {
  /** The sender that people see. */
  readonly from?: string;
  /** A pool or service of the provider that chooses the sender. */
  readonly pool?: string;
  readonly entityId?: string;
  readonly templateId?: string;
}

/** A report about a message. Any 2xx is success. */
export interface ReportDeclaration {
  readonly outcomes: readonly ('verified' | 'resent' | 'expired')[];
  /** The name of an optional setting: without it, nothing is reported. */
  readonly setting?: string;
  readonly request: RequestDeclaration;
}

/**
 * A provider's delivery receipts, which the framework serves at `/_threepid/callbacks/` and the sender's name. Pointers are
 * into the call's fields: those of its query and of its body (a form, or JSON) in one object. It is served only if all
 * settings of the check are set.
 */
export interface CallbackDeclaration {
  readonly methods: readonly ('GET' | 'POST')[];
  readonly check: CallbackCheck;
  /** The provider's id of the message. */
  readonly id: AnswerPlace;
  readonly state: StateDeclaration;
  /** The provider's code for the cause. */
  readonly code?: AnswerPlace;
  /** The number, with or without its `+`. */
  readonly to?: AnswerPlace;
}

/** The state of a message. Any other value than these is `under-way`. */
export interface StateDeclaration {
  readonly at: AnswerPlace;
  readonly delivered: readonly (string | number)[];
  readonly undelivered: readonly (string | number)[];
}

/**
 * The check that the provider made a call: the call has the signature that is computed from it. Placeholders of the text are
 * settings, `body`, `query`, `header:NAME`, and `sortedFields`: all fields but the signature, sorted by name, each as
 * `&name=value`, with `_` for `&` and `=` in values.
 */
export interface CallbackCheck extends SignatureDeclaration {
  /** Where the call has its signature. */
  readonly signature: AnswerPlace;
}
