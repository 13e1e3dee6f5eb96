import { createAddressRanges } from '@threepid/core';
import { isIP } from 'node:net';

/** Addresses that no person has on the Internet. RFC 1918, 3927, 4193, 4291, 6598, 6890. */
const ofMachines = createAddressRanges(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '::/128',
    '::1/128',
    'fc00::/7',
    'fe80::/10',
  ],
  'hook',
);

/**
 * The person's address, as a product names it. A private one is a proxy's between the product and its clients, and stands
 * for everybody: limits per address would stop them all.
 */
export function personAddress(address: string | undefined): string | undefined {
  return address === undefined || isIP(address) === 0 || ofMachines(address) ? undefined : address;
}
