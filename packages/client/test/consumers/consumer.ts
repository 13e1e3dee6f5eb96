// Compiled by consumer-types.test.ts for several platforms; never run.
import { createThreepidClient } from '@threepid/client';

export async function words(phoneNumber: string): Promise<string> {
  const client = createThreepidClient({ baseUrl: 'https://id.example.org' });
  const result = await client.request({ phoneNumber, country: 'GB' });
  if (result.ok) return result.session.international ?? result.session.phoneNumber;
  switch (result.error.errcode) {
    case 'M_LIMIT_EXCEEDED':
      return `Wait ${result.error.retryAfterMs ?? 0} ms`;
    case 'M_UNKNOWN':
      return result.error.answered ?? 'unknown';
    case 'NETWORK_ERROR':
      return String(result.error.cause);
    default:
      return `${result.error.errcode satisfies `M_${string}`} ${result.error.status}`;
  }
}
