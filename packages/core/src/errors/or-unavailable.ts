import { MatrixError } from './matrix-error.js';

/**
 * The answer of something that may fail on our side: a callback of the host, a storage or another server.
 *
 * @param message what the caller is told of a failure; its cause is logged, and never sent.
 * @param status 502 for another server that gave no answer that can be used. Default: 503.
 * @throws MatrixError `M_UNKNOWN` if `ask` fails.
 */
export async function orUnavailable<Answer>(
  ask: () => Answer | Promise<Answer>,
  message: string,
  status: 502 | 503 = 503,
): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    throw new MatrixError('M_UNKNOWN', message, { status, cause });
  }
}
