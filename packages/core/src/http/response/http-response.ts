/** An answer, ready to be sent as it is. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text to be sent as UTF-8; empty for an answer without a body. */
  readonly body: string;
}
