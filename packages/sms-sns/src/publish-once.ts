import {
  PublishCommand,
  type PublishCommandInput,
  type PublishCommandOutput,
  type SNSClient,
} from '@aws-sdk/client-sns';

/** How a single `Publish` ended. `handedOver`: whether the request may have reached the wire. */
export type PublishOutcome =
  | { readonly kind: 'answered'; readonly output: PublishCommandOutput }
  | { readonly kind: 'failed'; readonly handedOver: boolean; readonly error: unknown };

/**
 * Publishes once: the SDK's own retries, which follow time-outs and broken connections too, are switched off for this
 * command and for no other of the client. Never rejects; settles when `signal` aborts, and publishes nothing after that.
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
  // Takes the place of the SDK's middleware of this name, step and priority; others refer to it, so it can't be removed.
  command.middlewareStack.add((next) => (args) => next(args), {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
  // The last thing that happens before the request handler, credentials and endpoint found and the request signed.
  command.middlewareStack.add(
    (next) => (args) => {
      beforeHandOver();
      return next(args);
    },
    { name: 'threepidHandOver', step: 'deserialize', priority: 'low' },
  );
  return command;
}

/** Credentials may take long to find, and the SDK watches the signal only once it has them. */
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
