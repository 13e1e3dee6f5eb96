/** A phone number to verify. */
export interface NumberToVerify {
  /** As the person typed it. */
  readonly phoneNumber: string;
  /** ISO 3166-1 alpha-2, upper case, such as `GB`: where the number is dialled from. Leave it out of an international one. */
  readonly country?: string;
  /** Where the server's own page leads a person on to, who finishes there. */
  readonly nextLink?: string;
}

/**
 * A request for a message, made once or more. It holds the client secret: whoever has it and the code can finish the
 * session. It is plain JSON, and may be kept where the page's other secrets are, such as `sessionStorage`.
 */
export interface PendingSession extends NumberToVerify {
  /** Made by the client: `[0-9a-zA-Z.=_-]{1,255}`. */
  readonly clientSecret: string;
  /** The greatest send attempt that the server took; 0 before the first. */
  readonly sendAttempt: number;
}

/** A session that the server opened: a message is under way. */
export interface VerificationSession extends PendingSession {
  readonly sid: string;
  /** E.164 without the `+`, if the server said so. */
  readonly msisdn: string | undefined;
  /** For people, such as `+44 7400 123456`, if the server said so. */
  readonly international: string | undefined;
}
