/** A log method like pino's: fields first, then the message. */
export type LogMethod = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/**
 * The core's logger. A pino logger works as it is.
 *
 * The fields never contain a code, a client secret, a token or a whole number: `maskNumber` masks numbers.
 */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}
