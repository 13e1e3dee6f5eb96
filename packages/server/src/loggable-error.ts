/** What a log may hold of an error. */
export interface LoggableError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: LoggableError;
}

/** How many causes of causes are told. */
const deepest = 5;

/**
 * What a log may hold of an error: its type, message, code and stack, and those of its causes.
 *
 * Never its other properties: clients hang whole commands and requests on their errors, with passwords in them
 * (ioredis: `command`, `previousErrors`, `lastNodeError`).
 */
export function loggableError(error: unknown, depth = deepest): LoggableError {
  if (typeof error !== 'object' || error === null)
    return { type: typeof error, message: plain(String(error)) };
  const { message, code, stack, cause } = error as Readonly<Record<string, unknown>>;
  return {
    type: typeOf(error),
    message: typeof message === 'string' ? plain(message) : '',
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof stack === 'string' ? { stack: plain(stack) } : {}),
    ...(cause === undefined || cause === null || depth === 0
      ? {}
      : { cause: loggableError(cause, depth - 1) }),
  };
}

/** The same without stacks: for errors of which many come, each from the same place. */
export function loggableErrorHead(error: unknown): Omit<LoggableError, 'stack' | 'cause'> {
  const { type, message, code } = loggableError(error, 0);
  return { type, message, ...(code === undefined ? {} : { code }) };
}

function typeOf(error: object): string {
  if (error instanceof Error && error.name !== 'Error') return error.name;
  // An object need not have a constructor.
  const { constructor: made } = error as { readonly constructor?: { readonly name?: string } };
  return made?.name ?? 'Object';
}

/**
 * Leaves out of a text the user and password of a URL, and the arguments that Redis repeats of a command it doesn't
 * know: an old or restricted Redis doesn't know HELLO or AUTH, whose argument is the password.
 */
function plain(text: string): string {
  return text.replace(/:\/\/[^/\s]*@/g, '://***@').replace(/,? with args beginning with:.*/g, '');
}
