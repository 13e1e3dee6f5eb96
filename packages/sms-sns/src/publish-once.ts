import {
  PublishCommand,
  type PublishCommandInput,
  type PublishCommandOutput,
  type SNSClient,
} from '@aws-sdk/client-sns';

/** The outcome of a single `Publish`. `handedOver` is true if the request may have reached the wire. */
export type PublishOutcome =
  | { readonly kind: 'answered'; readonly output: PublishCommandOutput }
  | { readonly kind: 'failed'; readonly handedOver: boolean; readonly error: unknown };

/**
 * Publishes once. The SDK's own retries, which also follow time-outs and broken connections, are switched off for this
 * command only. Never rejects. Settles when `signal` aborts, and publishes nothing after that.
 */
export async function publishOnce(
  client: SNSClient,
  input: PublishCommandInput,
  signal: AbortSignal,
): Promise<PublishOutcome> {
  let handedOver = false;
  const command = commandWithoutRetries(input, () => {
    signal.throwIfAborted();
    handedOver = true;
  });
  try {
    const output = await settledBefore(signal, client.send(command, { abortSignal: signal }));
    return { kind: 'answered', output };
  } catch (error) {
    return { kind: 'failed', handedOver, error };
  }
}

function commandWithoutRetries(input: PublishCommandInput, beforeHandOver: () => void): PublishCommand {
  const command = new PublishCommand(input);
  // Replaces the SDK's middleware of the same name, step and priority. It can't be removed, because others refer to it.
  command.middlewareStack.add((next) => (args) => next(args), {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
  // Runs last before the request handler: credentials and endpoint are known, and the request is signed.
  command.middlewareStack.add(
    (next) => (args) => {
      beforeHandOver();
      return next(args);
    },
    { name: 'threepidHandOver', step: 'deserialize', priority: 'low' },
  );
  return command;
}

/** Settles when `signal` aborts: finding credentials may take long, and the SDK watches the signal only after that. */
async function settledBefore<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
