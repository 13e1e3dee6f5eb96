// Compiled by consumer-types.test.ts where the platform has a fetch and an AbortSignal of its own; never run.
import { createThreepidClient, type SubmitResult } from '@threepid/client';

export function submit(signal: AbortSignal): Promise<SubmitResult> {
  const client = createThreepidClient({ fetch: globalThis.fetch });
  // @ts-expect-error a signal is the platform's, not anything
  void client.submit({ sid: '1', clientSecret: '2' }, '123456', { signal: 'signal' });
  return client.submit({ sid: '1', clientSecret: '2' }, '123456', { signal });
}
