/** A log method of pino's form: fields first, then the message. */
export type LogMethod = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/**
 * Where the core logs to. A pino logger fits as it is.
 *
 * No code, client secret, token or whole number is ever among the fields: numbers are masked by `maskNumber`.
 */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}
