// Compiled by consumer-types.test.ts for platforms with their own fetch and AbortSignal; never run.
import { createThreepidClient, type SubmitResult } from '@threepid/client';

export function submit(signal: AbortSignal): Promise<SubmitResult> {
  const client = createThreepidClient({ fetch: globalThis.fetch });
  // @ts-expect-error a signal must be the platform's AbortSignal
  void client.submit({ sid: '1', clientSecret: '2' }, '123456', { signal: 'signal' });
  return client.submit({ sid: '1', clientSecret: '2' }, '123456', { signal });
}
