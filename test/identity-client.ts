/** An answer with its JSON body. */
export interface IdentityAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Base path of the identity API v1. */
export const identityV1 = '/_matrix/identity/api/v1';

/** The request of the specification's example. */
export const exampleRequest = {
  client_secret: 'monkeys_are_GREAT',
  country: 'GB',
  phone_number: '07700900001',
  send_attempt: 1,
} as const;

/** Makes a POST call of the identity API v1, with a JSON body. */
export async function post(base: string, call: string, body: unknown): Promise<IdentityAnswer> {
  const response = await fetch(`${base}${identityV1}${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answerOf(response);
}

/** Gets a path, with a query. */
export async function get(
  base: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<IdentityAnswer> {
  const text = new URLSearchParams(query).toString();
  return answerOf(await fetch(`${base}${path}${text === '' ? '' : `?${text}`}`));
}

async function answerOf(response: Response): Promise<IdentityAnswer> {
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, body };
}
