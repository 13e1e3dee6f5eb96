import { settledBefore } from './settled-before.js';

/** A command of the AWS SDK, as far as it is used here: any client's commands fit. */
export interface AwsCommand {
  readonly middlewareStack: {
    add(middleware: AwsMiddleware, options: AwsStep<'finalizeRequest'>): void;
    // eslint-disable-next-line @typescript-eslint/unified-signatures -- The SDK's stack has one for each step.
    add(middleware: AwsMiddleware, options: AwsStep<'deserialize'>): void;
  };
}

/** A step of the SDK between a command and the wire. */
export type AwsMiddleware = <Output>(
  next: (args: never) => Promise<Output>,
) => (args: never) => Promise<Output>;

/** Where a middleware stands. */
export interface AwsStep<Name> {
  readonly name: string;
  readonly step: Name;
  readonly priority: 'high' | 'low';
  readonly override?: boolean;
}

/** The outcome of a single request. `handedOver` is true if the request may have reached the wire. */
export type AwsOutcome<Output> =
  | { readonly kind: 'answered'; readonly output: Output }
  | { readonly kind: 'failed'; readonly handedOver: boolean; readonly error: unknown };

/**
 * Sends a command once. The SDK's own retries, which also follow time-outs and broken connections, are switched off for
 * this command only. Never rejects. Settles when `signal` aborts, and sends nothing after that.
 */
export async function requestOnce<Command extends AwsCommand, Output>(
  command: Command,
  send: (command: Command, options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
  signal: AbortSignal,
): Promise<AwsOutcome<Output>> {
  let handedOver = false;
  replaceRetries(command);
  beforeHandOver(command, () => {
    signal.throwIfAborted();
    handedOver = true;
  });
  try {
    const output = await settledBefore(signal, send(command, { abortSignal: signal }));
    return { kind: 'answered', output };
  } catch (error) {
    return { kind: 'failed', handedOver, error };
  }
}

/** Replaces the SDK's middleware of the same name, step and priority. It can't be removed, because others refer to it. */
function replaceRetries({ middlewareStack }: AwsCommand): void {
  middlewareStack.add((next) => (args) => next(args), {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
}

/** Runs last before the request handler: credentials and endpoint are known, and the request is signed. */
function beforeHandOver({ middlewareStack }: AwsCommand, run: () => void): void {
  middlewareStack.add(
    (next) => (args) => {
      run();
      return next(args);
    },
    { name: 'threepidHandOver', step: 'deserialize', priority: 'low' },
  );
}
