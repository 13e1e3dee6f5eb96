/** An answer, ready to send. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. Several answers may share one object, which is frozen then. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text to send as UTF-8; empty for an answer without a body. */
  readonly body: string;
  /** The errcode that it tells, if it is an error, and `other` for one that only another server has; for logs and metrics. It isn't sent. */
  readonly errcode?: string | undefined;
}
