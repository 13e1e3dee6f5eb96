import { diag } from '@opentelemetry/api';

/** Calls the SDK. What it throws goes to its own log: it must never reach what is measured, such as a message that was sent. */
export function quietly<Value>(call: () => Value): Value | undefined {
  try {
    return call();
  } catch (error) {
    diag.error('@threepid/otel: the SDK has thrown an error', error);
    return undefined;
  }
}
