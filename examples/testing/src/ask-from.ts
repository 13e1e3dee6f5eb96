const path = '/_matrix/identity/api/v1/validate/msisdn/requestToken';

/**
 * The distinct statuses, sorted, that callers behind a proxy get when each requests a message to a different number.
 */
export async function askFrom(
  url: string,
  addresses: readonly string[],
  firstNumber: number,
): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const [index, address] of addresses.entries()) {
    const body = JSON.stringify({
      client_secret: 'through-a-proxy',
      country: 'GB',
      phone_number: `07400${firstNumber + index}`,
      send_attempt: 1,
    });
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    statuses.push((await fetch(url + path, { method: 'POST', headers, body })).status);
  }
  return [...new Set(statuses)].sort();
}
