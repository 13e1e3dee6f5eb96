import { maskDigits } from '../domain/mask-digits.js';
import { forOperator } from '../errors/operator-error.js';

/** What a log may hold of an error. */
export interface LoggableError {
  /** The error's name, or its class; of what is no error, its type. */
  readonly type: string;
  /** Of errors that are marked `forOperator` alone. */
  readonly message?: string;
  readonly code?: string | number;
  /** An HTTP status. */
  readonly status?: number;
  /** Of a `ProviderError`: the sender's name. */
  readonly provider?: string;
  /** Of a `ProviderError`: the provider's name for the request. */
  readonly requestId?: string;
  /** Where it was thrown: the frames, without the message above them. */
  readonly stack?: string;
  readonly cause?: LoggableError;
  /** Of an `AggregateError`. */
  readonly errors?: readonly LoggableError[];
}

/** The most causes of causes, errors of an `AggregateError`, and stack frames that are kept. */
const deepest = 5;
const mostErrors = 5;
const mostFrames = 15;

/** What was reduced already. A logger may be behind another one that reduces too. */
const reduced = new WeakSet();

/**
 * Reduces an error to what a log may hold of it. Whatever was thrown, it never throws.
 *
 * An error that comes from outside, such as one of a sender, a storage or a directory of the host's, may carry anything:
 * the request in its message, an API key in a property, a command with a password (ioredis: `command`), a number in a
 * database's words. None of that is kept, only what has the shape of a name, a code, a status or a stack frame. Runs of
 * six digits or more are masked everywhere.
 */
export function loggableError(error: unknown): LoggableError {
  try {
    return reduce(error, deepest);
  } catch {
    // A proxy may refuse everything.
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

/** A property, or undefined if reading it throws: it may be a getter, or the error a proxy. */
function read(error: object, property: string | symbol): unknown {
  try {
    return (error as Readonly<Record<string | symbol, unknown>>)[property];
  } catch {
    return undefined;
  }
}

/** Words with single separators between, and few digits: what keys, tokens, numbers and sentences are not. */
const codeForm = /^[A-Za-z]+\d{0,3}(?:[_./-][A-Za-z]+\d{0,3})*$/;
/** Postgres has codes of five, such as 23505 and 42P01. */
const shortForm = /^[A-Z0-9]{1,5}$/;
const longestCode = 60;

function wordOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > longestCode) return undefined;
  return codeForm.test(value) || shortForm.test(value) ? value : undefined;
}

/** The name that the error has or was made with. */
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

/** What our own errors say. */
function ownWords(error: object): Pick<Parts, 'message' | 'provider' | 'requestId'> {
  if (read(error, forOperator) !== true) return {};
  const message = read(error, 'message');
  return {
    message: typeof message === 'string' ? withoutSecrets(message) : undefined,
    provider: wordOf(read(error, 'provider')),
    requestId: requestIdOf(read(error, 'requestId')),
  };
}

/** A UUID, or one of Twilio's: what has so many digits otherwise may be a number. */
const requestIdForm = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{2}[0-9a-f]{32})$/;

function requestIdOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (requestIdForm.test(value)) return value;
  return /^[\w-]{1,80}$/.test(value) ? maskDigits(value) : undefined;
}

/**
 * Leaves out of a text the user and password of a URL, and the arguments that Redis repeats of a command it doesn't
 * know: an old or restricted Redis doesn't know HELLO or AUTH, whose argument is the password.
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

/** The message comes first in a stack: what looks like a frame in it is none. */
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
    // Several steps at once, so that errors of errors don't make too many.
    errors: Array.isArray(errors)
      ? errors.slice(0, mostErrors).map((one: unknown) => reduce(one, depth - 3))
      : undefined,
  };
}
