import { callProvider, type ProviderCallOptions } from './call-provider.js';
import type { ProviderExchange } from './provider-exchange.js';

/** A `POST` to a provider's HTTP API. */
export interface ProviderRequest extends Omit<ProviderCallOptions, 'method' | 'body'> {
  readonly body: string;
}

/** Posts to a provider; see `callProvider`. */
export function postToProvider(request: ProviderRequest): Promise<ProviderExchange> {
  return callProvider({ ...request, method: 'POST' });
}
