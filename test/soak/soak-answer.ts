/** What a person's call came to. */
export interface SoakAnswer {
  /** Status and errcode, such as `200` or `429 M_LIMIT_EXCEEDED`; the error's code if the connection was cut. */
  readonly outcome: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds of the `Retry-After` header. */
  readonly retryAfter: number | undefined;
}

/** The calls that people make. */
export type Call = 'requestToken' | 'submitToken' | 'getValidated3pid';
