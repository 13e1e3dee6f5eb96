import type { LoggableError } from '@threepid/core';
import type { Logger } from 'pino';

/** A logger of connections whose last error is kept. */
export interface ConnectionErrors {
  readonly logger: Logger;
  readonly last: () => Error | undefined;
}

/**
 * Keeps what would be logged of a connection: a failed call says only that it was tried often enough.
 *
 * @param logger takes everything else.
 */
export function connectionErrors(logger: Logger): ConnectionErrors {
  let last: Error | undefined;
  const warn = ({ error }: { readonly error?: LoggableError }): void => {
    last = new Error(error?.message ?? String(error?.code ?? 'no connection'));
  };
  return { logger: Object.assign(logger.child({}), { warn }), last: () => last };
}
