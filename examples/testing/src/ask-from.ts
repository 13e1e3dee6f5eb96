const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

/**
 * The distinct statuses, sorted, that callers behind a proxy get when they request messages to one number, one after the
 * other. An address gets 3, and the number 4.
 */
export async function askFrom(
  url: string,
  addresses: readonly string[],
  phoneNumber: string,
): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const [index, address] of addresses.entries()) {
    const body = JSON.stringify({
      client_secret: `through-a-proxy-${index}`,
      country: 'GB',
      phone_number: phoneNumber,
      send_attempt: 1,
    });
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    statuses.push((await fetch(url + path, { method: 'POST', headers, body })).status);
  }
  return [...new Set(statuses)].sort();
}
