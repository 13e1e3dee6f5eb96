import { maskDigits } from '../domain/mask-digits.js';
import { forOperator } from '../errors/operator-error.js';

/** The parts of an error that may be logged. */
export interface LoggableError {
  /** The error's name or class; for other values, their type. */
  readonly type: string;
  /** Only for errors that are marked `forOperator`. */
  readonly message?: string;
  readonly code?: string | number;
  /** An HTTP status. */
  readonly status?: number;
  /** Of a `ProviderError`: the sender's name. */
  readonly provider?: string;
  /** Of a `ProviderError`: the provider's request id. */
  readonly requestId?: string;
  /** The stack frames, without the message above them. */
  readonly stack?: string;
  readonly cause?: LoggableError;
  /** Of an `AggregateError`. */
  readonly errors?: readonly LoggableError[];
}

/** Maximum number of nested causes, errors of an `AggregateError`, and stack frames that are kept. */
const deepest = 5;
const mostErrors = 5;
const mostFrames = 15;

/** Errors that are already reduced, since a logger may be behind another one that reduces too. */
const reduced = new WeakSet();

/**
 * Reduces an error to the parts that may be logged. Never throws, whatever the value.
 *
 * An error of a sender, a storage or the host's directory may contain anything: the request in its message, an API key
 * in a property, a command with a password (ioredis: `command`), a number in a database's message. Only names, codes,
 * statuses and stack frames are kept. Runs of six or more digits are masked everywhere.
 */
export function loggableError(error: unknown): LoggableError {
  try {
    return reduce(error, deepest);
  } catch {
    // A Proxy object may throw on any access.
    return { type: 'unreadable' };
  }
}

function reduce(error: unknown, depth: number): LoggableError {
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null)
    return { type: error === null ? 'null' : typeof error };
  if (reduced.has(error)) return error as LoggableError;
  const parts = {
    ...ownWords(error),
    code: codeOf(error),
    status: statusOf(error),
    stack: framesOf(error),
    ...causesOf(error, depth),
  };
  const known = Object.entries(parts).filter(([, value]) => value !== undefined);
  const loggable = { type: typeOf(error), ...(Object.fromEntries(known) as Partial<LoggableError>) };
  reduced.add(loggable);
  return loggable;
}

type Parts = { readonly [K in keyof LoggableError]: LoggableError[K] | undefined };

/** A property, or undefined if reading it throws, as a getter or a Proxy object may. */
function read(error: object, property: string | symbol): unknown {
  try {
    return (error as Readonly<Record<string | symbol, unknown>>)[property];
  } catch {
    return undefined;
  }
}

/** Words with single separators and few digits, unlike keys, tokens, numbers and sentences. */
const codeForm = /^[A-Za-z]+\d{0,3}(?:[_./-][A-Za-z]+\d{0,3})*$/;
/** Postgres has codes of five, such as 23505 and 42P01. */
const shortForm = /^[A-Z0-9]{1,5}$/;
const longestCode = 60;

function wordOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > longestCode) return undefined;
  return codeForm.test(value) || shortForm.test(value) ? value : undefined;
}

/** The error's own name or that of its class. */
function typeOf(error: object): string {
  const made = read(error, 'constructor');
  const name = wordOf(read(error, 'name'));
  const className = typeof made === 'function' ? wordOf(read(made, 'name')) : undefined;
  return (name === 'Error' ? className : name) ?? className ?? 'Object';
}

function codeOf(error: object): string | number | undefined {
  const code = read(error, 'code');
  if (typeof code === 'number') return Number.isInteger(code) && Math.abs(code) < 100_000 ? code : undefined;
  return wordOf(code);
}

function statusOf(error: object): number | undefined {
  const status = read(error, 'status') ?? read(error, 'statusCode');
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599
    ? status
    : undefined;
}

/** The message of one of our own errors. */
function ownWords(error: object): Pick<Parts, 'message' | 'provider' | 'requestId'> {
  if (read(error, forOperator) !== true) return {};
  const message = read(error, 'message');
  return {
    message: typeof message === 'string' ? withoutSecrets(message) : undefined,
    provider: wordOf(read(error, 'provider')),
    requestId: requestIdOf(read(error, 'requestId')),
  };
}

/** A UUID or a Twilio id. Anything else with that many digits may be a number. */
const requestIdForm = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{2}[0-9a-f]{32})$/;

function requestIdOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (requestIdForm.test(value)) return value;
  return /^[\w-]{1,80}$/.test(value) ? maskDigits(value) : undefined;
}

/**
 * Removes user and password of a URL from a text, and the arguments that Redis repeats when it doesn't know a command:
 * an old or restricted Redis may not know HELLO or AUTH, whose argument is the password.
 */
function withoutSecrets(text: string): string {
  return maskDigits(
    text.replace(/:\/\/[^/\s]*@/g, '://***@').replace(/,? with args beginning with:.*/gs, ''),
  );
}

/** `at NAME (PLACE:LINE:COLUMN)` or `at PLACE:LINE:COLUMN`, as V8 writes them. */
const frameForm =
  /^ {4}at (?:(?:async |new )*[\w$.<>#]{1,100}(?: \[as [\w$.<>#]{1,100}\])? \()?(?:file:\/\/|node:|[A-Za-z]:\\|\/)[^\s()'"?#]{1,300}:\d{1,6}:\d{1,6}\)?$/;

function framesOf(error: object): string | undefined {
  const stack = read(error, 'stack');
  if (typeof stack !== 'string') return undefined;
  const frames = withoutMessage(stack, read(error, 'message'))
    .split('\n')
    .filter((line) => frameForm.test(line));
  return frames.length === 0 ? undefined : maskDigits(frames.slice(0, mostFrames).join('\n'));
}

/** A stack starts with the message, which may contain lines that look like frames. */
function withoutMessage(stack: string, message: unknown): string {
  const start = typeof message === 'string' ? stack.indexOf(message) : -1;
  return start < 0 ? stack : stack.slice(start + String(message).length);
}

function causesOf(error: object, depth: number): Pick<Parts, 'cause' | 'errors'> {
  if (depth <= 0) return {};
  const cause = read(error, 'cause');
  const errors = read(error, 'errors');
  return {
    cause: cause === undefined || cause === null ? undefined : reduce(cause, depth - 1),
    // One budget for all levels, so that nested errors don't add up to too many.
    errors: Array.isArray(errors)
      ? errors.slice(0, mostErrors).map((one: unknown) => reduce(one, depth - 3))
      : undefined,
  };
}
