/**
 * Settles as `promise` does, unless `signal` aborts first: then it rejects with the result of `error`, and the outcome
 * of `promise` is ignored.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal, error: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      reject(error());
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
