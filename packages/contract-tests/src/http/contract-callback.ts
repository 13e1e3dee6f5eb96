import { createHmac } from 'node:crypto';
import type { CallbackRequest, ProviderCallback } from '@threepid/core';

/** The header in which the contract's provider signs its calls. */
export const contractSignatureHeader = 'x-contract-signature';

/** The signature of the contract's provider, over all that an adapter must hand on unchanged. */
export function contractSignature({ method, query, body }: Omit<CallbackRequest, 'headers'>): string {
  const signed = JSON.stringify([method, query, body]);
  return createHmac('sha256', 'the key of a provider that nobody has').update(signed).digest('hex');
}

/** The call by which the contract's provider reports deliveries. */
export const contractCallback: ProviderCallback = {
  name: 'contract',
  methods: ['GET', 'POST'],
  handle: (request) => ({
    status: request.headers[contractSignatureHeader] === contractSignature(request) ? 204 : 403,
  }),
};
